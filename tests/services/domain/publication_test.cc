#include <gtest/gtest.h>

#include "services/base/error.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

v1::PublishedStatement Total(const std::string& pijler, const std::vector<int>& tranches,
                             std::optional<v1::Money> amount,
                             std::optional<int> lines = std::nullopt) {
  v1::PublishedStatement statement =
      TotalEntry(pijler, tranches, std::move(amount)).statement().statement();
  if (lines.has_value()) statement.mutable_total()->set_award_lines(*lines);
  return statement;
}

v1::PublishedStatement Label(const std::string& project, const std::vector<int>& tranches,
                             v1::EditionLabel label) {
  return LabelEntry(project, tranches, label).statement().statement();
}

RecordStatements Record(const v1::PublishedStatement& statement) {
  RecordStatements record;
  record.statements.push_back({statement, SourceOf("blz. 4")});
  return record;
}

TEST(PublicationTest, StatementIsAFactAboutADocument) {
  RecordStatements no_source = Record(Total("werken", {1}, Euros(1)));
  no_source.statements[0].source.Clear();
  RunRows(
      RunningDeal(),
      {
          {"a total",
           {},
           {kSecretaris, Record(Total("werken", {1}, Euros(1)))},
           "StatementRecorded"},
          {"of all pijlers and tranches",
           {},
           {kSecretaris, Record(Total("", {}, Euros(1)))},
           "StatementRecorded"},
          {"a number of lines alone",
           {},
           {kSecretaris, Record(Total("werken", {1}, std::nullopt, 0))},
           "StatementRecorded"},
          {"a printed zero",
           {},
           {kSecretaris, Record(Total("werken", {4}, Euros(0)))},
           "StatementRecorded"},
          {"a label",
           {},
           {kSecretaris, Record(Label("werken-1", {1}, v1::EDITION_LABEL_NIEUW))},
           "StatementRecorded"},
          {"no label printed",
           {},
           {kSecretaris, Record(Label("werken-1", {4}, v1::EDITION_LABEL_NONE))},
           "StatementRecorded"},
          {"no seat", {}, {kAuditor, Record(Total("werken", {1}, Euros(1)))}, "NO_SEAT"},
          {"none", {}, {kSecretaris, RecordStatements{}}, "FIELD_REQUIRED"},
          {"no source", {}, {kSecretaris, no_source}, "TEXT_EMPTY"},
          {"states nothing", {}, {kSecretaris, Record(v1::PublishedStatement())}, "FIELD_REQUIRED"},
          {"a total of nothing",
           {},
           {kSecretaris, Record(Total("werken", {1}, std::nullopt))},
           "FIELD_REQUIRED"},
          {"unknown pijler",
           {},
           {kSecretaris, Record(Total("zorg", {1}, Euros(1)))},
           "PIJLER_UNKNOWN"},
          {"unknown tranche",
           {},
           {kSecretaris, Record(Total("werken", {9}, Euros(1)))},
           "TRANCHE_UNKNOWN"},
          {"a tranche twice",
           {},
           {kSecretaris, Record(Total("werken", {1, 1}, Euros(1)))},
           "VALUE_REPEATED"},
          {"negative amount",
           {},
           {kSecretaris, Record(Total("werken", {1}, Cents(-1)))},
           "MONEY_NEGATIVE"},
          {"negative number",
           {},
           {kSecretaris, Record(Total("werken", {1}, std::nullopt, -1))},
           "VALUE_OUT_OF_RANGE"},
          {"label of no project",
           {},
           {kSecretaris, Record(Label("werken-9", {1}, v1::EDITION_LABEL_NIEUW))},
           "PROJECT_UNKNOWN"},
          {"label in no edition",
           {},
           {kSecretaris, Record(Label("werken-1", {}, v1::EDITION_LABEL_NIEUW))},
           "FIELD_REQUIRED"},
          {"label not said",
           {},
           {kSecretaris, Record(Label("werken-1", {1}, v1::EDITION_LABEL_UNSPECIFIED))},
           "ENUM_UNSPECIFIED"},
      });
}

TEST(PublicationTest, StatementsOfOneCommandAreNumberedOn) {
  Book book = RunningDeal();
  RecordStatements record = Record(Total("werken", {1}, Euros(1)));
  record.statements.push_back(record.statements[0]);
  EXPECT_EQ(book.Outcome({kSecretaris, record}), "StatementRecorded StatementRecorded");
  EXPECT_EQ(book.Outcome({kSecretaris, Record(Total("", {}, Euros(1)))}), "StatementRecorded");
  EXPECT_NE(book.state().FindStatement("s3"), nullptr);
  EXPECT_EQ(book.state().FindStatement("s2")->source.location(), "blz. 4");
}

ExplainDifference Explain(const std::string& statement, const std::string& reason) {
  ExplainDifference explain;
  explain.statement = statement;
  explain.reason = reason;
  return explain;
}

TEST(PublicationTest, OnlyADifferenceIsExplained) {
  const Step wrong = {kSecretaris, Record(Total("werken", {1}, Euros(100'001)))};
  const Step right = {kSecretaris, Record(Total("werken", {1}, Euros(100'000), 1))};
  const Step wrong_count = {kSecretaris, Record(Total("werken", {1}, Euros(100'000), 2))};
  const Step wrong_label = {kSecretaris, Record(Label("werken-1", {1}, v1::EDITION_LABEL_VERVOLG))};
  const Step reason = {kSecretaris, Explain("s1", "afronding")};
  // The statement comes next in the deal, its explanation after it.
  const auto head = static_cast<int64_t>(RunningDeal().state().position.value());
  ExplainDifference seen = Explain("s1", "telfout");
  seen.position_seen = head + 1;
  const Step seen_too_early = {kSecretaris, seen};
  seen.position_seen = head + 2;
  const Step seen_explained = {kSecretaris, seen};
  seen.position_seen = head + 3;
  const Step seen_after_the_head = {kSecretaris, seen};
  RunRows(RunningDeal(),
          {
              {"another amount", {wrong}, reason, "DifferenceExplained"},
              {"another number", {wrong_count}, reason, "DifferenceExplained"},
              {"another label", {wrong_label}, reason, "DifferenceExplained"},
              {"with another reason",
               {wrong, reason},
               {kSecretaris, Explain("s1", "telfout")},
               "DifferenceExplained"},
              {"alike once more", {wrong, reason}, reason, "NOTHING_CHANGED"},
              {"alike, the one before last",
               {wrong, reason, {kSecretaris, Explain("s1", "telfout")}},
               reason,
               "DifferenceExplained"},
              {"seen before it was explained", {wrong, reason}, seen_too_early, "STALE_REVISION"},
              {"seen as it was explained", {wrong, reason}, seen_explained, "DifferenceExplained"},
              {"seen after the head", {wrong, reason}, seen_after_the_head, "POSITION_UNKNOWN"},
              {"seen after the head, not explained", {wrong}, seen_explained, "POSITION_UNKNOWN"},
              {"unknown", {wrong}, {kSecretaris, Explain("s2", "x")}, "STATEMENT_UNKNOWN"},
              {"no seat", {wrong}, {kDirk, Explain("s1", "x")}, "NO_SEAT"},
              {"agrees", {right}, reason, "STATEMENT_AGREES"},
              {"no reason", {wrong}, {kSecretaris, Explain("s1", "\n ")}, "TEXT_EMPTY"},
          });
  Book book = RunningDeal();
  book.Given({wrong, reason});
  const Statement& statement = *book.state().FindStatement("s1");
  ASSERT_EQ(statement.explanations.size(), 1u);
  EXPECT_EQ(statement.explanations[0].computed.total().amount().euro_cents(), 100'000'00);
  EXPECT_EQ(statement.explanations[0].computed.total().award_lines(), 1);
  EXPECT_EQ(statement.content.total().amount().euro_cents(), 100'001'00) << "stays as printed";
}

AddTranche TrancheNine() {
  AddTranche add;
  add.tranche = 9;
  return add;
}

TEST(PublicationTest, EditionIsOfKnownTranchesAtAKnownPosition) {
  const auto publish = [](auto change) {
    PublishEdition edition;
    edition.tranches = {4, 5};
    edition.published_on = Date(2021, 6);
    edition.title = "Uitvoeringsprogramma";
    change(edition);
    return Step{kSecretaris, edition};
  };
  const int64_t head = static_cast<int64_t>(RunningDeal().state().position.value());
  const auto as_it_is = [](auto&) {};
  RunRows(
      RunningDeal(),
      {
          {"now", {}, publish(as_it_is), "EditionPublished"},
          {"as of now", {}, publish([&](auto& e) { e.at_position = head; }), "EditionPublished"},
          {"as of earlier",
           {},
           publish([&](auto& e) { e.at_position = head - 1; }),
           "EditionPublished"},
          {"inside the first command",
           {},
           publish([](auto& e) { e.at_position = 1; }),
           "BOOK_NOT_BEGUN"},
          {"as of later",
           {},
           publish([&](auto& e) { e.at_position = head + 1; }),
           "POSITION_UNKNOWN"},
          {"as of before", {}, publish([](auto& e) { e.at_position = -1; }), "POSITION_UNKNOWN"},
          {"no tranches", {}, publish([](auto& e) { e.tranches.clear(); }), "FIELD_REQUIRED"},
          {"unknown tranche", {}, publish([](auto& e) { e.tranches = {9}; }), "TRANCHE_UNKNOWN"},
          {"a tranche of later",
           {{kSecretaris, TrancheNine()}},
           publish([&](auto& e) {
             e.tranches = {9};
             e.at_position = head;
           }),
           "TRANCHE_UNKNOWN"},
          {"that tranche, once it is there",
           {{kSecretaris, TrancheNine()}},
           publish([&](auto& e) {
             e.tranches = {9};
             e.at_position = head + 1;
           }),
           "EditionPublished"},
          {"a tranche twice",
           {},
           publish([](auto& e) {
             e.tranches = {4, 4};
           }),
           "VALUE_REPEATED"},
          {"no date", {}, publish([](auto& e) { e.published_on.Clear(); }), "DATE_IMPOSSIBLE"},
          {"published on a day to come",
           {},
           publish([](auto& e) { e.published_on = Date(2099, 6); }),
           "DATE_IN_FUTURE"},
          {"title too long",
           {},
           publish([](auto& e) { e.title = std::string(301, 't'); }),
           "TEXT_TOO_LONG"},
      });
  Book book = RunningDeal();
  PublishEdition edition;
  edition.tranches = {4};
  edition.published_on = Date(2021, 6);
  EXPECT_EQ(book.Outcome({kLezer, edition}), "NO_SEAT");
  book.Given(kSecretaris, edition);
  EXPECT_EQ(book.state().editions.at("e1")->at_position.value(), static_cast<uint64_t>(head));
}

// What a reader as of there is shown is what is published.
TEST(PublicationTest, AnEditionInsideACommandIsOfTheEndOfTheCommandBeforeIt) {
  Book book = RunningDeal();
  const int64_t first = static_cast<int64_t>(book.state().position.value()) + 1;
  RecordStatements three;
  for (int euros = 1; euros <= 3; ++euros) {
    three.statements.push_back({Total("werken", {1}, Euros(euros)), SourceOf("blz. 4")});
  }
  book.Given(kSecretaris, three);
  ASSERT_EQ(book.last().size(), 3u);
  const auto published_of = [&](int64_t asked) {
    Book copy = book;
    PublishEdition edition;
    edition.tranches = {4};
    edition.published_on = Date(2021, 6);
    edition.at_position = asked;
    copy.Given(kSecretaris, edition);
    const v1::Event event = copy.last().front();
    EXPECT_EQ(copy.state().editions.at("e1")->at_position.value(),
              static_cast<uint64_t>(event.edition_published().at_position()));
    return event.edition_published().at_position();
  };
  EXPECT_EQ(published_of(first - 1), first - 1);
  EXPECT_EQ(published_of(first), first - 1);
  EXPECT_EQ(published_of(first + 1), first - 1);
  EXPECT_EQ(published_of(first + 2), first + 2);
}

TEST(PublicationTest, LabelFollowsTheAwards) {
  Book book = OpeningDeal();
  book.Given(kSecretaris,
             Opening({TrancheEntry(3), TrancheEntry(4), TrancheEntry(5),
                      ProjectEntry("werken", "1", "A", "Techniek", {"gem. Emmen"}),
                      AwardEntry("werken-1", 1, Euros(1)), AwardEntry("werken-1", 5, Euros(1)),
                      ProjectEntry("werken", "2", "B", "Techniek", {"gem. Emmen"}),
                      AwardEntry("werken-2", 4, Euros(1)), AwardEntry("werken-2", 5, Euros(1)),
                      ProjectEntry("werken", "3", "C", "Techniek", {"gem. Emmen"}),
                      AwardEntry("werken-3", 1, Euros(1)),
                      ProjectEntry("werken", "4", "D", "Techniek", {"gem. Emmen"}),
                      ContributionEntry("werken-4", "werken-3", 1, std::nullopt)}));
  const auto label = [&](const std::string& project, const std::vector<int>& tranches) {
    return LabelIn(*book.state().FindProject(project), tranches);
  };
  EXPECT_EQ(label("werken-1", {4, 5}), v1::EDITION_LABEL_VERVOLG);
  EXPECT_EQ(label("werken-2", {4, 5}), v1::EDITION_LABEL_NIEUW);
  EXPECT_EQ(label("werken-2", {5}), v1::EDITION_LABEL_VERVOLG);
  EXPECT_EQ(label("werken-2", {4}), v1::EDITION_LABEL_NIEUW) << "a later award makes nothing old";
  EXPECT_EQ(label("werken-1", {1, 5}), v1::EDITION_LABEL_NIEUW) << "its first is in this edition";
  EXPECT_EQ(label("werken-3", {4, 5}), v1::EDITION_LABEL_NONE);
  EXPECT_EQ(label("werken-4", {1}), v1::EDITION_LABEL_NONE) << "a contribution is no award";
  EXPECT_EQ(label("werken-1", {}), v1::EDITION_LABEL_NONE);
}

TEST(ServerFactTest, OnlyTheServerItselfRecordsThem) {
  AcceptLoss loss;
  loss.floor_commit = 12;
  loss.last_commit = 10;
  AcceptClock clock;
  clock.wall_clock_micros = kNow - 1;
  AcceptLoss negative = loss;
  negative.last_commit = -1;
  RunRows(OpeningDeal(), {
                             {"loss", {}, {"", loss}, "LossAccepted"},
                             {"clock", {}, {"", clock}, "ClockAccepted"},
                             {"loss by a person", {}, {kSecretaris, loss}, "NO_SEAT"},
                             {"clock by a person", {}, {kSecretaris, clock}, "NO_SEAT"},
                             {"negative", {}, {"", negative}, "VALUE_OUT_OF_RANGE"},
                         });
  EXPECT_EQ(Book().Outcome({"", loss}), "PROGRAMME_UNKNOWN");
  Book book = OpeningDeal();
  const int64_t last = book.state().recorded_at_micros;
  book.Given("", clock);
  const v1::ClockAccepted& fact = book.events().back().clock_accepted();
  EXPECT_EQ(fact.last_recorded_at().seconds() * 1'000'000 + fact.last_recorded_at().nanos() / 1'000,
            last);
  EXPECT_EQ(fact.wall_clock().seconds() * 1'000'000 + fact.wall_clock().nanos() / 1'000, kNow - 1);
}

}  // namespace
}  // namespace dealboek::domain
