#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "dealboek/v1/budget_service.pb.h"
#include "services/api/errors.h"
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
  RETURN_IF_ERROR(
      reading.With(book, request.at(), [&](const Views& views, const Point& point) -> absl::Status {
        ASSIGN_OR_RETURN(const Scope scope, FindScope(*point.state, request.scope()));
        *response.mutable_true_at() = point.true_at;
        for (pb::BudgetLine& line : projections::MakeLines(views.ledger(), *point.state, *grouping,
                                                           scope, point.position, point.valid_on)) {
          *response.add_lines() = std::move(line);
        }
        *response.mutable_total() = projections::MakeLine(
            views.ledger(), *point.state, GroupingOf(scope), scope, point.position, point.valid_on);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<pb::ExplainAmountResponse> Explain(const Reading& reading,
                                                  const pb::ExplainAmountRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  const std::optional<projections::Measure> measure = projections::MeasureOf(request.measure());
  if (!measure.has_value()) return EnumUnspecified("measure", request.measure());
  pb::ExplainAmountResponse response;
  std::vector<projections::Posting> postings;
  base::Position at;
  RETURN_IF_ERROR(
      reading.With(book, request.at(), [&](const Views& views, const Point& point) -> absl::Status {
        ASSIGN_OR_RETURN(const Scope scope, FindScope(*point.state, request.scope()));
        *response.mutable_true_at() = point.true_at;
        const Ledger& ledger = views.ledger();
        const std::optional<int64_t> cents =
            projections::AmountOf(ledger.At(scope, point.position, point.valid_on), *measure);
        if (cents.has_value()) response.mutable_amount()->set_euro_cents(*cents);
        postings = ledger.Explain(scope, *measure, point.position, point.valid_on);
        response.set_title(absl::StrCat(projections::TitleOf(scope, *point.state), ": ",
                                        projections::TitleOf(*measure)));
        at = point.position;
        return absl::OkStatus();
      }));

  RETURN_IF_ERROR(AddPostings(reading, book, postings, at, response.mutable_postings()));
  return response;
}

absl::StatusOr<pb::CompareBudgetsResponse> Compare(const Reading& reading,
                                                   const pb::CompareBudgetsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  std::vector<Grouping> groupings;
  if (request.grouping() != pb::BUDGET_GROUPING_UNSPECIFIED) {
    groupings.push_back(*projections::GroupingOf(request.grouping()));
  }
  ASSIGN_OR_RETURN(const Point from, reading.At(book, request.from()));
  pb::CompareBudgetsResponse response;
  RETURN_IF_ERROR(
      reading.With(book, request.to(), [&](const Views& views, const Point& to) -> absl::Status {
        if (from.position > to.position) {
          return OutOfRange("from", static_cast<int64_t>(from.position.value()),
                            "It is after `to`. Give the earlier point first.",
                            "Het ligt na het tweede punt. Geef het vroegste punt eerst.");
        }
        *response.mutable_from() = from.true_at;
        *response.mutable_to() = to.true_at;
        for (pb::BudgetChange& change : projections::CompareBudgets(
                 views.ledger(), {from.position, from.state.get(), from.valid_on},
                 {to.position, to.state.get(), to.valid_on}, groupings)) {
          *response.add_changes() = std::move(change);
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
