#include "services/projections/ledger.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/timestamps.h"
#include "services/domain/visit_fact.h"
#include "services/projections/ledger_accounts.h"
#include "services/projections/ledger_balances.h"
#include "services/projections/ledger_reader.h"

namespace dealboek::projections {
namespace {

namespace pb = dealboek::v1;

using bookkeeping::Accounts;
using bookkeeping::Level;
using bookkeeping::MaybeCents;
using bookkeeping::MaybeDate;
using bookkeeping::Move;
using bookkeeping::Reader;
using domain::OneOf;

MaybeDate DateOf(const google::type::Date& date) {
  auto parsed = base::PartialDate::Parse(date.year(), date.month(), date.day());
  if (!parsed.ok()) return std::nullopt;
  return *parsed;
}

// The day a fact counts from, corrections apart.
MaybeDate OwnDate(const pb::EventHeader& header) {
  if (header.has_decided_on()) return DateOf(header.decided_on());
  if (header.has_source()) return std::nullopt;
  const absl::CivilDay day = domain::DayOf(domain::MicrosOf(header.recorded_at()));
  auto parsed = base::PartialDate::Parse(static_cast<int>(day.year()), day.month(), day.day());
  if (!parsed.ok()) return std::nullopt;
  return *parsed;
}

MaybeCents CentsOf(bool present, const pb::Money& money) {
  if (!present) return std::nullopt;
  return money.euro_cents();
}

// Posts what a fact comes to.
class Poster {
 public:
  Poster(Accounts& accounts, const pb::EventHeader& header)
      : accounts_(accounts),
        header_(header),
        position_(static_cast<uint64_t>(header.position())),
        corrects_(static_cast<uint64_t>(header.corrects())) {}

  // ------------------------------------------------------------ structure
  void operator()(const pb::PijlerDefined& fact) const {
    accounts_.DefinePijler(position_, fact.pijler());
  }
  void operator()(const pb::ProjectCreated& fact) const {
    accounts_.AddProject(position_, fact.project(), fact.pijler(), fact.number());
  }
  void operator()(const pb::ProjectRenumbered& fact) const {
    accounts_.Renumber(position_, ProjectOf(fact.project()), fact.number());
  }
  void operator()(const pb::PartCreated& fact) const {
    accounts_.PartOf(position_, ProjectOf(fact.project()), fact.part().title());
  }

  // ------------------------------------------------------------ ceilings and reservations
  void operator()(const pb::TrancheAdded& fact) const {
    accounts_.AddTranche(fact.tranche(), OwnDate(header_));
    if (!fact.has_ceiling()) return;
    accounts_.ChangeCeiling(fact.tranche(), SetTo(fact.ceiling().euro_cents(), OwnDate(header_)));
  }
  void operator()(const pb::CeilingSet& fact) const {
    accounts_.ChangeCeiling(fact.tranche(),
                            SetTo(CentsOf(fact.has_ceiling(), fact.ceiling()), OwnDate(header_)));
  }
  void operator()(const pb::CarriedOver& fact) const {
    const int64_t cents = fact.amount().euro_cents();
    accounts_.ChangeCeiling(fact.from_tranche(), Raised(-cents));
    accounts_.ChangeCeiling(fact.to_tranche(), Raised(cents));
  }
  void operator()(const pb::ReservationSet& fact) const {
    const uint32_t project = ProjectOf(fact.project());
    const int64_t total = fact.total().euro_cents();
    const MaybeDate date = header_.corrects() == 0
                               ? OwnDate(header_)
                               : accounts_.projects[project].reservation.DateAt(corrects_);
    accounts_.ChangeReservation(project, SetTo(CentsOf(total != 0, fact.total()), date));
  }

  // ------------------------------------------------------------ awards and contributions
  void operator()(const pb::Awarded& fact) const {
    accounts_.Award(
        Moved(fact.project(), fact.part(), fact.tranche(), fact.amount().euro_cents(), 1));
  }
  void operator()(const pb::AwardCorrected& fact) const {
    const int64_t before = fact.old_amount().euro_cents();
    const int64_t after = fact.new_amount().euro_cents();
    accounts_.Award(Corrected(Moved(fact.project(), fact.part(), fact.tranche(), after - before,
                                    (after == 0 ? 0 : 1) - (before == 0 ? 0 : 1))));
  }
  void operator()(const pb::Released& fact) const {
    accounts_.Release(
        Moved(fact.project(), fact.part(), fact.tranche(), fact.amount().euro_cents(), 0));
  }
  void operator()(const pb::ContributionRecorded& fact) const {
    accounts_.Contribute(
        Moved(fact.to_project(), "", fact.tranche(),
              CentsOf(fact.has_amount(), fact.amount()).value_or(0), fact.has_amount() ? 0 : 1),
        ProjectOf(fact.from_project()));
  }
  void operator()(const pb::ContributionCorrected& fact) const {
    const MaybeCents before = CentsOf(fact.has_old_amount(), fact.old_amount());
    const MaybeCents after = CentsOf(fact.has_new_amount(), fact.new_amount());
    accounts_.Contribute(Corrected(Moved(fact.to_project(), "", fact.tranche(),
                                         after.value_or(0) - before.value_or(0),
                                         (after ? 0 : 1) - (before ? 0 : 1))),
                         ProjectOf(fact.from_project()));
  }

  // No money in these.
  void operator()(
      const OneOf<
          pb::ProgrammeCreated, pb::PartnerAdded, pb::SeatEstablished, pb::SeatGranted,
          pb::SeatEnded, pb::RulesSet, pb::TrancheClosed, pb::OpeningClosed, pb::ProposalSubmitted,
          pb::ProposalRevised, pb::ProposalWithdrawn, pb::ProposalReturned, pb::ProposalEndorsed,
          pb::EndorsementDeclined, pb::EndorsementWithdrawn, pb::MeetingConvened, pb::AgendaSet,
          pb::AttendanceRecorded, pb::InterestDeclared, pb::ItemDecided, pb::DecisionListConfirmed,
          pb::ProposalDecided, pb::ProjectRenamed, pb::ProjectLeadChanged, pb::ProgressReported,
          pb::ProjectCompleted, pb::ProjectReopened, pb::ProgressCorrected, pb::StatementRecorded,
          pb::DifferenceExplained, pb::EditionPublished, pb::LossAccepted, pb::ClockAccepted> auto&)
      const {}

 private:
  uint32_t ProjectOf(const std::string& id) const { return accounts_.ProjectOf(id); }

  Level::Change SetTo(MaybeCents cents, const MaybeDate& date) const {
    return {position_, true, cents, date};
  }
  Level::Change Raised(int64_t cents) const { return {position_, false, cents, OwnDate(header_)}; }

  Move Moved(const std::string& project_id, const std::string& part, int tranche, int64_t cents,
             int count) const {
    const uint32_t project = ProjectOf(project_id);
    const uint32_t part_index = accounts_.PartOf(position_, project, part);
    return {position_, position_, cents, count, project, part_index, tranche, OwnDate(header_)};
  }
  // A correction counts from the day of what it corrects; and one of a correction is about what the
  // first was about.
  Move Corrected(Move move) const {
    if (const Move* corrected = accounts_.FindMove(corrects_)) {
      move.about = corrected->about;
      move.date = corrected->date;
    }
    return move;
  }

  Accounts& accounts_;
  const pb::EventHeader& header_;
  const base::Position position_;
  const base::Position corrects_;
};

}  // namespace

bool Amounts::Any() const {
  return ceiling || awarded != 0 || released != 0 || reserved.value_or(0) != 0 ||
         reservation_total || award_lines != 0 || contributed_in != 0 || contributed_out != 0 ||
         unknown_contributions_in != 0 || unknown_contributions_out != 0 || possible_awarded != 0 ||
         possible_released != 0 || possible_ceiling || possible_reservation_total ||
         possible_contributed_in != 0 || possible_unknown_contributions_in != 0 ||
         possible_contributed_out != 0 || possible_unknown_contributions_out != 0;
}

struct Ledger::Rep {
  Accounts accounts;
};

Ledger::Ledger() : rep_(std::make_unique<Rep>()) {}
Ledger::~Ledger() = default;
Ledger::Ledger(const Ledger& other) : rep_(std::make_unique<Rep>(*other.rep_)) {}
Ledger::Ledger(const Ledger& other, base::Position position) : Ledger(other) {
  rep_->accounts.CutAfter(position);
}

void Ledger::Apply(const v1::Event& event) {
  domain::VisitFact(event, Poster(rep_->accounts, event.header()));
}

Amounts Ledger::At(const Scope& scope, base::Position position, const MaybeDate& valid_on) const {
  return Reader(rep_->accounts, {position, valid_on}).At(scope);
}

std::vector<Scope> Ledger::Lines(Grouping grouping, const Scope& within, base::Position position,
                                 const MaybeDate& valid_on) const {
  return Reader(rep_->accounts, {position, valid_on}).Lines(grouping, within);
}

std::vector<Posting> Ledger::Explain(const Scope& scope, Measure measure, base::Position position,
                                     const MaybeDate& valid_on) const {
  return Reader(rep_->accounts, {position, valid_on}).Explain(scope, measure);
}

bool Ledger::HasTranche(int tranche, const MaybeDate& valid_on) const {
  const bookkeeping::Tranche* found = rep_->accounts.FindTranche(tranche);
  return found != nullptr && bookkeeping::Cut{{}, valid_on}.Certain(found->date);
}

std::vector<Posting> Ledger::Possible(const Scope& scope, Measure measure, base::Position position,
                                      const MaybeDate& valid_on) const {
  return Reader(rep_->accounts, {position, valid_on}).Possible(scope, measure);
}

std::vector<base::Position> Ledger::Moved(const Scope& scope, base::Position from,
                                          base::Position to, const MaybeDate& from_valid_on,
                                          const MaybeDate& to_valid_on) const {
  const Reader before(rep_->accounts, {from, from_valid_on});
  return Reader(rep_->accounts, {to, to_valid_on}).MovedSince(before, scope);
}

bool Ledger::Balances() const { return rep_->accounts.InBalance(); }

}  // namespace dealboek::projections
