// The rules once more, written for the property test as plainly as can be: maps, filled from
// scratch from the events of the book, and sums over lists. It shares no code with services/domain;
// only the events and commands, which are the contract. Slow on purpose.
//
// It models who may do what and on which days, the stages of proposals and meetings, and money. It
// does not model texts, themes, documents, other dates, progress and publications: the property
// test leaves those be.
#ifndef DEALBOEK_TESTS_SERVICES_DOMAIN_NAIVE_MODEL_H_
#define DEALBOEK_TESTS_SERVICES_DOMAIN_NAIVE_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/types.pb.h"
#include "services/domain/command.h"

namespace dealboek::domain {

class NaiveModel {
 public:
  // Everything that happened; and the day it is, counted from 1970.
  NaiveModel(const std::vector<v1::Event>& events, int today);

  // What the command should come to: "" when it is to be carried out, else the reason of its
  // refusal.
  std::string Predict(const std::string& subject, const Command& command) const;

  // Rule 6: what of it does not hold; "": all of it does.
  std::string MoneyNotConserved() const;

  // ---- figures, each a sum over all that happened; euro cents

  int64_t AwardedOf(int tranche) const;                 // 0: of all
  int64_t ReleasedOf(int tranche) const;                // 0: of all
  std::optional<int64_t> FreeOf(int tranche) const;     // 0: of the programme; none: no ceiling
  int64_t AwardedTo(const std::string& project) const;  // less releases
  int64_t LeftOfReservation(const std::string& project) const;
  int64_t LeftOfReservations() const;

  // ---- what happened, for who wants to ask for something sensible next

  struct Seat {
    v1::Role role = v1::ROLE_UNSPECIFIED;
    bool chair = false;
    std::string pijler;
    std::string partner;
    std::string holder;
    int64_t made = 0;              // position
    std::optional<int> first_day;  // none: from where it was made
    std::optional<int> last_day;
    int64_t ended = 0;  // position; 0: not ended
    int ended_day = 0;
  };
  struct Tranche {
    std::optional<int64_t> ceiling;
    bool closed = false;
  };
  struct Award {
    int64_t position = 0;
    std::string project;
    std::string part;
    int tranche = 0;
    int64_t amount = 0;
  };
  struct Release {
    std::string project;
    std::string part;
    int tranche = 0;
    int64_t amount = 0;
  };
  struct Reservation {
    int64_t position = 0;
    int64_t total = 0;
  };
  struct Contribution {
    int64_t position = 0;
    std::string to;
    std::string from;
    int tranche = 0;
    std::optional<int64_t> amount;
  };
  struct Project {
    std::string pijler;
    std::string number;
    std::set<std::string> parts;
    std::vector<std::string> leads;
    bool completed = false;
  };
  enum class Stage { kSubmitted, kReturned, kEndorsed, kNotEndorsed, kOnAgenda, kDeferred, kEnded };
  struct Proposal {
    std::vector<v1::ProposalContent> revisions;
    std::set<std::string> makers;
    std::map<std::string, char> votes;  // on the latest revision: 'e'ndorsed or 'd'eclined
    Stage stage = Stage::kSubmitted;
  };
  struct ItemDecision {
    v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
    std::vector<v1::AwardLine> lines;
    std::optional<int64_t> reservation;
    std::vector<std::string> deciding;
    std::string recorder;
  };
  struct Item {
    std::string id;
    std::string proposal;
    std::optional<v1::OwnItem> own;
    std::set<std::string> interested;
    std::optional<ItemDecision> decision;
  };
  struct Meeting {
    int held = 0;          // day
    int64_t attended = 0;  // position of the first attendance; 0: none
    bool confirmed = false;
    int version = 0;
    std::vector<Item> items;
    std::optional<std::set<std::string>> present;
  };

  // Whether a seat is in force today; whether it was at a meeting, as far as its days say, and
  // whether it was one of those that sat there.
  bool InForce(const Seat& seat) const;
  static bool CouldSit(const Seat& seat, const Meeting& meeting);
  bool Sat(const std::string& seat, const Meeting& meeting) const;
  // Whether so many endorse it today as its rule asks.
  bool EndorsedByEnough(const Proposal& proposal) const;

  int today = 0;
  bool running = false;
  v1::Rules rules;
  std::map<std::string, std::string> person_of;  // subject
  std::map<std::string, Seat> seats;
  std::optional<int64_t> programme_ceiling;
  std::map<int, Tranche> tranches;
  std::map<std::string, Project> projects;
  std::vector<Award> awards;
  std::vector<Release> releases;
  std::map<std::string, Reservation> reservations;   // those that stand
  std::map<int64_t, std::string> reservations_made;  // positions of all of them
  std::vector<Contribution> contributions;
  std::map<int64_t, int> decided_from;  // by position: the first day it can have been decided on
  std::map<std::string, Proposal> proposals;
  std::map<std::string, Meeting> meetings;

 private:
  void Happened(const v1::Event& event);
  struct Votes {
    int all = 0;
    int given = 0;
    int declined = 0;
    int needed = 0;
  };
  Votes CountVotes(const Proposal& proposal) const;
  void Recount(Proposal& proposal) const;
  void RecountWaiting();

  // Whether they hold such a seat now; its person, or none.
  std::optional<std::string> Holder(const std::string& subject, v1::Role role,
                                    const std::string& pijler = "") const;
  bool IsChair(const std::string& subject) const;

  int64_t Net(const std::string& project, const std::string* part, int tranche) const;
  int64_t PassedOn(const std::string& project, int tranche) const;
  bool GotMoney(const std::string& project) const;

  // Reasons, "" when fine.
  std::string Content(const v1::ProposalContent& content) const;
  std::string StillStands(const v1::ProposalContent& content) const;
  std::string Lines(const v1::ProposalContent& content,
                    const std::vector<v1::AwardLine>& lines) const;
  // Whether what happened there was decided later than a meeting held on that day.
  std::string DecidedLater(int64_t position, int held) const;
  std::string OwnItem(const v1::OwnItem& item) const;
  std::string Corrigendum(const v1::Corrigendum& corrigendum) const;
  std::string Quorum(const Meeting& meeting) const;

  // Carry it out on this copy, then look whether the sums still hold.
  std::string GiveProposal(const v1::ProposalContent& content,
                           const std::vector<v1::AwardLine>& lines,
                           const std::optional<int64_t>& reservation);
  std::string GiveOwnItem(const v1::OwnItem& item, int held);
  std::string Correct(const v1::Corrigendum& corrigendum, int held);
  std::string GiveAward(const std::string& project, const std::string& part, int tranche,
                        int64_t amount);
  std::string GiveReservation(const std::string& project, int64_t total);
  std::string GiveContribution(const std::string& to, const v1::ContributionLine& line);
  std::string GiveList(const Meeting& meeting);
  std::string AfterLessAwarded(const std::string& project, const std::string& part,
                               int tranche) const;
  std::string AfterMoreAwarded(const std::string& project, int tranche) const;

  std::string Ask(const std::string& subject, const SubmitProposal& command) const;
  std::string Ask(const std::string& subject, const ReviseProposal& command) const;
  std::string Ask(const std::string& subject, const WithdrawProposal& command) const;
  std::string Ask(const std::string& subject, const EndorseProposal& command) const;
  std::string Ask(const std::string& subject, const DeclineProposal& command) const;
  std::string Ask(const std::string& subject, const WithdrawEndorsement& command) const;
  std::string Ask(const std::string& subject, const ReturnProposal& command) const;
  std::string Ask(const std::string& subject, const ConveneMeeting& command) const;
  std::string Ask(const std::string& subject, const SetAgenda& command) const;
  std::string Ask(const std::string& subject, const RecordAttendance& command) const;
  std::string Ask(const std::string& subject, const DeclareInterest& command) const;
  std::string Ask(const std::string& subject, const RecordDecision& command) const;
  std::string Ask(const std::string& subject, const ConfirmDecisionList& command) const;
  std::string Ask(const std::string& subject, const RecordOpening& command) const;
  std::string Ask(const std::string& subject, const SetCeiling& command) const;
  std::string Ask(const std::string& subject, const CloseOpening& command) const;
  std::string Ask(const std::string& subject, const AddTranche& command) const;
  std::string Ask(const std::string& subject, const CloseTranche& command) const;
  std::string Ask(const std::string& subject, const CompleteProject& command) const;
  std::string Ask(const std::string& subject, const GrantSeat& command) const;
  std::string Ask(const std::string& subject, const EndSeat& command) const;
};

}  // namespace dealboek::domain

#endif  // DEALBOEK_TESTS_SERVICES_DOMAIN_NAIVE_MODEL_H_
