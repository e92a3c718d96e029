#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/clients/cli/command_line.h"
#include "tests/clients/cli/fake_server.h"

namespace dealboek::cli::documents {
namespace {

TEST(BudgetExplainTest, AFactOfNoProjectIsNamedByItsTranche) {
  tests::FakeServer server;
  server.explain_amount.answer = [](const v1::ExplainAmountRequest&,
                                    v1::ExplainAmountResponse& response) {
    response.set_title("tranche 4: vrij");
    response.mutable_amount()->set_euro_cents(100'000'000);
    v1::Posting& ceiling = *response.add_postings();
    ceiling.set_position(12);
    ceiling.set_tranche(4);
    ceiling.mutable_amount()->set_euro_cents(100'000'000);
    ceiling.mutable_decided_on()->set_year(2021);
    return grpc::Status::OK;
  };
  const tests::Ended ended = tests::RunDealboek(
      {"budget", "explain", "--tranche", "4", "--measure", "vrij"},
      {.variables = {{"DEALBOEK_SERVER", server.address()}, {"DEALBOEK_PROGRAMME", "zod"}}});
  EXPECT_NE(ended.out.find("\n€ 1.000.000  tranche 4, besloten 2021 (positie 12)\n"),
            std::string::npos)
      << ended.out;
}

}  // namespace
}  // namespace dealboek::cli::documents
