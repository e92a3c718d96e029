// Short ways to say the steps of a decision's route, from a proposal to a confirmed list. On
// RunningDeal(), whose meetings are of 2021: the first is 2021-1, its seats present seat-8 to
// seat-10 (the quorum is 3 of 4).
#ifndef DEALBOEK_TESTS_SERVICES_DOMAIN_ROUTE_H_
#define DEALBOEK_TESTS_SERVICES_DOMAIN_ROUTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dealboek/v1/types.pb.h"
#include "services/domain/command.h"
#include "tests/services/domain/given.h"

namespace dealboek::domain {

inline const std::string kMeeting = "2021-1";

ReviseProposal Revise(const std::string& proposal, int revision_seen, v1::ProposalContent content);
WithdrawProposal Withdraw(const std::string& proposal);
DeclineProposal Decline(const std::string& proposal, int revision_seen = 1);
WithdrawEndorsement TakeBack(const std::string& proposal);
ReturnProposal SendBack(const std::string& proposal, int revision_seen = 1);

ConveneMeeting Convene(google::type::Date held_on = Date(2021, 6, 7));
AgendaItemInput On(const std::string& proposal, const std::string& late_reason = "");
AgendaItemInput Own(v1::OwnItem item, const std::string& late_reason = "");
AgendaItemInput Keep(const std::string& item);
ItemTakenOffInput Off(const std::string& item);
SetAgenda Agenda(std::vector<AgendaItemInput> items, int version_seen = 0,
                 std::vector<ItemTakenOffInput> taken_off = {},
                 const std::string& meeting = kMeeting);
RecordAttendance Present(std::vector<std::string> seats = {"seat-8", "seat-9", "seat-10"},
                         const std::string& meeting = kMeeting);
DeclareInterest Interested(const std::string& item, const std::string& seat = "",
                           const std::string& meeting = kMeeting);
RecordDecision Ratify(const std::string& item, int version_seen = 1,
                      const std::string& meeting = kMeeting);
RecordDecision RatifyWith(const std::string& item, std::vector<v1::AwardLine> lines,
                          std::optional<v1::Money> reservation = std::nullopt);
RecordDecision Reject(const std::string& item, int version_seen = 1);
RecordDecision Defer(const std::string& item, int version_seen = 1);
ConfirmDecisionList Confirm(int version_seen = 1, const std::string& meeting = kMeeting);

v1::OwnItem CeilingOf(int tranche, const v1::Money& ceiling);
v1::OwnItem CarryOverOf(int from, int to, const v1::Money& amount);
v1::OwnItem ReleaseOf(const std::string& project, int tranche, const v1::Money& amount,
                      const std::string& part = "");
v1::OwnItem ReservationOf(const std::string& project, const v1::Money& total);
v1::OwnItem RulesOf(const v1::Rules& rules);
v1::OwnItem ReopeningOf(const std::string& project);
v1::OwnItem AwardShouldBe(int64_t position, const v1::Money& amount);
v1::OwnItem ReservationShouldBe(int64_t position, const v1::Money& total);
v1::OwnItem ContributionShouldBe(int64_t position, const v1::Money& amount);
v1::OwnItem ProgressShouldBe(int64_t position, v1::ProgressStatus status,
                             const std::string& summary);

// One after another.
std::vector<Step> Then(std::vector<std::vector<Step>> parts);
// Submitted by the team of its pijler, and endorsed by as many as the rule asks: kAnna and kBert
// of werken, kWil of wonen.
std::vector<Step> Endorsed(const std::string& proposal, v1::ProposalContent content);
// A first meeting with this agenda, and three seats present.
std::vector<Step> Meeting1(std::vector<AgendaItemInput> items);

// Position of the last event of this type.
int64_t PositionOf(const Book& book, const std::string& type);

}  // namespace dealboek::domain

#endif  // DEALBOEK_TESTS_SERVICES_DOMAIN_ROUTE_H_
