// dealboek reconcile [explain]
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "clients/cli/amounts.h"
#include "clients/cli/documents/commands.h"
#include "clients/cli/importing/problems.h"
#include "clients/cli/importing/programme_tables.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/edition_service.grpc.pb.h"

namespace dealboek::cli::documents {
namespace {

struct Given {
  std::string file;
  bool all = false;
};

// A statement's figure or label, as text.
std::string Claim(const v1::PublishedStatement& statement) {
  if (statement.has_label()) {
    return statement.label().label() == v1::EDITION_LABEL_NONE ? "geen label"
                                                               : Word(statement.label().label());
  }
  std::vector<std::string> parts;
  if (statement.total().has_amount())
    parts.push_back(FormatEuroCents(statement.total().amount().euro_cents()));
  if (statement.total().has_award_lines()) {
    parts.push_back(Count(statement.total().award_lines(), "toekenning", "toekenningen"));
  }
  return absl::StrJoin(parts, ", ");
}

void Print(const v1::Reconciliation& one, std::ostream& out) {
  out << (one.statement().empty() ? "" : one.statement() + "  ") << one.title() << "\n"
      << "    gepubliceerd  " << Claim(one.published()) << "  (" << one.source().document()
      << (one.source().location().empty() ? "" : ", " + one.source().location()) << ")\n"
      << "    berekend      " << Claim(one.computed()) << "\n";
  if (one.has_amount_difference() && one.amount_difference().euro_cents() != 0) {
    out << "    verschil      " << FormatEuroCents(one.amount_difference().euro_cents()) << "\n";
  }
  if (one.agreement() == v1::AGREEMENT_EXPLAINED) {
    out << "    uitleg        " << one.reason() << " (" << one.reason_by() << ", positie "
        << one.reason_position() << ")\n";
  }
  if (one.agreement() == v1::AGREEMENT_AGREES) return;
  for (const v1::ReconciledLine& line : one.lines()) {
    out << "      " << FormatMoney(line.has_amount(), line.amount()) << "  " << line.project_label()
        << " " << line.project_title() << (line.part().empty() ? "" : ": " + line.part())
        << ", tranche " << line.tranche() << " (positie " << line.position();
    if (!line.moved_by_positions().empty()) {
      out << "; gewijzigd door " << absl::StrJoin(line.moved_by_positions(), ", ");
    }
    out << ")\n";
  }
}

absl::Status RunReconcile(const Given& given, Session& session) {
  v1::ReconcileRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  ASSIGN_OR_RETURN(*request.mutable_at(), session.ReadAt());
  if (!given.file.empty()) {
    importing::Problems problems;
    for (v1::SourcedStatement& statement :
         importing::ReadPublishedTotals(given.file, given.file, problems)) {
      // The file is the document here; it need not be named again in front of the line.
      const std::string file = std::filesystem::path(given.file).filename().string() + ", ";
      std::string& location = *statement.mutable_source()->mutable_location();
      location = std::string(absl::StripPrefix(location, file));
      *request.add_statements() = std::move(statement);
    }
    RETURN_IF_ERROR(problems.AsStatus("er is niets vergeleken"));
    if (request.statements().empty()) {
      return WrongUsage(
          absl::StrCat(given.file, " noemt geen enkel totaal; er is niets te vergelijken."));
    }
  }
  ASSIGN_OR_RETURN(const v1::ReconcileResponse answer,
                   session.CallAllPages(&v1::EditionService::Stub::Reconcile, request));
  Table table({{"opgave", "statement"},
               {"waarover", "title"},
               {"gepubliceerd", "published"},
               {"berekend", "computed"},
               {"verschil", "difference_euro_cents", Align::kRight},
               {"uitkomst", "agreement"},
               {"uitleg", "reason"}});
  for (const v1::Reconciliation& one : answer.reconciliations()) {
    if (one.agreement() == v1::AGREEMENT_AGREES && !given.all) continue;
    table.AddRow({TextCell(one.statement()), TextCell(one.title()),
                  TextCell(Claim(one.published())), TextCell(Claim(one.computed())),
                  one.has_amount_difference() ? CentsCell(one.amount_difference().euro_cents())
                                              : TextCell(""),
                  TextCell(Word(one.agreement())), TextCell(one.reason())});
  }
  RETURN_IF_ERROR(session.Show(answer, table, [&](std::ostream& out) {
    for (const v1::Reconciliation& one : answer.reconciliations()) {
      if (one.agreement() == v1::AGREEMENT_AGREES && !given.all) continue;
      Print(one, out);
      out << "\n";
    }
    out << Count(answer.reconciliations_size(), "gepubliceerde opgave", "gepubliceerde opgaven")
        << ": " << Count(answer.agreeing(), "klopt", "kloppen") << ", "
        << Count(answer.differing(), "wijkt af", "wijken af");
    if (answer.differing() > 0) out << ", waarvan " << answer.unexplained() << " zonder uitleg";
    out << ".\n";
    if (answer.unexplained() > 0 && given.file.empty()) {
      out << "Volgende stap: dealboek reconcile explain OPGAVE --reason \"...\"\n";
    }
  }));
  session.NoteTrueAt(answer.true_at());
  if (answer.unexplained() > 0) session.set_different();
  return absl::OkStatus();
}

struct Explanation {
  std::string statement;
  std::string reason;
  int64_t position_seen = 0;
};

absl::Status RunExplain(const Explanation& given, Session& session) {
  v1::ExplainDifferenceRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Programme());
  request.set_statement(given.statement);
  request.set_reason(given.reason);
  request.set_position_seen(given.position_seen);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const v1::ExplainDifferenceResponse answer,
                   session.Call(&v1::EditionService::Stub::ExplainDifference, request));
  return session.ShowReceipt(answer, answer.receipt(),
                             absl::StrCat("Verschil ", given.statement, " uitgelegd"), "",
                             "dealboek reconcile");
}

}  // namespace

void AddReconcile(CLI::App& app, Session& session) {
  CLI::App* noun =
      app.add_subcommand("reconcile", "Legt wat gepubliceerd is naast wat het boek berekent");
  noun->group("Opdrachten");
  noun->get_help_ptr()->group("Opties");
  noun->require_subcommand(0, 1);
  noun->footer(
      "Eindigt met 1 als er een verschil zonder uitleg is.\n\nVoorbeelden:\n"
      "  dealboek reconcile --programme regiodeal-zod --as lezer\n"
      "  dealboek reconcile --all --output csv --programme regiodeal-zod --as lezer\n"
      "  dealboek reconcile --file tests/data/regiodeal-zod/gepubliceerde_totalen.csv --programme "
      "regiodeal-zod --as lezer");
  auto given = std::make_shared<Given>();
  noun->add_flag("--all", given->all, "Ook wat klopt");
  noun->add_option(
      "--file", given->file,
      "Vergelijk met de totalen in dit CSV-BESTAND (pijler;tranche;aantal;bedrag;bron) in "
      "plaats van met wat in het boek is vastgelegd; legt niets vast");
  AddReadOptions(*noun, session);
  AddValidOnOption(*noun, session);
  noun->callback([noun, given, &session] {
    if (!noun->get_subcommands().empty()) return;
    RunBody(*noun, session, [&] { return RunReconcile(*given, session); });
  });

  const auto explanation = std::make_shared<Explanation>();
  CLI::App& verb =
      Verb(*noun, session, "explain", "Legt de reden van een verschil vast; het blijft zichtbaar",
           "dealboek reconcile explain s12 --reason \"Telfout in het document\" "
           "--programme regiodeal-zod --as programmasecretaris",
           [explanation, &session] { return RunExplain(*explanation, session); });
  verb.add_option("opgave", explanation->statement, "De gepubliceerde opgave (s12)")->required();
  verb.add_option("--reason", explanation->reason, "Waarom het verschilt")->required();
  AddPositionSeenOption(verb, explanation->position_seen);
  AddMutationOptions(verb, session);
}

}  // namespace dealboek::cli::documents
