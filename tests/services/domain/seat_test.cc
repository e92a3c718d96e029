#include <gtest/gtest.h>

#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

GrantSeat Grant(v1::Role role, const std::string& holder) {
  GrantSeat grant;
  grant.role = role;
  grant.holder_subject = holder;
  grant.holder_display_name = "iemand";
  return grant;
}

template <typename Change>
GrantSeat Grant(v1::Role role, const std::string& holder, Change change) {
  GrantSeat grant = Grant(role, holder);
  change(grant);
  return grant;
}

// A stuurgroep seat.
template <typename Change>
GrantSeat Member(const std::string& holder, Change change) {
  return Grant(v1::ROLE_STUURGROEP, holder, change);
}
GrantSeat Member(const std::string& holder) { return Grant(v1::ROLE_STUURGROEP, holder); }

GrantSeat Vakbestuurder(const std::string& holder, const std::string& pijler) {
  return Grant(v1::ROLE_VAKBESTUURDER, holder, [&](GrantSeat& g) { g.pijler = pijler; });
}

EndSeat End(const std::string& seat) {
  EndSeat end;
  end.seat = seat;
  end.reason = "nieuw college";
  return end;
}

TEST(SeatTest, IsGrantedBySecretarisWithWhatItsRoleAsks) {
  RunRows(
      OpeningDeal(),
      {
          {"stuurgroep", {}, {kSecretaris, Member("x")}, "SeatGranted"},
          {"vakbestuurder", {}, {kSecretaris, Vakbestuurder("x", "wonen")}, "SeatGranted"},
          {"a second seat for one person",
           {},
           {kSecretaris, Vakbestuurder(kDirk, "wonen")},
           "SeatGranted"},
          {"no seat", {}, {kVoorzitter, Member("x")}, "NO_SEAT"},
          {"a stranger", {}, {kStranger, Member("x")}, "NO_SEAT"},
          {"no role", {}, {kSecretaris, Grant(v1::ROLE_UNSPECIFIED, "x")}, "ENUM_UNSPECIFIED"},
          {"a role of the future",
           {},
           {kSecretaris, Grant(static_cast<v1::Role>(40), "x")},
           "ENUM_UNSPECIFIED"},
          {"vakbestuurder of nothing", {}, {kSecretaris, Vakbestuurder("x", "")}, "FIELD_REQUIRED"},
          {"vakbestuurder of an unknown pijler",
           {},
           {kSecretaris, Vakbestuurder("x", "zorg")},
           "PIJLER_UNKNOWN"},
          {"ontwikkelteam of nothing",
           {},
           {kSecretaris, Grant(v1::ROLE_ONTWIKKELTEAM, "x")},
           "FIELD_REQUIRED"},
          {"auditor of a pijler",
           {},
           {kSecretaris, Grant(v1::ROLE_AUDITOR, "x", [](auto& g) { g.pijler = "werken"; })},
           "FIELD_NOT_ALLOWED"},
          {"penvoerder of nobody",
           {},
           {kSecretaris, Grant(v1::ROLE_PENVOERDER, "x")},
           "FIELD_REQUIRED"},
          {"penvoerder of an unknown partner",
           {},
           {kSecretaris, Grant(v1::ROLE_PENVOERDER, "x", [](auto& g) { g.partner = "gem. X"; })},
           "PARTNER_UNKNOWN"},
          {"partner by id",
           {},
           {kSecretaris, Grant(v1::ROLE_PENVOERDER, "x", [](auto& g) { g.partner = "partner-2"; })},
           "SeatGranted"},
          {"chair of a pijler",
           {},
           {kSecretaris, Grant(v1::ROLE_VAKBESTUURDER, "x",
                               [](auto& g) {
                                 g.pijler = "werken";
                                 g.place = v1::SEAT_PLACE_CHAIR;
                               })},
           "FIELD_NOT_ALLOWED"},
          {"a place of the future",
           {},
           {kSecretaris, Member("x", [](auto& g) { g.place = static_cast<v1::SeatPlace>(3); })},
           "ENUM_UNSPECIFIED"},
          {"nobody to hold it", {}, {kSecretaris, Member("")}, "TEXT_EMPTY"},
          {"name of 201 bytes", {}, {kSecretaris, Member(std::string(201, 'x'))}, "TEXT_TOO_LONG"},
          {"function not UTF-8",
           {},
           {kSecretaris, Member("x", [](auto& g) { g.function = "\xC0\xAF"; })},
           "TEXT_NOT_UTF8"},
          {"from an impossible day",
           {},
           {kSecretaris, Member("x", [](auto& g) { g.from = Date(2021, 13); })},
           "DATE_IMPOSSIBLE"},
          {"ends before it begins",
           {},
           {kSecretaris, Member("x",
                                [](auto& g) {
                                  g.from = Date(2021, 7);
                                  g.until = Date(2021, 6, 30);
                                })},
           "VALUE_OUT_OF_RANGE"},
          {"ends in the year it begins",
           {},
           {kSecretaris, Member("x",
                                [](auto& g) {
                                  g.from = Date(2021, 7);
                                  g.until = Date(2021);
                                })},
           "SeatGranted"},
      });
}

TEST(SeatTest, EstablishedSeatIsGrantedAsItIs) {
  const auto seat11 = [](auto change) {
    GrantSeat grant = Grant(v1::ROLE_UNSPECIFIED, "eva");
    grant.seat = "seat-11";
    change(grant);
    return grant;
  };
  const auto as_it_is = [](GrantSeat&) {};
  RunRows(
      OpeningDeal(),
      {
          {"nothing more said", {}, {kSecretaris, seat11(as_it_is)}, "SeatGranted"},
          {"the same said",
           {},
           {kSecretaris, seat11([](auto& g) {
              g.role = v1::ROLE_STUURGROEP;
              g.place = v1::SEAT_PLACE_MEMBER;
              g.partner = "gem. Hardenberg";
              g.function = "wethouder";
            })},
           "SeatGranted"},
          {"unknown",
           {},
           {kSecretaris, seat11([](auto& g) { g.seat = "seat-99"; })},
           "SEAT_UNKNOWN"},
          {"held", {}, {kSecretaris, seat11([](auto& g) { g.seat = "seat-10"; })}, "SEAT_HELD"},
          {"ended", {{kSecretaris, End("seat-11")}}, {kSecretaris, seat11(as_it_is)}, "SEAT_ENDED"},
          {"another role",
           {},
           {kSecretaris, seat11([](auto& g) { g.role = v1::ROLE_LEZER; })},
           "SEAT_MISMATCH"},
          {"another place",
           {},
           {kSecretaris, seat11([](auto& g) { g.place = v1::SEAT_PLACE_CHAIR; })},
           "SEAT_MISMATCH"},
          {"another pijler",
           {},
           {kSecretaris, seat11([](auto& g) { g.pijler = "werken"; })},
           "SEAT_MISMATCH"},
          {"another partner",
           {},
           {kSecretaris, seat11([](auto& g) { g.partner = "gem. Emmen"; })},
           "SEAT_MISMATCH"},
          {"another function",
           {},
           {kSecretaris, seat11([](auto& g) { g.function = "raadslid"; })},
           "SEAT_MISMATCH"},
      });
  Book book = OpeningDeal();
  book.Given(kSecretaris, seat11(as_it_is));
  const Seat& seat = *book.state().FindSeat("seat-11");
  EXPECT_EQ(seat.role, v1::ROLE_STUURGROEP);
  EXPECT_EQ(seat.partner, "partner-2");
  EXPECT_EQ(seat.function, "wethouder");
  EXPECT_EQ(book.state().NameOf(seat.holder), "iemand");
}

TEST(SeatTest, StuurgroepHasOneChairAtATime) {
  const auto chair = [](std::optional<google::type::Date> from,
                        std::optional<google::type::Date> until) {
    return Member("x", [&](GrantSeat& g) {
      g.place = v1::SEAT_PLACE_CHAIR;
      g.from = from;
      g.until = until;
    });
  };
  RunRows(OpeningDeal(),
          {
              {"a second one", {}, {kSecretaris, chair({}, {})}, "CHAIR_TAKEN"},
              {"in an opening entry",
               {},
               {kSecretaris, Opening({SeatEntry(v1::ROLE_STUURGROEP, v1::SEAT_PLACE_CHAIR,
                                                "gem. Emmen", "wethouder")})},
               "CHAIR_TAKEN"},
              {"after the first ended",
               {{kSecretaris, End("seat-8")}},
               {kSecretaris, chair({}, {})},
               "SeatGranted"},
              {"a successor from a later day",
               {{kSecretaris, End("seat-8")}, {kSecretaris, chair({}, Date(2021, 12, 31))}},
               {kSecretaris, chair(Date(2022, 1, 1), {})},
               "SeatGranted"},
              {"a successor a day too early",
               {{kSecretaris, End("seat-8")}, {kSecretaris, chair({}, Date(2021, 12, 31))}},
               {kSecretaris, chair(Date(2021, 12, 31), {})},
               "CHAIR_TAKEN"},
              {"one until a later one begins",
               {{kSecretaris, End("seat-8")}, {kSecretaris, chair(Date(2022, 1, 1), {})}},
               {kSecretaris, chair({}, Date(2021, 12, 31))},
               "SeatGranted"},
          });
}

TEST(SeatTest, CombinationIsAllowedUnlessTheRulesForbidIt) {
  SetRules forbid;
  forbid.rules.set_combined_seats(v1::COMBINED_SEATS_FORBIDDEN);
  const std::vector<Step> forbidden = {{kSecretaris, End("seat-9")}, {kSecretaris, forbid}};
  std::vector<Step> gone = forbidden;
  gone.push_back({kSecretaris, End("seat-4")});
  RunRows(
      OpeningDeal(),
      {
          {"allowed by default", {}, {kSecretaris, Vakbestuurder(kDirk, "werken")}, "SeatGranted"},
          {"forbidden: stuurgroep for a vakbestuurder",
           forbidden,
           {kSecretaris, Member(kAnna)},
           "COMBINED_SEATS_FORBIDDEN"},
          {"forbidden: vakbestuurder for the stuurgroep",
           forbidden,
           {kSecretaris, Vakbestuurder(kDirk, "werken")},
           "COMBINED_SEATS_FORBIDDEN"},
          {"another role does not combine",
           forbidden,
           {kSecretaris, Grant(v1::ROLE_LEZER, kAnna)},
           "SeatGranted"},
          {"the other seat has ended", gone, {kSecretaris, Member(kAnna)}, "SeatGranted"},
      });
}

TEST(SeatTest, EndsOnceAndNeverTheLastSecretaris) {
  const GrantSeat second = Grant(v1::ROLE_SECRETARIS, "tweede");
  const GrantSeat passing =
      Grant(v1::ROLE_SECRETARIS, "tweede", [](auto& g) { g.until = Date(2021, 12, 31); });
  EndSeat long_reason = End("seat-5");
  long_reason.reason = std::string(8001, 'r');
  RunRows(OpeningDeal(),
          {
              {"ends", {}, {kSecretaris, End("seat-5")}, "SeatEnded"},
              {"unknown", {}, {kSecretaris, End("seat-50")}, "SEAT_UNKNOWN"},
              {"no seat", {}, {kBert, End("seat-5")}, "NO_SEAT"},
              {"twice", {{kSecretaris, End("seat-5")}}, {kSecretaris, End("seat-5")}, "SEAT_ENDED"},
              {"reason too long", {}, {kSecretaris, long_reason}, "TEXT_TOO_LONG"},
              {"the last secretaris", {}, {kSecretaris, End("seat-1")}, "LAST_SECRETARIS"},
              {"the other one will lapse",
               {{kSecretaris, passing}},
               {kSecretaris, End("seat-1")},
               "LAST_SECRETARIS"},
              {"one of two", {{kSecretaris, second}}, {kSecretaris, End("seat-1")}, "SeatEnded"},
          });
}

TEST(SeatTest, OnePersonKeepsOneIdOverSeats) {
  Book book = OpeningDeal();
  EXPECT_EQ(book.state().FindSeat("seat-4")->holder, book.state().FindSeat("seat-9")->holder);
  const size_t persons = book.state().persons.size();
  GrantSeat again = Grant(v1::ROLE_LEZER, kAnna);
  again.holder_display_name = "wethouder Emmen";
  book.Given(kSecretaris, again);
  EXPECT_EQ(book.state().persons.size(), persons);
  EXPECT_EQ(book.state().FindPerson(kAnna)->display_name, "wethouder Emmen");
  again.holder_display_name.clear();
  book.Given(kSecretaris, again);
  EXPECT_EQ(book.state().FindPerson(kAnna)->display_name, "wethouder Emmen");
}

TEST(SeatTest, CountsFromItsFirstToItsLastDayUtc) {
  const auto at = [](int year, int month, int day, int hour) {
    const int64_t days = absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1);
    return (days * 24 + hour) * 3'600'000'000;
  };
  Seat seat;
  seat.from = *base::PartialDate::Parse(2021, 6, 7);
  seat.until = *base::PartialDate::Parse(2021, 6, 0);
  EXPECT_FALSE(IsInForce(seat, at(2021, 6, 6, 23)));
  EXPECT_TRUE(IsInForce(seat, at(2021, 6, 7, 0)));
  EXPECT_TRUE(IsInForce(seat, at(2021, 6, 30, 23)));
  EXPECT_FALSE(IsInForce(seat, at(2021, 7, 1, 0)));
  seat.ended_at = base::Position(9);
  EXPECT_FALSE(IsInForce(seat, at(2021, 6, 7, 0)));
}

TEST(SeatTest, ThatHasLapsedActsNoMore) {
  Book book = OpeningDeal();
  book.Given(kSecretaris,
             Grant(v1::ROLE_SECRETARIS, "tijdelijk", [](auto& g) { g.until = Date(2021, 6, 7); }));
  EXPECT_EQ(book.Outcome({"tijdelijk", Member("x")}), "SeatGranted");
  book.At(kNow + kDayMicros);
  EXPECT_EQ(book.Outcome({"tijdelijk", Member("y")}), "NO_SEAT");
}

}  // namespace
}  // namespace dealboek::domain
