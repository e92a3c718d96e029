#include "services/projections/worklist.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "services/base/dutch.h"
#include "services/base/error.h"
#include "services/base/position.h"
#include "services/domain/decide.h"
#include "services/domain/state.h"
#include "services/projections/dutch_words.h"
#include "services/projections/edition.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

bool Contains(const std::vector<std::string>& list, absl::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

// For a command line: in double quotes, as a shell reads them.
std::string Quoted(absl::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// Finds what waits in one state.
class Worklist {
 public:
  Worklist(const domain::State& state, int64_t now_micros) : state_(state), now_(now_micros) {}

  void AddProposal(const domain::Proposal& proposal);
  // Of the whole agenda, or of one item of it.
  void AddMeeting(const domain::Meeting& meeting, const domain::AgendaItem* only);
  void AddProject(const domain::Project& project);
  void AddTranche(const domain::Tranche& tranche);
  void AddDifferences();

  std::vector<pb::WorkItem> Take() {
    std::stable_sort(
        items_.begin(), items_.end(),
        [](const pb::WorkItem& a, const pb::WorkItem& b) { return a.since() < b.since(); });
    return std::move(items_);
  }

 private:
  pb::WorkItem& Add(pb::WorkKind kind, pb::Role role, const std::string& about,
                    base::Position since, std::string dutch, std::string command);
  // Adds the seats of the item's role whose holder `may`.
  template <typename May>
  void AddSeats(pb::WorkItem& item, absl::string_view pijler, May may);
  void AddSecretaries(pb::WorkItem& item) {
    AddSeats(item, "", [](const domain::Seat&) { return true; });
  }
  void AddEndorsing(const domain::Proposal& proposal);
  void AddRevising(const domain::Proposal& proposal, std::string dutch);
  void AddAgenda(const domain::Proposal& proposal);
  void AddAttendance(const domain::Meeting& meeting, base::Position since, std::string dutch);
  // `undone`: why it is to be decided again; null: it is not decided.
  void AddDecision(const domain::Meeting& meeting, const domain::AgendaItem& item,
                   const domain::Undone* undone);
  void AddConfirmation(const domain::Meeting& meeting);
  // What was decided and can't take effect any more, the money having gone since; whether any was.
  bool AddHeldUp(const domain::Meeting& meeting);
  void AddReport(const domain::Project& project, const domain::ProjectPart* part);
  bool IsOld(const domain::Progress& progress) const;
  bool IsOnAnAgenda(int carried_over_from) const;

  // The convened meeting an item can still come on: the last one made; null: none.
  const domain::Meeting* OpenMeeting() const {
    const domain::Meeting* open = nullptr;
    for (const auto& [id, meeting] : state_.meetings) {
      if (meeting->confirmed) continue;
      if (open == nullptr || open->convened_at < meeting->convened_at) open = meeting.get();
    }
    return open;
  }

  std::string Name(absl::string_view collection, absl::string_view id) const {
    return absl::StrCat("programmes/", state_.programme->id, "/", collection, "/", id);
  }
  static std::string Called(const domain::Proposal& proposal) {
    return absl::StrCat(DutchProposalKind(proposal.content().kind()), " ", proposal.id, " (",
                        proposal.content().title(), ")");
  }

  const domain::State& state_;
  const int64_t now_;
  std::vector<pb::WorkItem> items_;
};

pb::WorkItem& Worklist::Add(pb::WorkKind kind, pb::Role role, const std::string& about,
                            base::Position since, std::string dutch, std::string command) {
  pb::WorkItem& item = items_.emplace_back();
  item.set_kind(kind);
  item.set_role(role);
  item.set_about(about);
  item.set_since(static_cast<int64_t>(since.value()));
  item.set_dutch(std::move(dutch));
  item.set_command(std::move(command));
  return item;
}

template <typename May>
void Worklist::AddSeats(pb::WorkItem& item, absl::string_view pijler, May may) {
  for (const domain::Seat* seat : domain::SeatsOf(state_, item.role(), pijler, now_)) {
    if (seat->holder.empty() || !may(*seat)) continue;
    pb::WaitingSeat* waiting = item.add_seats();
    waiting->set_seat(seat->id);
    waiting->set_holder(state_.NameOf(seat->holder));
    waiting->set_function(seat->function);
  }
}

// ------------------------------------------------------------------------------ proposals

void Worklist::AddEndorsing(const domain::Proposal& proposal) {
  const domain::EndorsementCount count = domain::CountEndorsements(state_, proposal, now_);
  const int wanted = std::max(0, count.needed - count.given);
  pb::WorkItem& item = Add(pb::WORK_KIND_ENDORSE, pb::ROLE_VAKBESTUURDER,
                           Name("proposals", proposal.id), proposal.revisions.back().position,
                           absl::StrCat("Beoordeel ", Called(proposal), ": nog ", wanted,
                                        wanted == 1 ? " voordracht" : " voordrachten",
                                        " nodig van ", proposal.content().pijler(), "."),
                           absl::StrCat("dealboek endorsement give ", proposal.id));
  item.set_pijler(proposal.content().pijler());
  const std::vector<std::string> endorsers = proposal.Endorsers();
  const std::vector<std::string> decliners = proposal.Decliners();
  AddSeats(item, proposal.content().pijler(), [&](const domain::Seat& seat) {
    return !proposal.IsMadeBy(seat.holder) && !Contains(endorsers, seat.holder) &&
           !Contains(decliners, seat.holder);
  });
}

void Worklist::AddRevising(const domain::Proposal& proposal, std::string dutch) {
  pb::WorkItem& item =
      Add(pb::WORK_KIND_REVISE, pb::ROLE_ONTWIKKELTEAM, Name("proposals", proposal.id),
          proposal.positions.back(), std::move(dutch),
          absl::StrCat("dealboek proposal revise ", proposal.id));
  item.set_pijler(proposal.content().pijler());
  AddSeats(item, proposal.content().pijler(), [](const domain::Seat&) { return true; });
}

void Worklist::AddAgenda(const domain::Proposal& proposal) {
  const bool deferred = proposal.stage == domain::ProposalStage::kDeferred;
  const domain::Meeting* meeting = OpenMeeting();
  std::string dutch = absl::StrCat(
      deferred ? "Agendeer opnieuw of laat herzien: aangehouden " : "Agendeer voorgedragen ",
      Called(proposal));
  std::string command;
  if (meeting == nullptr) {
    dutch += "; roep daarvoor eerst een vergadering bijeen";
    command = "dealboek meeting convene --held-on DATUM";
  } else {
    command = absl::StrCat("dealboek meeting agenda add ", meeting->id, " ", proposal.id);
    if (meeting->agenda_version > 0) command += " --late-reason REDEN";
  }
  AddSecretaries(Add(deferred ? pb::WORK_KIND_DEFERRED : pb::WORK_KIND_PUT_ON_AGENDA,
                     pb::ROLE_SECRETARIS, Name("proposals", proposal.id), proposal.positions.back(),
                     dutch + ".", std::move(command)));
}

void Worklist::AddProposal(const domain::Proposal& proposal) {
  const bool idea = proposal.content().kind() == pb::PROPOSAL_KIND_IDEA;
  if (!idea && domain::IsEndorsed(state_, proposal, now_)) return AddAgenda(proposal);
  switch (proposal.stage) {
    case domain::ProposalStage::kSubmitted:
      AddEndorsing(proposal);
      break;
    case domain::ProposalStage::kReturned:
      AddRevising(proposal, absl::StrCat("Herzie teruggegeven ", Called(proposal), ": ",
                                         proposal.reason, "."));
      break;
    case domain::ProposalStage::kNotEndorsed:
      AddRevising(proposal,
                  absl::StrCat("Herzie of trek in: niet voorgedragen ", Called(proposal), "."));
      break;
    case domain::ProposalStage::kEndorsed:
    case domain::ProposalStage::kDeferred:
      AddRevising(proposal,
                  absl::StrCat("Werk uit tot een voorstel: voorgedragen ", Called(proposal), "."));
      break;
    case domain::ProposalStage::kOnAgenda:
      if (const domain::Meeting* meeting = state_.FindMeeting(proposal.meeting)) {
        AddMeeting(*meeting, meeting->FindItem(proposal.item));
      }
      break;
    case domain::ProposalStage::kRatified:
    case domain::ProposalStage::kRatifiedWithChanges:
    case domain::ProposalStage::kRejected:
    case domain::ProposalStage::kWithdrawn:
      break;
  }
}

// ------------------------------------------------------------------------------ meetings

bool Worklist::AddHeldUp(const domain::Meeting& meeting) {
  const std::vector<domain::PreviewItem> items = domain::PreviewItemsOf(meeting);
  const domain::Preview preview =
      domain::PreviewDecisions(state_, items, domain::Context{"", now_});
  bool held_up = false;
  for (size_t i = 0; i < items.size(); ++i) {
    const absl::Status& verdict = preview.verdicts[i].status;
    if (verdict.ok()) continue;
    held_up = true;
    const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(verdict);
    AddSecretaries(
        Add(pb::WORK_KIND_RECORD_DECISION, pb::ROLE_SECRETARIS,
            items[i].proposal.empty() ? Name("meetings", meeting.id)
                                      : Name("proposals", items[i].proposal),
            meeting.FindItem(items[i].item)->decision->position,
            absl::StrCat("De besluitenlijst van vergadering ", meeting.id,
                         " kan zo niet worden bevestigd, om ", items[i].item, ": ",
                         detail.has_value() ? detail->dutch : std::string(verdict.message()),
                         " Leg een ander besluit vast, of houd het punt aan."),
            absl::StrCat("dealboek meeting decide ", meeting.id, " ", items[i].item, " BESLUIT")));
  }
  return held_up;
}

void Worklist::AddConfirmation(const domain::Meeting& meeting) {
  if (AddHeldUp(meeting)) return;
  base::Position decided = meeting.convened_at;
  std::vector<std::string> barred;
  for (const domain::AgendaItem& item : meeting.items) {
    decided = std::max(decided, item.decision->position);
    barred.push_back(item.decision->recorded_by);
    if (const domain::Proposal* proposal = state_.FindProposal(item.proposal)) {
      for (const domain::Revision& revision : proposal->revisions) barred.push_back(revision.by);
    }
  }
  pb::WorkItem& item =
      Add(pb::WORK_KIND_CONFIRM_LIST, pb::ROLE_STUURGROEP, Name("meetings", meeting.id), decided,
          absl::StrCat("Bevestig de besluitenlijst van vergadering ", meeting.id, " (",
                       meeting.items.size(), meeting.items.size() == 1 ? " besluit" : " besluiten",
                       ")."),
          absl::StrCat("dealboek meeting confirm ", meeting.id));
  AddSeats(item, "", [&](const domain::Seat& seat) {
    return seat.place == pb::SEAT_PLACE_CHAIR && !Contains(barred, seat.holder);
  });
}

void Worklist::AddAttendance(const domain::Meeting& meeting, base::Position since,
                             std::string dutch) {
  AddSecretaries(Add(pb::WORK_KIND_RECORD_ATTENDANCE, pb::ROLE_SECRETARIS,
                     Name("meetings", meeting.id), since, std::move(dutch),
                     absl::StrCat("dealboek meeting attend ", meeting.id, " ZETELS")));
}

void Worklist::AddDecision(const domain::Meeting& meeting, const domain::AgendaItem& item,
                           const domain::Undone* undone) {
  const domain::Proposal* proposal = state_.FindProposal(item.proposal);
  const std::string what =
      absl::StrCat("vast wat vergadering ", meeting.id, " besloot over ", item.id, ": ",
                   proposal == nullptr ? item.title : Called(*proposal));
  std::string dutch = absl::StrCat("Leg ", what, ".");
  base::Position since = meeting.convened_at;
  if (undone != nullptr) {
    const bool interested = undone->why == domain::Undone::Why::kInterest;
    dutch = absl::StrCat("Leg opnieuw ", what, ". Zetel ", undone->seat,
                         interested ? " meldde na het besluit belang te hebben."
                                    : " besloot mee, maar was er volgens de aanwezigheid niet.");
    since = item.decision->position;
  }
  std::string command =
      absl::StrCat("dealboek meeting decide ", meeting.id, " ", item.id, " BESLUIT");
  const bool somebody_decides =
      std::any_of(meeting.present->begin(), meeting.present->end(), [&](const std::string& seat) {
        return domain::Sat(*state_.FindSeat(seat), meeting) && !item.IsInterested(seat);
      });
  if (!somebody_decides) {
    dutch = absl::StrCat("Haal van de agenda van vergadering ", meeting.id, ": ", item.id, ", ",
                         proposal == nullptr ? item.title : Called(*proposal),
                         ". Elke aanwezige zetel heeft er belang bij, dus niemand kan besluiten.");
    command = absl::StrCat("dealboek meeting agenda take-off ", meeting.id, " ", item.id,
                           " --reason REDEN");
  }
  AddSecretaries(
      Add(pb::WORK_KIND_RECORD_DECISION, pb::ROLE_SECRETARIS,
          proposal == nullptr ? Name("meetings", meeting.id) : Name("proposals", proposal->id),
          since, std::move(dutch), std::move(command)));
}

void Worklist::AddMeeting(const domain::Meeting& meeting, const domain::AgendaItem* only) {
  if (meeting.confirmed) return;
  const std::string day = base::DutchDate(*meeting.held_on);
  if (meeting.items.empty()) {
    // One whose day has come with all taken off is closed by a list without items.
    if (meeting.agenda_version > 0 && domain::HasCome(meeting, now_)) {
      return AddConfirmation(meeting);
    }
    return AddSecretaries(
        Add(pb::WORK_KIND_PUT_ON_AGENDA, pb::ROLE_SECRETARIS, Name("meetings", meeting.id),
            meeting.convened_at,
            absl::StrCat("Stel de agenda vast van vergadering ", meeting.id, " (", day, ")."),
            absl::StrCat("dealboek meeting agenda add ", meeting.id, " VOORSTEL")));
  }
  if (!domain::HasCome(meeting, now_)) {
    return AddAttendance(meeting, meeting.convened_at,
                         absl::StrCat("Wacht op vergadering ", meeting.id, " (", day,
                                      ") en leg dan vast wie er zijn."));
  }
  if (!meeting.present) {
    return AddAttendance(
        meeting, meeting.convened_at,
        absl::StrCat("Leg vast wie er zijn bij vergadering ", meeting.id, " (", day, ")."));
  }
  if (const domain::QuorumCount quorum = domain::CountQuorum(state_, meeting);
      quorum.present < quorum.needed) {
    return AddAttendance(
        meeting, meeting.attendance_recorded_at,
        absl::StrCat("Vergadering ", meeting.id, " kan zo niet besluiten: ", quorum.present,
                     " van de ", quorum.seats, " zetels aanwezig, ", quorum.needed,
                     " nodig. Zie de aanwezigheid na, of haal alles van de agenda voor een latere "
                     "vergadering."));
  }
  bool all_decided = true;
  bool only_waits = false;
  for (const domain::AgendaItem& item : meeting.items) {
    std::optional<domain::Undone> undone;
    if (item.decision) {
      undone = domain::DecisionUndone(state_, meeting, item);
      if (!undone.has_value()) continue;
    }
    all_decided = false;
    if (only != nullptr && &item != only) continue;
    only_waits = only != nullptr;
    AddDecision(meeting, item, undone.has_value() ? &*undone : nullptr);
  }
  if (all_decided) {
    AddConfirmation(meeting);
  } else if (only != nullptr && !only_waits) {
    // Its own decision is recorded; the list waits for the others.
    AddMeeting(meeting, nullptr);
  }
}

// ------------------------------------------------------------------------------ projects

bool Worklist::IsOld(const domain::Progress& progress) const {
  const absl::CivilMonth reported(progress.reference_month.LastDay());
  const absl::CivilMonth now(absl::ToCivilMonth(absl::FromUnixMicros(now_), absl::UTCTimeZone()));
  return now - reported > 6;
}

void Worklist::AddReport(const domain::Project& project, const domain::ProjectPart* part) {
  const std::string part_title = part == nullptr ? "" : part->title;
  int64_t cents = 0;
  base::Position since;
  for (const domain::Award& award : project.awards) {
    if (award.part != part_title) continue;
    cents += award.amount.cents() - award.released.cents();
    if (since == base::Position()) since = award.position;
  }
  // What a project gets out of another's award is to be reported on too.
  if (part == nullptr && !project.received.empty() && since == base::Position()) {
    since = project.received.front().position;
  } else if (cents == 0) {
    return;
  }
  const domain::Progress* latest = LatestProgress(project, part_title);
  if (latest != nullptr) {
    // Reported as done: what waits then is completing it.
    if (latest->status == pb::PROGRESS_STATUS_AFGEROND || !IsOld(*latest)) return;
    since = latest->position;
  }
  std::string called = absl::StrCat(project.pijler, " ", project.number);
  if (part != nullptr) absl::StrAppend(&called, ", ", part->title);
  std::string command = absl::StrCat("dealboek project progress ", project.Label());
  if (part != nullptr) absl::StrAppend(&command, " --part ", Quoted(part->title));
  absl::StrAppend(&command, " --month JJJJ-MM --status STAND --summary TEKST");
  const std::vector<std::string>& leads =
      part == nullptr || part->lead_partners.empty() ? project.lead_partners : part->lead_partners;
  pb::WorkItem& item = Add(
      pb::WORK_KIND_REPORT_PROGRESS, pb::ROLE_PENVOERDER, Name("projects", project.Label()), since,
      absl::StrCat("Meld de voortgang van ", called, " (", project.title, "): ",
                   latest == nullptr ? "nog niets gemeld"
                                     : absl::StrCat("laatst gemeld over ",
                                                    base::DutchDate(latest->reference_month)),
                   "."),
      std::move(command));
  item.set_pijler(project.pijler);
  if (leads.size() == 1) item.set_partner(leads.front());
  AddSeats(item, "", [&](const domain::Seat& seat) { return Contains(leads, seat.partner); });
}

void Worklist::AddProject(const domain::Project& project) {
  if (project.stage == domain::ProjectStage::kCompleted) return;
  AddReport(project, nullptr);
  for (const domain::ProjectPart& part : project.parts) AddReport(project, &part);

  // Done when whatever was last reported, on the project or on each part, says so.
  base::Position done;
  bool all_done = true;
  auto look = [&](const domain::Progress* latest, bool needed) {
    if (latest == nullptr) {
      all_done = all_done && !needed;
      return;
    }
    all_done = all_done && latest->status == pb::PROGRESS_STATUS_AFGEROND;
    done = std::max(done, latest->position);
  };
  look(LatestProgress(project, ""), project.parts.empty());
  for (const domain::ProjectPart& part : project.parts) {
    look(LatestProgress(project, part.title), true);
  }
  if (!all_done) return;
  pb::WorkItem& item = Add(pb::WORK_KIND_COMPLETE_PROJECT, pb::ROLE_SECRETARIS,
                           Name("projects", project.Label()), done,
                           absl::StrCat("Sluit af: ", project.pijler, " ", project.number, " (",
                                        project.title, ") is als afgerond gemeld."),
                           absl::StrCat("dealboek project complete ", project.Label()));
  item.set_pijler(project.pijler);
  AddSecretaries(item);
}

// ------------------------------------------------------------------------------ money, statements

bool Worklist::IsOnAnAgenda(int carried_over_from) const {
  for (const auto& [id, meeting] : state_.meetings) {
    if (meeting->confirmed) continue;
    for (const domain::AgendaItem& item : meeting->items) {
      if (item.own_item != nullptr && item.own_item->has_carry_over() &&
          item.own_item->carry_over().from_tranche() == carried_over_from) {
        return true;
      }
    }
  }
  return false;
}

void Worklist::AddTranche(const domain::Tranche& tranche) {
  const std::optional<base::Money> left = domain::Free(tranche);
  if (!tranche.closed || !left || left->IsZero() || IsOnAnAgenda(tranche.number)) return;
  const domain::Meeting* meeting = OpenMeeting();
  std::string dutch = absl::StrCat("Agendeer de overheveling van wat in gesloten tranche ",
                                   tranche.number, " over is: ", base::DutchEuros(left->cents()));
  std::string command;
  if (meeting == nullptr) {
    dutch += "; roep daarvoor eerst een vergadering bijeen";
    command = "dealboek meeting convene --held-on DATUM";
  } else {
    std::string amount = base::DutchEuros(left->cents()).substr(absl::string_view("€ ").size());
    command = absl::StrCat("dealboek meeting agenda carry-over ", meeting->id, " ", amount,
                           " --from-tranche ", tranche.number, " --to-tranche NUMMER");
    if (meeting->agenda_version > 0) command += " --late-reason REDEN";
  }
  AddSecretaries(Add(pb::WORK_KIND_CARRY_OVER, pb::ROLE_SECRETARIS,
                     Name("tranches", absl::StrCat(tranche.number)), tranche.closed_at, dutch + ".",
                     std::move(command)));
}

void Worklist::AddDifferences() {
  for (const pb::Reconciliation& one : Reconcile(state_)) {
    if (one.agreement() != pb::AGREEMENT_DIFFERS) continue;
    AddSecretaries(
        Add(pb::WORK_KIND_EXPLAIN_DIFFERENCE, pb::ROLE_SECRETARIS,
            Name("statements", one.statement()), state_.FindStatement(one.statement())->position,
            absl::StrCat("Verklaar het verschil met wat gepubliceerd is: ", one.title(),
                         "; gepubliceerd: ", DutchClaim(one.published()),
                         "; in het boek: ", DutchClaim(one.computed()), "."),
            absl::StrCat("dealboek reconcile explain ", one.statement(), " --reason REDEN")));
  }
}

}  // namespace

std::vector<v1::WorkItem> AllWork(const domain::State& state, int64_t now_micros) {
  if (state.programme == nullptr) return {};
  Worklist worklist(state, now_micros);
  for (const auto& [id, proposal] : state.proposals) {
    // What is on an agenda waits as part of its meeting.
    if (proposal->stage != domain::ProposalStage::kOnAgenda) worklist.AddProposal(*proposal);
  }
  for (const auto& [id, meeting] : state.meetings) worklist.AddMeeting(*meeting, nullptr);
  for (const auto& [id, project] : state.projects) worklist.AddProject(*project);
  for (const auto& [number, tranche] : state.tranches) worklist.AddTranche(*tranche);
  worklist.AddDifferences();
  return worklist.Take();
}

std::vector<v1::WorkItem> WorkOf(const domain::State& state, absl::string_view person,
                                 int64_t now_micros) {
  std::vector<pb::WorkItem> work = AllWork(state, now_micros);
  work.erase(std::remove_if(work.begin(), work.end(),
                            [&](const pb::WorkItem& item) {
                              return std::none_of(item.seats().begin(), item.seats().end(),
                                                  [&](const pb::WaitingSeat& waiting) {
                                                    return state.FindSeat(waiting.seat())->holder ==
                                                           person;
                                                  });
                            }),
             work.end());
  return work;
}

std::vector<v1::WorkItem> WaitingOn(const domain::State& state, const domain::Proposal& proposal,
                                    int64_t now_micros) {
  Worklist worklist(state, now_micros);
  worklist.AddProposal(proposal);
  return worklist.Take();
}

}  // namespace dealboek::projections
