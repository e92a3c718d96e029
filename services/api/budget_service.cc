#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"

#include "dealboek/v1/budget_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/postings.h"
#include "services/api/service_list.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/refusal.h"
#include "services/domain/text.h"
#include "services/projections/budget.h"
#include "services/projections/ledger.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;
using projections::Grouping;
using projections::Ledger;
using projections::Scope;
using projections::Views;

// The scope, with its project by id. NOT_FOUND: something it names is not there.
absl::StatusOr<Scope> FindScope(const domain::State& state, const pb::BudgetScope& asked) {
  Scope scope = projections::ScopeOf(asked);
  if (!scope.pijler.empty() && state.FindPijler(scope.pijler) == nullptr) {
    return PijlerUnknown(scope.pijler);
  }
  if (scope.tranche != 0 && state.FindTranche(scope.tranche) == nullptr) {
    return TrancheUnknown(scope.tranche);
  }
  if (!scope.part.empty() && scope.without_part) {
    return domain::Invalid(base::kFieldNotAllowed, "scope.without_part",
                           "There is nothing of a part that is of no part. Give one of the two.",
                           "Van een onderdeel is niets zonder onderdeel. Geef één van de twee.",
                           {{"part", domain::Readable(scope.part)}});
  }
  if (scope.project.empty()) {
    if (!scope.part.empty()) return FieldRequired("scope.project");
    return scope;
  }
  const domain::Project* project = state.FindProject(scope.project);
  if (project == nullptr) return ProjectUnknown(scope.project);
  if (!scope.part.empty() && project->FindPart(scope.part) == nullptr) {
    return PartUnknown(scope.part);
  }
  scope.project = project->id;
  return scope;
}

// What a line of the scope as a whole is a line of.
Grouping GroupingOf(const Scope& scope) {
  if (!scope.part.empty() || scope.without_part) {
    return scope.tranche != 0 ? Grouping::kCell : Grouping::kPart;
  }
  if (!scope.project.empty()) return scope.tranche != 0 ? Grouping::kCell : Grouping::kProject;
  if (!scope.pijler.empty()) {
    return scope.tranche != 0 ? Grouping::kPijlerTranche : Grouping::kPijler;
  }
  return scope.tranche != 0 ? Grouping::kTranche : Grouping::kProgramme;
}

absl::StatusOr<pb::GetBudgetResponse> Get(const Reading& reading,
                                          const pb::GetBudgetRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  const std::optional<Grouping> grouping = projections::GroupingOf(request.grouping());
  if (!grouping.has_value()) return EnumUnspecified("grouping", request.grouping());
  pb::GetBudgetResponse response;
  const auto read = [&](const Views& views, const Point& point) -> absl::Status {
    ASSIGN_OR_RETURN(const Scope scope, FindScope(*point.state, request.scope()));
    *response.mutable_true_at() = point.true_at;
    for (pb::BudgetLine& line : projections::MakeLines(views.ledger(), *point.state, *grouping,
                                                       scope, point.position, point.valid_on)) {
      *response.add_lines() = std::move(line);
    }
    *response.mutable_total() = projections::MakeLine(
        views.ledger(), *point.state, GroupingOf(scope), scope, point.position, point.valid_on);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(reading.With(book, request.at(), read, Extent::kFunds));
  return response;
}

absl::StatusOr<pb::ExplainAmountResponse> Explain(const Reading& reading,
                                                  const pb::ExplainAmountRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  const std::optional<projections::Measure> measure = projections::MeasureOf(request.measure());
  if (!measure.has_value()) return EnumUnspecified("measure", request.measure());
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSIGN_OR_RETURN(const size_t given, Given(page));
  pb::ExplainAmountResponse response;
  std::vector<projections::Posting> postings;
  PageStart next;
  RETURN_IF_ERROR(reading.With(
      book, request.at(), page, [&](const Views& views, const Point& point) -> absl::Status {
        ASSIGN_OR_RETURN(const Scope scope, FindScope(*point.state, request.scope()));
        *response.mutable_true_at() = point.true_at;
        const Ledger& ledger = views.ledger();
        const projections::Amounts amounts = ledger.At(scope, point.position, point.valid_on);
        const std::optional<int64_t> cents = projections::AmountOf(amounts, *measure);
        if (cents.has_value()) response.mutable_amount()->set_euro_cents(*cents);
        postings = ledger.Explain(scope, *measure, point.position, point.valid_on);
        std::optional<int64_t> possible_cents;
        for (projections::Posting& possible :
             ledger.Possible(scope, *measure, point.position, point.valid_on)) {
          if (possible.cents) possible_cents = possible_cents.value_or(0) + *possible.cents;
          postings.push_back(std::move(possible));
        }
        if (possible_cents) response.mutable_possible_amount()->set_euro_cents(*possible_cents);
        response.set_title(absl::StrCat(projections::TitleOf(scope, *point.state), ": ",
                                        projections::TitleOf(*measure)));
        next.position = point.position;
        next.moment_micros = point.moment_micros;
        return absl::OkStatus();
      }));

  // Only the page's own are looked up in the log.
  const absl::Span<const projections::Posting> left = After(given, postings);
  google::protobuf::RepeatedPtrField<pb::Posting> rendered;
  RETURN_IF_ERROR(AddPostings(reading, book, left.subspan(0, page.size), next.position, &rendered));
  const size_t end =
      given + FillPage(page, absl::MakeConstSpan(VectorOf(rendered)), response,
                       [&](const pb::Posting& posting) { *response.add_postings() = posting; });
  if (end < postings.size()) {
    next.after = absl::StrCat(end);
    response.set_next_page_token(page.NextToken(next));
  }
  return response;
}

// The page of a comparison: beside the number of changes given, `after` of its token holds where
// the earlier point was read, for "now" is another one by the next page.
struct ComparisonPage {
  Page from;
  size_t given = 0;
};

absl::StatusOr<ComparisonPage> ParseComparisonPage(const Page& page) {
  ComparisonPage comparison;
  if (!page.start.has_value()) return comparison;
  const std::vector<absl::string_view> parts = absl::StrSplit(page.start->after, ' ');
  PageStart from;
  uint64_t position = 0;
  uint64_t given = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &given) ||
      !absl::SimpleAtoi(parts[1], &position) || !absl::SimpleAtoi(parts[2], &from.moment_micros)) {
    return PageTokenInvalid(page.start->after);
  }
  from.position = base::Position(position);
  comparison.from.start = std::move(from);
  comparison.given = static_cast<size_t>(given);
  return comparison;
}

absl::StatusOr<pb::CompareBudgetsResponse> Compare(const Reading& reading,
                                                   const pb::CompareBudgetsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  std::vector<Grouping> groupings;
  if (request.grouping() != pb::BUDGET_GROUPING_UNSPECIFIED) {
    groupings.push_back(*projections::GroupingOf(request.grouping()));
  }
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSIGN_OR_RETURN(const ComparisonPage comparison, ParseComparisonPage(page));
  ASSIGN_OR_RETURN(const Point from, reading.At(book, request.from(), comparison.from));
  pb::CompareBudgetsResponse response;
  RETURN_IF_ERROR(reading.With(
      book, request.to(), page, [&](const Views& views, const Point& to) -> absl::Status {
        if (from.position > to.position) {
          return OutOfRange("from", static_cast<int64_t>(from.position.value()),
                            "It is after `to`. Give the earlier point first.",
                            "Het ligt na het tweede punt. Geef het vroegste punt eerst.");
        }
        *response.mutable_from() = from.true_at;
        *response.mutable_to() = to.true_at;
        const std::vector<pb::BudgetChange> changes = projections::CompareBudgets(
            views.ledger(), {from.position, from.state.get(), from.valid_on},
            {to.position, to.state.get(), to.valid_on}, groupings);
        const size_t end =
            comparison.given +
            FillPage(page, After(comparison.given, changes), response,
                     [&](const pb::BudgetChange& change) { *response.add_changes() = change; });
        if (end < changes.size()) {
          response.set_next_page_token(page.NextToken(
              {to.position, to.moment_micros,
               absl::StrCat(end, " ", from.position.value(), " ", from.moment_micros)}));
        }
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeBudgetService(Core& core) {
  const auto* file = pb::GetBudgetRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("BudgetService"));
  service->AddRead("GetBudget", Get, ValidOn::kCounts);
  service->AddRead("ExplainAmount", Explain, ValidOn::kCounts);
  service->AddRead("CompareBudgets", Compare, ValidOn::kCounts);
  return service;
}

}  // namespace dealboek::api
