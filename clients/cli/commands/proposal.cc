// dealboek proposal submit|revise|withdraw|show|list|diff
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/proposal_content.h"
#include "clients/cli/commands/reading.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/labels.h"
#include "clients/cli/names.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/proposal_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using Stub = v1::ProposalService::Stub;

absl::Status RunSubmit(const ContentOptions& options, Session& session) {
  v1::SubmitProposalRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  RETURN_IF_ERROR(Apply(options, *request.mutable_content()));
  if (request.content().kind() == v1::PROPOSAL_KIND_UNSPECIFIED) {
    return WrongUsage(absl::StrCat("Geef met --kind de soort: ", WordsOf<v1::ProposalKind>(), "."));
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::SubmitProposalResponse answer,
                   session.Call(&Stub::SubmitProposal, request));
  const std::string& id = answer.proposal().proposal();
  const bool idea = request.content().kind() == v1::PROPOSAL_KIND_IDEA;
  return session.ShowReceipt(
      answer, answer.receipt(), absl::StrCat(idea ? "Idee " : "Voorstel ", id, " ingediend"),
      idea ? ""
           : absl::StrCat("Gevraagd: ", FormatEuroCents(answer.proposal().asked().euro_cents()),
                          "."),
      absl::StrCat("dealboek worklist --proposal ", id));
}

struct Revise {
  std::string proposal;
  int revision_seen = 0;
  ContentOptions content;
};

absl::Status RunRevise(const Revise& given, Session& session) {
  ASSIGN_OR_RETURN(const v1::Proposal proposal, FetchProposal(given.proposal, session));
  v1::ReviseProposalRequest request;
  request.set_name(proposal.name());
  request.set_revision_seen(given.revision_seen == 0 ? proposal.revision() : given.revision_seen);
  *request.mutable_content() = proposal.content();
  RETURN_IF_ERROR(Apply(given.content, *request.mutable_content()));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::ReviseProposalResponse answer,
                   session.Call(&Stub::ReviseProposal, request));
  return session.ShowReceipt(
      answer, answer.receipt(),
      absl::StrCat("Voorstel ", given.proposal, " herzien: versie ", answer.proposal().revision()),
      "Voordrachten van eerdere versies tellen niet mee.",
      absl::StrCat("dealboek proposal diff ", given.proposal));
}

struct Withdraw {
  std::string proposal;
  std::string reason;
  int revision_seen = 0;
};

absl::Status RunWithdraw(const Withdraw& given, Session& session) {
  v1::WithdrawProposalRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", given.proposal));
  request.set_reason(given.reason);
  request.set_revision_seen(given.revision_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::WithdrawProposalResponse answer,
                   session.Call(&Stub::WithdrawProposal, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Voorstel ", given.proposal, " ingetrokken"), "",
                             "dealboek proposal list");
}

// The project it is for: the one there is, or the number a new one asks for.
Cell ProjectCell(const v1::Proposal& proposal) {
  if (!proposal.project_label().empty() || proposal.content().number().empty()) {
    return TextCell(proposal.project_label());
  }
  const std::string label =
      absl::StrCat(proposal.content().pijler(), "-", proposal.content().number());
  return {absl::StrCat(label, " (nieuw)"), label};
}

Table ProposalTable(const std::vector<const v1::Proposal*>& proposals) {
  Table table({{"voorstel", "proposal"},
               {"stand", "stage"},
               {"soort", "kind"},
               {"pijler", "pijler"},
               {"project", "project"},
               {"titel", "title"},
               {"gevraagd", "asked_euro_cents", Align::kRight},
               {"voordracht", "endorsements"},
               {"versie", "revision", Align::kRight}});
  for (const v1::Proposal* proposal : proposals) {
    const v1::EndorsementState& state = proposal->endorsement();
    const bool idea = proposal->content().kind() == v1::PROPOSAL_KIND_IDEA;
    table.AddRow({TextCell(proposal->proposal()),
                  TextCell(Word(proposal->stage())),
                  TextCell(Word(proposal->content().kind())),
                  TextCell(proposal->content().pijler()),
                  ProjectCell(*proposal),
                  TextCell(proposal->content().title()),
                  MoneyCell(proposal->has_asked() && !idea, proposal->asked(), ""),
                  {absl::StrCat(state.given(), " van ", state.needed()),
                   absl::StrCat(state.given(), "/", state.needed())},
                  NumberCell(proposal->revision())});
  }
  return table;
}

void PrintProposal(const v1::Proposal& proposal, const Names& names, Session& session,
                   std::ostream& out) {
  out << "Voorstel " << proposal.proposal() << ": " << proposal.content().title() << "\n"
      << "  stand: " << Word(proposal.stage());
  if (!proposal.meeting().empty()) {
    out << " (stuurgroep " << proposal.meeting() << ", " << proposal.item() << ")";
  }
  out << "\n";
  if (!proposal.reason().empty()) out << "  reden: " << proposal.reason() << "\n";
  if (!proposal.awarded_project().empty()) {
    out << "  geld ging naar: " << names.Project(proposal.awarded_project()) << "\n";
  }
  const v1::EndorsementState& state = proposal.endorsement();
  out << "  voordracht: " << state.given() << " gegeven, " << state.declined() << " niet, "
      << state.needed() << " nodig van " << state.seated()
      << " (regel: " << FormatThreshold(state.has_rule(), state.rule()) << ")\n"
      << "\nVersie " << proposal.revision() << "\n";
  PrintContent(proposal.content(), names, out);
  out << "\nVerloop\n";
  Table table({{"positie", "position", Align::kRight},
               {"wanneer", "recorded_at"},
               {"door", "by"},
               {"wat", "what"}});
  for (const v1::TimelineEntry& entry : proposal.timeline()) {
    table.AddRow({NumberCell(entry.position()), TextCell(session.Moment(entry.recorded_at())),
                  TextCell(entry.by()), TextCell(entry.dutch())});
  }
  session.PrintTable(table);
}

absl::Status RunShow(const std::string& id, Session& session) {
  v1::GetProposalRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", id));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  ASSIGN_OR_RETURN(const v1::GetProposalResponse answer, session.Call(&Stub::GetProposal, request));
  Names names;
  if (session.settings().output == "table") {
    v1::ReadAt at;
    at.set_position(answer.true_at().position());
    ASSIGN_OR_RETURN(names, Names::Fetch(at, session));
  }
  RETURN_IF_ERROR(session.Show(answer, ProposalTable({&answer.proposal()}), [&](std::ostream& out) {
    PrintProposal(answer.proposal(), names, session, out);
  }));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

struct List {
  std::vector<std::string> stages;
  std::vector<std::string> kinds;
  std::string pijler;
  std::string project;
};

absl::Status RunList(const List& given, Session& session) {
  v1::ListProposalsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  for (const std::string& stage : given.stages) {
    ASSIGN_OR_RETURN(const v1::ProposalStage value, WordAt<v1::ProposalStage>("--stage", stage));
    request.add_stages(value);
  }
  for (const std::string& kind : given.kinds) {
    ASSIGN_OR_RETURN(const v1::ProposalKind value, WordAt<v1::ProposalKind>("--kind", kind));
    request.add_kinds(value);
  }
  request.set_pijler(given.pijler);
  request.set_project(given.project);
  ASSIGN_OR_RETURN(const v1::ListProposalsResponse answer,
                   session.CallAllPages(&Stub::ListProposals, request));
  std::vector<const v1::Proposal*> proposals;
  for (const v1::Proposal& proposal : answer.proposals()) proposals.push_back(&proposal);
  RETURN_IF_ERROR(session.ShowTable(answer, ProposalTable(proposals), "Er zijn geen voorstellen."));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

// "lines[tranche 6, Norden].amount" for a reader: "gevraagd (tranche 6, Norden)".
std::string FieldInDutch(const std::string& field) {
  static constexpr std::pair<absl::string_view, absl::string_view> kWords[] = {
      {"kind", "soort"},
      {"title", "titel"},
      {"pijler", "pijler"},
      {"theme", "thema"},
      {"project", "project"},
      {"number", "nummer"},
      {"parent_project", "hoofdproject"},
      {"lead_partners", "penvoerders"},
      {"new_parts", "penvoerders van onderdeel"},
      {"lines", "gevraagd"},
      {"reservation_total", "reservering"},
      {"contributions", "bijdrage"},
      {"summary", "samenvatting"},
      {"documents", "bijlage"}};
  const size_t open = field.find('[');
  const size_t close = field.rfind(']');
  const absl::string_view name = absl::string_view(field).substr(0, open);
  for (const auto& [known, word] : kWords) {
    if (name != known) continue;
    if (open == std::string::npos || close == std::string::npos) return std::string(word);
    const absl::string_view after = absl::string_view(field).substr(close + 1);
    const size_t repeated = after.find(" (");  // the second of one name: " (2)"
    return absl::StrCat(absl::StartsWith(after, ".note") ? "toelichting bij " : "", word, " (",
                        absl::string_view(field).substr(open + 1, close - open - 1), ")",
                        repeated == absl::string_view::npos ? "" : after.substr(repeated));
  }
  return field;  // of a newer server
}

// What stands in a field, or that it was left out.
Cell DifferenceCell(const std::string& field, bool there, const std::string& value) {
  if (!there) return {"(niet)", ""};
  v1::ProposalKind kind = v1::PROPOSAL_KIND_UNSPECIFIED;
  if (field == "kind" && v1::ProposalKind_Parse(absl::StrCat("PROPOSAL_KIND_", value), &kind)) {
    return {Word(kind), value};
  }
  return TextCell(value);
}

struct Diff {
  std::string proposal;
  int from = 0;
  int to = 0;
};

absl::Status RunDiff(const Diff& given, Session& session) {
  v1::CompareRevisionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Resource("proposals", given.proposal));
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  request.set_to_revision(given.to);
  if (given.to == 0) {
    v1::GetProposalRequest get;
    get.set_name(request.name());
    *get.mutable_at() = request.at();
    ASSIGN_OR_RETURN(const v1::GetProposalResponse latest, session.Call(&Stub::GetProposal, get));
    request.set_to_revision(latest.proposal().revision());
    if (request.to_revision() == 1 && given.from == 0 && session.settings().output == "table") {
      session.environment().out << "Voorstel " << given.proposal
                                << " heeft nog maar één versie; er is niets te vergelijken.\n";
      return absl::OkStatus();
    }
  }
  request.set_from_revision(given.from == 0 ? std::max(1, request.to_revision() - 1) : given.from);
  ASSIGN_OR_RETURN(const v1::CompareRevisionsResponse answer,
                   session.Call(&Stub::CompareRevisions, request));
  const std::string from = absl::StrCat("versie ", request.from_revision());
  const std::string to = absl::StrCat("versie ", request.to_revision());
  Table table({{"veld", "field"}, {from, "before"}, {to, "after"}});
  for (const v1::FieldDifference& difference : answer.differences()) {
    const std::string& field = difference.field();
    table.AddRow({{FieldInDutch(field), field},
                  DifferenceCell(field, difference.has_before(), difference.before()),
                  DifferenceCell(field, difference.has_after(), difference.after())});
  }
  RETURN_IF_ERROR(
      session.ShowTable(answer, table, absl::StrCat(from, " en ", to, " zijn gelijk.")));
  session.NoteTrueAt(answer.true_at());
  return absl::OkStatus();
}

}  // namespace

void AddProposalCommands(CLI::App& app, Session& session) {
  CLI::App& noun = Noun(app, "proposal", "Voorstellen en ideeën van de ontwikkelteams");

  const auto submit = std::make_shared<ContentOptions>();
  CLI::App& submit_verb = Verb(
      noun, session, "submit", "Dient een voorstel of idee in",
      "dealboek proposal submit --kind vervolg --pijler wonen --project wonen-2.4 --title "
      "\"Vervolg "
      "Bloemkoolwijken\" --line tranche=5,part=Norden,amount=450.000 --programme "
      "regiodeal-zod-nagespeeld --as ontwikkelteam-wonen\n"
      "  dealboek proposal submit --kind idee --pijler werken --title \"Deelfabriek\" --programme "
      "regiodeal-zod-nagespeeld --as ontwikkelteam-werken",
      [submit, &session] { return RunSubmit(*submit, session); });
  AddContentOptions(submit_verb, *submit);
  AddMutationOptions(submit_verb, session);

  const auto revise = std::make_shared<Revise>();
  CLI::App& revise_verb = Verb(
      noun, session, "revise", "Herziet een voorstel; voordrachten van eerdere versies vervallen",
      "dealboek proposal revise $(date +%Y)-016 --line tranche=5,part=Norden,amount=425.000 "
      "--programme regiodeal-zod-nagespeeld --as ontwikkelteam-wonen",
      [revise, &session] { return RunRevise(*revise, session); });
  revise_verb.add_option("voorstel", revise->proposal, "Voorstel (2021-017)")->required();
  revise_verb.add_option("--revision", revise->revision_seen,
                         "De versie waarvan u uitging; anders de laatste");
  AddContentOptions(revise_verb, revise->content);
  AddMutationOptions(revise_verb, session);

  const auto withdraw = std::make_shared<Withdraw>();
  CLI::App& withdraw_verb =
      Verb(noun, session, "withdraw", "Trekt een voorstel in",
           "dealboek proposal withdraw $(date +%Y)-017 --reason \"gaat op in werken-9\" "
           "--programme regiodeal-zod-nagespeeld --as ontwikkelteam-werken",
           [withdraw, &session] { return RunWithdraw(*withdraw, session); });
  withdraw_verb.add_option("voorstel", withdraw->proposal, "Voorstel (2021-017)")->required();
  withdraw_verb.add_option("--reason", withdraw->reason, "Waarom");
  withdraw_verb.add_option("--revision", withdraw->revision_seen,
                           "De versie die u zag; anders die er is");
  AddMutationOptions(withdraw_verb, session);

  const auto show = std::make_shared<std::string>();
  CLI::App& show_verb =
      Verb(noun, session, "show", "Toont een voorstel met zijn verloop",
           "dealboek proposal show $(date +%Y)-001 --programme regiodeal-zod-nagespeeld --as lezer",
           [show, &session] { return RunShow(*show, session); });
  show_verb.add_option("voorstel", *show, "Voorstel (2021-017)")->required();
  AddReadOptions(show_verb, session);

  const auto list = std::make_shared<List>();
  CLI::App& list_verb =
      Verb(noun, session, "list", "Toont de voorstellen",
           "dealboek proposal list --stage bekrachtigd --pijler werken --programme "
           "regiodeal-zod-nagespeeld --as programmasecretaris",
           [list, &session] { return RunList(*list, session); });
  list_verb
      .add_option("--stage", list->stages,
                  "Stand; herhaal voor meer: " + WordsOf<v1::ProposalStage>())
      ->allow_extra_args(false);
  list_verb
      .add_option("--kind", list->kinds, "Soort; herhaal voor meer: " + WordsOf<v1::ProposalKind>())
      ->allow_extra_args(false);
  list_verb.add_option("--pijler", list->pijler, "Alleen deze pijler");
  list_verb.add_option("--project", list->project, "Alleen dit project (werken-9)");
  AddReadOptions(list_verb, session);

  const auto diff = std::make_shared<Diff>();
  CLI::App& diff_verb =
      Verb(noun, session, "diff", "Toont waarin twee versies van een voorstel verschillen",
           "dealboek proposal diff $(date +%Y)-001 --programme regiodeal-zod-nagespeeld --as "
           "vakbestuurder-werken",
           [diff, &session] { return RunDiff(*diff, session); });
  diff_verb.add_option("voorstel", diff->proposal, "Voorstel (2021-017)")->required();
  diff_verb.add_option("--from-revision", diff->from, "Versie; anders de voorlaatste");
  diff_verb.add_option("--to-revision", diff->to, "Versie; anders de laatste");
  AddReadOptions(diff_verb, session);
}

}  // namespace dealboek::cli::commands
