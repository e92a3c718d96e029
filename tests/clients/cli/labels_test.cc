#include "clients/cli/labels.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dealboek::cli {
namespace {

// Every value of an enum but the unspecified one has a word, and the word is read back.
template <typename Enum>
void ExpectWords(const google::protobuf::EnumDescriptor* type) {
  for (int i = 0; i < type->value_count(); ++i) {
    const auto value = static_cast<Enum>(type->value(i)->number());
    if (type->value(i)->number() == 0) {
      EXPECT_EQ(Word(value), "onbekend (0)");
      continue;
    }
    const std::string word = Word(value);
    EXPECT_EQ(word.find("onbekend"), std::string::npos) << type->value(i)->name() << " has no word";
    const absl::StatusOr<Enum> parsed = ParseWord<Enum>(word);
    ASSERT_TRUE(parsed.ok()) << word;
    EXPECT_EQ(*parsed, value) << word;
  }
}

TEST(LabelsTest, EveryValueHasAWordThatIsReadBack) {
  ExpectWords<v1::Role>(v1::Role_descriptor());
  ExpectWords<v1::SeatPlace>(v1::SeatPlace_descriptor());
  ExpectWords<v1::PartnerKind>(v1::PartnerKind_descriptor());
  ExpectWords<v1::CombinedSeats>(v1::CombinedSeats_descriptor());
  ExpectWords<v1::ProposalKind>(v1::ProposalKind_descriptor());
  ExpectWords<v1::ProposalStage>(v1::ProposalStage_descriptor());
  ExpectWords<v1::EndorsementActKind>(v1::EndorsementActKind_descriptor());
  ExpectWords<v1::Outcome>(v1::Outcome_descriptor());
  ExpectWords<v1::MeetingStage>(v1::MeetingStage_descriptor());
  ExpectWords<v1::Presence>(v1::Presence_descriptor());
  ExpectWords<v1::ProjectStage>(v1::ProjectStage_descriptor());
  ExpectWords<v1::ProgressStatus>(v1::ProgressStatus_descriptor());
  ExpectWords<v1::EditionLabel>(v1::EditionLabel_descriptor());
  ExpectWords<v1::Agreement>(v1::Agreement_descriptor());
  ExpectWords<v1::Phase>(v1::Phase_descriptor());
  ExpectWords<v1::TrancheStage>(v1::TrancheStage_descriptor());
  ExpectWords<v1::WorkKind>(v1::WorkKind_descriptor());
  ExpectWords<v1::BudgetGrouping>(v1::BudgetGrouping_descriptor());
  ExpectWords<v1::BudgetMeasure>(v1::BudgetMeasure_descriptor());
}

TEST(LabelsTest, WordsAreTypedWithHyphens) {
  EXPECT_EQ(ParseWord<v1::Outcome>("bekrachtigd-met-wijziging").value(),
            v1::OUTCOME_RATIFIED_WITH_CHANGES);
  EXPECT_EQ(ParseWord<v1::Outcome>("ratified").status().message(),
            "'ratified' ken ik niet; kies uit bekrachtigd, bekrachtigd-met-wijziging, afgewezen, "
            "aangehouden.");
}

TEST(LabelsTest, OneIsCountedInTheSingular) {
  EXPECT_EQ(Count(0, "toekenning", "toekenningen"), "0 toekenningen");
  EXPECT_EQ(Count(1, "toekenning", "toekenningen"), "1 toekenning");
  EXPECT_EQ(Count(62, "toekenning", "toekenningen"), "62 toekenningen");
}

TEST(LabelsTest, ARuleIsReadAsItIsShown) {
  for (const char* rule : {"meer-dan-1/2", "minstens-2/3", "3"}) {
    const absl::StatusOr<v1::Threshold> threshold = ParseThreshold(rule);
    ASSERT_TRUE(threshold.ok()) << rule;
    std::string shown = FormatThreshold(true, *threshold);
    for (char& c : shown) c = c == ' ' ? '-' : c;
    EXPECT_EQ(shown, rule);
  }
  EXPECT_EQ(FormatThreshold(false, v1::Threshold()), "meer dan 1/2");
  for (const char* rule :
       {"", "de helft", "meer-dan-", "meer-dan-1", "minstens-a/b", "meer-dan-1/2/3"}) {
    EXPECT_EQ(ParseThreshold(rule).status().message(),
              "'" + std::string(rule) +
                  "' is geen regel. Schrijf meer-dan-1/2, minstens-2/3, of een aantal zetels: 3.");
  }
}

}  // namespace
}  // namespace dealboek::cli
