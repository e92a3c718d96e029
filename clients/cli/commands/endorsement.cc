// dealboek endorsement give|withdraw|decline|return
#include <algorithm>
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/endorsement_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::EndorsementService::Stub;

struct Act {
  std::string proposal;
  int revision_seen = 0;
  std::string reason;
};

// Name and revision: the one the caller says was seen, or the latest.
template <typename Request>
absl::Status FillSeen(const Act& given, Session& session, Request& request) {
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", given.proposal));
  request.set_revision_seen(given.revision_seen);
  if (given.revision_seen == 0) {
    ASSIGN_OR_RETURN(const v1::Proposal proposal, FetchProposal(given.proposal, session));
    request.set_revision_seen(proposal.revision());
  }
  request.set_request_id(session.RequestId());
  return absl::OkStatus();
}

// "Nog 1 nodig."
std::string StillNeeded(const v1::Proposal& proposal) {
  if (proposal.stage() == v1::PROPOSAL_STAGE_ENDORSED)
    return "Het voorstel is voorgedragen aan de stuurgroep.";
  if (proposal.stage() == v1::PROPOSAL_STAGE_NOT_ENDORSED) {
    return "Het voorstel kan niet meer voorgedragen worden; het ontwikkelteam kan het herzien.";
  }
  return absl::StrCat("Nog ",
                      std::max(0, proposal.endorsement().needed() - proposal.endorsement().given()),
                      " nodig.");
}

absl::Status RunGive(const Act& given, Session& session) {
  v1::EndorseProposalRequest request;
  RETURN_IF_ERROR(FillSeen(given, session, request));
  ASSIGN_OR_RETURN(const v1::EndorseProposalResponse answer,
                   session.Call(&Stub::EndorseProposal, request));
  return session.ShowReceipt(answer, answer.receipt(), "Voordracht vastgelegd",
                             StillNeeded(answer.proposal()), "dealboek worklist");
}

absl::Status RunDecline(const Act& given, Session& session) {
  v1::DeclineProposalRequest request;
  RETURN_IF_ERROR(FillSeen(given, session, request));
  request.set_reason(given.reason);
  ASSIGN_OR_RETURN(const v1::DeclineProposalResponse answer,
                   session.Call(&Stub::DeclineProposal, request));
  return session.ShowReceipt(answer, answer.receipt(), "Vastgelegd dat u niet voordraagt",
                             StillNeeded(answer.proposal()), "dealboek worklist");
}

absl::Status RunWithdraw(const Act& given, Session& session) {
  v1::WithdrawEndorsementRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", given.proposal));
  request.set_reason(given.reason);
  request.set_revision_seen(given.revision_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::WithdrawEndorsementResponse answer,
                   session.Call(&Stub::WithdrawEndorsement, request));
  return session.ShowReceipt(answer, answer.receipt(), "Voordracht ingetrokken",
                             StillNeeded(answer.proposal()), "dealboek worklist");
}

absl::Status RunReturn(const Act& given, Session& session) {
  v1::ReturnProposalRequest request;
  RETURN_IF_ERROR(FillSeen(given, session, request));
  request.set_reason(given.reason);
  ASSIGN_OR_RETURN(const v1::ReturnProposalResponse answer,
                   session.Call(&Stub::ReturnProposal, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Voorstel ", given.proposal, " teruggegeven aan het ontwikkelteam"), "",
      absl::StrCat("dealboek proposal show ", given.proposal));
}

}  // namespace

void AddEndorsementCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "endorsement", "Voordrachten van vakbestuurders aan de stuurgroep");
  enum class Reason { kRequired, kOptional, kNone };
  const auto add = [&](const std::string& name, const std::string& description,
                       const std::string& example, absl::Status (*run)(const Act&, Session&),
                       Reason reason) {
    const auto given = std::make_shared<Act>();
    CLI::App& verb = Verb(
        noun, session, name, description,
        absl::StrCat(example, " --programme regiodeal-zod-nagespeeld --as vakbestuurder-wonen"),
        [given, run, &session] { return run(*given, session); });
    verb.add_option("voorstel", given->proposal, "Voorstel (2021-017)")->required();
    verb.add_option("--revision", given->revision_seen, "De versie die u zag; anders de laatste");
    if (reason != Reason::kNone) {
      verb.add_option("--reason", given->reason, "Waarom")->required(reason == Reason::kRequired);
    }
    AddMutationOptions(verb, session);
  };
  add("give", "Draagt een voorstel voor aan de stuurgroep",
      "dealboek endorsement give $(date +%Y)-016", RunGive, Reason::kNone);
  add("withdraw", "Trekt een voordracht in, zolang het voorstel niet op de agenda staat",
      "dealboek endorsement withdraw $(date +%Y)-016 --reason \"nieuwe cijfers\"", RunWithdraw,
      Reason::kOptional);
  add("decline", "Draagt een voorstel niet voor",
      "dealboek endorsement decline $(date +%Y)-016 --reason \"dekking ontbreekt\"", RunDecline,
      Reason::kRequired);
  add("return", "Geeft een voorstel terug aan het ontwikkelteam",
      "dealboek endorsement return $(date +%Y)-016 --reason \"graag fasering toevoegen\"",
      RunReturn, Reason::kRequired);
}

}  // namespace dealboek::cli::commands
