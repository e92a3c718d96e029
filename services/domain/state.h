// What a book comes to: the fold of its first p events, as the rules need it.
//
// A State is a set of tables of immutable versions: Evolve replaces the version of what an event
// touches and shares the rest, so that a copy costs a few pointers (see base/persistent_map.h) and
// a view can remember every version. Tables change by Set and Erase.
//
// Threads: a State belongs to whoever holds it; const use from many threads is fine. Versions are
// immutable and may be shared freely.
// Units: euro cents (base::Money, int64_t cents where a difference can be negative), UTC
// microseconds. Ids are those of events.proto.
#ifndef DEALBOEK_SERVICES_DOMAIN_STATE_H_
#define DEALBOEK_SERVICES_DOMAIN_STATE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "dealboek/v1/types.pb.h"
#include "services/base/money.h"
#include "services/base/partial_date.h"
#include "services/base/persistent_map.h"
#include "services/base/position.h"

namespace dealboek::domain {

enum class Phase { kOpening, kRunning };

struct Programme {
  std::string id;
  std::string title;
  int first_year = 0;
  int last_year = 0;
  std::string description;
  std::vector<std::string> cross_cutting_themes;
  Phase phase = Phase::kOpening;
  v1::Rules rules;  // as set; thresholds left out stand for more than half
  base::Position rules_set_at;
  std::optional<base::Money> ceiling;  // none: no ceiling is set
  base::Position ceiling_set_at;       // the last time
};

struct Pijler {
  std::string code;
  std::string title;
  std::vector<std::string> themes;
  base::Position defined_at;  // the last time
};

struct Partner {
  std::string id;
  std::string name;
  v1::PartnerKind kind = v1::PARTNER_KIND_UNSPECIFIED;
  std::string cbs_code;
};

struct Person {
  std::string id;
  std::string subject;
  std::string display_name;
};

struct Seat {
  std::string id;
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::SeatPlace place = v1::SEAT_PLACE_MEMBER;
  std::string pijler;
  std::string partner;  // id
  std::string function;
  std::string holder;  // person id; empty: nobody, or not recorded
  std::optional<base::PartialDate> from;
  std::optional<base::PartialDate> until;
  base::Position made_at;     // of the event that made it, with a holder or without
  base::Position granted_at;  // default: nobody, or not recorded
  base::Position ended_at;    // default: not ended
  int64_t ended_at_micros = 0;
};

struct Tranche {
  int number = 0;
  base::Position added_at;
  std::string title;
  std::optional<base::Money> ceiling;
  base::Position ceiling_set_at;  // the last time, carrying over included
  bool closed = false;
  base::Position closed_at;  // default: not closed
  std::optional<base::PartialDate> decided_on;
  // Over all its events. free = ceiling - awarded + released.
  base::Money awarded;
  base::Money released;
};

// One award, as corrected.
struct Award {
  base::Position position;
  std::string part;
  int tranche = 0;
  base::Money amount;
  base::Money released;
  std::optional<base::PartialDate> decided_on;
};

struct Reservation {
  base::Money total;
  std::string note;
  base::Position position;  // of the event that set it last
  std::optional<base::PartialDate> decided_on;
};

// Money a project gets out of another's award.
struct Contribution {
  base::Position position;
  std::string to_project;
  std::string from_project;
  int tranche = 0;
  std::optional<base::Money> amount;  // none: unknown
  std::string note;
  std::optional<base::PartialDate> decided_on;
};

struct Progress {
  std::string part;
  base::PartialDate reference_month;
  v1::ProgressStatus status = v1::PROGRESS_STATUS_UNSPECIFIED;
  std::string summary;
  base::Position position;
};

struct ProjectPart {
  std::string title;
  std::vector<std::string> lead_partners;  // ids
};

enum class ProjectStage { kOpen, kCompleted };

struct Project {
  std::string id;
  std::string pijler;
  std::string number;
  std::string title;
  std::string theme;
  std::string former_title;
  std::string parent_project;
  std::vector<std::string> lead_partners;  // ids
  std::vector<ProjectPart> parts;
  ProjectStage stage = ProjectStage::kOpen;
  int revision = 0;  // counts the events about it
  base::Position created_at;
  std::vector<Award> awards;  // by position
  std::optional<Reservation> reservation;
  std::vector<Contribution> received;  // contributions it gets, by position
  std::vector<Progress> progress;      // by position; a corrected one is replaced in place

  base::Money Awarded() const;  // awards less releases
  // Reserved and not yet awarded; zero without a reservation.
  base::Money ReservationLeft() const;
  const ProjectPart* FindPart(absl::string_view title) const;
  std::string Label() const;  // "werken-2.4"
};

enum class ProposalStage {
  kSubmitted,
  kReturned,
  kEndorsed,
  kNotEndorsed,
  kOnAgenda,
  kRatified,
  kRatifiedWithChanges,
  kRejected,
  kDeferred,
  kWithdrawn,
};

struct Revision {
  int number = 0;
  std::shared_ptr<const v1::ProposalContent> content;
  std::string by;  // person id
  base::Position position;
  int64_t recorded_at_micros = 0;
};

enum class EndorsementActKind { kEndorsed, kDeclined, kWithdrawn, kReturned };

struct EndorsementAct {
  EndorsementActKind kind = EndorsementActKind::kEndorsed;
  int revision = 0;
  std::string seat;
  std::string by;  // person id
  std::string reason;
  base::Position position;
  int64_t recorded_at_micros = 0;
};

struct Proposal {
  std::string id;
  std::string submitter;  // person id of who submitted it first
  std::vector<Revision> revisions;
  std::vector<EndorsementAct> acts;
  ProposalStage stage = ProposalStage::kSubmitted;
  std::string meeting;          // on whose agenda it is, or that decided it
  std::string item;             // there
  std::string awarded_project;  // once ratified
  std::string reason;           // of its last return, withdrawal, rejection or deferral
  std::vector<base::Position> positions;

  const v1::ProposalContent& content() const { return *revisions.back().content; }
  int revision() const { return revisions.back().number; }
  // The acts of this kind on a revision that stand, oldest first: a person's last act takes the
  // place of their earlier ones, but returning a proposal takes back nobody's endorsement.
  std::vector<const EndorsementAct*> Standing(EndorsementActKind kind, int revision) const;
  // Persons whose endorsement, or whose declining, of the latest revision stands.
  std::vector<std::string> Endorsers() const;
  std::vector<std::string> Decliners() const;
  // Whether it was submitted or revised by this person.
  bool IsMadeBy(absl::string_view person) const;
};

struct Interest {
  std::string seat;
  std::string by;  // person id who declared or recorded it
  std::string reason;
  base::Position position;
};

// What a meeting recorded on an item.
struct ItemDecision {
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  std::vector<v1::AwardLine> lines;
  std::optional<base::Money> reservation_total;
  std::string reason;
  std::vector<std::string> deciding_seats;
  std::vector<std::string> interested_seats;
  std::string recorded_by;  // person id
  base::Position position;
};

struct AgendaItem {
  std::string id;
  std::string proposal;                         // empty: the stuurgroep's own
  std::shared_ptr<const v1::OwnItem> own_item;  // null: a proposal
  std::string title;
  std::string late_reason;
  int revision = 0;  // of the proposal
  std::vector<Interest> interests;
  std::optional<ItemDecision> decision;

  bool IsInterested(absl::string_view seat) const;  // declared so
};

struct TakenOff {
  std::string item;
  std::string proposal;
  std::string title;
  std::string reason;
  int agenda_version = 0;
};

struct Meeting {
  std::string id;
  std::optional<base::PartialDate> held_on;  // always set
  std::string title;
  std::string place;
  bool confirmed = false;
  int agenda_version = 0;  // 0: not set yet
  int items_made = 0;      // for the next item's id
  std::vector<AgendaItem> items;
  std::vector<TakenOff> taken_off;
  std::optional<std::vector<std::string>> present;  // seat ids; none: not recorded
  base::Position attended_at;                       // where that was recorded first
  std::string attendance_recorded_by;
  base::Position attendance_recorded_at;  // the last time
  std::string confirmed_by;               // person id
  base::Position confirmed_at;
  int64_t confirmed_at_micros = 0;
  v1::Rules rules_at_confirmation;
  // Those that sat at it (SeatsAt), as it was known when it was confirmed.
  std::vector<std::string> seats_at_confirmation;
  base::Position convened_at;

  const AgendaItem* FindItem(absl::string_view id) const;
};

struct Explanation {
  std::string reason;
  std::string by;  // person id
  v1::PublishedStatement computed;
  base::Position position;
};

struct Statement {
  std::string id;
  v1::PublishedStatement content;
  v1::Source source;
  base::Position position;
  std::vector<Explanation> explanations;  // the last one counts
};

struct PublishedEdition {
  std::string id;
  std::vector<int> tranches;
  base::Position at_position;
  std::optional<base::PartialDate> published_on;  // always set
  std::string title;
  base::Position position;
  int64_t recorded_at_micros = 0;
};

// Sums over the whole programme, kept as events come.
struct Totals {
  base::Money awarded;
  base::Money released;
  base::Money reserved_left;  // over all projects
};

// Immutable versions by key. Copying a table, and so a State, costs nothing that grows with it.
template <typename Key, typename T>
using Table = base::PersistentMap<Key, std::shared_ptr<const T>>;

struct State {
  base::Position position;                     // 0: no book yet
  int64_t recorded_at_micros = 0;              // of the last event
  std::shared_ptr<const Programme> programme;  // null: no book yet
  Table<std::string, Pijler> pijlers;
  std::vector<std::string> pijler_order;  // codes, as defined
  Table<std::string, Partner> partners;
  Table<std::string, Person> persons;
  Table<std::string, Seat> seats;
  Table<int, Tranche> tranches;
  Table<std::string, Project> projects;
  Table<std::string, Proposal> proposals;
  Table<std::string, Meeting> meetings;
  Table<std::string, Statement> statements;
  Table<std::string, PublishedEdition> editions;
  // Which project an award, reservation, contribution or progress report is about, by its position.
  base::PersistentMap<base::Position, std::string> project_of;
  base::PersistentMap<std::string, std::string> person_of_subject;
  base::PersistentMap<std::string, std::string> project_of_label;  // "werken-2.4" -> "p20", now
  // Of each command that leaves more than one event: where its last is, and where its first.
  base::PersistentMap<base::Position, base::Position> long_commands;
  Totals totals;

  // Null: no such thing. `ref` is an id or a label (project), an id or a name (partner).
  const Person* FindPerson(absl::string_view subject) const;
  const Project* FindProject(absl::string_view ref) const;
  const Partner* FindPartner(absl::string_view ref) const;
  const Pijler* FindPijler(absl::string_view code) const;
  const Tranche* FindTranche(int number) const;
  const Proposal* FindProposal(absl::string_view id) const;
  const Meeting* FindMeeting(absl::string_view id) const;
  const Seat* FindSeat(absl::string_view id) const;
  const Statement* FindStatement(absl::string_view id) const;

  // A position inside a command stands for the end of the command before it, as for readers; the
  // default one: there was none. At most `position`.
  base::Position BoundaryAt(base::Position at) const;

  // Display name of a person, by id; empty: unknown.
  std::string NameOf(absl::string_view person) const;
};

// ---------------------------------------------------------------- derived, pure, shared by readers

// Whether a seat has not ended and its dates admit the day (UTC) of `now_micros`: what its holder
// may do now goes by that. Seats of a role that are so, held or not.
bool IsInForce(const Seat& seat, int64_t now_micros);
std::vector<const Seat*> SeatsOf(const State& state, v1::Role role, absl::string_view pijler,
                                 int64_t now_micros);  // pijler empty: any

// How far endorsement of the latest revision is, under the rule in force. Only persons who hold a
// vakbestuurder's seat of the pijler at `now_micros` count, however many they hold.
struct EndorsementCount {
  int given = 0;
  int declined = 0;
  int needed = 0;
  int seated = 0;
};
EndorsementCount CountEndorsements(const State& state, const Proposal& proposal,
                                   int64_t now_micros);

// Whether an open proposal can be put on an agenda: its endorsements met the rule (and it was at
// most deferred since), or meet it by the seats of now. For seats begin and end on days that no
// event marks, so that its stage may not say so yet.
bool IsEndorsed(const State& state, const Proposal& proposal, int64_t now_micros);

struct QuorumCount {
  int present = 0;
  int seats = 0;
  int needed = 0;
};
QuorumCount CountQuorum(const State& state, const Meeting& meeting);

// Whether a seat of the stuurgroep may have been at a meeting: its dates admit the day that was
// held, and by then it had not ended. A seat that ended on that day itself was there if attendance
// was recorded before it ended.
bool CouldSit(const Seat& seat, const Meeting& meeting);
// Whether it sat there, as far as the book knows: quorum, deciders and interests go by that. A seat
// without a first day begins where it was made, so one made after attendance was recorded sits
// there only if attendance, recorded again, names it.
bool Sat(const Seat& seat, const Meeting& meeting);
std::vector<const Seat*> SeatsAt(const State& state, const Meeting& meeting);

// Whether the day (UTC) of a meeting has come; of one dated to a month or a year, its first.
bool HasCome(const Meeting& meeting, int64_t now_micros);

// The first seat whose part in the decision on an item was undone by what was recorded since, so
// that the item is to be decided again; none: its decision stands.
struct Undone {
  enum class Why { kInterest, kAbsence };  // declared an interest, or was not there after all
  std::string seat;
  Why why = Why::kInterest;
};
std::optional<Undone> DecisionUndone(const State& state, const Meeting& meeting,
                                     const AgendaItem& item);

// How many of `seats` meet `threshold` (more than half when not set); at least 1.
int Needed(const v1::Threshold& threshold, int seats);

// Partners that lead the project an item is about, and the seats of those partners that sat at the
// meeting.
std::vector<std::string> LeadPartnersOf(const State& state, const AgendaItem& item);
std::vector<std::string> FlaggedSeats(const State& state, const Meeting& meeting,
                                      const AgendaItem& item);

// What is left under the ceiling of a tranche, of the programme; none: no ceiling is set.
std::optional<base::Money> Free(const Tranche& tranche);
std::optional<base::Money> Free(const State& state);

// What the book computes for a published statement, in the same shape; award lines always given.
v1::PublishedStatement ComputeStatement(const State& state,
                                        const v1::PublishedStatement& published);
// Whether what is printed is what is computed, as far as it is printed.
bool Agrees(const v1::PublishedStatement& published, const v1::PublishedStatement& computed);
// Whether two computed claims say the same: a difference explained then is the one there is now.
bool SameClaim(const v1::PublishedStatement& then, const v1::PublishedStatement& now);
// Label of a project in an edition of these tranches.
v1::EditionLabel LabelIn(const Project& project, const std::vector<int>& tranches);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_STATE_H_
