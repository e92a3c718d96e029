// One Decide a command, in the file of its subject. Internal to the domain: callers use decide.h.
#ifndef DEALBOEK_SERVICES_DOMAIN_DECIDERS_H_
#define DEALBOEK_SERVICES_DOMAIN_DECIDERS_H_

#include "services/domain/command.h"
#include "services/domain/decide.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// programme.cc
Decision Decide(const State& state, const CreateProgramme& command, const Context& context);
Decision Decide(const State& state, const DefinePijler& command, const Context& context);
Decision Decide(const State& state, const AddPartner& command, const Context& context);
Decision Decide(const State& state, const AddTranche& command, const Context& context);
Decision Decide(const State& state, const CloseTranche& command, const Context& context);
Decision Decide(const State& state, const SetRules& command, const Context& context);
Decision Decide(const State& state, const SetCeiling& command, const Context& context);
Decision Decide(const State& state, const CloseOpening& command, const Context& context);

// seat.cc
Decision Decide(const State& state, const GrantSeat& command, const Context& context);
Decision Decide(const State& state, const EndSeat& command, const Context& context);

// opening.cc
Decision Decide(const State& state, const RecordOpening& command, const Context& context);

// proposal.cc
Decision Decide(const State& state, const SubmitProposal& command, const Context& context);
Decision Decide(const State& state, const ReviseProposal& command, const Context& context);
Decision Decide(const State& state, const WithdrawProposal& command, const Context& context);

// endorsement.cc
Decision Decide(const State& state, const EndorseProposal& command, const Context& context);
Decision Decide(const State& state, const DeclineProposal& command, const Context& context);
Decision Decide(const State& state, const WithdrawEndorsement& command, const Context& context);
Decision Decide(const State& state, const ReturnProposal& command, const Context& context);

// meeting.cc
Decision Decide(const State& state, const ConveneMeeting& command, const Context& context);
Decision Decide(const State& state, const SetAgenda& command, const Context& context);
Decision Decide(const State& state, const RecordAttendance& command, const Context& context);
Decision Decide(const State& state, const DeclareInterest& command, const Context& context);

// decision.cc
Decision Decide(const State& state, const RecordDecision& command, const Context& context);
Decision Decide(const State& state, const ConfirmDecisionList& command, const Context& context);

// project.cc
Decision Decide(const State& state, const RenameProject& command, const Context& context);
Decision Decide(const State& state, const RenumberProject& command, const Context& context);
Decision Decide(const State& state, const ChangeLead& command, const Context& context);
Decision Decide(const State& state, const ReportProgress& command, const Context& context);
Decision Decide(const State& state, const CompleteProject& command, const Context& context);

// publication.cc
Decision Decide(const State& state, const RecordStatements& command, const Context& context);
Decision Decide(const State& state, const ExplainDifference& command, const Context& context);
Decision Decide(const State& state, const PublishEdition& command, const Context& context);

// server_fact.cc
Decision Decide(const State& state, const AcceptLoss& command, const Context& context);
Decision Decide(const State& state, const AcceptClock& command, const Context& context);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_DECIDERS_H_
