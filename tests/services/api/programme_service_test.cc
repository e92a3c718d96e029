#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <gtest/gtest.h>

#include "dealboek/v1/programme_service.pb.h"
#include "tests/services/api/wire.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

TEST(ProgrammeServiceTest, CreateAnswersWithTheProgrammeAsItBecame) {
  Wire wire;
  BeginOpening(wire);
  const auto reply = wire.Do("lezer", "GetProgramme", "name: 'programmes/zod'");
  const auto& got = reply.As<pb::GetProgrammeResponse>();
  EXPECT_EQ(got.true_at().position(), static_cast<int64_t>(wire.Head()));
  const pb::Programme& programme = got.programme();
  EXPECT_EQ(programme.name(), "programmes/zod");
  EXPECT_EQ(programme.title(), "Regio Deal Zuid- en Oost-Drenthe");
  EXPECT_EQ(programme.description(), "nagespeeld");
  EXPECT_EQ(programme.phase(), pb::PHASE_OPENING);
  ASSERT_EQ(programme.pijlers_size(), 2);
  EXPECT_EQ(programme.pijlers(0).pijler(), "werken");
  EXPECT_EQ(programme.pijlers(0).themes_size(), 2);
  ASSERT_EQ(programme.partners_size(), 3);
  EXPECT_EQ(programme.partners(0).cbs_code(), "GM0114");
  ASSERT_EQ(programme.tranches_size(), 2);
  EXPECT_FALSE(programme.tranches(0).has_ceiling());
  EXPECT_EQ(programme.tranches(0).decided_on().month(), 11);
  EXPECT_EQ(programme.tranches(1).ceiling().euro_cents(), 100'000'000);
  EXPECT_EQ(programme.tranches(1).stage(), pb::TRANCHE_STAGE_OPEN);
}

TEST(ProgrammeServiceTest, StructureIsSetAndAnswered) {
  Wire wire;
  BeginOpening(wire);
  const auto pijler = wire.Do("secretaris", "DefinePijler",
                              "parent: 'programmes/zod' pijler: 'welzijn' title: 'Welzijn' "
                              "themes: 'Zorg'");
  EXPECT_EQ(pijler.As<pb::DefinePijlerResponse>().pijler().themes(0), "Zorg");
  const auto partner = wire.Do("secretaris", "AddPartner",
                               "parent: 'programmes/zod' display_name: 'gem. Coevorden' "
                               "kind: PARTNER_KIND_GEMEENTE");
  EXPECT_EQ(partner.As<pb::AddPartnerResponse>().partner().partner(), "partner-4");
  const auto seat = wire.Do("secretaris", "GrantSeat",
                            "parent: 'programmes/zod' seat: 'seat-2' holder_subject: 'dirk' "
                            "holder_display_name: 'wethouder (nagespeeld)' "
                            "until { year: 2022 month: 12 day: 31 }");
  const pb::Seat& granted = seat.As<pb::GrantSeatResponse>().seat();
  EXPECT_EQ(granted.name(), "programmes/zod/seats/seat-2");
  EXPECT_EQ(granted.role(), pb::ROLE_STUURGROEP);
  EXPECT_EQ(granted.partner_name(), "gem. Hardenberg");
  EXPECT_EQ(granted.holder().display_name().plain(), "wethouder (nagespeeld)");
  EXPECT_EQ(granted.until().year(), 2022);
  EXPECT_EQ(granted.granted_at(), static_cast<int64_t>(wire.Head()));
  const auto ended = wire.Do("secretaris", "EndSeat",
                             "name: 'programmes/zod/seats/seat-2' reason: 'verkiezingen'");
  EXPECT_EQ(ended.As<pb::EndSeatResponse>().seat().ended_at(), static_cast<int64_t>(wire.Head()));
  const auto rules = wire.Do("secretaris", "SetRules",
                             "parent: 'programmes/zod' rules { quorum { count: 2 } "
                             "combined_seats: COMBINED_SEATS_ALLOWED rounds_per_year: 2 }");
  EXPECT_EQ(rules.As<pb::SetRulesResponse>().rules().quorum().count(), 2);
  wire.Do("secretaris", "SetCeiling",
          "parent: 'programmes/zod' change { tranche: 1 ceiling { euro_cents: 15000000 } }");
  EXPECT_EQ(wire.Send("secretaris", "SetCeiling",
                      "parent: 'programmes/zod' position_seen: 1 "
                      "change { tranche: 1 ceiling { euro_cents: 16000000 } }")
                .reason,
            "STALE_REVISION");
  const auto closed = wire.Do("secretaris", "CloseTranche", "parent: 'programmes/zod' tranche: 1");
  const pb::Tranche& tranche = closed.As<pb::CloseTrancheResponse>().tranche();
  EXPECT_EQ(tranche.stage(), pb::TRANCHE_STAGE_CLOSED);
  EXPECT_EQ(tranche.ceiling().euro_cents(), 15'000'000);
  wire.Do("secretaris", "RecordOpening",
          "parent: 'programmes/zod' entries { source { document: 'UP' location: '9' } "
          "tranche { tranche: 3 title: 'derde' } }");
  wire.Do("secretaris", "CloseOpening", "parent: 'programmes/zod'");
  const auto now = wire.Do("secretaris", "GetProgramme", "name: 'programmes/zod'");
  EXPECT_EQ(now.As<pb::GetProgrammeResponse>().programme().phase(), pb::PHASE_RUNNING);
  EXPECT_EQ(now.As<pb::GetProgrammeResponse>().programme().tranches_size(), 3);
}

TEST(ProgrammeServiceTest, SeatsAreListedByRoleAndPijlerInPages) {
  Wire wire;
  BeginDeal(wire);
  const auto werken = wire.Do("lezer", "ListSeats",
                              "parent: 'programmes/zod' role: ROLE_VAKBESTUURDER pijler: 'werken'");
  EXPECT_EQ(werken.As<pb::ListSeatsResponse>().seats_size(), 3);
  std::vector<std::string> seats;
  std::string token;
  do {
    const auto page = wire.Do("lezer", "ListSeats",
                              "parent: 'programmes/zod' page_size: 5 page_token: '" + token + "'");
    for (const pb::Seat& seat : page.As<pb::ListSeatsResponse>().seats()) {
      seats.push_back(seat.seat());
    }
    token = page.As<pb::ListSeatsResponse>().next_page_token();
  } while (!token.empty());
  ASSERT_EQ(seats.size(), 13u);
  EXPECT_EQ(seats.front(), "seat-1");
  EXPECT_EQ(seats[9], "seat-10") << "by number, not by letter";
}

TEST(ProgrammeServiceTest, ProgrammesAreListedInPages) {
  Wire wire;
  for (const char* id : {"b-deal", "a-deal", "c-deal"}) {
    wire.Do("secretaris", "CreateProgramme",
            std::string("programme_id: '") + id +
                "' title: 'Deal' first_year: 2019 "
                "last_year: 2022");
  }
  const auto first = wire.Do("lezer", "ListProgrammes", "page_size: 2");
  const auto& page = first.As<pb::ListProgrammesResponse>();
  ASSERT_EQ(page.programmes_size(), 2);
  EXPECT_EQ(page.programmes(0).name(), "programmes/a-deal");
  EXPECT_GT(page.programmes(0).true_at().position(), 0);
  const auto second = wire.Do("lezer", "ListProgrammes",
                              "page_size: 2 page_token: '" + page.next_page_token() + "'");
  ASSERT_EQ(second.As<pb::ListProgrammesResponse>().programmes_size(), 1);
  EXPECT_EQ(second.As<pb::ListProgrammesResponse>().programmes(0).name(), "programmes/c-deal");
  EXPECT_EQ(second.As<pb::ListProgrammesResponse>().next_page_token(), "");
  // What begins while somebody turns the pages is on none of them.
  wire.clock().Advance(1'000'000);
  wire.Do("secretaris", "CreateProgramme",
          "programme_id: 'd-deal' title: 'Deal' first_year: 2019 last_year: 2022");
  const auto later = wire.Do("lezer", "ListProgrammes",
                             "page_size: 2 page_token: '" + page.next_page_token() + "'");
  EXPECT_EQ(later.As<pb::ListProgrammesResponse>().programmes_size(), 1);
  EXPECT_EQ(
      wire.Do("lezer", "ListProgrammes", "").As<pb::ListProgrammesResponse>().programmes_size(), 4);
}

TEST(ProgrammeServiceTest, ProgrammesAreListedAsTheyWereAtATime) {
  Wire wire;
  const auto create = [&](const std::string& id) {
    wire.Do("secretaris", "CreateProgramme",
            "programme_id: '" + id + "' title: 'Deal' first_year: 2019 last_year: 2022");
  };
  const auto at = [&](int64_t micros) {
    return absl::StrCat("time { seconds: ", micros / 1'000'000,
                        " nanos: ", micros % 1'000'000 * 1'000, " }");
  };
  const auto listed = [&](const std::string& request) {
    std::vector<std::string> names;
    std::string token;
    do {
      const Reply reply =
          wire.Do("lezer", "ListProgrammes", request + " page_token: '" + token + "'");
      const auto& page = reply.As<pb::ListProgrammesResponse>();
      for (const auto& programme : page.programmes()) {
        names.push_back(absl::StrCat(programme.name(), "@", programme.true_at().position()));
      }
      token = page.next_page_token();
    } while (!token.empty());
    return absl::StrJoin(names, " ");
  };
  const int64_t before = wire.clock().NowMicros();
  wire.clock().Advance(1'000'000);
  create("b-deal");
  wire.clock().Advance(1'000'000);
  const int64_t first = wire.clock().NowMicros();
  for (const char* partner : {"Emmen", "Hardenberg", "Hoogeveen"}) {
    wire.clock().Advance(1'000'000);
    wire.Do("secretaris", "AddPartner",
            std::string("parent: 'programmes/b-deal' kind: PARTNER_KIND_GEMEENTE display_name: '") +
                partner + "'");
  }
  create("a-deal");
  const auto begun = static_cast<int64_t>(wire.Head("a-deal"));
  const auto whole = static_cast<int64_t>(wire.Head("b-deal"));
  EXPECT_EQ(listed(at(before)), "");
  EXPECT_EQ(listed(at(first)), absl::StrCat("programmes/b-deal@", whole - 3));
  EXPECT_EQ(listed(at(first + 1'000'000)), absl::StrCat("programmes/b-deal@", whole - 2));
  EXPECT_EQ(listed(at(first + 2'999'999)), absl::StrCat("programmes/b-deal@", whole - 1));
  const std::string all = absl::StrCat("programmes/a-deal@", begun, " programmes/b-deal@", whole);
  EXPECT_EQ(listed(at(first + 5'000'000)), all);
  EXPECT_EQ(listed("page_size: 1 " + at(first + 5'000'000)), all);
  EXPECT_EQ(listed("page_size: 1 " + at(first)), absl::StrCat("programmes/b-deal@", whole - 3))
      << "a page without any is no end";
  EXPECT_EQ(listed(""), all);
  const Reply wrong = wire.Send("lezer", "ListProgrammes", "time { seconds: 1 nanos: -1 }");
  EXPECT_EQ(wrong.reason, "DATE_IMPOSSIBLE");
}

TEST(ProgrammeServiceTest, ADamagedBookIsNamedInTheListAndTheOthersAreListed) {
  Wire wire;
  for (const char* id : {"a-deal", "b-deal", "c-deal"}) {
    wire.Do("secretaris", "CreateProgramme",
            std::string("programme_id: '") + id + "' title: 'Deal " + id +
                "' description: 'Proef' first_year: 2019 last_year: 2022");
  }
  wire.log().DamageRecord("b-deal", base::Position(wire.Head("b-deal")));
  const auto list = wire.Do("lezer", "ListProgrammes", "");
  const auto& programmes = list.As<pb::ListProgrammesResponse>().programmes();
  ASSERT_EQ(programmes.size(), 3);
  for (const int whole : {0, 2}) {
    EXPECT_EQ(programmes[whole].title(), whole == 0 ? "Deal a-deal" : "Deal c-deal");
    EXPECT_EQ(programmes[whole].description(), "Proef");
    EXPECT_EQ(programmes[whole].true_at().position(),
              static_cast<int64_t>(wire.Head(whole == 0 ? "a-deal" : "c-deal")));
    EXPECT_TRUE(programmes[whole].true_at().has_recorded_at());
    EXPECT_EQ(programmes[whole].unreadable_reason(), "");
  }
  EXPECT_EQ(programmes[1].name(), "programmes/b-deal");
  EXPECT_EQ(programmes[1].unreadable_reason(), "RECORD_DAMAGED");
  EXPECT_EQ(programmes[1].title(), "");
  EXPECT_FALSE(programmes[1].has_true_at());
}

// Rule 10.
TEST(ProgrammeServiceTest, ARepeatedRequestIsCarriedOutOnceAndAnswersTheSame) {
  Wire wire;
  BeginOpening(wire);
  const std::string add = wire.BytesOf("AddPartner",
                                       "parent: 'programmes/zod' display_name: 'gem. Coevorden' "
                                       "kind: PARTNER_KIND_GEMEENTE");
  const Reply first = wire.SendBytes("secretaris", "AddPartner", add);
  ASSERT_TRUE(first.ok()) << first.message;
  wire.Do("secretaris", "AddPartner",
          "parent: 'programmes/zod' display_name: 'gem. Borger' kind: PARTNER_KIND_GEMEENTE");
  const uint64_t head = wire.Head();
  const Reply again = wire.SendBytes("secretaris", "AddPartner", add);
  ASSERT_TRUE(again.ok()) << again.message;
  EXPECT_EQ(again.response->SerializeAsString(), first.response->SerializeAsString());
  EXPECT_EQ(wire.Head(), head);
}

TEST(ProgrammeServiceTest, TheSameIdWithAnotherContentIsRefused) {
  Wire wire;
  BeginOpening(wire);
  const std::string id = "F81D4FAE-7DEC-41D0-A765-00A0C91E6BF6";
  const auto add = [&](const std::string& name, const std::string& request_id) {
    return wire.Send("secretaris", "AddPartner",
                     "request_id: '" + request_id + "' parent: 'programmes/zod' display_name: '" +
                         name + "' kind: PARTNER_KIND_GEMEENTE");
  };
  ASSERT_TRUE(add("gem. Coevorden", id).ok());
  const uint64_t head = wire.Head();
  const Reply other = add("gem. Borger", id);
  EXPECT_EQ(other.code, grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(other.reason, "REQUEST_ID_REUSED");
  // In lower case it is the same id.
  EXPECT_EQ(add("gem. Borger", "f81d4fae-7dec-41d0-a765-00a0c91e6bf6").reason, "REQUEST_ID_REUSED");
  EXPECT_TRUE(add("gem. Coevorden", "f81d4fae-7dec-41d0-a765-00a0c91e6bf6").ok());
  EXPECT_EQ(wire.Head(), head);
}

}  // namespace
}  // namespace dealboek::api
