// Plays whole programmes through the books, so that every event comes of a command with all its
// rules: pijlers, partners, seats, tranches, an opening or none, proposals, revisions,
// endorsements, meetings with agendas and items of their own, confirmed lists, progress,
// completions, editions.
//
// The same seed over a fresh log gives the same bytes of every event. A command that is refused
// ends the program: the script is wrong, or the rules have changed.
#ifndef DEALBOEK_TESTS_BENCH_PROGRAMMES_PLAYER_H_
#define DEALBOEK_TESTS_BENCH_PROGRAMMES_PLAYER_H_

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "services/base/fake_clock.h"
#include "services/base/random.h"
#include "services/book/books.h"
#include "storage/event_log.h"

namespace dealboek::bench {

// Threads: one.
class Player {
 public:
  // `log` is borrowed; nobody else may write to it meanwhile. Starts on 4 January 2010, and two
  // days pass between meetings: 1,000,000 events are some fourteen years.
  Player(storage::EventLog& log, uint64_t seed);
  ~Player();

  // A programme, from its start to the end of the first meeting that takes it to `events` or more.
  // How many events that made. `book` is new.
  int64_t Play(const std::string& book, int64_t events);
  // Programmes that have just begun: a few events each, the opening closed.
  int64_t PlayStarts(const std::vector<std::string>& books);

  // Subjects that read.
  static constexpr char kSecretary[] = "secretaris";

 private:
  class Programme;

  base::FakeClock clock_;
  std::unique_ptr<base::Randomness> randomness_;
  std::unique_ptr<book::SteppedBooks> books_;
  std::mt19937_64 random_;
  uint64_t requests_ = 0;
};

}  // namespace dealboek::bench

#endif  // DEALBOEK_TESTS_BENCH_PROGRAMMES_PLAYER_H_
