// A State, whole, as text, so that two can be compared and a difference read.
#ifndef DEALBOEK_TESTS_SERVICES_PROJECTIONS_STATE_TEXT_H_
#define DEALBOEK_TESTS_SERVICES_PROJECTIONS_STATE_TEXT_H_

#include <sstream>
#include <string>
#include <vector>

#include "services/domain/state.h"

namespace dealboek::projections {

class StateWriter {
 public:
  std::string Text() const { return out_.str(); }

  void Write(const domain::State& state) {
    Line("state", state.position, state.recorded_at_micros);
    if (state.programme != nullptr) Write(*state.programme);
    for (const std::string& pijler : state.pijler_order) Line("order", pijler);
    Each("pijler", state.pijlers);
    Each("partner", state.partners);
    Each("person", state.persons);
    Each("seat", state.seats);
    Each("tranche", state.tranches);
    Each("project", state.projects);
    Each("proposal", state.proposals);
    Each("meeting", state.meetings);
    Each("statement", state.statements);
    Each("edition", state.editions);
    for (const auto& [position, project] : state.project_of) Line("about", position, project);
    for (const auto& [subject, person] : state.person_of_subject) Line("is", subject, person);
    for (const auto& [label, project] : state.project_of_label) Line("label", label, project);
    for (const auto& [last, first] : state.long_commands) Line("command", first, last);
    Line("totals", state.totals.awarded, state.totals.released, state.totals.reserved_left);
  }

 private:
  template <typename... Words>
  void Line(const Words&... words) {
    ((out_ << Show(words) << '|'), ...);
    out_ << '\n';
  }

  template <typename T>
  static const T& Show(const T& value) {
    return value;
  }
  template <typename T>
  static std::string Show(const std::optional<T>& value) {
    if (!value) return "-";
    std::ostringstream out;
    out << *value;
    return out.str();
  }
  static std::string Show(const std::vector<std::string>& words) {
    std::string all = "[";
    for (const std::string& word : words) all += word + ",";
    return all + "]";
  }
  static std::string Show(const google::protobuf::Message& message) {
    return message.ShortDebugString();
  }

  template <typename Key, typename T>
  void Each(const char* what, const domain::Table<Key, T>& table) {
    for (const auto& [key, value] : table) {
      Line(what, key);
      Write(*value);
    }
  }

  void Write(const domain::Programme& one) {
    Line(one.id, one.title, one.first_year, one.last_year, one.description,
         one.cross_cutting_themes, static_cast<int>(one.phase),
         static_cast<const google::protobuf::Message&>(one.rules), one.rules_set_at, one.ceiling);
  }
  void Write(const domain::Pijler& one) { Line(one.code, one.title, one.themes); }
  void Write(const domain::Partner& one) {
    Line(one.id, one.name, static_cast<int>(one.kind), one.cbs_code);
  }
  void Write(const domain::Person& one) { Line(one.id, one.subject, one.display_name); }
  void Write(const domain::Seat& one) {
    Line(one.id, static_cast<int>(one.role), static_cast<int>(one.place), one.pijler, one.partner,
         one.function, one.holder, one.from, one.until, one.made_at, one.granted_at, one.ended_at,
         one.ended_at_micros);
  }
  void Write(const domain::Tranche& one) {
    Line(one.number, one.title, one.ceiling, one.closed, one.closed_at, one.decided_on, one.awarded,
         one.released);
  }
  void Write(const domain::Project& one) {
    Line(one.id, one.pijler, one.number, one.title, one.theme, one.former_title, one.parent_project,
         one.lead_partners, static_cast<int>(one.stage), one.revision, one.created_at);
    for (const domain::ProjectPart& part : one.parts) Line("part", part.title, part.lead_partners);
    for (const domain::Award& award : one.awards) {
      Line("award", award.position, award.part, award.tranche, award.amount, award.released,
           award.decided_on);
    }
    if (one.reservation) {
      Line("reservation", one.reservation->total, one.reservation->note, one.reservation->position);
    }
    for (const domain::Contribution& received : one.received) {
      Line("received", received.position, received.to_project, received.from_project,
           received.tranche, received.amount, received.note);
    }
    for (const domain::Progress& progress : one.progress) {
      Line("progress", progress.part, progress.reference_month, static_cast<int>(progress.status),
           progress.summary, progress.position);
    }
  }
  void Write(const domain::Proposal& one) {
    Line(one.id, one.submitter, static_cast<int>(one.stage), one.meeting, one.item,
         one.awarded_project, one.reason);
    for (const domain::Revision& revision : one.revisions) {
      Line("revision", revision.number, revision.by, revision.position,
           static_cast<const google::protobuf::Message&>(*revision.content));
    }
    for (const domain::EndorsementAct& act : one.acts) {
      Line("act", static_cast<int>(act.kind), act.revision, act.seat, act.by, act.reason,
           act.position);
    }
    for (base::Position position : one.positions) Line("at", position);
  }
  void Write(const domain::Meeting& one) {
    Line(one.id, one.held_on, one.title, one.place, one.confirmed, one.agenda_version,
         one.items_made, one.attendance_recorded_by, one.confirmed_by, one.confirmed_at,
         one.confirmed_at_micros,
         static_cast<const google::protobuf::Message&>(one.rules_at_confirmation),
         one.seats_at_confirmation, one.convened_at);
    if (one.present) Line("present", *one.present, one.attended_at);
    for (const domain::TakenOff& off : one.taken_off) {
      Line("off", off.item, off.proposal, off.title, off.reason, off.agenda_version);
    }
    for (const domain::AgendaItem& item : one.items) {
      Line("item", item.id, item.proposal, item.title, item.late_reason, item.revision);
      if (item.own_item != nullptr) {
        Line("own", static_cast<const google::protobuf::Message&>(*item.own_item));
      }
      for (const domain::Interest& interest : item.interests) {
        Line("interest", interest.seat, interest.by, interest.reason, interest.position);
      }
      if (!item.decision) continue;
      Line("decision", static_cast<int>(item.decision->outcome), item.decision->reservation_total,
           item.decision->reason, item.decision->deciding_seats, item.decision->interested_seats,
           item.decision->recorded_by, item.decision->position);
      for (const v1::AwardLine& line : item.decision->lines) {
        Line("line", static_cast<const google::protobuf::Message&>(line));
      }
    }
  }
  void Write(const domain::Statement& one) {
    Line(one.id, static_cast<const google::protobuf::Message&>(one.content),
         static_cast<const google::protobuf::Message&>(one.source), one.position);
    for (const domain::Explanation& explanation : one.explanations) {
      Line("explanation", explanation.reason, explanation.by,
           static_cast<const google::protobuf::Message&>(explanation.computed),
           explanation.position);
    }
  }
  void Write(const domain::PublishedEdition& one) {
    Line(one.id, one.at_position, one.published_on, one.title, one.position,
         one.recorded_at_micros);
    for (int tranche : one.tranches) Line("of", tranche);
  }

  std::ostringstream out_;
};

inline std::string StateText(const domain::State& state) {
  StateWriter writer;
  writer.Write(state);
  return writer.Text();
}

}  // namespace dealboek::projections

#endif  // DEALBOEK_TESTS_SERVICES_PROJECTIONS_STATE_TEXT_H_
