// "Valid on": a state with only the money whose decision was certainly in force on a day, for
// answers that show the money of projects beside other things. (Budgets go by the ledger, which
// knows what was possible too.)
#ifndef DEALBOEK_SERVICES_API_VALID_ON_H_
#define DEALBOEK_SERVICES_API_VALID_ON_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"

#include "dealboek/v1/edition_service.pb.h"
#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/programme_service.pb.h"
#include "dealboek/v1/project_service.pb.h"
#include "services/api/read_at.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/ledger.h"

namespace dealboek::api {

// The state of `point`; with a valid_on, without awards and releases that are not certain on that
// day, and without contributions and reservations that are not even possible; of a reservation the
// total that is certain, or 0. Everything that is not
// money stays as it is. `ledger` is of the same book. The money of such a day need not keep rule 6:
// a correction counts from the day of what it corrects, and the reservation raised for it from a
// later day; so ask it for no remainder (Project::ReservationLeft, Free).
std::shared_ptr<const domain::State> MoneyValidOn(const Point& point,
                                                  const projections::Ledger& ledger);

// Adds to `shown`, made of such a state, the awards of `whole`, the project as `point.state` has
// it, that may have been in force on that day and are not certain, and to all its awards what may
// have been released of them by then. Without a day: nothing.
void AddPossibleAwards(const Point& point, const projections::Ledger& ledger,
                       const domain::Project& whole, v1::Project& shown);

// Marks which of the contributions are only possible on the day of `point`, if it has one, for
// they count in no amount. `project` is the id of the project whose contributions they are.
void MarkPossible(const Point& point, const projections::Ledger& ledger, const std::string& project,
                  google::protobuf::RepeatedPtrField<v1::ProjectContribution>& contributions);
// The same of what a project has reserved: what is certain stays, or goes where nothing is.
void MarkPossible(const Point& point, const projections::Ledger& ledger, const std::string& project,
                  v1::ProjectReservation& reservation);
void MarkPossible(const Point& point, const projections::Ledger& ledger, v1::Edition& edition);

// The ceilings of that day instead of those of `point.state`; without a day, those stay.
void SetCeilingsOfDay(const Point& point, const projections::Ledger& ledger,
                      v1::Programme& programme);

// Which events about a project count on the day of `point`, which has one. Money counts as in the
// ledger, anything else that was decided from that day on, and what has no day always.
class EventsOfDay {
 public:
  EventsOfDay(const Point& point, const projections::Ledger& ledger, const std::string& project);

  enum class Counts { kNo, kPerhaps, kYes };
  Counts Of(const v1::Event& event) const;

 private:
  const base::PartialDate day_;
  std::set<base::Position> moving_;  // money of the project, on whatever day
  std::set<base::Position> certain_;
  std::set<base::Position> possible_;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_VALID_ON_H_
