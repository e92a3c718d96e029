#include "services/api/event_filter.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

#include "dealboek/v1/events.pb.h"
#include "services/api/errors.h"

namespace dealboek::api {
namespace {

using Positions = std::vector<base::Position>;

bool IsType(const std::string& name) {
  const auto* facts = v1::Event::descriptor()->FindOneofByName("fact");
  for (int i = 0; i < facts->field_count(); ++i) {
    if (facts->field(i)->message_type()->name() == name) return true;
  }
  return false;
}

Positions Both(const Positions& a, const Positions& b) {
  Positions both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

Positions Either(const Positions& a, const Positions& b) {
  Positions either;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(either));
  return either;
}

}  // namespace

absl::StatusOr<EventFilter> EventFilter::Make(const v1::EventFilter& wanted,
                                              const domain::State& now) {
  EventFilter filter;
  for (int i = 0; i < wanted.types_size(); ++i) {
    if (!IsType(wanted.types(i))) {
      return EventTypeUnknown(absl::StrCat("filter.types[", i, "]"), wanted.types(i));
    }
    filter.types_.insert(wanted.types(i));
  }
  if (!wanted.project().empty()) {
    const domain::Project* project = now.FindProject(wanted.project());
    if (project == nullptr) return ProjectUnknown(wanted.project());
    filter.project_ = project->id;
  }
  if (!wanted.proposal().empty()) {
    if (now.FindProposal(wanted.proposal()) == nullptr) return ProposalUnknown(wanted.proposal());
    filter.proposal_ = wanted.proposal();
  }
  return filter;
}

Positions EventFilter::Passing(const projections::Views& views, base::Position from,
                               base::Position to) const {
  std::optional<Positions> passing;
  const auto narrow = [&](const Positions& also) {
    passing = passing.has_value() ? Both(*passing, also) : also;
  };
  if (!project_.empty()) narrow(views.AboutProject(project_, to));
  if (!proposal_.empty()) narrow(views.AboutProposal(proposal_, to));
  if (!types_.empty()) {
    Positions of_types;
    for (const std::string& type : types_) of_types = Either(of_types, views.OfType(type, to));
    narrow(of_types);
  }
  if (!passing.has_value()) return {};
  passing->erase(passing->begin(), std::lower_bound(passing->begin(), passing->end(), from));
  return *std::move(passing);
}

}  // namespace dealboek::api
