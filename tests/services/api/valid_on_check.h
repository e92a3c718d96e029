// Holds what is shown of projects "valid on" a day against the ledger, which knows the day's money
// by other means. For any book whose events make a history.
#ifndef DEALBOEK_TESTS_SERVICES_API_VALID_ON_CHECK_H_
#define DEALBOEK_TESTS_SERVICES_API_VALID_ON_CHECK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "dealboek/v1/events.pb.h"
#include "services/api/read_at.h"
#include "services/api/render_project.h"
#include "services/api/valid_on.h"
#include "services/base/partial_date.h"
#include "services/base/position.h"
#include "services/projections/contributions.h"
#include "services/projections/edition.h"
#include "services/projections/ledger.h"
#include "services/projections/views.h"

namespace dealboek::api {

// Projects and the edition as GetProject and GetEdition give them.
inline void CheckValidOn(const projections::Views& views, base::Position position,
                         const base::PartialDate& day) {
  SCOPED_TRACE(absl::StrCat("position ", position.value(), ", valid on ", day.ToString()));
  WantedPoint wanted;
  wanted.position = position;
  wanted.valid_on = day;
  const absl::StatusOr<Point> point = FindPoint(views, wanted, 0);
  ASSERT_TRUE(point.ok()) << point.status();
  if (point->state->programme == nullptr) return;
  const projections::Ledger& ledger = views.ledger();
  const std::shared_ptr<const domain::State> state = MoneyValidOn(*point, ledger);
  const projections::GivenContributions given(*state);
  for (const auto& [id, project] : state->projects) {
    const v1::Project shown = RenderProject(*state, *project, given);
    projections::Scope scope;
    scope.project = id;
    const projections::Amounts amounts = ledger.At(scope, point->position, day);
    EXPECT_EQ(shown.awarded().euro_cents(), amounts.awarded - amounts.released) << id;
    EXPECT_EQ(shown.awards_size(), amounts.award_lines) << id;
    EXPECT_EQ(shown.has_reservation(), amounts.reservation_total.value_or(0) != 0 ||
                                           amounts.possible_reservation_total.has_value())
        << id;
    if (!shown.has_reservation() || !amounts.reservation_total) continue;
    EXPECT_EQ(shown.reservation().total().euro_cents(), *amounts.reservation_total) << id;
    EXPECT_EQ(shown.reservation().left().euro_cents(), *amounts.reserved) << id;
  }
  const v1::Edition edition = projections::MakeEdition(*state, {}, &ledger, day);
  const projections::Amounts all = ledger.At(projections::Scope(), point->position, day);
  EXPECT_EQ(edition.total().euro_cents(), all.awarded - all.released);
  EXPECT_EQ(edition.award_lines(), all.award_lines);
}

// As of every position, on each of these days.
inline void CheckValidOnAtEveryPosition(const std::vector<v1::Event>& events,
                                        const std::vector<base::PartialDate>& days) {
  projections::Views views;
  for (const v1::Event& event : events) views.Apply(event);
  for (uint64_t position = 0; position <= events.size(); ++position) {
    for (const base::PartialDate& day : days) CheckValidOn(views, base::Position(position), day);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace dealboek::api

#endif  // DEALBOEK_TESTS_SERVICES_API_VALID_ON_CHECK_H_
