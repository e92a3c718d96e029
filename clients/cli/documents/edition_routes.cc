#include "clients/cli/documents/edition_routes.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/labels.h"

namespace dealboek::cli::documents {
namespace {

constexpr char kNotRecorded[] = "niet vastgelegd";

std::string About(const v1::Posting& posting) {
  return absl::StrCat(posting.project_label(), " ", posting.project_title(),
                      posting.part().empty() ? "" : ": ", posting.part());
}

std::string By(const v1::RouteStep& step) {
  if (step.by().empty()) return "onbekend";
  // Who goes by function has it in the name already.
  if (step.function().empty() || Mentions(step.by(), step.function())) {
    return step.by();
  }
  return absl::StrCat(step.by(), " (", step.function(), ")");
}

std::string SourceWords(const v1::Source& source) {
  return absl::StrCat(
      source.document(), source.location().empty() ? "" : ", ", source.location(),
      source.interpretation().empty() ? "" : ". Lezing van ons: ", source.interpretation());
}

}  // namespace

RouteInWords InWords(const v1::Posting& posting) {
  const v1::Route& route = posting.route();
  RouteInWords steps;
  steps.about = About(posting);
  steps.proposal = steps.endorsed = steps.decided = steps.confirmed = kNotRecorded;
  switch (route.kind()) {
    case v1::ROUTE_KIND_DECIDED:
      // An item of the stuurgroep's own has no proposal and needs no endorsement.
      steps.proposal = route.proposal().empty()
                           ? "punt van de stuurgroep zelf"
                           : absl::StrCat(route.proposal(), " (versie ", route.revision(),
                                          "), ingediend door ", By(route.submitted()));
      steps.endorsed = route.proposal().empty()
                           ? "niet nodig"
                           : absl::StrJoin(route.endorsed(), "; ",
                                           [](std::string* to, const v1::RouteStep& step) {
                                             absl::StrAppend(to, By(step));
                                           });
      steps.decided = absl::StrCat("vergadering ", route.meeting(), " van ",
                                   FormatDate(route.meeting_held_on()), ", ", route.item(), ": ",
                                   Word(route.outcome()));
      steps.confirmed = By(route.confirmed());
      break;
    case v1::ROUTE_KIND_NOT_RECORDED:
      steps.source = SourceWords(route.source());
      break;
    default:
      steps.source = absl::StrCat("vastgelegd door ", By(route.recorded()));
  }
  return steps;
}

void AddRoutes(const v1::Edition& edition, Document& document) {
  const auto& postings = edition.postings();
  if (postings.empty()) return;
  const auto is_decided = [](const v1::Posting& posting) {
    return posting.route().kind() == v1::ROUTE_KIND_DECIDED;
  };
  const bool some_decided = std::any_of(postings.begin(), postings.end(), is_decided);
  const bool all_decided = std::all_of(postings.begin(), postings.end(), is_decided);
  document.Add(Heading{2, "De weg van elke toekenning"});
  if (!some_decided) {
    document.Add(Paragraph{
        "Deze toekenningen zijn uit een document overgenomen. Wie voorstelde, voordroeg en besloot "
        "is niet vastgelegd."});
  }
  DocumentTable table;
  table.caption = "Hoe elke toekenning in het boek kwam";
  table.row_header = 0;
  table.columns = {
      {"project", "project"}, {"tranche", "", Align::kRight}, {"bedrag", "", Align::kRight}};
  if (some_decided) {
    for (const char* title : {"voorstel", "voorgedragen door", "besluit", "bevestigd door"}) {
      table.columns.push_back({title, ""});
    }
  }
  if (!all_decided) table.columns.push_back({"bron", ""});
  table.columns.push_back({"positie", "", Align::kRight});
  for (const v1::Posting& posting : postings) {
    RouteInWords steps = InWords(posting);
    std::vector<std::string> row = {steps.about, absl::StrCat(posting.tranche()),
                                    FormatMoney(posting.has_amount(), posting.amount())};
    if (some_decided) {
      row.push_back(std::move(steps.proposal));
      row.push_back(std::move(steps.endorsed));
      row.push_back(std::move(steps.decided));
      row.push_back(std::move(steps.confirmed));
    }
    if (!all_decided) row.push_back(std::move(steps.source));
    row.push_back(absl::StrCat(posting.position()));
    table.rows.push_back(std::move(row));
  }
  document.Add(std::move(table));
}

Table RoutesTable(const v1::Edition& edition) {
  Table table({{"project", "project_label"},
               {"titel", "project_title"},
               {"onderdeel", "part"},
               {"tranche", "tranche", Align::kRight},
               {"bedrag", "amount_euro_cents", Align::kRight},
               {"positie", "position", Align::kRight},
               {"voorstel", "proposal"},
               {"versie", "revision"},
               {"ingediend door", "submitted_by"},
               {"voorgedragen door", "endorsed_by"},
               {"vergadering", "meeting"},
               {"van", "meeting_held_on"},
               {"punt", "item"},
               {"besluit", "outcome"},
               {"bevestigd door", "confirmed_by"},
               {"bron", "source_document"},
               {"waar", "source_location"},
               {"lezing van ons", "source_interpretation"}});
  for (const v1::Posting& posting : edition.postings()) {
    const v1::Route& route = posting.route();
    const bool decided = route.kind() == v1::ROUTE_KIND_DECIDED;
    table.AddRow({TextCell(posting.project_label()), TextCell(posting.project_title()),
                  TextCell(posting.part()), NumberCell(posting.tranche()),
                  MoneyCell(posting.has_amount(), posting.amount()), NumberCell(posting.position()),
                  TextCell(route.proposal()),
                  route.revision() == 0 ? TextCell("") : NumberCell(route.revision()),
                  TextCell(route.submitted().by()),
                  TextCell(absl::StrJoin(route.endorsed(), "|",
                                         [](std::string* to, const v1::RouteStep& step) {
                                           absl::StrAppend(to, step.by());
                                         })),
                  TextCell(route.meeting()), DateCell(route.meeting_held_on()),
                  TextCell(route.item()), TextCell(decided ? Word(route.outcome()) : ""),
                  TextCell(route.confirmed().by()), TextCell(route.source().document()),
                  TextCell(route.source().location()), TextCell(route.source().interpretation())});
  }
  return table;
}

}  // namespace dealboek::cli::documents
