#include "clients/cli/importing/programme_tables.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "nlohmann/json.hpp"

#include "clients/cli/amounts.h"
#include "clients/cli/dates.h"
#include "clients/cli/importing/csv_table.h"
#include "clients/cli/importing/encoding.h"
#include "clients/cli/importing/json_places.h"
#include "clients/cli/importing/text_rules.h"
#include "clients/cli/labels.h"

namespace dealboek::cli::importing {
namespace {

using Json = nlohmann::json;

constexpr char kProgramme[] = "programma.json";
constexpr char kProjects[] = "projecten.csv";
constexpr char kParts[] = "onderdelen.csv";
constexpr char kAwards[] = "toekenningen.csv";
constexpr char kReservations[] = "reserveringen.csv";
constexpr char kContributions[] = "bijdragen.csv";
constexpr char kProgress[] = "voortgang.csv";
constexpr char kTotals[] = "gepubliceerde_totalen.csv";
constexpr char kInterpretations[] = "interpretaties.csv";

constexpr absl::string_view kLabelColumn = "label_editie_";
constexpr int64_t kMostCents = 1'000'000'000'000'000;  // in one amount, as the book keeps them

// "3" or "2.4": digits, a dot only between them.
bool IsProjectNumber(absl::string_view number) {
  constexpr size_t kLongest = 20;
  bool digit = false;
  for (char c : number) {
    if (c == '.' ? !digit : !absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
    digit = c != '.';
  }
  return digit && number.size() <= kLongest;
}
constexpr absl::string_view kAll = "alle";

// Whether `date` is after `now`, as the book has it: it may be tomorrow somewhere.
bool IsToCome(const google::type::Date& date, absl::Time now) {
  const absl::CivilDay first(date.year(), std::max(date.month(), 1), std::max(date.day(), 1));
  return first > absl::ToCivilDay(now, absl::UTCTimeZone()) + 1;
}

// ------------------------------------------------------------------------------------
// programma.json

// A value of a JSON file, with the path to it.
class Node {
 public:
  // `places` must outlive the node and its children.
  Node(const Json& json, std::string path, const JsonPlaces& places, Problems& problems)
      : json_(json), path_(std::move(path)), places_(places), problems_(problems) {}

  void Problem(absl::string_view dutch) const {
    problems_.Add(places_.PlaceOf(kProgramme, path_), dutch);
  }

  // Every key must be one of these.
  void OnlyKeys(std::initializer_list<absl::string_view> keys) const {
    if (!json_.is_object()) return Problem("hier hoort een object, tussen accolades.");
    for (const auto& [key, value] : json_.items()) {
      if (std::find(keys.begin(), keys.end(), absl::string_view(key)) == keys.end()) {
        Child(key).Problem(
            absl::StrCat("dit veld ken ik niet; hier horen ", absl::StrJoin(keys, ", "), "."));
      }
    }
  }

  Node Child(const std::string& key) const {
    static const Json kNothing;
    const bool there = json_.is_object() && json_.contains(key);
    return Node(there ? json_.at(key) : kNothing,
                absl::StrCat(path_, path_.empty() ? "" : ".", key), places_, problems_);
  }

  std::vector<Node> Children(const std::string& key) const {
    const Node list = Child(key);
    std::vector<Node> nodes;
    if (!list.json_.is_array()) {
      list.Problem("hier hoort een lijst, tussen vierkante haken.");
      return nodes;
    }
    for (size_t i = 0; i < list.json_.size(); ++i) {
      nodes.emplace_back(list.json_[i], absl::StrCat(list.path_, "[", i, "]"), places_, problems_);
    }
    return nodes;
  }

  bool there() const { return !json_.is_null(); }

  // Text, not empty; empty with a problem.
  std::string Text(size_t longest = kLongestTitle) const {
    if (!json_.is_string() || json_.get<std::string>().empty()) {
      Problem(there() ? absl::StrCat(json_.dump(), ": hier hoort tekst.")
                      : "dit veld ontbreekt; hier hoort tekst.");
      return "";
    }
    std::string text = json_.get<std::string>();
    const std::string problem = TextProblem(text, longest);
    if (!problem.empty()) Problem(problem);
    return text;
  }
  std::string TextOrNothing() const { return there() ? Text() : ""; }

  // A whole number from 0 to 9999; 0 with a problem.
  int Number() const {
    if (!json_.is_number_integer() || json_.get<int64_t>() < 0 || json_.get<int64_t>() > 9999) {
      Problem(there() ? absl::StrCat(json_.dump(),
                                     ": hier hoort een geheel getal van 0 tot en met 9999.")
                      : "dit veld ontbreekt; hier hoort een geheel getal.");
      return 0;
    }
    return json_.get<int>();
  }

  bool YesOrNo() const {
    if (!json_.is_boolean()) {
      Problem(there() ? absl::StrCat(json_.dump(), ": hier hoort true of false.")
                      : "dit veld ontbreekt; hier hoort true of false.");
      return false;
    }
    return json_.get<bool>();
  }

 private:
  const Json& json_;
  std::string path_;
  const JsonPlaces& places_;
  Problems& problems_;
};

// Adds a problem where a name occurs a second time.
class Unique {
 public:
  void Check(const std::string& name, const Node& at) {
    if (!name.empty() && !seen_.insert(name).second)
      at.Problem(absl::StrCat("'", name, "' staat er twee keer; haal er een weg."));
  }

 private:
  std::set<std::string> seen_;
};

void ReadPartners(const Node& root, ProgrammeTables& tables) {
  Unique names;
  Unique codes;
  for (const Node& node : root.Children("partners")) {
    node.OnlyKeys({"naam", "soort", "cbs_code"});
    PartnerRow row;
    row.name = node.Child("naam").Text(kLongestName);
    if (absl::StartsWith(row.name, "partner-")) {
      node.Child("naam").Problem(
          absl::StrCat("'", row.name, "': een naam begint niet met partner-, zoals id's doen."));
    }
    names.Check(row.name, node.Child("naam"));
    const std::string kind = node.Child("soort").Text();
    if (!kind.empty()) {
      const absl::StatusOr<v1::PartnerKind> value = ParseWord<v1::PartnerKind>(kind);
      if (value.ok()) row.kind = *value;
      if (!value.ok()) node.Child("soort").Problem(value.status().message());
    }
    row.cbs_code = node.Child("cbs_code").TextOrNothing();
    codes.Check(row.cbs_code, node.Child("cbs_code"));
    if (row.cbs_code.size() > 20 ||
        !std::all_of(row.cbs_code.begin(), row.cbs_code.end(), absl::ascii_isalnum)) {
      node.Child("cbs_code")
          .Problem(absl::StrCat("'", row.cbs_code,
                                "': een CBS-code is hoogstens 20 letters en cijfers (GM0114)."));
    }
    tables.partners.push_back(std::move(row));
  }
}

void ReadPijlers(const Node& root, ProgrammeTables& tables) {
  Unique codes;
  for (const Node& node : root.Children("pijlers")) {
    node.OnlyKeys({"code", "themas"});
    PijlerRow row;
    row.code = node.Child("code").Text();
    codes.Check(row.code, node.Child("code"));
    if (row.code.size() > 40 ||
        !std::all_of(row.code.begin(), row.code.end(), absl::ascii_islower)) {
      node.Child("code").Problem(
          absl::StrCat("'", row.code, "': een code bestaat uit hoogstens 40 kleine letters."));
    }
    Unique themes;
    for (const Node& theme : node.Children("themas")) {
      row.themes.push_back(theme.Text());
      themes.Check(row.themes.back(), theme);
    }
    tables.pijlers.push_back(std::move(row));
  }
}

void ReadTranches(const Node& root, absl::Time now, ProgrammeTables& tables) {
  Unique numbers;
  for (const Node& node : root.Children("tranches")) {
    node.OnlyKeys({"nummer", "besloten", "besloten_afgeleid"});
    TrancheRow row;
    row.number = node.Child("nummer").Number();
    if (node.Child("nummer").there() && (row.number == 0 || row.number > 999))
      node.Child("nummer").Problem("een tranche heeft een nummer van 1 tot en met 999.");
    numbers.Check(absl::StrCat(row.number), node.Child("nummer"));
    const std::string decided_on = node.Child("besloten").Text();
    if (!decided_on.empty()) {
      const absl::StatusOr<google::type::Date> date = ParseDate(decided_on);
      if (date.ok()) row.decided_on = *date;
      if (!date.ok()) node.Child("besloten").Problem(date.status().message());
      if (date.ok() && IsToCome(*date, now)) {
        node.Child("besloten")
            .Problem(absl::StrCat("'", decided_on,
                                  "' moet nog komen; schrijf de datum waarop het is besloten."));
      }
    }
    row.date_inferred = node.Child("besloten_afgeleid").YesOrNo();
    tables.tranches.push_back(std::move(row));
  }
  std::sort(tables.tranches.begin(), tables.tranches.end(),
            [](const TrancheRow& a, const TrancheRow& b) { return a.number < b.number; });
}

// Whether each partner could be read; else no name can be said to be missing.
bool AllNamed(const std::vector<PartnerRow>& partners) {
  return !partners.empty() &&
         std::none_of(partners.begin(), partners.end(),
                      [](const PartnerRow& partner) { return partner.name.empty(); });
}

void ReadSeats(const Node& root, ProgrammeTables& tables) {
  bool chair = false;
  for (const Node& node : root.Children("stuurgroep")) {
    node.OnlyKeys({"zetel", "functie", "organisatie"});
    SeatRow row;
    const std::string place = node.Child("zetel").TextOrNothing();
    if (!place.empty() && place != "voorzitter") {
      node.Child("zetel").Problem(
          absl::StrCat("'", place, "' ken ik niet; schrijf voorzitter, of laat het veld weg."));
    }
    row.chair = place == "voorzitter";
    if (row.chair && chair) node.Child("zetel").Problem("er is al een voorzitter.");
    chair = chair || row.chair;
    row.function = node.Child("functie").Text();
    row.partner = node.Child("organisatie").Text();
    const bool known =
        std::any_of(tables.partners.begin(), tables.partners.end(),
                    [&](const PartnerRow& partner) { return partner.name == row.partner; });
    if (!row.partner.empty() && !known && AllNamed(tables.partners)) {
      node.Child("organisatie")
          .Problem(absl::StrCat("'", row.partner, "' staat niet bij de partners."));
    }
    tables.seats.push_back(std::move(row));
  }
}

// False: it could not be read at all.
bool ReadProgramme(absl::string_view content, absl::Time now, ProgrammeTables& tables,
                   Problems& problems) {
  absl::ConsumePrefix(&content, "\xEF\xBB\xBF");
  const auto value_at = [&](size_t byte) {  // what stands between two quotes
    const size_t begin = content.find_last_of("\"\n", byte);
    return Value{AtByte(kProgramme, content, byte),
                 begin == absl::string_view::npos ? 0 : begin + 1,
                 std::min(content.find_first_of("\"\r\n", byte), content.size())};
  };
  const std::optional<std::string> read = ReadEncoded(kProgramme, content, value_at, problems);
  if (!read.has_value()) return false;
  const std::string& text = *read;
  Json json;
  try {
    json = Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    const Place place = AtByte(kProgramme, text, error.byte == 0 ? 0 : error.byte - 1);
    problems.Add(place,
                 "dit is geen geldige JSON: hier klopt een haakje, komma of aanhalingsteken niet.");
    return false;
  }
  const JsonPlaces places(text);
  const Node root(json, "", places, problems);
  root.OnlyKeys({"naam", "looptijd", "valuta", "partners", "pijlers", "tranches", "stuurgroep",
                 "regels", "verbindende_themas", "bron"});
  tables.name = root.Child("naam").Text();
  const Node period = root.Child("looptijd");
  period.OnlyKeys({"van", "tot_en_met"});
  tables.first_year = period.Child("van").Number();
  tables.last_year = period.Child("tot_en_met").Number();
  if (tables.first_year > tables.last_year) {
    period.Problem(
        absl::StrCat(tables.first_year, " tot en met ", tables.last_year, " loopt terug."));
  }
  if (const std::string currency = root.Child("valuta").Text();
      !currency.empty() && currency != "EUR") {
    root.Child("valuta").Problem(absl::StrCat("'", currency, "': alleen EUR kan."));
  }
  ReadPartners(root, tables);
  ReadPijlers(root, tables);
  ReadTranches(root, now, tables);
  ReadSeats(root, tables);
  const Node rules = root.Child("regels");
  if (rules.there()) {
    rules.OnlyKeys({"stuurgroep_stelt_minstens_per_jaar_vast"});
    tables.rounds_per_year = rules.Child("stuurgroep_stelt_minstens_per_jaar_vast").Number();
  }
  for (const Node& theme : root.Children("verbindende_themas"))
    tables.cross_cutting_themes.push_back(theme.Text());
  const Node source = root.Child("bron");
  source.OnlyKeys({"document", "toekenningen", "labels", "totalen"});
  tables.source.document = source.Child("document").Text();
  tables.source.awards = source.Child("toekenningen").Text(kLongestPlace);
  tables.source.labels = source.Child("labels").Text(kLongestPlace);
  tables.source.totals = source.Child("totalen").Text(kLongestPlace);
  return true;
}

// ---------------------------------------------------------------------------------------- the
// tables

// Reads the rows of the tables. What a row refers to is looked up only where the table that should
// hold it could be read, so that one broken file does not make every row of the others a problem.
class Reader {
 public:
  Reader(const std::string& folder, absl::Time now, ProgrammeTables& tables, Problems& problems)
      : folder_(folder), now_(now), tables_(tables), problems_(problems) {}

  void ReadAll() {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder_, ignored)) {
      problems_.Add(
          AtFile(folder_),
          absl::StrCat(std::filesystem::exists(folder_, ignored) ? "dit is een bestand, geen map."
                                                                 : "deze map is er niet.",
                       " Geef de map waarin programma.json en de tabellen staan."));
      return;
    }
    const size_t before = problems_.size();
    const std::string& programme = File(kProgramme);
    if (problems_.size() == before && ReadProgramme(programme, now_, tables_, problems_)) {
      partners_read_ = AllNamed(tables_.partners);
      pijlers_read_ = !tables_.pijlers.empty() &&
                      std::none_of(tables_.pijlers.begin(), tables_.pijlers.end(),
                                   [](const PijlerRow& row) { return row.code.empty(); });
      tranches_read_ = !tables_.tranches.empty() &&
                       std::none_of(tables_.tranches.begin(), tables_.tranches.end(),
                                    [](const TrancheRow& row) { return row.number == 0; });
    }
    ReadProjects();
    ReadParts();
    ReadAwards();
    ReadReservations();
    ReadContributions();
    ReadProgress();
    ReadTotals();
    ReadInterpretations();
    OrderParentsFirst();
  }

 private:
  const std::string& File(const char* name) {
    return tables_.files[name] = ReadText(folder_, name, problems_);
  }

  CsvTable Table(const char* name, std::vector<std::string> columns) {
    const size_t before = problems_.size();
    const std::string& content = File(name);
    if (problems_.size() > before) return CsvTable(name);
    return CsvTable(name, content, std::move(columns), problems_);
  }

  void Problem(const Row& row, size_t column, absl::string_view dutch) {
    problems_.Add(row.PlaceOf(column), dutch);
  }

  // ------------------------------------------------------------------------------ values in a
  // field

  std::string Required(const Row& row, size_t column, size_t longest = kLongestTitle) {
    if (row[column].empty()) Problem(row, column, "dit veld is leeg; vul het in.");
    return Text(row, column, longest);
  }

  // As the book takes it, or empty.
  std::string Text(const Row& row, size_t column, size_t longest) {
    const std::string problem = TextProblem(row[column], longest);
    if (!problem.empty()) Problem(row, column, problem);
    return row[column];
  }

  // An amount above nothing.
  std::optional<int64_t> Cents(const Row& row, size_t column) {
    const absl::StatusOr<int64_t> cents = ParseEuroCents(row[column]);
    if (!cents.ok()) {
      Problem(row, column, cents.status().message());
      return std::nullopt;
    }
    if (*cents == 0) {
      Problem(row, column,
              absl::StrCat("'", row[column], "' is nul; hier hoort een bedrag boven nul."));
      return std::nullopt;
    }
    if (*cents > kMostCents) {
      Problem(row, column,
              absl::StrCat("'", row[column], "' is meer dan het boek bijhoudt (hoogstens ",
                           FormatEuroCents(kMostCents), ")."));
      return std::nullopt;
    }
    return *cents;
  }

  int Tranche(const Row& row, size_t column, absl::string_view text) {
    int number = 0;
    if (!absl::SimpleAtoi(text, &number) || number < 1) {
      Problem(row, column, absl::StrCat("'", text, "' is geen nummer van een tranche."));
      return 0;
    }
    if (tranches_read_ &&
        std::none_of(tables_.tranches.begin(), tables_.tranches.end(),
                     [&](const TrancheRow& tranche) { return tranche.number == number; })) {
      Problem(row, column, absl::StrCat("tranche ", number, " staat niet in ", kProgramme, "."));
    }
    return number;
  }

  // The label of the project in two columns, known or (with a problem) not.
  std::string Project(const Row& row, size_t pijler_column, size_t number_column) {
    const std::string pijler = Required(row, pijler_column);
    const std::string number = Required(row, number_column);
    if (pijler.empty() || number.empty()) return "";
    const std::string label = absl::StrCat(pijler, "-", number);
    if (pijlers_read_ && !KnowsPijler(pijler)) {
      Problem(row, pijler_column,
              absl::StrCat("pijler '", pijler, "' staat niet in ", kProgramme, "."));
      return label;
    }
    if (projects_read_ && FindProject(label) == nullptr) {
      Problem(row, number_column,
              absl::StrCat("project ", label, " staat niet in ", kProjects, "."));
    }
    return label;
  }

  bool KnowsPijler(const std::string& code) const {
    return std::any_of(tables_.pijlers.begin(), tables_.pijlers.end(),
                       [&](const PijlerRow& pijler) { return pijler.code == code; });
  }

  std::string Part(const Row& row, size_t column, const std::string& project) {
    const std::string& part = row[column];
    if (part.empty() || !projects_read_ || !parts_read_) return part;
    const ProjectRow* found = FindProject(project);
    if (found == nullptr) return part;
    if (std::none_of(found->parts.begin(), found->parts.end(),
                     [&](const ProjectPartRow& known) { return known.title == part; })) {
      Problem(row, column,
              absl::StrCat("onderdeel '", part, "' van ", project, " staat niet in ", kParts, "."));
    }
    return part;
  }

  std::vector<std::string> Leads(const Row& row, size_t column) {
    std::vector<std::string> leads;
    if (Required(row, column).empty()) return leads;
    for (absl::string_view text : absl::StrSplit(row[column], '|')) {
      const std::string lead(absl::StripAsciiWhitespace(text));
      const bool known =
          std::any_of(tables_.partners.begin(), tables_.partners.end(),
                      [&](const PartnerRow& partner) { return partner.name == lead; });
      if (partners_read_ && !known) {
        Problem(row, column,
                absl::StrCat("penvoerder '", lead, "' staat niet bij de partners in ", kProgramme,
                             "; meer dan één is gescheiden door |."));
      }
      leads.push_back(lead);
    }
    return leads;
  }

  ProjectRow* FindProject(const std::string& label) {
    for (ProjectRow& project : tables_.projects) {
      if (project.Label() == label) return &project;
    }
    return nullptr;
  }

  // ------------------------------------------------------------------------------------- the files

  // The name of the last column of projecten.csv says which edition prints the labels.
  std::string LabelColumn(absl::string_view content) {
    absl::ConsumePrefix(&content, "\xEF\xBB\xBF");
    const absl::string_view header =
        absl::StripTrailingAsciiWhitespace(content.substr(0, content.find('\n')));
    const std::vector<std::string> names = absl::StrSplit(header, ';');
    const std::string fallback = absl::StrCat(kLabelColumn, "4_5");
    absl::string_view rest = names.back();
    if (!absl::ConsumePrefix(&rest, kLabelColumn)) return fallback;
    std::vector<int> tranches;
    for (absl::string_view text : absl::StrSplit(rest, '_')) {
      int number = 0;
      if (!absl::SimpleAtoi(text, &number) || number < 1) return fallback;
      tranches.push_back(number);
    }
    tables_.label_tranches = std::move(tranches);
    return names.back();
  }

  void ReadProjects() {
    const size_t before = problems_.size();
    const std::string& content = File(kProjects);
    const std::string label_column = LabelColumn(content);
    if (problems_.size() > before) return;
    const CsvTable table(kProjects, content,
                         {"pijler", "nummer", "titel", "thema", "hoofdproject", "penvoerders",
                          "eerdere_titel", label_column},
                         problems_);
    // With a row or a number left out, no project can be said to be missing.
    projects_read_ = table.complete();
    for (const Row& row : table.rows()) {
      ProjectRow project;
      project.line = row.line();
      project.pijler = Required(row, 0);
      project.number = Required(row, 1);
      projects_read_ = projects_read_ && !project.pijler.empty() && !project.number.empty();
      if (!project.number.empty() && !IsProjectNumber(project.number)) {
        Problem(row, 1, absl::StrCat("'", project.number, "' is geen nummer; schrijf 3 of 2.4."));
      }
      project.title = Required(row, 2);
      project.theme = row[3];
      CheckPijlerAndTheme(row, project);
      if (!row[4].empty()) project.parent = absl::StrCat(project.pijler, "-", row[4]);
      project.leads = Leads(row, 5);
      project.former_title = Text(row, 6, kLongestTitle);
      project.label = Label(row, 7);
      if (const ProjectRow* same = FindProject(project.Label());
          same != nullptr && !project.pijler.empty() && !project.number.empty()) {
        Problem(
            row, 1,
            absl::StrCat("nummer ", project.number, " van ", project.pijler, " staat ook op regel ",
                         same->line, "; een nummer is uniek binnen zijn pijler."));
        continue;
      }
      tables_.projects.push_back(std::move(project));
    }
    for (const Row& row : table.rows()) {
      if (row[4].empty()) continue;
      const std::string parent = absl::StrCat(row[0], "-", row[4]);
      if (FindProject(parent) == nullptr) {
        Problem(row, 4, absl::StrCat("hoofdproject ", parent, " staat niet in ", kProjects, "."));
      } else if (row[4] == row[1]) {
        Problem(row, 4, absl::StrCat(parent, " kan niet zijn eigen hoofdproject zijn."));
      }
    }
    for (int tranche : tables_.label_tranches) {
      if (tranches_read_ &&
          std::none_of(tables_.tranches.begin(), tables_.tranches.end(),
                       [&](const TrancheRow& row) { return row.number == tranche; })) {
        problems_.Add(AtLine(kProjects, 1),
                      absl::StrCat("kolom '", label_column, "': tranche ", tranche,
                                   " staat niet in ", kProgramme, "."));
      }
    }
  }

  void CheckPijlerAndTheme(const Row& row, const ProjectRow& project) {
    if (!pijlers_read_ || project.pijler.empty()) return;
    const auto pijler =
        std::find_if(tables_.pijlers.begin(), tables_.pijlers.end(),
                     [&](const PijlerRow& known) { return known.code == project.pijler; });
    if (pijler == tables_.pijlers.end()) {
      Problem(row, 0,
              absl::StrCat("pijler '", project.pijler, "' staat niet in ", kProgramme, "."));
    } else if (project.theme.empty() && pijler->themes.empty()) {
      return;  // a pijler without themes has projects without one
    } else if (std::find(pijler->themes.begin(), pijler->themes.end(), project.theme) ==
               pijler->themes.end()) {
      Problem(row, 3,
              absl::StrCat("'", project.theme, "' is geen thema van ", project.pijler,
                           "; kies uit ", absl::StrJoin(pijler->themes, ", "), "."));
    }
  }

  v1::EditionLabel Label(const Row& row, size_t column) {
    if (row[column].empty()) return v1::EDITION_LABEL_NONE;
    if (row[column] == "NIEUW") return v1::EDITION_LABEL_NIEUW;
    if (row[column] == "VERVOLG") return v1::EDITION_LABEL_VERVOLG;
    Problem(row, column,
            absl::StrCat("'", row[column], "' ken ik niet; schrijf NIEUW, VERVOLG of niets."));
    return v1::EDITION_LABEL_NONE;
  }

  void ReadParts() {
    const CsvTable table = Table(kParts, {"pijler", "nummer", "onderdeel", "penvoerder"});
    // With a row left out, no part can be said to be missing.
    parts_read_ = table.complete();
    for (const Row& row : table.rows()) {
      const std::string label = Project(row, 0, 1);
      ProjectPartRow part;
      part.line = row.line();
      part.title = Required(row, 2);
      part.leads = Leads(row, 3);
      ProjectRow* project = FindProject(label);
      parts_read_ = parts_read_ && project != nullptr && !part.title.empty();
      if (project == nullptr) continue;
      for (const ProjectPartRow& known : project->parts) {
        if (known.title == part.title) {
          Problem(row, 2,
                  absl::StrCat("onderdeel '", part.title, "' van ", label, " staat ook op regel ",
                               known.line, "; haal er een weg."));
        }
      }
      project->parts.push_back(std::move(part));
    }
  }

  void ReadAwards() {
    const CsvTable table = Table(kAwards, {"pijler", "nummer", "onderdeel", "tranche", "bedrag"});
    // With a row left out, or one of which it is not known what it gives to whom, no project can be
    // said to have got too little.
    awards_read_ = table.complete();
    std::map<std::tuple<std::string, std::string, int>, int> lines;
    for (const Row& row : table.rows()) {
      const size_t before = problems_.size();
      AwardRow award;
      award.line = row.line();
      award.project = Project(row, 0, 1);
      award.part = Part(row, 2, award.project);
      award.tranche = Tranche(row, 3, row[3]);
      award.cents = Cents(row, 4).value_or(0);
      const auto [there, added] =
          lines.emplace(std::make_tuple(award.project, award.part, award.tranche), award.line);
      if (!added && award.tranche != 0 && !award.project.empty()) {
        Problem(row, 3,
                absl::StrCat(award.project, award.part.empty() ? "" : " ", award.part, ", tranche ",
                             award.tranche, " staat ook op regel ", there->second,
                             "; een cel van de tabel is één regel."));
      }
      awards_read_ = awards_read_ && problems_.size() == before;
      tables_.awards.push_back(std::move(award));
    }
  }

  void ReadReservations() {
    const CsvTable table =
        Table(kReservations, {"pijler", "nummer", "gereserveerd_totaal", "toelichting"});
    std::map<std::string, int> lines;
    for (const Row& row : table.rows()) {
      ReservationRow reservation;
      reservation.line = row.line();
      reservation.project = Project(row, 0, 1);
      const std::optional<int64_t> cents = Cents(row, 2);
      reservation.cents = cents.value_or(0);
      reservation.note = Text(row, 3, kLongestText);
      const auto [there, added] = lines.emplace(reservation.project, reservation.line);
      if (!added) {
        Problem(row, 1,
                absl::StrCat("een reservering voor ", reservation.project, " staat ook op regel ",
                             there->second, "; een project heeft er hoogstens één."));
      }
      int64_t awarded = 0;
      for (const AwardRow& award : tables_.awards) {
        // Saturating: an absurd amount is a problem of its own, at the server.
        if (award.project == reservation.project &&
            __builtin_add_overflow(awarded, award.cents, &awarded)) {
          awarded = reservation.cents;
        }
      }
      if (cents.has_value() && awarded > reservation.cents) {
        Problem(row, 2,
                absl::StrCat("'", row[2], "' is lager dan wat ", reservation.project, " al kreeg (",
                             FormatEuroCents(awarded), ")."));
      }
      tables_.reservations.push_back(std::move(reservation));
    }
  }

  int64_t AwardedCents(const std::string& project, int tranche) const {
    int64_t cents = 0;
    for (const AwardRow& award : tables_.awards) {
      // Saturating, as above.
      if (award.project == project && award.tranche == tranche &&
          __builtin_add_overflow(cents, award.cents, &cents)) {
        return std::numeric_limits<int64_t>::max();
      }
    }
    return cents;
  }

  // A contribution comes out of an award of its tranche; what is `left` of that becomes less by it.
  void CheckContributionFits(const Row& row, const ContributionRow& contribution, int64_t awarded,
                             int64_t& left) {
    if (awarded == 0) {
      Problem(row, 4,
              absl::StrCat(contribution.from, " kreeg in tranche ", contribution.tranche,
                           " geen toekenning (", kAwards, "), dus er kan niets uit komen."));
    } else if (contribution.cents.value_or(0) > left) {
      Problem(row, 5,
              absl::StrCat("'", row[5], "' is meer dan wat ", contribution.from, " van tranche ",
                           contribution.tranche, " nog over heeft (", FormatEuroCents(left), ")."));
    } else {
      left -= contribution.cents.value_or(0);
    }
  }

  void ReadContributions() {
    const CsvTable table = Table(kContributions, {"pijler", "nummer", "tranche", "uit_pijler",
                                                  "uit_nummer", "bedrag", "toelichting"});
    std::map<std::pair<std::string, int>, int64_t> left;
    for (const Row& row : table.rows()) {
      const size_t before = problems_.size();
      ContributionRow contribution;
      contribution.line = row.line();
      contribution.to = Project(row, 0, 1);
      contribution.tranche = Tranche(row, 2, row[2]);
      contribution.from = Project(row, 3, 4);
      if (!row[5].empty()) contribution.cents = Cents(row, 5);
      contribution.note = Text(row, 6, kLongestText);
      if (contribution.to == contribution.from && !contribution.to.empty()) {
        Problem(row, 4, absl::StrCat(contribution.to, " kan niet aan zichzelf bijdragen."));
      }
      if (awards_read_ && problems_.size() == before) {
        const int64_t awarded = AwardedCents(contribution.from, contribution.tranche);
        const auto there =
            left.emplace(std::pair(contribution.from, contribution.tranche), awarded).first;
        CheckContributionFits(row, contribution, awarded, there->second);
      }
      tables_.contributions.push_back(std::move(contribution));
    }
  }

  void ReadProgress() {
    const CsvTable table =
        Table(kProgress, {"pijler", "nummer", "onderdeel", "peilmaand", "stand", "samenvatting"});
    std::map<std::tuple<std::string, std::string, std::string>, int> lines;
    for (const Row& row : table.rows()) {
      ProgressRow progress;
      progress.line = row.line();
      progress.project = Project(row, 0, 1);
      progress.part = Part(row, 2, progress.project);
      const absl::StatusOr<google::type::Date> month = ParseDate(row[3]);
      if (!month.ok()) {
        Problem(row, 3, month.status().message());
      } else if (month->month() == 0 || month->day() != 0) {
        Problem(row, 3, absl::StrCat("'", row[3], "' is geen maand; schrijf 2021-03."));
      } else if (IsToCome(*month, now_)) {
        Problem(row, 3,
                absl::StrCat("'", row[3], "' moet nog komen; schrijf een maand die begonnen is."));
      } else {
        progress.month = *month;
      }
      const absl::StatusOr<v1::ProgressStatus> status = ParseWord<v1::ProgressStatus>(row[4]);
      if (status.ok()) progress.status = *status;
      if (!status.ok()) {
        Problem(
            row, 4,
            absl::StrCat("'", row[4], "' ken ik niet; kies uit ",
                         absl::StrReplaceAll(WordsOf<v1::ProgressStatus>(), {{"-", " "}}), "."));
      }
      progress.summary = Required(row, 5, kLongestText);
      const auto [there, added] =
          lines.emplace(std::make_tuple(progress.project, progress.part, row[3]), progress.line);
      if (!added) {
        Problem(row, 3,
                absl::StrCat("de voortgang van ", progress.project,
                             progress.part.empty() ? "" : " ", progress.part, " in ", row[3],
                             " staat ook op regel ", there->second, "; haal er een weg."));
      }
      tables_.progress.push_back(std::move(progress));
    }
  }

  void ReadTotals();
  void ReadInterpretations() {
    // Not every programme needs one: here, no file is no interpretations.
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::path(folder_) / kInterpretations, ignored))
      return;
    const CsvTable table =
        Table(kInterpretations, {"bestand", "pijler", "nummer", "interpretatie"});
    for (const Row& row : table.rows()) {
      InterpretationRow interpretation;
      interpretation.file = row[0];
      if (!tables_.files.contains(row[0]) || row[0] == kProgramme || row[0] == kInterpretations) {
        Problem(row, 0, absl::StrCat("'", row[0], "' is geen tabel van deze import."));
      }
      if (!row[1].empty() || !row[2].empty()) interpretation.project = Project(row, 1, 2);
      interpretation.text = Required(row, 3, kLongestText);
      tables_.interpretations.push_back(std::move(interpretation));
    }
  }

  // The book takes a project only after its parent.
  void OrderParentsFirst() {
    std::vector<ProjectRow> ordered;
    std::set<std::string> placed;
    std::vector<ProjectRow> waiting = std::move(tables_.projects);
    bool moved = true;
    while (moved && !waiting.empty()) {
      moved = false;
      std::vector<ProjectRow> still;
      for (ProjectRow& project : waiting) {
        if (project.parent.empty() || placed.contains(project.parent)) {
          placed.insert(project.Label());
          ordered.push_back(std::move(project));
          moved = true;
        } else {
          still.push_back(std::move(project));
        }
      }
      waiting = std::move(still);
    }
    // With parents that are not there this was said before; else they go round.
    if (!waiting.empty() && problems_.empty()) {
      problems_.Add(AtLine(kProjects, waiting.front().line),
                    "de hoofdprojecten verwijzen in een kring naar elkaar.");
    }
    for (ProjectRow& project : waiting) ordered.push_back(std::move(project));
    tables_.projects = std::move(ordered);
  }

  const std::string& folder_;
  const absl::Time now_;
  ProgrammeTables& tables_;
  Problems& problems_;
  // Whether what a row refers to can be looked up.
  bool partners_read_ = false;
  bool pijlers_read_ = false;
  bool tranches_read_ = false;
  bool projects_read_ = false;
  bool parts_read_ = false;
  bool awards_read_ = false;
};

const std::vector<std::string>& TotalColumns() {
  static const std::vector<std::string> kColumns = {"pijler", "tranche", "aantal", "bedrag",
                                                    "bron"};
  return kColumns;
}

// A row of printed totals; whether its pijler and tranches exist is for the caller to check.
TotalRow ReadTotal(const Row& row, Problems& problems) {
  TotalRow total;
  total.line = row.line();
  if (row[0].empty())
    problems.Add(row.PlaceOf(0), "dit veld is leeg; schrijf een pijler, of alle.");
  if (row[0] != kAll) total.pijler = row[0];
  if (row[1].empty())
    problems.Add(row.PlaceOf(1),
                 "dit veld is leeg; schrijf een tranche (4), een som (4+5) of alle.");
  if (!row[1].empty() && row[1] != kAll) {
    for (absl::string_view text : absl::StrSplit(row[1], '+')) {
      int number = 0;
      if (!absl::SimpleAtoi(text, &number) || number < 1) {
        problems.Add(row.PlaceOf(1),
                     absl::StrCat("'", row[1], "' is geen tranche; schrijf 4, 4+5 of alle."));
        break;
      }
      total.tranches.push_back(number);
    }
  }
  if (!row[2].empty()) {
    int count = 0;
    if (!absl::SimpleAtoi(row[2], &count) || count < 0) {
      problems.Add(
          row.PlaceOf(2),
          absl::StrCat("'", row[2], "' is geen aantal; schrijf een geheel getal, of niets."));
    } else {
      total.award_lines = count;
    }
  }
  if (!row[3].empty()) {
    const absl::StatusOr<int64_t> cents = ParseEuroCents(row[3], Zero::kEnough);
    if (cents.ok()) total.cents = *cents;
    if (!cents.ok()) problems.Add(row.PlaceOf(3), cents.status().message());
  }
  if (total.cents.value_or(0) > kMostCents) {
    problems.Add(row.PlaceOf(3),
                 absl::StrCat("'", row[3], "' is meer dan het boek bijhoudt (hoogstens ",
                              FormatEuroCents(kMostCents), ")."));
  }
  if (row[2].empty() && row[3].empty()) {
    problems.Add(row.PlaceOf(3),
                 "hier staat geen aantal en geen bedrag; vul minstens één van de twee in.");
  }
  if (row[4].empty())
    problems.Add(row.PlaceOf(4), "dit veld is leeg; schrijf waar het gedrukt staat.");
  if (const std::string problem = TextProblem(row[4], kLongestPlace); !problem.empty()) {
    problems.Add(row.PlaceOf(4), problem);
  }
  total.printed_in = row[4];
  return total;
}

void Reader::ReadTotals() {
  const CsvTable table = Table(kTotals, TotalColumns());
  std::map<std::tuple<std::string, std::string, std::string>, int> lines;
  for (const Row& row : table.rows()) {
    TotalRow total = ReadTotal(row, problems_);
    const bool known =
        std::any_of(tables_.pijlers.begin(), tables_.pijlers.end(),
                    [&](const PijlerRow& pijler) { return pijler.code == total.pijler; });
    if (pijlers_read_ && !total.pijler.empty() && !known) {
      Problem(row, 0,
              absl::StrCat("pijler '", total.pijler, "' staat niet in ", kProgramme,
                           "; of schrijf alle."));
    }
    for (int tranche : total.tranches) Tranche(row, 1, absl::StrCat(tranche));
    const auto [there, added] = lines.emplace(std::make_tuple(row[0], row[1], row[4]), row.line());
    if (!added) {
      Problem(row, 1,
              absl::StrCat("het totaal van ", row[0], ", tranches ", row[1], ", in '", row[4],
                           "' staat ook op regel ", there->second, "; haal er een weg."));
    }
    tables_.totals.push_back(std::move(total));
  }
}

}  // namespace

ProgrammeTables ReadProgrammeTables(const std::string& folder, absl::Time now, Problems& problems) {
  ProgrammeTables tables;
  Reader(folder, now, tables, problems).ReadAll();
  return tables;
}

v1::SourcedStatement StatementOf(const TotalRow& row, const std::string& file,
                                 const std::string& document) {
  v1::SourcedStatement sourced;
  v1::PublishedTotal& total = *sourced.mutable_statement()->mutable_total();
  total.set_pijler(row.pijler);
  for (int tranche : row.tranches) total.add_tranches(tranche);
  if (row.cents.has_value()) total.mutable_amount()->set_euro_cents(*row.cents);
  if (row.award_lines.has_value()) total.set_award_lines(*row.award_lines);
  sourced.mutable_source()->set_document(document);
  sourced.mutable_source()->set_location(
      absl::StrCat(file, ", regel ", row.line, "; ", row.printed_in));
  return sourced;
}

std::vector<v1::SourcedStatement> ReadPublishedTotals(const std::string& path,
                                                      const std::string& document,
                                                      Problems& problems) {
  const std::filesystem::path file(path);
  const std::string name = file.filename().string();
  const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
  std::vector<v1::SourcedStatement> statements;
  const std::string content = ReadText(folder, name, problems);
  if (!problems.empty()) return statements;
  const CsvTable table(name, content, TotalColumns(), problems);
  for (const Row& row : table.rows()) {
    statements.push_back(StatementOf(ReadTotal(row, problems), name, document));
  }
  return statements;
}

}  // namespace dealboek::cli::importing
