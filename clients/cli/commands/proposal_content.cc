#include "clients/cli/commands/proposal_content.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/commands/typed.h"
#include "clients/cli/errors.h"
#include "clients/cli/json.h"
#include "clients/cli/labels.h"
#include "clients/cli/status_macros.h"

namespace dealboek::cli::commands {

void AddContentOptions(CLI::App& verb, ContentOptions& options) {
  verb.add_option("--from", options.from,
                  "JSON-BESTAND met het voorstel, zoals `proposal show --output json` het onder "
                  "\"content\" toont; andere opties gaan er overheen");
  verb.add_option("--kind", options.kind, "Soort: " + WordsOf<v1::ProposalKind>());
  verb.add_option("--title", options.title, "Titel");
  verb.add_option("--pijler", options.pijler, "Pijler");
  verb.add_option("--theme", options.theme, "Thema van die pijler");
  verb.add_option("--project", options.project, "Project waarvoor geld gevraagd wordt (werken-9)");
  verb.add_option("--number", options.number, "Nummer van een nieuw project in zijn pijler");
  verb.add_option("--parent", options.parent, "Hoofdproject van een nieuw project (wonen-1)");
  verb.add_option("--lead", options.leads, "Penvoerder van een nieuw project; herhaal voor meer")
      ->allow_extra_args(false);
  verb.add_option("--new-part", options.new_parts,
                  "Nieuw onderdeel met penvoerder: \"Norden=gem. Hardenberg\"; herhaal voor meer")
      ->allow_extra_args(false);
  verb.add_option(
          "--line", options.lines,
          "Gevraagd: tranche=5,amount=450.000, met part=NAAM voor een onderdeel; herhaal voor "
          "meer")
      ->allow_extra_args(false);
  verb.add_option("--reservation", options.reservation,
                  "BEDRAG dat voor het hele project gereserveerd wordt");
  verb.add_option(
          "--contribution", options.contributions,
          "Uit een ander project: from=welzijn-4,tranche=2, met amount=BEDRAG als dat bekend "
          "is; herhaal voor meer")
      ->allow_extra_args(false);
  verb.add_option("--summary", options.summary, "Samenvatting");
  verb.add_option(
          "--document", options.documents,
          "BESTAND als bijlage: naam, grootte en SHA-256 komen in het boek; herhaal voor meer")
      ->allow_extra_args(false);
}

absl::Status Apply(const ContentOptions& options, v1::ProposalContent& content) {
  if (!options.from.empty()) {
    ASSIGN_OR_RETURN(const std::string text, ReadFile(options.from));
    content.Clear();
    const absl::Status read = FromJson(text, content);
    if (!read.ok()) return Refused(absl::StrCat(options.from, ": ", read.message()));
  }
  if (!options.kind.empty()) {
    ASSIGN_OR_RETURN(const v1::ProposalKind kind, WordAt<v1::ProposalKind>("--kind", options.kind));
    content.set_kind(kind);
  }
  if (!options.title.empty()) content.set_title(options.title);
  if (!options.pijler.empty()) content.set_pijler(options.pijler);
  if (!options.theme.empty()) content.set_theme(options.theme);
  if (!options.project.empty()) content.set_project(options.project);
  if (!options.number.empty()) content.set_number(options.number);
  if (!options.parent.empty()) content.set_parent_project(options.parent);
  if (!options.leads.empty()) {
    content.clear_lead_partners();
    for (const std::string& lead : options.leads) content.add_lead_partners(lead);
  }
  if (!options.new_parts.empty()) {
    content.clear_new_parts();
    for (const std::string& part : options.new_parts) {
      ASSIGN_OR_RETURN(*content.add_new_parts(), PartAt("--new-part", part));
    }
  }
  if (!options.lines.empty()) {
    content.clear_lines();
    for (const std::string& line : options.lines) {
      ASSIGN_OR_RETURN(*content.add_lines(), AwardLineAt("--line", line));
    }
  }
  if (!options.reservation.empty()) {
    ASSIGN_OR_RETURN(*content.mutable_reservation_total(),
                     MoneyAt("--reservation", options.reservation));
  }
  if (!options.contributions.empty()) {
    content.clear_contributions();
    for (const std::string& contribution : options.contributions) {
      ASSIGN_OR_RETURN(*content.add_contributions(),
                       ContributionAt("--contribution", contribution));
    }
  }
  if (!options.summary.empty()) content.set_summary(options.summary);
  if (!options.documents.empty()) {
    content.clear_documents();
    for (const std::string& document : options.documents) {
      ASSIGN_OR_RETURN(*content.add_documents(), DocumentAt(document));
    }
  }
  return absl::OkStatus();
}

void PrintContent(const v1::ProposalContent& content, const Names& names, std::ostream& out) {
  const auto partners = [&](const google::protobuf::RepeatedPtrField<std::string>& ids) {
    return absl::StrJoin(ids, ", ", [&](std::string* text, const std::string& id) {
      absl::StrAppend(text, names.Partner(id));
    });
  };
  const auto line = [&](absl::string_view name, absl::string_view value) {
    if (!value.empty()) out << "  " << name << ": " << value << "\n";
  };
  line("soort", Word(content.kind()));
  line("pijler", content.pijler());
  line("thema", content.theme());
  line("project", names.Project(content.project()));
  line("nummer", content.number());
  line("hoofdproject", names.Project(content.parent_project()));
  line("penvoerders", partners(content.lead_partners()));
  for (const v1::Part& part : content.new_parts()) {
    line("nieuw onderdeel", absl::StrCat(part.title(), " (", partners(part.lead_partners()), ")"));
  }
  for (const v1::AwardLine& asked : content.lines()) {
    line("gevraagd",
         absl::StrCat(FormatMoney(asked.has_amount(), asked.amount()), " uit tranche ",
                      asked.tranche(), asked.part().empty() ? "" : " voor ", asked.part()));
  }
  if (content.has_reservation_total()) {
    line("reservering", FormatEuroCents(content.reservation_total().euro_cents()));
  }
  for (const v1::ContributionLine& contribution : content.contributions()) {
    line("bijdrage", absl::StrCat(FormatMoney(contribution.has_amount(), contribution.amount()),
                                  " uit ", names.Project(contribution.from_project()), ", tranche ",
                                  contribution.tranche(), contribution.note().empty() ? "" : ": ",
                                  contribution.note()));
  }
  line("samenvatting", content.summary());
  for (const v1::DocumentRef& document : content.documents()) {
    line("bijlage", absl::StrCat(document.name(), " (", document.size_bytes(), " bytes, SHA-256 ",
                                 Hex(document.sha256()).substr(0, 16), "…)"));
  }
}

}  // namespace dealboek::cli::commands
