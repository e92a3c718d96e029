// Prometheus's text format, version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/).
#ifndef DEALBOEK_SERVICES_SERVER_EXPOSITION_H_
#define DEALBOEK_SERVICES_SERVER_EXPOSITION_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

#include "services/base/metrics.h"

namespace dealboek::server {

// Threads: one.
class Exposition {
 public:
  using Labels = std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

  // Begins a metric; its samples follow.
  void Counter(absl::string_view name, absl::string_view help) { Begin(name, "counter", help); }
  void Gauge(absl::string_view name, absl::string_view help) { Begin(name, "gauge", help); }
  void Histogram(absl::string_view name, absl::string_view help) { Begin(name, "histogram", help); }

  // A sample of the metric begun last.
  void Sample(double value, Labels labels = {});
  // All samples of a histogram; `unit`: what one of its units is worth, 1e-6 for microseconds.
  void Sample(const base::Histogram& histogram, double unit, Labels labels = {});

  const std::string& text() const { return text_; }

 private:
  void Begin(absl::string_view name, absl::string_view type, absl::string_view help);
  void Line(absl::string_view suffix, Labels labels, absl::string_view le, double value);

  std::string name_;
  std::string text_;
};

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_EXPOSITION_H_
