// What can be counted of the books, for whoever watches over the server.
#ifndef DEALBOEK_SERVICES_BOOK_FIGURES_H_
#define DEALBOEK_SERVICES_BOOK_FIGURES_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

#include "services/base/metrics.h"

namespace dealboek::book {

// Of the batches that were written, since the start.
struct BatchCounts {
  base::Histogram append_micros{base::MicrosBounds()};  // writing and syncing, until it returned
  base::Histogram commands{base::FourfoldBounds(65'536)};
  base::Histogram events{base::FourfoldBounds(65'536)};
  base::Histogram bytes{base::FourfoldBounds(4 << 20)};  // of their records
};

// As they are at this moment.
struct Figures {
  size_t queued = 0;  // commands taken and not answered, but for the paced
  size_t max_queued = 0;
  size_t paced = 0;         // commands of streams, likewise; see Request::is_paced
  size_t queued_bytes = 0;  // of their requests
  size_t max_queued_bytes = 0;
  size_t open_books = 0;
  size_t subscriptions = 0;
  uint64_t max_subscription_lag = 0;  // events the furthest behind has still to be given
  // Since the batch being written was begun; zero: none is. Long: the disk hangs.
  absl::Duration append_under_way;
};

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_FIGURES_H_
