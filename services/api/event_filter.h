// Which events of a book a reader of its log wants.
#ifndef DEALBOEK_SERVICES_API_EVENT_FILTER_H_
#define DEALBOEK_SERVICES_API_EVENT_FILTER_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "dealboek/v1/audit_service.pb.h"
#include "services/base/position.h"
#include "services/domain/state.h"
#include "services/projections/views.h"

namespace dealboek::api {

class EventFilter {
 public:
  EventFilter() = default;  // lets everything through

  // `now`: where labels are looked up. INVALID_ARGUMENT, NAME_INVALID: no such type; NOT_FOUND,
  // PROJECT_UNKNOWN or PROPOSAL_UNKNOWN.
  static absl::StatusOr<EventFilter> Make(const v1::EventFilter& wanted, const domain::State& now);

  bool IsOpen() const { return types_.empty() && project_.empty() && proposal_.empty(); }

  // Positions of `views` from `from` to `to` that pass, in order. Not for an open one.
  std::vector<base::Position> Passing(const projections::Views& views, base::Position from,
                                      base::Position to) const;

 private:
  std::set<std::string> types_;
  std::string project_;  // id
  std::string proposal_;
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_EVENT_FILTER_H_
