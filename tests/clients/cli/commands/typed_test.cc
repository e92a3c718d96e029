#include "clients/cli/commands/typed.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "clients/cli/json.h"

namespace dealboek::cli::commands {
namespace {

TEST(TypedTest, ALineIsReadWithCommasInItsAmount) {
  const v1::AwardLine line =
      AwardLineAt("--line", "tranche=5,part=Norden,amount=450.000,50").value();
  EXPECT_EQ(line.tranche(), 5);
  EXPECT_EQ(line.part(), "Norden");
  EXPECT_EQ(line.amount().euro_cents(), 45'000'050);
  // In any order, and without a part.
  EXPECT_EQ(AwardLineAt("--line", "amount=1.500,00,tranche=4").value().amount().euro_cents(),
            150'000);
  EXPECT_EQ(AwardLineAt("--line", "amount=1.500,00,tranche=4").value().part(), "");
}

TEST(TypedTest, ALineThatIsNotClearIsRefusedByItsOption) {
  struct Row {
    std::string typed;
    std::string dutch;
  };
  const std::vector<Row> rows = {
      {"tranche=5",
       "--line: 'tranche=5' is niet compleet. Schrijf tranche=5,amount=450.000, met part=NAAM "
       "erbij voor een "
       "onderdeel."},
      {"",
       "--line: '' is niet compleet. Schrijf tranche=5,amount=450.000, met part=NAAM erbij voor "
       "een onderdeel."},
      {"tranche=vijf,amount=5", "--line: 'vijf' is geen heel getal."},
      {"tranche=5,tranche=4,amount=5", "--line: tranche= staat er twee keer."},
      {"bedrag=5", "--line: 'bedrag=5' begint niet met een van tranche=, part=, amount=."},
      {"tranche=5,amount=1.5",
       "--line: '1.5' is geen duidelijk bedrag: een punt scheidt duizendtallen, met drie cijfers "
       "erna. Schrijf het als "
       "1.292.000 of 450.000,00."},
      {"tranche=5,amount=-1",
       "--line: '-1' is negatief. Geef een bedrag boven nul, bijvoorbeeld 450.000; vrijval en "
       "correctie hebben een eigen besluit."},
      {"tranche=5,amount=9999999999999999999",
       "--line: '9999999999999999999' is te groot voor een bedrag. Geef een kleiner bedrag."}};
  for (const Row& row : rows) {
    const absl::Status status = AwardLineAt("--line", row.typed).status();
    EXPECT_EQ(status.message(), row.dutch);
    EXPECT_TRUE(IsWrongUsage(status)) << row.typed;
  }
}

TEST(TypedTest, ALineMayNameItsProposal) {
  const LineOfProposal named =
      LineOfProposalAt("--line", "proposal=2021-017,tranche=5,amount=1.500,00").value();
  EXPECT_EQ(named.proposal, "2021-017");
  EXPECT_EQ(named.line.tranche(), 5);
  EXPECT_EQ(named.line.amount().euro_cents(), 150'000);
  EXPECT_EQ(LineOfProposalAt("--line", "tranche=5,amount=1").value().proposal, "");
  EXPECT_EQ(LineOfProposalAt("--line", "proposal=2021-017,tranche=5").status().message(),
            "--line: 'proposal=2021-017,tranche=5' is niet compleet. Schrijf "
            "tranche=5,amount=450.000, met part=NAAM erbij voor een onderdeel.");
}

TEST(TypedTest, AnAmountMayNameItsProposal) {
  const AmountOfProposal named =
      AmountOfProposalAt("--reservation", "proposal=2021-017,amount=1.500,00").value();
  EXPECT_EQ(named.proposal, "2021-017");
  EXPECT_EQ(named.amount->euro_cents(), 150'000);
  EXPECT_EQ(AmountOfProposalAt("--reservation", "1.500").value().amount->euro_cents(), 150'000);
  EXPECT_FALSE(AmountOfProposalAt("--reservation", "geen").value().amount.has_value());
  for (const char* typed : {"proposal=2021-017", "amount=1.500"}) {
    EXPECT_EQ(AmountOfProposalAt("--reservation", typed).status().message(),
              "--reservation: '" + std::string(typed) +
                  "' is niet compleet. Schrijf proposal=2021-017,amount=450.000, of alleen het "
                  "bedrag.");
  }
}

TEST(TypedTest, AContributionWithoutAmountIsUnknown) {
  const v1::ContributionLine line =
      ContributionAt("--contribution", "from=welzijn-4,tranche=2,note=a, b").value();
  EXPECT_FALSE(line.has_amount());
  EXPECT_EQ(line.from_project(), "welzijn-4");
  EXPECT_EQ(line.note(), "a, b");
  EXPECT_EQ(ContributionAt("--contribution", "from=welzijn-4,tranche=2,amount=10.000")
                .value()
                .amount()
                .euro_cents(),
            1'000'000);
}

TEST(TypedTest, APartHasItsLeads) {
  const v1::Part part = PartAt("--new-part", "Emmerhout=gem. Emmen|provincie Drenthe").value();
  EXPECT_EQ(part.title(), "Emmerhout");
  ASSERT_EQ(part.lead_partners_size(), 2);
  EXPECT_EQ(part.lead_partners(1), "provincie Drenthe");
  EXPECT_TRUE(IsWrongUsage(PartAt("--new-part", "Emmerhout").status()));
}

TEST(TypedTest, TranchesAreNumbersSplitByCommas) {
  EXPECT_EQ(NumbersAt("--tranches", "4,5").value(), (std::vector<int32_t>{4, 5}));
  EXPECT_EQ(NumbersAt("--tranches", "4,").status().message(), "--tranches: '' is geen heel getal.");
}

TEST(TypedTest, ADocumentIsKnownByNameTypeSizeAndHash) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / "Plan.PDF";
  std::ofstream(path) << "abc";
  const v1::DocumentRef document = DocumentAt(path.string()).value();
  EXPECT_EQ(document.name(), "Plan.PDF");
  EXPECT_EQ(document.media_type(), "application/pdf");
  EXPECT_EQ(document.size_bytes(), 3);
  EXPECT_EQ(Hex(document.sha256()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  std::filesystem::remove(path);
  EXPECT_EQ(DocumentAt(::testing::TempDir()).status().message(),
            ::testing::TempDir() + " is een map; geef een bestand.");
  EXPECT_EQ(DocumentAt(path.string()).status().message(),
            "Het bestand " + path.string() + " is er niet of is niet te lezen.");
}

}  // namespace
}  // namespace dealboek::cli::commands
