#include "services/api/pages.h"

#include <string>

#include <gtest/gtest.h>

#include "dealboek/v1/proposal_service.pb.h"
#include "services/base/error.h"

namespace dealboek::api {
namespace {

v1::ListProposalsRequest Request(const std::string& token, int size = 0) {
  v1::ListProposalsRequest request;
  request.set_parent("programmes/zod");
  request.set_page_size(size);
  request.set_page_token(token);
  return request;
}

std::string ReasonOf(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

std::string Token() {
  return ParsePage(Request(""))->NextToken({base::Position(318), 1'623'067'200'000'000, "50"});
}

TEST(PagesTest, SizeHasADefaultAndABound) {
  EXPECT_EQ(ParsePage(Request("", 0))->size, 50u);
  EXPECT_EQ(ParsePage(Request("", 1))->size, 1u);
  EXPECT_EQ(ParsePage(Request("", 501))->size, 500u);
  EXPECT_EQ(ReasonOf(ParsePage(Request("", -1)).status()), "VALUE_OUT_OF_RANGE");
}

TEST(PagesTest, TokenRemembersWhereTheFirstPageWasRead) {
  const auto page = ParsePage(Request(Token(), 7));  // another size is fine
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_TRUE(page->start.has_value());
  EXPECT_EQ(page->start->position, base::Position(318));
  EXPECT_EQ(page->start->moment_micros, 1'623'067'200'000'000);
  EXPECT_EQ(*Given(*page), 50u);
}

TEST(PagesTest, FirstPageHasGivenNothing) { EXPECT_EQ(*Given(*ParsePage(Request(""))), 0u); }

TEST(PagesTest, TokenOfAnotherListIsRefused) {
  v1::ListProposalsRequest other = Request(Token());
  other.set_pijler("werken");
  EXPECT_EQ(ReasonOf(ParsePage(other).status()), "PAGE_TOKEN_INVALID");
}

TEST(PagesTest, EveryAlteredCharacterIsRefused) {
  const std::string token = Token();
  for (size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'A', 'b', '7', '-', ' ', '\xFF'}) {
      std::string altered = token;
      if (altered[i] == c) continue;
      altered[i] = c;
      EXPECT_EQ(ReasonOf(ParsePage(Request(altered)).status()), "PAGE_TOKEN_INVALID")
          << i << " " << altered;
    }
    EXPECT_EQ(ReasonOf(ParsePage(Request(token.substr(0, i) + (i == 0 ? "x" : ""))).status()),
              "PAGE_TOKEN_INVALID");
  }
  EXPECT_EQ(ReasonOf(ParsePage(Request(token + "A")).status()), "PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace dealboek::api
