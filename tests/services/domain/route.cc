#include "tests/services/domain/route.h"

#include <utility>

#include <gtest/gtest.h>

#include "services/domain/evolve.h"

namespace dealboek::domain {

ReviseProposal Revise(const std::string& proposal, int revision_seen, v1::ProposalContent content) {
  return {proposal, revision_seen, std::move(content)};
}
WithdrawProposal Withdraw(const std::string& proposal) { return {proposal, "Niet meer nodig."}; }
DeclineProposal Decline(const std::string& proposal, int revision_seen) {
  return {proposal, revision_seen, "Past niet bij het thema."};
}
WithdrawEndorsement TakeBack(const std::string& proposal) {
  return {proposal, "Bij nader inzien."};
}
ReturnProposal SendBack(const std::string& proposal, int revision_seen) {
  return {proposal, revision_seen, "Graag een begroting erbij."};
}

ConveneMeeting Convene(google::type::Date held_on) {
  ConveneMeeting convene;
  convene.held_on = std::move(held_on);
  convene.title = "Stuurgroep";
  convene.place = "Assen";
  return convene;
}

AgendaItemInput On(const std::string& proposal, const std::string& late_reason) {
  AgendaItemInput input;
  input.proposal = proposal;
  input.late_reason = late_reason;
  return input;
}

AgendaItemInput Own(v1::OwnItem item, const std::string& late_reason) {
  AgendaItemInput input;
  input.own_item = std::move(item);
  input.title = "Eigen punt";
  input.late_reason = late_reason;
  return input;
}

AgendaItemInput Keep(const std::string& item) {
  AgendaItemInput input;
  input.item = item;
  return input;
}

ItemTakenOffInput Off(const std::string& item) { return {item, "Nog niet rijp."}; }

SetAgenda Agenda(std::vector<AgendaItemInput> items, int version_seen,
                 std::vector<ItemTakenOffInput> taken_off, const std::string& meeting) {
  return {meeting, version_seen, std::move(items), std::move(taken_off)};
}

RecordAttendance Present(std::vector<std::string> seats, const std::string& meeting) {
  return {meeting, std::move(seats)};
}

DeclareInterest Interested(const std::string& item, const std::string& seat,
                           const std::string& meeting) {
  return {meeting, item, seat, "Wij zijn penvoerder."};
}

RecordDecision Ratify(const std::string& item, int version_seen, const std::string& meeting) {
  RecordDecision decide;
  decide.meeting = meeting;
  decide.item = item;
  decide.outcome = v1::OUTCOME_RATIFIED;
  decide.version_seen = version_seen;
  return decide;
}

RecordDecision RatifyWith(const std::string& item, std::vector<v1::AwardLine> lines,
                          std::optional<v1::Money> reservation) {
  RecordDecision decide = Ratify(item);
  decide.outcome = v1::OUTCOME_RATIFIED_WITH_CHANGES;
  decide.lines = std::move(lines);
  decide.reservation_total = std::move(reservation);
  decide.reason = "Een kleiner begin.";
  return decide;
}

RecordDecision Reject(const std::string& item, int version_seen) {
  RecordDecision decide = Ratify(item, version_seen);
  decide.outcome = v1::OUTCOME_REJECTED;
  decide.reason = "Te duur.";
  return decide;
}

RecordDecision Defer(const std::string& item, int version_seen) {
  RecordDecision decide = Ratify(item, version_seen);
  decide.outcome = v1::OUTCOME_DEFERRED;
  decide.reason = "Eerst meer weten.";
  return decide;
}

ConfirmDecisionList Confirm(int version_seen, const std::string& meeting) {
  return {meeting, version_seen};
}

v1::OwnItem CeilingOf(int tranche, const v1::Money& ceiling) {
  v1::OwnItem item;
  item.mutable_ceiling_change()->set_tranche(tranche);
  *item.mutable_ceiling_change()->mutable_ceiling() = ceiling;
  return item;
}

v1::OwnItem CarryOverOf(int from, int to, const v1::Money& amount) {
  v1::OwnItem item;
  item.mutable_carry_over()->set_from_tranche(from);
  item.mutable_carry_over()->set_to_tranche(to);
  *item.mutable_carry_over()->mutable_amount() = amount;
  return item;
}

v1::OwnItem ReleaseOf(const std::string& project, int tranche, const v1::Money& amount,
                      const std::string& part) {
  v1::OwnItem item;
  item.mutable_release()->set_project(project);
  item.mutable_release()->set_part(part);
  item.mutable_release()->set_tranche(tranche);
  *item.mutable_release()->mutable_amount() = amount;
  return item;
}

v1::OwnItem ReservationOf(const std::string& project, const v1::Money& total) {
  v1::OwnItem item;
  item.mutable_reservation_change()->set_project(project);
  *item.mutable_reservation_change()->mutable_total() = total;
  return item;
}

v1::OwnItem RulesOf(const v1::Rules& rules) {
  v1::OwnItem item;
  *item.mutable_rule_change() = rules;
  return item;
}

v1::OwnItem ReopeningOf(const std::string& project) {
  v1::OwnItem item;
  item.mutable_reopening()->set_project(project);
  return item;
}

v1::OwnItem AwardShouldBe(int64_t position, const v1::Money& amount) {
  v1::OwnItem item;
  item.mutable_corrigendum()->set_corrects(position);
  *item.mutable_corrigendum()->mutable_award_amount() = amount;
  return item;
}

v1::OwnItem ReservationShouldBe(int64_t position, const v1::Money& total) {
  v1::OwnItem item;
  item.mutable_corrigendum()->set_corrects(position);
  *item.mutable_corrigendum()->mutable_reservation_total() = total;
  return item;
}

v1::OwnItem ContributionShouldBe(int64_t position, const v1::Money& amount) {
  v1::OwnItem item;
  item.mutable_corrigendum()->set_corrects(position);
  *item.mutable_corrigendum()->mutable_contribution_amount() = amount;
  return item;
}

v1::OwnItem ProgressShouldBe(int64_t position, v1::ProgressStatus status,
                             const std::string& summary) {
  v1::OwnItem item;
  item.mutable_corrigendum()->set_corrects(position);
  item.mutable_corrigendum()->mutable_progress()->set_status(status);
  item.mutable_corrigendum()->mutable_progress()->set_summary(summary);
  return item;
}

std::vector<Step> Then(std::vector<std::vector<Step>> parts) {
  std::vector<Step> all;
  for (std::vector<Step>& part : parts) {
    for (Step& step : part) all.push_back(std::move(step));
  }
  return all;
}

std::vector<Step> Endorsed(const std::string& proposal, v1::ProposalContent content) {
  if (content.pijler() == "wonen") {
    return {{kTeamWonen, Submit(std::move(content))}, {kWil, Endorse(proposal)}};
  }
  return {{kTeamWerken, Submit(std::move(content))},
          {kAnna, Endorse(proposal)},
          {kBert, Endorse(proposal)}};
}

std::vector<Step> Meeting1(std::vector<AgendaItemInput> items) {
  return {
      {kSecretaris, Convene()}, {kSecretaris, Agenda(std::move(items))}, {kSecretaris, Present()}};
}

int64_t PositionOf(const Book& book, const std::string& type) {
  for (auto it = book.events().rbegin(); it != book.events().rend(); ++it) {
    if (TypeName(*it) == type) return it->header().position();
  }
  ADD_FAILURE() << "no " << type << " in the book";
  return 0;
}

}  // namespace dealboek::domain
