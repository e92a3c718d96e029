#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/refusal.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {
namespace {

CreateProgramme Create() {
  CreateProgramme create;
  create.programme = "zod";
  create.title = "Regio Deal";
  return create;
}

template <typename Change>
CreateProgramme Create(Change change) {
  CreateProgramme create = Create();
  change(create);
  return create;
}

TEST(ProgrammeTest, IsCreatedOnceWithSoundWords) {
  RunRows(
      Book(),
      {
          {"the least there is to say", {}, {kSecretaris, Create()}, "ProgrammeCreated"},
          {"twice", {{kSecretaris, Create()}}, {kSecretaris, Create()}, "PROGRAMME_EXISTS"},
          {"no name", {}, {kSecretaris, Create([](auto& c) { c.programme = ""; })}, "NAME_INVALID"},
          {"capital",
           {},
           {kSecretaris, Create([](auto& c) { c.programme = "Zod"; })},
           "NAME_INVALID"},
          {"begins with a digit",
           {},
           {kSecretaris, Create([](auto& c) { c.programme = "1a"; })},
           "NAME_INVALID"},
          {"ends with a hyphen",
           {},
           {kSecretaris, Create([](auto& c) { c.programme = "a-"; })},
           "NAME_INVALID"},
          {"63 long",
           {},
           {kSecretaris, Create([](auto& c) { c.programme = std::string(63, 'a'); })},
           "ProgrammeCreated"},
          {"64 long",
           {},
           {kSecretaris, Create([](auto& c) { c.programme = std::string(64, 'a'); })},
           "NAME_INVALID"},
          {"nobody", {}, {"", Create()}, "TEXT_EMPTY"},
          {"no title", {}, {kSecretaris, Create([](auto& c) { c.title = " "; })}, "TEXT_EMPTY"},
          {"title of 300 bytes",
           {},
           {kSecretaris, Create([](auto& c) { c.title = std::string(300, 't'); })},
           "ProgrammeCreated"},
          {"title of 301 bytes",
           {},
           {kSecretaris, Create([](auto& c) { c.title = std::string(301, 't'); })},
           "TEXT_TOO_LONG"},
          {"title on two lines",
           {},
           {kSecretaris, Create([](auto& c) { c.title = "a\nb"; })},
           "TEXT_CONTROL_CHARACTER"},
          {"description on two lines",
           {},
           {kSecretaris, Create([](auto& c) { c.description = "a\nb"; })},
           "ProgrammeCreated"},
          {"title in Latin-1",
           {},
           {kSecretaris, Create([](auto& c) { c.title = "financi\xEBn"; })},
           "TEXT_NOT_UTF8"},
          {"description of a mebibyte",
           {},
           {kSecretaris, Create([](auto& c) { c.description = std::string(1 << 20, ' '); })},
           "TEXT_TOO_LONG"},
          {"years the wrong way round",
           {},
           {kSecretaris, Create([](auto& c) {
              c.first_year = 2023;
              c.last_year = 2019;
            })},
           "VALUE_OUT_OF_RANGE"},
          {"a year of long ago",
           {},
           {kSecretaris, Create([](auto& c) { c.first_year = 2; })},
           "VALUE_OUT_OF_RANGE"},
          {"open end",
           {},
           {kSecretaris, Create([](auto& c) { c.first_year = 2019; })},
           "ProgrammeCreated"},
          {"theme without words",
           {},
           {kSecretaris, Create([](auto& c) { c.cross_cutting_themes = {""}; })},
           "TEXT_EMPTY"},
          {"a rule nobody can meet",
           {},
           {kSecretaris, Create([](auto& c) { *c.rules.mutable_quorum() = MoreThan(1, 1); })},
           "RULES_INVALID"},
      });
}

TEST(ProgrammeTest, CreatorIsTheFirstSecretaryUnlessAnotherIsNamed) {
  Book own;
  own.Given(kSecretaris, Create());
  EXPECT_EQ(own.state().FindSeat("seat-1")->holder, "person-1");
  EXPECT_EQ(own.state().FindSeat("seat-1")->role, v1::ROLE_SECRETARIS);
  EXPECT_EQ(own.state().persons.size(), 1u);
  EXPECT_EQ(own.state().NameOf("person-1"), kSecretaris);

  Book other;
  other.Given("maker", Create([](auto& c) {
                c.secretary_subject = kSecretaris;
                c.secretary_display_name = "programmasecretaris";
              }));
  EXPECT_EQ(other.state().FindSeat("seat-1")->holder, "person-2");
  EXPECT_EQ(other.state().FindPerson(kSecretaris)->display_name, "programmasecretaris");
  EXPECT_EQ(other.Outcome({"maker", CloseOpening{}}), "NO_SEAT");
  EXPECT_EQ(other.Outcome({kSecretaris, CloseOpening{}}), "OpeningClosed");
}

TEST(ProgrammeTest, CreatedWithItsHistoryOrNotAtAll) {
  CreateProgramme create = Create();
  create.opening = {PijlerEntry("werken", {"Techniek"}),
                    PartnerEntry("gem. Emmen", v1::PARTNER_KIND_GEMEENTE), TrancheEntry(1),
                    ProjectEntry("werken", "1", "Lab", "Techniek", {"gem. Emmen"}),
                    AwardEntry("werken-1", 1, Euros(25))};
  Book book;
  EXPECT_EQ(book.Outcome({kSecretaris, create}),
            "ProgrammeCreated PijlerDefined PartnerAdded TrancheAdded ProjectCreated Awarded");
  EXPECT_EQ(book.events().back().header().seat(), "seat-1");
  EXPECT_EQ(book.state().totals.awarded.cents(), 2500);

  create.opening.push_back(AwardEntry("werken-9", 1, Euros(25)));
  Book refused;
  EXPECT_EQ(refused.Outcome({kSecretaris, create}), "PROJECT_UNKNOWN");
  EXPECT_EQ(refused.state().programme, nullptr);
}

// ---------------------------------------------------------------- structure

DefinePijler Pijler(const std::string& pijler, const std::vector<std::string>& themes) {
  DefinePijler define;
  define.pijler = pijler;
  define.title = "Pijler";
  define.themes = themes;
  return define;
}

TEST(ProgrammeTest, PijlerIsDefinedByTheSecretarisAndKeepsThemesInUse) {
  const Step more_themes = {kSecretaris, Pijler("werken", {"Techniek", "Innovatie", "Bruggen"})};
  v1::ProposalContent content = NewProject("8", {Line(4, Euros(5))});
  content.set_theme("Bruggen");
  const Step bridge = {kTeamWerken, Submit(content)};
  WithdrawProposal withdraw;
  withdraw.proposal = "2021-001";
  DefinePijler long_title = Pijler("zorg", {});
  long_title.title = std::string(301, 't');
  RunRows(RunningDeal(),
          {
              {"new", {}, {kSecretaris, Pijler("zorg", {"A", "B"})}, "PijlerDefined"},
              {"without themes", {}, {kSecretaris, Pijler("zorg", {})}, "PijlerDefined"},
              {"more themes for one there is",
               {},
               {kSecretaris, Pijler("werken", {"Innovatie", "Techniek", "Nieuw"})},
               "PijlerDefined"},
              {"no seat", {}, {kAuditor, Pijler("zorg", {})}, "NO_SEAT"},
              {"a stranger", {}, {kStranger, Pijler("zorg", {})}, "NO_SEAT"},
              {"code with a digit", {}, {kSecretaris, Pijler("zorg1", {})}, "NAME_INVALID"},
              {"no code", {}, {kSecretaris, Pijler("", {})}, "NAME_INVALID"},
              {"code of 41 letters",
               {},
               {kSecretaris, Pijler(std::string(41, 'a'), {})},
               "NAME_INVALID"},
              {"long title", {}, {kSecretaris, long_title}, "TEXT_TOO_LONG"},
              {"empty theme", {}, {kSecretaris, Pijler("zorg", {""})}, "TEXT_EMPTY"},
              {"a theme twice", {}, {kSecretaris, Pijler("zorg", {"A", "A"})}, "VALUE_REPEATED"},
              {"a theme with a proposal goes",
               {more_themes, bridge},
               {kSecretaris, Pijler("werken", {"Techniek", "Innovatie"})},
               "THEME_IN_USE"},
              {"its proposal was withdrawn",
               {more_themes, bridge, {kTeamWerken, withdraw}},
               {kSecretaris, Pijler("werken", {"Techniek", "Innovatie"})},
               "PijlerDefined"},
              {"a theme with projects goes",
               {},
               {kSecretaris, Pijler("werken", {"Techniek"})},
               "THEME_IN_USE"},
          });
  EXPECT_EQ(Book().Outcome({kSecretaris, Pijler("zorg", {})}), "PROGRAMME_UNKNOWN");
}

TEST(ProgrammeTest, PartnerIsAddedOnce) {
  const auto partner = [](const std::string& name, v1::PartnerKind kind, const std::string& code) {
    AddPartner add;
    add.name = name;
    add.kind = kind;
    add.cbs_code = code;
    return add;
  };
  const AddPartner coevorden = partner("gem. Coevorden", v1::PARTNER_KIND_GEMEENTE, "GM0109");
  RunRows(
      OpeningDeal(),
      {
          {"new", {}, {kSecretaris, coevorden}, "PartnerAdded"},
          {"no seat", {}, {kDirk, coevorden}, "NO_SEAT"},
          {"same name",
           {{kSecretaris, coevorden}},
           {kSecretaris, partner("gem. Coevorden", v1::PARTNER_KIND_OTHER, "")},
           "PARTNER_EXISTS"},
          {"same CBS code",
           {{kSecretaris, coevorden}},
           {kSecretaris, partner("Coevorden", v1::PARTNER_KIND_GEMEENTE, "GM0109")},
           "PARTNER_EXISTS"},
          {"two without a code",
           {{kSecretaris, partner("LNV", v1::PARTNER_KIND_MINISTERIE, "")}},
           {kSecretaris, partner("BZK", v1::PARTNER_KIND_MINISTERIE, "")},
           "PartnerAdded"},
          {"no name", {}, {kSecretaris, partner("", v1::PARTNER_KIND_GEMEENTE, "")}, "TEXT_EMPTY"},
          {"name like an id",
           {},
           {kSecretaris, partner("partner-9", v1::PARTNER_KIND_GEMEENTE, "")},
           "NAME_INVALID"},
          {"no kind",
           {},
           {kSecretaris, partner("X", v1::PARTNER_KIND_UNSPECIFIED, "")},
           "ENUM_UNSPECIFIED"},
          {"a kind of the future",
           {},
           {kSecretaris, partner("X", static_cast<v1::PartnerKind>(99), "")},
           "ENUM_UNSPECIFIED"},
          {"code with a space",
           {},
           {kSecretaris, partner("X", v1::PARTNER_KIND_GEMEENTE, "GM 1")},
           "NAME_INVALID"},
      });
}

AddTranche Tranche(int number, std::optional<v1::Money> ceiling = std::nullopt) {
  AddTranche add;
  add.tranche = number;
  add.title = "tranche";
  add.ceiling = ceiling;
  return add;
}

CloseTranche Close(int number) {
  CloseTranche close;
  close.tranche = number;
  return close;
}

TEST(ProgrammeTest, TrancheIsAddedAndClosedOnce) {
  AddTranche impossible = Tranche(3);
  impossible.decided_on = Date(2021, 2, 31);
  AddTranche month = Tranche(3);
  month.decided_on = Date(2021, 6);
  AddTranche to_come = Tranche(3);
  to_come.decided_on = Date(9999, 12);
  RunRows(OpeningDeal(),
          {
              {"without a ceiling", {}, {kSecretaris, Tranche(3)}, "TrancheAdded"},
              {"with one", {}, {kSecretaris, Tranche(3, Euros(1))}, "TrancheAdded"},
              {"with nothing to give", {}, {kSecretaris, Tranche(3, Euros(0))}, "TrancheAdded"},
              {"decided in a month", {}, {kSecretaris, month}, "TrancheAdded"},
              {"no seat", {}, {kVoorzitter, Tranche(3)}, "NO_SEAT"},
              {"there already", {}, {kSecretaris, Tranche(2)}, "TRANCHE_EXISTS"},
              {"zero", {}, {kSecretaris, Tranche(0)}, "VALUE_OUT_OF_RANGE"},
              {"negative", {}, {kSecretaris, Tranche(-1)}, "VALUE_OUT_OF_RANGE"},
              {"999", {}, {kSecretaris, Tranche(999)}, "TrancheAdded"},
              {"1000", {}, {kSecretaris, Tranche(1000)}, "VALUE_OUT_OF_RANGE"},
              {"negative ceiling", {}, {kSecretaris, Tranche(3, Cents(-1))}, "MONEY_NEGATIVE"},
              {"absurd ceiling", {}, {kSecretaris, Tranche(3, Cents(INT64_MAX))}, "MONEY_OVERFLOW"},
              {"31 February", {}, {kSecretaris, impossible}, "DATE_IMPOSSIBLE"},
              {"decided in a month to come", {}, {kSecretaris, to_come}, "DATE_IN_FUTURE"},
              {"close", {}, {kSecretaris, Close(2)}, "TrancheClosed"},
              {"close an unknown one", {}, {kSecretaris, Close(9)}, "TRANCHE_UNKNOWN"},
              {"close without a seat", {}, {kAnna, Close(2)}, "NO_SEAT"},
              {"close twice", {{kSecretaris, Close(2)}}, {kSecretaris, Close(2)}, "TRANCHE_CLOSED"},
          });
}

// ---------------------------------------------------------------- rules and ceilings

SetRules Rules(std::optional<v1::Threshold> endorsement, std::optional<v1::Threshold> quorum) {
  SetRules set;
  if (endorsement.has_value()) *set.rules.mutable_endorsement() = *endorsement;
  if (quorum.has_value()) *set.rules.mutable_quorum() = *quorum;
  return set;
}

TEST(ProgrammeTest, SecretarisSetsRulesInTheOpeningPhaseOnly) {
  SetRules forbidden;
  forbidden.rules.set_combined_seats(v1::COMBINED_SEATS_FORBIDDEN);
  SetRules unknown;
  unknown.rules.set_combined_seats(static_cast<v1::CombinedSeats>(7));
  SetRules rounds;
  rounds.rules.set_rounds_per_year(-1);
  EndSeat anna_leaves;
  anna_leaves.seat = "seat-9";
  RunRows(
      OpeningDeal(),
      {
          {"none: the defaults", {}, {kSecretaris, SetRules{}}, "RulesSet"},
          {"all seats", {}, {kSecretaris, Rules(AtLeast(1, 1), AtLeast(1, 1))}, "RulesSet"},
          {"two seats", {}, {kSecretaris, Rules(Count(2), std::nullopt)}, "RulesSet"},
          {"no seat", {}, {kVoorzitter, SetRules{}}, "NO_SEAT"},
          {"opening closed",
           {{kSecretaris, CloseOpening{}}},
           {kSecretaris, SetRules{}},
           "OPENING_CLOSED"},
          {"more than all",
           {},
           {kSecretaris, Rules(MoreThan(2, 2), std::nullopt)},
           "RULES_INVALID"},
          {"at least none", {}, {kSecretaris, Rules(AtLeast(0, 2), std::nullopt)}, "RULES_INVALID"},
          {"over all", {}, {kSecretaris, Rules(std::nullopt, AtLeast(3, 2))}, "RULES_INVALID"},
          {"by nothing", {}, {kSecretaris, Rules(std::nullopt, AtLeast(1, 0))}, "RULES_INVALID"},
          {"negative", {}, {kSecretaris, Rules(std::nullopt, MoreThan(-1, 2))}, "RULES_INVALID"},
          {"count of zero", {}, {kSecretaris, Rules(Count(0), std::nullopt)}, "RULES_INVALID"},
          {"count beyond sense",
           {},
           {kSecretaris, Rules(Count(1001), std::nullopt)},
           "RULES_INVALID"},
          {"rounds below zero", {}, {kSecretaris, rounds}, "RULES_INVALID"},
          {"a rule of the future", {}, {kSecretaris, unknown}, "ENUM_UNSPECIFIED"},
          {"forbids what is held now", {}, {kSecretaris, forbidden}, "COMBINED_SEATS_FORBIDDEN"},
          {"forbids it once it is not held",
           {{kSecretaris, anna_leaves}},
           {kSecretaris, forbidden},
           "RulesSet"},
      });
}

TEST(ProgrammeTest, RulesLeftOutStandForTheDefaults) {
  Book book = OpeningDeal();
  book.Given(kSecretaris, SetRules{});
  const v1::Rules& rules = book.state().programme->rules;
  EXPECT_FALSE(rules.has_quorum());
  EXPECT_EQ(rules.combined_seats(), v1::COMBINED_SEATS_ALLOWED);
  EXPECT_EQ(book.state().programme->rules_set_at, book.state().position);
}

SetCeiling Ceiling(int tranche, std::optional<v1::Money> ceiling) {
  SetCeiling set;
  set.change.set_tranche(tranche);
  if (ceiling.has_value()) *set.change.mutable_ceiling() = *ceiling;
  return set;
}

TEST(ProgrammeTest, CeilingIsSetInTheOpeningPhaseAndNotBelowWhatIsTaken) {
  Book book = OpeningDeal();
  book.Given(kSecretaris,
             Opening({ProjectEntry("werken", "1", "Lab", "Techniek", {"gem. Emmen"}),
                      AwardEntry("werken-1", 1, Euros(300)), AwardEntry("werken-1", 2, Euros(200)),
                      ReservationEntry("werken-1", Euros(900))}));
  const auto head = static_cast<int64_t>(book.state().position.value());
  SetCeiling seen = Ceiling(1, Euros(1000));
  seen.position_seen = head;
  SetCeiling not_yet = seen;
  not_yet.position_seen = head + 1;
  SetCeiling never = seen;
  never.position_seen = -1;
  RunRows(book,
          {
              {"of a tranche", {}, {kSecretaris, Ceiling(1, Euros(1000))}, "CeilingSet"},
              {"as it was seen", {}, {kSecretaris, seen}, "CeilingSet"},
              {"seen after the head", {}, {kSecretaris, not_yet}, "POSITION_UNKNOWN"},
              {"seen before the first event", {}, {kSecretaris, never}, "VALUE_OUT_OF_RANGE"},
              {"set since it was seen",
               {{kSecretaris, Ceiling(1, Euros(900))}},
               {kSecretaris, seen},
               "STALE_REVISION"},
              {"another one set since",
               {{kSecretaris, Ceiling(2, Euros(900))}, {kSecretaris, Ceiling(0, Euros(9000))}},
               {kSecretaris, seen},
               "CeilingSet"},
              {"exactly what is awarded", {}, {kSecretaris, Ceiling(1, Euros(300))}, "CeilingSet"},
              {"a cent less", {}, {kSecretaris, Ceiling(1, Cents(29999))}, "CEILING_BELOW_AWARDED"},
              {"of the programme: awarded and reserved",
               {},
               {kSecretaris, Ceiling(0, Euros(900))},
               "CeilingSet"},
              {"a cent less", {}, {kSecretaris, Ceiling(0, Cents(89999))}, "CEILING_BELOW_AWARDED"},
              {"of no tranche", {}, {kSecretaris, Ceiling(9, Euros(1))}, "TRANCHE_UNKNOWN"},
              {"no seat", {}, {kVoorzitter, Ceiling(1, Euros(1000))}, "NO_SEAT"},
              {"opening closed",
               {{kSecretaris, CloseOpening{}}},
               {kSecretaris, Ceiling(1, Euros(1000))},
               "OPENING_CLOSED"},
              {"no amount", {}, {kSecretaris, Ceiling(1, std::nullopt)}, "AMOUNT_MISSING"},
              {"negative", {}, {kSecretaris, Ceiling(1, Cents(-1))}, "MONEY_NEGATIVE"},
              {"too much", {}, {kSecretaris, Ceiling(1, Cents(INT64_MIN))}, "MONEY_NEGATIVE"},
          });
  book.Given(kSecretaris, Ceiling(0, Euros(1000)));
  EXPECT_EQ(Free(book.state())->cents(), 100'00);
}

TEST(ProgrammeTest, OpeningIsClosedOnceByTheSecretaris) {
  RunRows(OpeningDeal(), {
                             {"closed", {}, {kSecretaris, CloseOpening{}}, "OpeningClosed"},
                             {"no seat", {}, {kTeamWerken, CloseOpening{}}, "NO_SEAT"},
                             {"twice",
                              {{kSecretaris, CloseOpening{}}},
                              {kSecretaris, CloseOpening{}},
                              "OPENING_CLOSED"},
                         });
}

TEST(ProgrammeTest, RefusalNamesValuesInEnglishAndDutch) {
  Book book = OpeningDeal();
  const absl::Status status = book.Do(kSecretaris, Tranche(2));
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(status.message(), "tranche: There is a tranche 2 already. Use another number.");
  const base::ErrorDetail detail = *base::GetErrorDetail(status);
  EXPECT_EQ(detail.dutch, "Tranche 2 is er al. Gebruik een ander nummer.");
  EXPECT_EQ(detail.metadata, (Metadata{{"tranche", "2"}}));
  ASSERT_EQ(detail.violations.size(), 1u);
  EXPECT_EQ(detail.violations[0].field, "tranche");
}

}  // namespace
}  // namespace dealboek::domain
