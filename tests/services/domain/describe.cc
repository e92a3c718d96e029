#include "tests/services/domain/describe.h"

#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/message.h"

namespace dealboek::domain {
namespace {

// A line of fields: thing{name=value name=value}. Empty values are left out.
class Line {
 public:
  explicit Line(absl::string_view thing) : text_(absl::StrCat(thing, "{")) {}

  Line& operator()(absl::string_view name, absl::string_view value) {
    if (!value.empty()) absl::StrAppend(&text_, name, "='", value, "' ");
    return *this;
  }
  Line& operator()(absl::string_view name, const std::string& value) {
    return (*this)(name, absl::string_view(value));
  }
  Line& operator()(absl::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) absl::StrAppend(&text_, name, "=[", absl::StrJoin(values, "|"), "] ");
    return *this;
  }
  Line& operator()(absl::string_view name, const std::vector<int>& values) {
    if (!values.empty()) absl::StrAppend(&text_, name, "=[", absl::StrJoin(values, "|"), "] ");
    return *this;
  }
  Line& operator()(absl::string_view name, int64_t value) {
    if (value != 0) absl::StrAppend(&text_, name, "=", value, " ");
    return *this;
  }
  Line& operator()(absl::string_view name, int value) { return (*this)(name, int64_t{value}); }
  Line& operator()(absl::string_view name, bool value) {
    return (*this)(name, int64_t{value ? 1 : 0});
  }
  Line& operator()(absl::string_view name, base::Position value) {
    return (*this)(name, static_cast<int64_t>(value.value()));
  }
  // Money is always shown: none is not zero.
  Line& operator()(absl::string_view name, base::Money value) {
    absl::StrAppend(&text_, name, "=", value.cents(), "c ");
    return *this;
  }
  Line& operator()(absl::string_view name, const base::PartialDate& value) {
    return (*this)(name, value.ToString());
  }
  template <typename T>
  Line& operator()(absl::string_view name, const std::optional<T>& value) {
    return value.has_value() ? (*this)(name, *value) : *this;
  }
  Line& operator()(absl::string_view name, const google::protobuf::Message& value) {
    return (*this)(name, value.ShortDebugString());
  }
  std::string str() { return absl::StrCat(text_, "}"); }

 private:
  std::string text_;
};

std::string Lines(const std::vector<std::string>& lines) {
  return lines.empty() ? "" : absl::StrCat("\n    ", absl::StrJoin(lines, "\n    "));
}

std::string Describe(const Project& p) {
  std::vector<std::string> inside;
  for (const ProjectPart& part : p.parts)
    inside.push_back(Line("part")("title", part.title)("lead", part.lead_partners).str());
  for (const Award& award : p.awards) {
    inside.push_back(
        Line("award")("at", award.position)("part", award.part)("tranche", award.tranche)(
            "amount", award.amount)("released", award.released)("decided_on", award.decided_on)
            .str());
  }
  if (p.reservation.has_value()) {
    inside.push_back(Line("reservation")("total", p.reservation->total)(
                         "note", p.reservation->note)("at", p.reservation->position)
                         .str());
  }
  for (const Contribution& c : p.received) {
    inside.push_back(Line("received")("at", c.position)("to", c.to_project)("from", c.from_project)(
                         "tranche", c.tranche)("amount", c.amount)("note", c.note)
                         .str());
  }
  for (const Progress& progress : p.progress) {
    inside.push_back(Line("progress")("at", progress.position)("part", progress.part)(
                         "month", progress.reference_month)(
                         "status", static_cast<int>(progress.status))("summary", progress.summary)
                         .str());
  }
  return Line("project")("id", p.id)("pijler", p.pijler)("number", p.number)("title", p.title)(
             "theme", p.theme)("former", p.former_title)("parent", p.parent_project)(
             "lead", p.lead_partners)("completed", p.stage == ProjectStage::kCompleted)(
             "revision", p.revision)("created_at", p.created_at)
             .str() +
         Lines(inside);
}

std::string Describe(const Proposal& p) {
  std::vector<std::string> inside;
  for (const Revision& r : p.revisions) {
    inside.push_back(Line("revision")("number", r.number)("by", r.by)("at", r.position)(
                         "micros", r.recorded_at_micros)("content", *r.content)
                         .str());
  }
  for (const EndorsementAct& act : p.acts) {
    inside.push_back(Line("act")("kind", static_cast<int>(act.kind))("revision", act.revision)(
                         "seat", act.seat)("by", act.by)("reason", act.reason)("at", act.position)(
                         "micros", act.recorded_at_micros)
                         .str());
  }
  std::vector<std::string> positions;
  for (base::Position position : p.positions) positions.push_back(absl::StrCat(position.value()));
  return Line("proposal")("id", p.id)("submitter", p.submitter)("stage", static_cast<int>(p.stage))(
             "meeting", p.meeting)("item", p.item)("project", p.awarded_project)(
             "reason", p.reason)("positions", positions)
             .str() +
         Lines(inside);
}

std::string Describe(const AgendaItem& item) {
  Line line("item");
  line("id", item.id)("proposal", item.proposal)("title", item.title)("late", item.late_reason)(
      "revision", item.revision);
  if (item.own_item != nullptr) line("own", *item.own_item);
  std::string text = line.str();
  for (const Interest& interest : item.interests) {
    absl::StrAppend(&text, " ",
                    Line("interest")("seat", interest.seat)("by", interest.by)(
                        "reason", interest.reason)("at", interest.position)
                        .str());
  }
  if (item.decision.has_value()) {
    const ItemDecision& d = *item.decision;
    std::vector<std::string> lines;
    for (const v1::AwardLine& line : d.lines) lines.push_back(line.ShortDebugString());
    absl::StrAppend(
        &text, " ",
        Line("decision")("outcome", static_cast<int>(d.outcome))("lines", lines)(
            "reservation", d.reservation_total)("reason", d.reason)("deciding", d.deciding_seats)(
            "interested", d.interested_seats)("by", d.recorded_by)("at", d.position)
            .str());
  }
  return text;
}

std::string Describe(const Meeting& m) {
  std::vector<std::string> inside;
  for (const AgendaItem& item : m.items) inside.push_back(Describe(item));
  for (const TakenOff& off : m.taken_off) {
    inside.push_back(Line("taken_off")("item", off.item)("proposal", off.proposal)(
                         "title", off.title)("reason", off.reason)("version", off.agenda_version)
                         .str());
  }
  return Line("meeting")("id", m.id)("held_on", m.held_on)("title", m.title)("place", m.place)(
             "confirmed", m.confirmed)("agenda", m.agenda_version)("items_made", m.items_made)(
             "attendance", m.present.has_value())("present", m.present)(
             "attended_at", m.attended_at)("attendance_by", m.attendance_recorded_by)(
             "confirmed_by", m.confirmed_by)("confirmed_at", m.confirmed_at)(
             "micros", m.confirmed_at_micros)("rules", m.rules_at_confirmation)(
             "seats", m.seats_at_confirmation)("convened_at", m.convened_at)
             .str() +
         Lines(inside);
}

std::string Describe(const Seat& s) {
  return Line("seat")("id", s.id)("role", static_cast<int>(s.role))(
             "place", static_cast<int>(s.place))("pijler", s.pijler)("partner", s.partner)(
             "function", s.function)("holder", s.holder)("from", s.from)("until", s.until)(
             "made_at", s.made_at)("granted_at", s.granted_at)("ended_at", s.ended_at)(
             "ended_at_micros", s.ended_at_micros)
      .str();
}

std::string Describe(const Tranche& t) {
  return Line("tranche")("number", t.number)("title", t.title)("ceiling", t.ceiling)(
             "closed", t.closed)("closed_at", t.closed_at)("decided_on", t.decided_on)(
             "awarded", t.awarded)("released", t.released)
      .str();
}

std::string Describe(const Person& p) {
  return Line("person")("id", p.id)("subject", p.subject)("name", p.display_name).str();
}

std::string Describe(const Partner& p) {
  return Line("partner")("id", p.id)("name", p.name)("kind", static_cast<int>(p.kind))("cbs",
                                                                                       p.cbs_code)
      .str();
}

std::string Describe(const Pijler& p) {
  return Line("pijler")("code", p.code)("title", p.title)("themes", p.themes).str();
}

std::string Describe(const Statement& s) {
  std::vector<std::string> inside;
  for (const Explanation& e : s.explanations) {
    inside.push_back(
        Line("explained")("reason", e.reason)("by", e.by)("computed", e.computed)("at", e.position)
            .str());
  }
  return Line("statement")("id", s.id)("content", s.content)("source", s.source)("at", s.position)
             .str() +
         Lines(inside);
}

std::string Describe(const PublishedEdition& e) {
  return Line("edition")("id", e.id)("tranches", e.tranches)("of", e.at_position)(
             "on", e.published_on)("title", e.title)("at", e.position)("micros",
                                                                       e.recorded_at_micros)
      .str();
}

std::string Describe(const Programme& p) {
  return Line("programme")("id", p.id)("title", p.title)("from", p.first_year)("to", p.last_year)(
             "description", p.description)("themes", p.cross_cutting_themes)(
             "running", p.phase == Phase::kRunning)("rules", p.rules)("rules_at", p.rules_set_at)(
             "ceiling", p.ceiling)
      .str();
}

template <typename Key, typename T>
void AddTable(const Table<Key, T>& table, std::string* text) {
  for (const auto& [key, thing] : table) absl::StrAppend(text, Describe(*thing), "\n");
}

template <typename Key>
std::string Shown(const Key& key) {
  return absl::StrCat(key);
}
std::string Shown(base::Position position) { return absl::StrCat(position.value()); }

template <typename Key>
void AddIndex(absl::string_view name, const base::PersistentMap<Key, std::string>& index,
              std::string* text) {
  absl::StrAppend(text, name, ":");
  for (const auto& [key, value] : index) absl::StrAppend(text, " ", Shown(key), "->", value);
  absl::StrAppend(text, "\n");
}

}  // namespace

std::string Describe(const State& state) {
  std::string text = Line("state")("position", state.position)("micros", state.recorded_at_micros)(
                         "awarded", state.totals.awarded)("released", state.totals.released)(
                         "reserved_left", state.totals.reserved_left)("pijlers", state.pijler_order)
                         .str() +
                     "\n";
  if (state.programme != nullptr) absl::StrAppend(&text, Describe(*state.programme), "\n");
  AddTable(state.pijlers, &text);
  AddTable(state.partners, &text);
  AddTable(state.persons, &text);
  AddTable(state.seats, &text);
  AddTable(state.tranches, &text);
  AddTable(state.projects, &text);
  AddTable(state.proposals, &text);
  AddTable(state.meetings, &text);
  AddTable(state.statements, &text);
  AddTable(state.editions, &text);
  AddIndex("project_of", state.project_of, &text);
  AddIndex("person_of_subject", state.person_of_subject, &text);
  AddIndex("project_of_label", state.project_of_label, &text);
  return text;
}

std::string MoneyNotConserved(const State& state) {
  std::string problems;
  const auto expect = [&](absl::string_view what, int64_t expected, int64_t actual) {
    if (expected != actual)
      absl::StrAppend(&problems, what, ": ", actual, " cents, not ", expected, "\n");
  };
  std::map<int, int64_t> awarded;
  std::map<int, int64_t> released;
  int64_t all_awarded = 0;
  int64_t all_released = 0;
  int64_t reserved = 0;
  for (const auto& [id, project] : state.projects) {
    int64_t of_project = 0;
    for (const Award& award : project->awards) {
      awarded[award.tranche] += award.amount.cents();
      released[award.tranche] += award.released.cents();
      all_awarded += award.amount.cents();
      all_released += award.released.cents();
      of_project += award.amount.cents() - award.released.cents();
      if (award.released > award.amount)
        absl::StrAppend(&problems, id, ": more released than awarded\n");
    }
    if (!project->reservation.has_value()) continue;
    const int64_t left = project->reservation->total.cents() - of_project;
    reserved += left;
    if (left < 0) absl::StrAppend(&problems, id, ": awarded over its reservation\n");
    expect(absl::StrCat(id, " left of its reservation"), left, project->ReservationLeft().cents());
  }
  for (const auto& [number, tranche] : state.tranches) {
    expect(absl::StrCat("awarded in tranche ", number), awarded[number], tranche->awarded.cents());
    expect(absl::StrCat("released in tranche ", number), released[number],
           tranche->released.cents());
    if (!tranche->ceiling.has_value()) continue;
    const int64_t free = tranche->ceiling->cents() - awarded[number] + released[number];
    if (free < 0) absl::StrAppend(&problems, "tranche ", number, ": over its ceiling\n");
    expect(absl::StrCat("free in tranche ", number), free, Free(*tranche)->cents());
  }
  expect("awarded in all", all_awarded, state.totals.awarded.cents());
  expect("released in all", all_released, state.totals.released.cents());
  expect("reserved in all", reserved, state.totals.reserved_left.cents());
  if (state.programme != nullptr && state.programme->ceiling.has_value()) {
    const int64_t free = state.programme->ceiling->cents() - all_awarded + all_released - reserved;
    if (free < 0) absl::StrAppend(&problems, "programme: over its ceiling\n");
    expect("free in the programme", free, Free(state)->cents());
  }
  return problems;
}

}  // namespace dealboek::domain
