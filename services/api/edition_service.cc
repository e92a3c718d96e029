#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "dealboek/v1/edition_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/postings.h"
#include "services/api/service_list.h"
#include "services/api/valid_on.h"
#include "services/api/values.h"
#include "services/base/status_macros.h"
#include "services/projections/edition.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

pb::PublishedEdition Render(const domain::State& state, const domain::PublishedEdition& edition) {
  pb::PublishedEdition proto;
  proto.set_name(NameOf(state.programme->id, Collection::kEditions, edition.id));
  proto.set_edition(edition.id);
  for (const int tranche : edition.tranches) proto.add_tranches(tranche);
  proto.set_at_position(static_cast<int64_t>(edition.at_position.value()));
  if (edition.published_on.has_value()) {
    *proto.mutable_published_on() = ToProto(*edition.published_on);
  }
  proto.set_title(edition.title);
  proto.set_position(static_cast<int64_t>(edition.position.value()));
  *proto.mutable_recorded_at() = TimeOf(edition.recorded_at_micros);
  return proto;
}

// ---- Editions.

absl::StatusOr<pb::GetEditionResponse> Get(const Reading& reading,
                                           const pb::GetEditionRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  std::vector<int> tranches(request.tranches().begin(), request.tranches().end());
  pb::GetEditionResponse response;
  pb::ReadAt at = request.at();
  if (!request.edition().empty()) {
    ASSIGN_OR_RETURN(const Point point, reading.At(book, at));
    const auto* edition = point.state->editions.Find(request.edition());
    if (edition == nullptr) return EditionUnknown(request.edition());
    const std::vector<int>& published = (*edition)->tranches;
    if (!tranches.empty() && std::set(tranches.begin(), tranches.end()) !=
                                 std::set(published.begin(), published.end())) {
      return TranchesOfEdition(request.edition(), published);
    }
    tranches = published;
    at.set_position(static_cast<int64_t>((*edition)->at_position.value()));
    *response.mutable_published() = Render(*point.state, **edition);
  }
  std::vector<projections::Posting> postings;
  base::Position position;
  RETURN_IF_ERROR(reading.With(
      book, at, [&](const projections::Views& views, const Point& point) -> absl::Status {
        for (const int tranche : tranches) {
          if (point.state->FindTranche(tranche) == nullptr) return TrancheUnknown(tranche);
        }
        *response.mutable_true_at() = point.true_at;
        *response.mutable_edition() = projections::MakeEdition(
            *MoneyValidOn(point, views.ledger()), tranches, &views.ledger(), point.valid_on);
        MarkPossible(point, views.ledger(), *response.mutable_edition());
        postings = projections::PostingsOf(response.edition(), views.ledger(), point.position,
                                           point.valid_on);
        position = point.position;
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(AddPostings(reading, book, postings, position,
                              response.mutable_edition()->mutable_postings()));
  for (pb::PijlerTable& table : *response.mutable_edition()->mutable_tables()) {
    for (pb::EditionNote& note : *table.mutable_notes()) {
      const base::Position at(static_cast<uint64_t>(
          note.has_given() ? note.given().position() : note.reservation().position()));
      ASSIGN_OR_RETURN(const std::vector<v1::Event> events, reading.EventsAt(book, {at}));
      const v1::EventHeader& header = events.front().header();
      if (header.has_source()) *note.mutable_source() = header.source();
    }
  }
  return response;
}

absl::StatusOr<Plan> PlanPublish(const pb::PublishEditionRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{
      std::move(book),
      domain::PublishEdition{std::vector<int>(request.tranches().begin(), request.tranches().end()),
                             request.at_position(), request.published_on(), request.title()}};
}

absl::StatusOr<pb::PublishEditionResponse> AnswerPublish(const Recorded& recorded,
                                                         const pb::PublishEditionRequest&) {
  const auto* edition =
      recorded.state.editions.Find(recorded.events.front().edition_published().edition());
  pb::PublishEditionResponse response;
  *response.mutable_edition() = Render(recorded.state, *Known(edition));
  return response;
}

absl::StatusOr<pb::ListEditionsResponse> List(const Reading& reading,
                                              const pb::ListEditionsRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSIGN_OR_RETURN(const Point point, reading.At(book, request.at(), page));
  std::vector<const domain::PublishedEdition*> editions;
  for (const auto& [id, edition] : point.state->editions) editions.push_back(edition.get());
  std::sort(editions.begin(), editions.end(),
            [](const auto* a, const auto* b) { return a->position < b->position; });
  pb::ListEditionsResponse response;
  *response.mutable_true_at() = point.true_at;
  RETURN_IF_ERROR(GivePage(page, point, editions, response, [&](const auto* edition) {
    *response.add_editions() = Render(*point.state, *edition);
  }));
  return response;
}

// ---- Statements.

absl::StatusOr<Plan> PlanStatements(const pb::RecordStatementsRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  domain::RecordStatements command;
  for (const pb::SourcedStatement& statement : request.statements()) {
    command.statements.push_back({statement.statement(), statement.source()});
  }
  return Plan{std::move(book), std::move(command)};
}

absl::StatusOr<pb::RecordStatementsResponse> AnswerStatements(const Recorded& recorded,
                                                              const pb::RecordStatementsRequest&) {
  pb::RecordStatementsResponse response;
  for (const v1::Event& event : recorded.events) {
    if (event.has_statement_recorded()) {
      response.add_statements(event.statement_recorded().statement());
    }
  }
  return response;
}

// Projects of labels by id, as the book has them.
absl::StatusOr<std::vector<pb::SourcedStatement>> ByProjectId(
    const domain::State& state,
    const google::protobuf::RepeatedPtrField<pb::SourcedStatement>& statements) {
  std::vector<pb::SourcedStatement> resolved = VectorOf(statements);
  for (size_t i = 0; i < resolved.size(); ++i) {
    pb::PublishedStatement& statement = *resolved[i].mutable_statement();
    switch (statement.claim_case()) {
      case pb::PublishedStatement::kLabel: {
        const domain::Project* project = state.FindProject(statement.label().project());
        if (project == nullptr) return ProjectUnknown(statement.label().project());
        statement.mutable_label()->set_project(project->id);
        break;
      }
      case pb::PublishedStatement::kTotal:
        if (!statement.total().pijler().empty() &&
            state.FindPijler(statement.total().pijler()) == nullptr) {
          return PijlerUnknown(statement.total().pijler());
        }
        for (const int tranche : statement.total().tranches()) {
          if (state.FindTranche(tranche) == nullptr) return TrancheUnknown(tranche);
        }
        break;
      case pb::PublishedStatement::CLAIM_NOT_SET:
        return FieldRequired(absl::StrCat("statements[", i, "].statement"));
    }
  }
  return resolved;
}

absl::StatusOr<pb::ReconcileResponse> Reconcile(const Reading& reading,
                                                const pb::ReconcileRequest& request) {
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  pb::ReconcileResponse response;
  RETURN_IF_ERROR(reading.With(
      book, request.at(), page,
      [&](const projections::Views& views, const Point& point) -> absl::Status {
        const std::shared_ptr<const domain::State> state = MoneyValidOn(point, views.ledger());
        ASSIGN_OR_RETURN(const std::vector<pb::SourcedStatement> asked,
                         ByProjectId(*state, request.statements()));
        *response.mutable_true_at() = point.true_at;
        const std::vector<pb::Reconciliation> reconciliations =
            asked.empty() ? projections::Reconcile(*state, &views.ledger(), point.valid_on)
                          : projections::Reconcile(*state, asked, &views.ledger(), point.valid_on);
        for (const pb::Reconciliation& reconciliation : reconciliations) {
          if (reconciliation.agreement() == pb::AGREEMENT_AGREES) {
            response.set_agreeing(response.agreeing() + 1);
          } else {
            response.set_differing(response.differing() + 1);
          }
          if (reconciliation.agreement() == pb::AGREEMENT_DIFFERS) {
            response.set_unexplained(response.unexplained() + 1);
          }
        }
        return GivePage(page, point, reconciliations, response,
                        [&](const pb::Reconciliation& reconciliation) {
                          *response.add_reconciliations() = reconciliation;
                        });
      }));
  return response;
}

absl::StatusOr<Plan> PlanExplain(const pb::ExplainDifferenceRequest& request) {
  ASSIGN_OR_RETURN(std::string book, ParseProgrammeName(request.parent(), "parent"));
  return Plan{std::move(book), domain::ExplainDifference{request.statement(), request.reason(),
                                                         request.position_seen()}};
}

absl::StatusOr<pb::ExplainDifferenceResponse> AnswerExplain(
    const Recorded& recorded, const pb::ExplainDifferenceRequest& request) {
  pb::ExplainDifferenceResponse response;
  for (pb::Reconciliation& reconciliation : projections::Reconcile(recorded.state)) {
    if (reconciliation.statement() == request.statement()) {
      *response.mutable_reconciliation() = std::move(reconciliation);
    }
  }
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeEditionService(Core& core) {
  const auto* file = pb::GetEditionRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("EditionService"));
  service->AddRead("GetEdition", Get, ValidOn::kCounts);
  service->AddMutation("PublishEdition", PlanPublish, AnswerPublish, EventsForAnswer::kFirst);
  service->AddRead("ListEditions", List);
  service->AddMutation("RecordStatements", PlanStatements, AnswerStatements, EventsForAnswer::kAll);
  service->AddRead("Reconcile", Reconcile, ValidOn::kCounts);
  service->AddMutation("ExplainDifference", PlanExplain, AnswerExplain);
  return service;
}

}  // namespace dealboek::api
