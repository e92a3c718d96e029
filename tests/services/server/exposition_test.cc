#include "services/server/exposition.h"

#include <gtest/gtest.h>

namespace dealboek::server {
namespace {

TEST(ExpositionTest, AMetricIsItsHelpItsTypeAndItsSamples) {
  Exposition page;
  page.Counter("calls_total", "Calls that have ended.");
  page.Sample(3, {{"method", "Get"}, {"code", "OK"}});
  page.Sample(0);
  page.Gauge("lag_seconds", "Behind.");
  page.Sample(0.25);
  EXPECT_EQ(page.text(),
            "# HELP calls_total Calls that have ended.\n"
            "# TYPE calls_total counter\n"
            "calls_total{method=\"Get\",code=\"OK\"} 3\n"
            "calls_total 0\n"
            "# HELP lag_seconds Behind.\n"
            "# TYPE lag_seconds gauge\n"
            "lag_seconds 0.25\n");
}

TEST(ExpositionTest, AHistogramsBucketsAddUpInTheUnitOfItsName) {
  base::Histogram histogram({1'000, 2'500'000});
  for (const uint64_t micros : {500, 1'000, 1'001, 3'000'000}) histogram.Observe(micros);
  Exposition page;
  page.Histogram("call_seconds", "Time.");
  page.Sample(histogram, 1e-6, {{"method", "Get"}});
  EXPECT_EQ(page.text(),
            "# HELP call_seconds Time.\n"
            "# TYPE call_seconds histogram\n"
            "call_seconds_bucket{method=\"Get\",le=\"0.001\"} 2\n"
            "call_seconds_bucket{method=\"Get\",le=\"2.5\"} 3\n"
            "call_seconds_bucket{method=\"Get\",le=\"+Inf\"} 4\n"
            "call_seconds_sum{method=\"Get\"} 3.002501\n"
            "call_seconds_count{method=\"Get\"} 4\n");
}

TEST(ExpositionTest, WhatWouldEndALineOrALabelIsEscaped) {
  Exposition page;
  page.Gauge("x", "a\\b\nc\"");
  page.Sample(1, {{"l", "a\\b\nc\""}});
  EXPECT_EQ(page.text(),
            "# HELP x a\\\\b\\nc\"\n"
            "# TYPE x gauge\n"
            "x{l=\"a\\\\b\\nc\\\"\"} 1\n");
}

TEST(ExpositionTest, LargeNumbersStayWhole) {
  Exposition page;
  page.Gauge("x", "X.");
  page.Sample(270'582'939'648.0);
  EXPECT_EQ(page.text(), "# HELP x X.\n# TYPE x gauge\nx 270582939648\n");
}

}  // namespace
}  // namespace dealboek::server
