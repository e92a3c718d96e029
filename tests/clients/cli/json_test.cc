#include "clients/cli/json.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dealboek/v1/project_service.pb.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {
namespace {

v1::ProposalContent Content() {
  v1::ProposalContent content;
  content.set_kind(v1::PROPOSAL_KIND_VERVOLG);
  content.set_title("Vervolg Exloërmond");
  v1::AwardLine& line = *content.add_lines();
  line.set_tranche(5);
  line.mutable_amount()->set_euro_cents(29'250'000);
  v1::ContributionLine& contribution = *content.add_contributions();
  contribution.set_from_project("welzijn-4");
  contribution.set_tranche(2);
  v1::DocumentRef& document = *content.add_documents();
  document.set_name("plan.pdf");
  document.set_size_bytes(9'007'199'254'740'993);  // more than a double can hold
  document.set_sha256(std::string("\x00\xAB\xFF", 3));
  return content;
}

TEST(JsonTest, NumbersAreNumbersAmountsAreCentsAndUnknownIsNull) {
  const nlohmann::ordered_json json = ToJson(Content());
  EXPECT_EQ(json["kind"], "PROPOSAL_KIND_VERVOLG");
  EXPECT_EQ(json["lines"][0]["amount_euro_cents"], 29'250'000);
  EXPECT_TRUE(json["contributions"][0]["amount_euro_cents"].is_null());
  EXPECT_TRUE(json["reservation_total_euro_cents"].is_null());
  EXPECT_EQ(json["documents"][0]["size_bytes"].get<int64_t>(), 9'007'199'254'740'993);
  EXPECT_EQ(json["documents"][0]["sha256"], "00abff");
  EXPECT_EQ(json["summary"], "");
}

TEST(JsonTest, DatesAreShownAsFarAsKnownAndMomentsInUtc) {
  v1::TimelineEntry entry;
  entry.mutable_decided_on()->set_year(2019);
  entry.mutable_recorded_at()->set_seconds(1623074580);
  const nlohmann::ordered_json json = ToJson(entry);
  EXPECT_EQ(json["decided_on"], "2019");
  EXPECT_EQ(json["recorded_at"], "2021-06-07T14:03:00Z");
}

TEST(JsonTest, WhatIsWrittenIsReadBackTheSame) {
  v1::ProposalContent read;
  ASSERT_TRUE(FromJson(ToJson(Content()).dump(), read).ok());
  EXPECT_EQ(read.SerializeAsString(), Content().SerializeAsString());
}

TEST(JsonTest, WhatDoesNotBelongIsRefusedByItsPath) {
  struct Row {
    std::string json;
    std::string dutch;
  };
  const std::vector<Row> rows = {
      {"{", "dit is geen geldige JSON."},
      {"[]", "hier hoort een object, tussen accolades."},
      {R"({"titel": "x"})", "titel: dit veld ken ik niet."},
      {R"({"title": 5})", "title: hier hoort tekst, tussen aanhalingstekens."},
      {R"({"lines": {}})", "lines: hier hoort een lijst, tussen vierkante haken."},
      {R"({"lines": [{"tranche": "5"}]})", "lines[0].tranche: hier hoort een geheel getal."},
      {R"({"lines": [{"tranche": 3000000000}]})",
       "lines[0].tranche: dit getal is te groot of te klein."},
      {R"({"lines": [{}, {"amount_euro_cents": 1.5}]})",
       "lines[1].amount_euro_cents: hier hoort een geheel aantal eurocenten."},
      {R"({"documents": [{"sha256": "xyz"}]})",
       "documents[0].sha256: hier horen bytes, hexadecimaal."},
      {R"({"kind": "VERVOLG"})",
       "kind: \"VERVOLG\" ken ik niet; kies uit PROPOSAL_KIND_IDEA, PROPOSAL_KIND_NEW_PROJECT, "
       "PROPOSAL_KIND_VERVOLG, PROPOSAL_KIND_UITBREIDING, PROPOSAL_KIND_VERLENGING."}};
  for (const Row& row : rows) {
    v1::ProposalContent content;
    EXPECT_EQ(FromJson(row.json, content).message(), row.dutch) << row.json;
  }
}

}  // namespace
}  // namespace dealboek::cli
