#include <gtest/gtest.h>

#include "services/base/error.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

Step Record(std::vector<v1::OpeningEntry> entries) {
  return {kSecretaris, Opening(std::move(entries))};
}

template <typename Entry, typename Change>
Entry With(Entry entry, Change change) {
  change(entry);
  return entry;
}

v1::OpeningEntry Lab() { return ProjectEntry("werken", "1", "Lab", "Techniek", {"gem. Emmen"}); }

v1::OpeningEntry Wijken() {
  return With(ProjectEntry("wonen", "2.4", "Wijken", "Proeftuinen", {"gem. Emmen"}),
              [](v1::OpeningEntry& e) {
                v1::Part* part = e.mutable_project()->add_parts();
                part->set_title("Emmerhout");
                part->add_lead_partners("gem. Emmen");
              });
}

// werken-1 with 100 out of tranche 1, wonen-2.4 with a part, werken-2 without money.
Book WithProjects() {
  Book book = OpeningDeal();
  book.Given(Record({Lab(), Wijken(),
                     ProjectEntry("werken", "2", "Campus", "Innovatie", {"provincie Drenthe"}),
                     AwardEntry("werken-1", 1, Euros(100))}));
  return book;
}

TEST(OpeningTest, OnlyTheSecretarisAndOnlyUntilItIsClosed) {
  RunRows(OpeningDeal(),
          {
              {"secretaris", {}, Record({Lab()}), "ProjectCreated"},
              {"no seat", {}, {kTeamWerken, Opening({Lab()})}, "NO_SEAT"},
              {"a stranger", {}, {kStranger, Opening({Lab()})}, "NO_SEAT"},
              {"closed", {{kSecretaris, CloseOpening{}}}, Record({Lab()}), "OPENING_CLOSED"},
              {"nothing", {}, Record({}), "FIELD_REQUIRED"},
              {"an empty entry",
               {},
               Record({With(Lab(), [](auto& e) { e.clear_project(); })}),
               "FIELD_REQUIRED"},
          });
  EXPECT_EQ(Book().Outcome(Record({Lab()})), "PROGRAMME_UNKNOWN");
}

TEST(OpeningTest, EveryEntryNamesItsSourceAndAPossibleDate) {
  RunRows(
      OpeningDeal(),
      {
          {"no source", {}, Record({With(Lab(), [](auto& e) { e.clear_source(); })}), "TEXT_EMPTY"},
          {"no document",
           {},
           Record({With(Lab(), [](auto& e) { e.mutable_source()->clear_document(); })}),
           "TEXT_EMPTY"},
          {"location too long",
           {},
           Record({With(Lab(),
                        [](auto& e) { e.mutable_source()->set_location(std::string(301, 'l')); })}),
           "TEXT_TOO_LONG"},
          {"undated",
           {},
           Record({With(Lab(), [](auto& e) { e.clear_decided_on(); })}),
           "ProjectCreated"},
          {"dated to the day",
           {},
           Record({With(Lab(), [](auto& e) { *e.mutable_decided_on() = Date(2020, 2, 29); })}),
           "ProjectCreated"},
          {"no such day",
           {},
           Record({With(Lab(), [](auto& e) { *e.mutable_decided_on() = Date(2021, 2, 29); })}),
           "DATE_IMPOSSIBLE"},
          {"a day without a month",
           {},
           Record({With(Lab(), [](auto& e) { *e.mutable_decided_on() = Date(2021, 0, 3); })}),
           "DATE_IMPOSSIBLE"},
          {"year 0",
           {},
           Record({With(Lab(), [](auto& e) { *e.mutable_decided_on() = Date(0); })}),
           "DATE_IMPOSSIBLE"},
      });
  Book book = OpeningDeal();
  book.Given(
      Record({With(Lab(), [](auto& e) { e.mutable_source()->set_interpretation("zo gelezen"); })}));
  const v1::EventHeader& header = book.events().back().header();
  EXPECT_EQ(header.source().document(), "Uitvoeringsprogramma (test)");
  EXPECT_EQ(header.source().interpretation(), "zo gelezen");
  EXPECT_EQ(header.decided_on().year(), 2020);
  EXPECT_EQ(header.decided_on().month(), 0);
  EXPECT_EQ(header.seat(), "seat-1");
  EXPECT_FALSE(book.events().back().project_created().has_decision());
}

TEST(OpeningTest, ProjectEntries) {
  const auto lab = [](auto change) {
    return Record({With(Lab(), [&](v1::OpeningEntry& e) { change(*e.mutable_project()); })});
  };
  const auto wijken = [](auto change) {
    return Record({With(Wijken(), [&](v1::OpeningEntry& e) { change(*e.mutable_project()); })});
  };
  RunRows(
      OpeningDeal(),
      {
          {"with a part", {}, Record({Wijken()}), "ProjectCreated PartCreated"},
          {"unknown pijler", {}, lab([](auto& p) { p.set_pijler("zorg"); }), "PIJLER_UNKNOWN"},
          {"number taken", {Record({Lab()})}, Record({Lab()}), "NUMBER_TAKEN"},
          {"number taken within the command", {}, Record({Lab(), Lab()}), "NUMBER_TAKEN"},
          {"same number in another pijler",
           {Record({Lab()})},
           Record({ProjectEntry("wonen", "1", "X", "Proeftuinen", {"gem. Emmen"})}),
           "ProjectCreated"},
          {"unknown theme", {}, lab([](auto& p) { p.set_theme("Sport"); }), "THEME_UNKNOWN"},
          {"no theme where there are", {}, lab([](auto& p) { p.clear_theme(); }), "THEME_UNKNOWN"},
          {"theme of another pijler",
           {},
           lab([](auto& p) { p.set_theme("Proeftuinen"); }),
           "THEME_UNKNOWN"},
          {"no number", {}, lab([](auto& p) { p.clear_number(); }), "NUMBER_INVALID"},
          {"letters", {}, lab([](auto& p) { p.set_number("2a"); }), "NUMBER_INVALID"},
          {"zero in front", {}, lab([](auto& p) { p.set_number("02"); }), "NUMBER_INVALID"},
          {"zero in front of a part",
           {},
           lab([](auto& p) { p.set_number("2.04"); }),
           "NUMBER_INVALID"},
          {"dot in front", {}, lab([](auto& p) { p.set_number(".2"); }), "NUMBER_INVALID"},
          {"dot at the end", {}, lab([](auto& p) { p.set_number("2."); }), "NUMBER_INVALID"},
          {"two dots", {}, lab([](auto& p) { p.set_number("2..1"); }), "NUMBER_INVALID"},
          {"20 characters",
           {},
           lab([](auto& p) { p.set_number("1.23456789.123456789"); }),
           "ProjectCreated"},
          {"21 characters",
           {},
           lab([](auto& p) { p.set_number("1.23456789.1234567890"); }),
           "NUMBER_INVALID"},
          {"no title", {}, lab([](auto& p) { p.clear_title(); }), "TEXT_EMPTY"},
          {"former title",
           {},
           lab([](auto& p) { p.set_former_title("Laboratorium"); }),
           "ProjectCreated"},
          {"former title with a tab",
           {},
           lab([](auto& p) { p.set_former_title("a\tb"); }),
           "TEXT_CONTROL_CHARACTER"},
          {"parent entered before",
           {Record({Lab()})},
           Record({With(Wijken(),
                        [](auto& e) { e.mutable_project()->set_parent_project("werken-1"); })}),
           "ProjectCreated PartCreated"},
          {"parent not entered",
           {},
           lab([](auto& p) { p.set_parent_project("werken-9"); }),
           "PROJECT_UNKNOWN"},
          {"itself as parent",
           {},
           lab([](auto& p) { p.set_parent_project("werken-1"); }),
           "PROJECT_UNKNOWN"},
          {"no lead", {}, lab([](auto& p) { p.clear_lead_partners(); }), "FIELD_REQUIRED"},
          {"unknown lead",
           {},
           lab([](auto& p) { p.add_lead_partners("gem. X"); }),
           "PARTNER_UNKNOWN"},
          {"a lead twice, by name and id",
           {},
           lab([](auto& p) { p.add_lead_partners("partner-1"); }),
           "VALUE_REPEATED"},
          {"part without a title",
           {},
           wijken([](auto& p) { p.mutable_parts(0)->clear_title(); }),
           "TEXT_EMPTY"},
          {"part without a lead",
           {},
           wijken([](auto& p) { p.mutable_parts(0)->clear_lead_partners(); }),
           "FIELD_REQUIRED"},
          {"two parts of one title",
           {},
           wijken([](auto& p) { *p.add_parts() = p.parts(0); }),
           "VALUE_REPEATED"},
      });
}

TEST(OpeningTest, AwardEntries) {
  const auto award = [](const std::string& project, int tranche, const v1::Money& amount,
                        const std::string& part = "") {
    return Record({AwardEntry(project, tranche, amount, part)});
  };
  CompleteProject complete;
  complete.project = "werken-1";
  CloseTranche close;
  close.tranche = 2;
  RunRows(
      WithProjects(),
      {
          {"by label", {}, award("werken-1", 2, Euros(1)), "Awarded"},
          {"by id", {}, award("p1", 2, Euros(1)), "Awarded"},
          {"of a part", {}, award("wonen-2.4", 2, Euros(1), "Emmerhout"), "Awarded"},
          {"unknown project", {}, award("werken-9", 2, Euros(1)), "PROJECT_UNKNOWN"},
          {"unknown tranche", {}, award("werken-1", 9, Euros(1)), "TRANCHE_UNKNOWN"},
          {"unknown part", {}, award("werken-1", 2, Euros(1), "Zuid"), "PART_UNKNOWN"},
          {"part of another project",
           {},
           award("werken-1", 2, Euros(1), "Emmerhout"),
           "PART_OF_OTHER_PROJECT"},
          {"completed",
           {{kSecretaris, complete}},
           award("werken-1", 2, Euros(1)),
           "PROJECT_COMPLETED"},
          {"out of a tranche closed since",
           {{kSecretaris, close}},
           award("werken-1", 2, Euros(1)),
           "Awarded"},
          {"nothing", {}, award("werken-1", 2, Euros(0)), "AMOUNT_ZERO"},
          {"less than nothing", {}, award("werken-1", 2, Cents(-1)), "MONEY_NEGATIVE"},
          {"absent",
           {},
           Record({With(AwardEntry("werken-1", 2, Euros(1)),
                        [](auto& e) { e.mutable_award()->clear_amount(); })}),
           "AMOUNT_MISSING"},
          {"near INT64_MAX", {}, award("werken-1", 1, Cents(INT64_MAX)), "MONEY_OVERFLOW"},
          {"all there can be, once too often",
           {},
           award("werken-1", 1, Cents(base::Money::kMaxCents)),
           "MONEY_OVERFLOW"},
          {"all the tranche has", {}, award("werken-1", 2, Euros(1'000'000)), "Awarded"},
          {"a cent more", {}, award("werken-1", 2, Cents(100'000'001)), "TRANCHE_CEILING_EXCEEDED"},
          {"together a cent more",
           {},
           Record(
               {AwardEntry("werken-1", 2, Euros(999'999)), AwardEntry("werken-2", 2, Cents(101))}),
           "TRANCHE_CEILING_EXCEEDED"},
      });
}

TEST(OpeningTest, ReservationEntries) {
  const auto reservation = [](const std::string& project, const v1::Money& total) {
    return Record({ReservationEntry(project, total)});
  };
  SetCeiling ceiling;
  *ceiling.change.mutable_ceiling() = Euros(1000);
  const Step programme_of_1000 = {kSecretaris, ceiling};
  RunRows(
      WithProjects(),
      {
          {"more than was awarded", {}, reservation("werken-1", Euros(180)), "ReservationSet"},
          {"exactly what was awarded", {}, reservation("werken-1", Euros(100)), "ReservationSet"},
          {"a cent less", {}, reservation("werken-1", Cents(9'999)), "RESERVATION_BELOW_AWARDED"},
          {"a second one, higher",
           {reservation("werken-1", Euros(180))},
           reservation("werken-1", Euros(200)),
           "ReservationSet"},
          {"unknown project", {}, reservation("werken-9", Euros(1)), "PROJECT_UNKNOWN"},
          {"nothing", {}, reservation("werken-1", Euros(0)), "AMOUNT_ZERO"},
          {"absent",
           {},
           Record({With(ReservationEntry("werken-1", Euros(1)),
                        [](auto& e) { e.mutable_reservation()->clear_total(); })}),
           "AMOUNT_MISSING"},
          {"note too long",
           {},
           Record(
               {With(ReservationEntry("werken-1", Euros(200)),
                     [](auto& e) { e.mutable_reservation()->set_note(std::string(8001, 'n')); })}),
           "TEXT_TOO_LONG"},
          {"absurd together",
           {reservation("werken-2", Euros(1))},
           reservation("werken-1", Cents(base::Money::kMaxCents)),
           "MONEY_OVERFLOW"},
          {"all the programme has",
           {programme_of_1000},
           reservation("werken-1", Euros(1000)),
           "ReservationSet"},
          {"a cent more",
           {programme_of_1000},
           reservation("werken-1", Cents(100'001)),
           "PROGRAMME_CEILING_EXCEEDED"},
          {"an award within it",
           {reservation("werken-1", Euros(180))},
           Record({AwardEntry("werken-1", 2, Euros(80))}),
           "Awarded"},
          {"an award a cent over it",
           {reservation("werken-1", Euros(180))},
           Record({AwardEntry("werken-1", 2, Cents(8'001))}),
           "RESERVATION_EXCEEDED"},
          {"an award under it costs the programme nothing more",
           {programme_of_1000, reservation("werken-1", Euros(1000))},
           Record({AwardEntry("werken-1", 2, Euros(900))}),
           "Awarded"},
          {"an award beside it does",
           {programme_of_1000, reservation("werken-1", Euros(1000))},
           Record({AwardEntry("werken-2", 2, Cents(1))}),
           "PROGRAMME_CEILING_EXCEEDED"},
      });
}

TEST(OpeningTest, ContributionEntries) {
  const auto contribution = [](const std::string& to, const std::string& from, int tranche,
                               std::optional<v1::Money> amount) {
    return Record({ContributionEntry(to, from, tranche, amount)});
  };
  RunRows(
      WithProjects(),
      {
          {"known", {}, contribution("werken-2", "werken-1", 1, Euros(40)), "ContributionRecorded"},
          {"unknown",
           {},
           contribution("werken-2", "werken-1", 1, std::nullopt),
           "ContributionRecorded"},
          {"to nowhere", {}, contribution("werken-9", "werken-1", 1, Euros(40)), "PROJECT_UNKNOWN"},
          {"from nowhere",
           {},
           contribution("werken-2", "werken-9", 1, Euros(40)),
           "PROJECT_UNKNOWN"},
          {"of no tranche",
           {},
           contribution("werken-2", "werken-1", 9, Euros(40)),
           "TRANCHE_UNKNOWN"},
          {"to itself",
           {},
           contribution("werken-1", "werken-1", 1, Euros(40)),
           "CONTRIBUTION_TO_ITSELF"},
          {"nothing", {}, contribution("werken-2", "werken-1", 1, Euros(0)), "AMOUNT_ZERO"},
          {"all it got",
           {},
           contribution("werken-2", "werken-1", 1, Euros(100)),
           "ContributionRecorded"},
          {"a cent more",
           {},
           contribution("werken-2", "werken-1", 1, Cents(10'001)),
           "CONTRIBUTION_EXCEEDS_AWARD"},
          {"out of a tranche it got nothing of",
           {},
           contribution("werken-2", "werken-1", 2, std::nullopt),
           "PROJECT_WITHOUT_AWARD"},
      });
  Book book = WithProjects();
  book.Given(contribution("werken-2", "werken-1", 1, std::nullopt));
  ASSERT_EQ(book.state().FindProject("werken-2")->received.size(), 1u);
  EXPECT_FALSE(book.state().FindProject("werken-2")->received[0].amount.has_value());
}

TEST(OpeningTest, ProgressEntries) {
  const auto progress = [](auto change) {
    return Record({With(ProgressEntry("werken-1", v1::PROGRESS_STATUS_LOOPT),
                        [&](v1::OpeningEntry& e) { change(*e.mutable_progress()); })});
  };
  RunRows(
      WithProjects(),
      {
          {"of a project", {}, progress([](auto&) {}), "ProgressReported"},
          {"of a part",
           {},
           Record({ProgressEntry("wonen-2.4", v1::PROGRESS_STATUS_AFGEROND, "Emmerhout")}),
           "ProgressReported"},
          {"unknown project", {}, progress([](auto& p) { p.set_project("x"); }), "PROJECT_UNKNOWN"},
          {"unknown part", {}, progress([](auto& p) { p.set_part("x"); }), "PART_UNKNOWN"},
          {"no month", {}, progress([](auto& p) { p.clear_reference_month(); }), "FIELD_REQUIRED"},
          {"a whole year",
           {},
           progress([](auto& p) { *p.mutable_reference_month() = Date(2021); }),
           "DATE_NOT_A_MONTH"},
          {"a day",
           {},
           progress([](auto& p) { *p.mutable_reference_month() = Date(2021, 3, 1); }),
           "DATE_NOT_A_MONTH"},
          {"month 13",
           {},
           progress([](auto& p) { *p.mutable_reference_month() = Date(2021, 13); }),
           "DATE_IMPOSSIBLE"},
          {"no status",
           {},
           progress([](auto& p) { p.mutable_progress()->clear_status(); }),
           "ENUM_UNSPECIFIED"},
          {"no summary",
           {},
           progress([](auto& p) { p.mutable_progress()->clear_summary(); }),
           "ProgressReported"},
          {"summary too long",
           {},
           progress([](auto& p) { p.mutable_progress()->set_summary(std::string(8001, 's')); }),
           "TEXT_TOO_LONG"},
      });
  Book book = WithProjects();
  book.Given(Record({ProgressEntry("werken-1", v1::PROGRESS_STATUS_AFGEROND)}));
  EXPECT_EQ(book.state().FindProject("werken-1")->stage, ProjectStage::kOpen)
      << "a report of afgerond completes nothing";
}

TEST(OpeningTest, StatementEntriesNameProjectsById) {
  Book book = WithProjects();
  book.Given(Record({TotalEntry("werken", {1}, Euros(101)),
                     LabelEntry("werken-1", {1, 2}, v1::EDITION_LABEL_VERVOLG)}));
  EXPECT_EQ(book.state().FindStatement("s2")->content.label().project(), "p1");
  EXPECT_EQ(book.Outcome(Record({TotalEntry("werken", {1}, std::nullopt)})), "FIELD_REQUIRED");
}

TEST(OpeningTest, EverythingWrongIsToldAtOnce) {
  Book book = WithProjects();
  const absl::Status status = book.Do(Record({
      AwardEntry("werken-1", 2, Euros(5)),
      AwardEntry("werken-9", 7, Cents(-3)),
      With(Wijken(),
           [](auto& e) {
             e.clear_source();
             e.mutable_project()->mutable_parts(0)->set_lead_partners(0, "gem. X");
           }),
      TotalEntry("zorg", {1, 1}, Euros(1)),
  }));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  const base::ErrorDetail detail = *base::GetErrorDetail(status);
  EXPECT_EQ(detail.reason, "PROJECT_UNKNOWN") << "the first one's";
  std::vector<std::string> fields;
  for (const base::FieldViolation& violation : detail.violations) fields.push_back(violation.field);
  ASSERT_EQ(fields, (std::vector<std::string>{
                        "entries[1].award.project", "entries[1].award.tranche",
                        "entries[1].award.amount", "entries[2].source.document",
                        "entries[2].project.number", "entries[2].project.parts[0].lead_partners[0]",
                        "entries[3].statement.statement.total.pijler",
                        "entries[3].statement.statement.total.tranches[1]"}));
  EXPECT_EQ(detail.violations[3].description, "The text is empty. Fill it in.");
  for (const base::FieldViolation& violation : detail.violations) {
    EXPECT_NE(violation.dutch, "") << violation.field;
  }
}

TEST(OpeningTest, IsAllOrNothing) {
  Book book = WithProjects();
  const std::string before = Describe(book.state());
  EXPECT_EQ(book.Outcome(
                Record({AwardEntry("werken-1", 2, Euros(5)), AwardEntry("werken-1", 2, Euros(0))})),
            "AMOUNT_ZERO");
  EXPECT_EQ(Describe(book.state()), before);
}

TEST(OpeningTest, MoneyOnceClosedMovesOnlyByDecision) {
  Book book = WithProjects();
  book.Given(kSecretaris, CloseOpening{});
  EXPECT_EQ(book.Outcome(Record({AwardEntry("werken-1", 2, Euros(5))})), "OPENING_CLOSED");
  EXPECT_EQ(book.Outcome(Record({ReservationEntry("werken-1", Euros(500))})), "OPENING_CLOSED");
}

}  // namespace
}  // namespace dealboek::domain
