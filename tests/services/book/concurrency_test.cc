// Many threads at once; run it under ThreadSanitizer too.
#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "services/book/verify.h"
#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using ConcurrencyTest = BooksTest;

void Join(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

TEST_F(ConcurrencyTest, AThousandBooksOnTwoThreads) {
  options_.threads = 2;
  constexpr int kBooks = 1'000;
  constexpr int kEach = 4;
  std::vector<Answer> answers;
  for (int b = 0; b < kBooks; ++b) answers.push_back(SendCreate(absl::StrCat("book-", b)));
  for (int i = 0; i < kEach; ++i) {
    for (int b = 0; b < kBooks; ++b) {
      answers.push_back(SendPartner(absl::StrCat("book-", b), absl::StrCat("Partner ", i)));
    }
  }
  for (const Answer& answer : answers) ASSERT_TRUE(answer.Get().ok()) << answer.Get().status();
  const uint64_t created = answers.front().Get()->last.value();
  for (int b = 0; b < kBooks; ++b) {
    EXPECT_EQ(Head(absl::StrCat("book-", b)), Position(created + kEach));
  }
  EXPECT_LT(log_->batches().size(), answers.size() / 2) << "books should share batches";
  const auto verified = VerifyBooks(fake());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->books, static_cast<uint64_t>(kBooks));
}

TEST_F(ConcurrencyTest, ASlowReaderHoldsUpNoWriter) {
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  const Position before = *Head("zod");
  Answer looking;  // for its patience
  std::atomic<bool> look_on = true;
  std::thread slow([&, looks = looking.Taker()] {
    const absl::Status read =
        books().Read("zod", Position(), absl::Now() + kLong, [&](const projections::Views& views) {
          looks(absl::StatusOr<Receipt>(Receipt()));
          while (look_on) absl::SleepFor(absl::Milliseconds(1));
          EXPECT_EQ(views.head(), before) << "what it looks at must not change meanwhile";
        });
    EXPECT_TRUE(read.ok()) << read;
  });
  ASSERT_TRUE(looking.ComesWithin(kLong));
  std::vector<Answer> written;
  for (int i = 0; i < 100; ++i) {
    written.push_back(SendPartner("zod", absl::StrCat("Partner ", i)));
    written.push_back(SendPartner("aaa", absl::StrCat("Partner ", i)));
  }
  bool held_up = false;
  for (const Answer& answer : written) held_up = held_up || !answer.ComesWithin(kLong / 10);
  EXPECT_FALSE(held_up);
  EXPECT_EQ(Head("aaa")->value(), before.value() + 100) << "readers of other books go on";
  std::optional<Position> next;
  std::thread reader([&] { next = Head("zod"); });  // after the answers, so it must see them
  look_on = false;
  slow.join();
  reader.join();
  EXPECT_EQ(next, Position(before.value() + 100));
  for (const Answer& answer : written) {
    const absl::StatusOr<Receipt> receipt = answer.Get();
    ASSERT_TRUE(receipt.ok()) << receipt.status();
  }
  EXPECT_TRUE(AddPartner("zod", "Emmen").ok());
  EXPECT_EQ(Head("zod")->value(), before.value() + 101);
}

TEST_F(ConcurrencyTest, ACallerMayDecideItselfWhileThePoolIsBusy) {
  options_.threads = 1;
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  Answer held;  // the pool's only thread, which tells a refusal itself
  std::atomic<bool> go_on = false;
  domain::AddPartner nameless;
  books().Execute("aaa", MakeRequest(nameless, "nameless", NextRequestId()),
                  [&, takes = held.Taker()](absl::StatusOr<Receipt> answer) {
                    takes(std::move(answer));
                    while (!go_on) absl::SleepFor(absl::Milliseconds(1));
                  });
  const bool is_held = held.ComesWithin(kLong);
  Request request = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  request.may_decide_here = true;
  const Answer here = Send("zod", request);
  const bool came = here.ComesWithin(kLong);
  const Answer of_the_pool = SendPartner("zod", "Coevorden");
  const bool came_too = of_the_pool.ComesWithin(absl::Milliseconds(50));
  go_on = true;
  ASSERT_TRUE(is_held);
  EXPECT_FALSE(held.Get().ok());
  ASSERT_TRUE(came);
  EXPECT_TRUE(here.Get().ok()) << here.Get().status();
  EXPECT_FALSE(came_too);
  EXPECT_TRUE(of_the_pool.Get().ok()) << of_the_pool.Get().status();
}

TEST_F(ConcurrencyTest, WhatACallerLeavesIsDecidedByThePool) {
  ASSERT_TRUE(Create("zod").ok());
  // Each refusal asks again, within the turn that told it: always one more, for more turns than a
  // caller takes.
  constexpr int kRefusals = 12;
  int told = 0;
  Answer last;
  std::function<void()> ask;
  const auto tell = [&, takes = last.Taker()](absl::StatusOr<Receipt> answer) {
    if (++told == kRefusals) return takes(std::move(answer));
    ask();
  };
  ask = [&] {
    Request request = MakeRequest(domain::AddPartner(), "nameless", NextRequestId());
    request.may_decide_here = true;
    books().Execute("zod", std::move(request), tell);
  };
  ask();
  ASSERT_TRUE(last.ComesWithin(kLong));
  EXPECT_FALSE(last.Get().ok());
  EXPECT_TRUE(AddPartner("zod", "Emmen").ok());
}

TEST_F(ConcurrencyTest, PositionsAreGaplessAndEveryAnswerIsTrue) {
  options_.threads = 3;
  options_.idle_close = absl::Milliseconds(5);  // books come and go meanwhile
  constexpr int kBooks = 4;
  constexpr int kWriters = 8;
  constexpr int kEach = 250;
  std::vector<std::string> names;
  for (int b = 0; b < kBooks; ++b) {
    names.push_back(absl::StrCat("book-", b));
    ASSERT_TRUE(Create(names.back()).ok());
  }
  const uint64_t created = Head("book-0")->value();
  std::atomic<bool> writing = true;
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&, r] {
      std::map<std::string, Position> seen;
      for (int i = r; writing; ++i) {
        const std::string& name = names[static_cast<size_t>(i) % names.size()];
        Position head;
        ASSERT_TRUE(books()
                        .Read(name, seen[name], absl::Now() + kLong,
                              [&](const projections::Views& views) {
                                head = views.head();
                                ASSERT_EQ(views.StateAt(head)->position, head);
                              })
                        .ok());
        ASSERT_GE(head, seen[name]) << "what one read showed, the next shows too";
        ASSERT_LE(head, fake().Head(name)) << "a reader is ahead of the log";
        seen[name] = head;
      }
    });
  }
  struct Told {
    std::string name;
    Receipt receipt;
  };
  std::vector<std::vector<Told>> told(kWriters);
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        const std::string partner = absl::StrCat("Partner ", w, "-", i);
        Request request = MakeRequest(PartnerCommand(partner), partner, NextRequestId());
        request.may_decide_here = w % 2 == 0;
        const std::string& book = names[static_cast<size_t>(w + i) % names.size()];
        const absl::StatusOr<Receipt> receipt = books().ExecuteAndWait(book, request);
        ASSERT_TRUE(receipt.ok()) << receipt.status();
        ASSERT_GE(*Head(book), receipt->last) << "my next read has my write";
        if (i % 16 == 0) {
          const absl::StatusOr<Receipt> again = books().ExecuteAndWait(book, request);
          ASSERT_TRUE(again.ok());
          ASSERT_EQ(again->first, receipt->first);
        }
        told[w].push_back({absl::StrCat(book, "/", partner), *receipt});
      }
    });
  }
  Join(writers);
  writing = false;
  Join(readers);
  std::map<std::string, uint64_t> stored;
  for (const std::string& name : names) {
    const std::vector<v1::Event> events = Events(name);
    EXPECT_EQ(events.size(), created + kWriters * kEach / kBooks);
    for (const v1::Event& event : events) {
      if (!event.has_partner_added()) continue;
      stored[absl::StrCat(name, "/", event.partner_added().name())] =
          static_cast<uint64_t>(event.header().position());
    }
  }
  for (const std::vector<Told>& one : told) {
    for (const Told& write : one) EXPECT_EQ(stored[write.name], write.receipt.first.value());
  }
  const auto verified = VerifyBooks(fake());
  EXPECT_TRUE(verified.ok()) << verified.status();
}

// The same commands sent by several callers at once, over a disk that is full now and then: each is
// carried out once, or refused and then carried out.
TEST_F(ConcurrencyTest, RacingRepeatsAndAFullDiskCarryEachRequestOutOnce) {
  ASSERT_TRUE(Create("zod").ok());
  const uint64_t created = Head("zod")->value();
  constexpr int kCommands = 300;
  constexpr int kCallers = 4;
  std::atomic<bool> done = false;
  std::thread disk([&] {
    for (bool full = true; !done; full = !full) {
      fake().SetDiskFull(full);
      absl::SleepFor(absl::Microseconds(300));
    }
    fake().SetDiskFull(false);
  });
  std::vector<std::vector<Receipt>> receipts(kCallers);
  std::vector<std::thread> callers;
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&, c] {
      for (int i = 0; i < kCommands; ++i) {
        const std::string name = absl::StrCat("Partner ", i);
        const Request request =
            MakeRequest(PartnerCommand(name), name, RequestId(10'000 + static_cast<uint64_t>(i)));
        while (true) {
          const absl::StatusOr<Receipt> receipt = books().ExecuteAndWait("zod", request);
          if (receipt.ok()) {
            receipts[c].push_back(*receipt);
            break;
          }
          ASSERT_EQ(ReasonOf(receipt.status()), base::kDiskFullFloor) << receipt.status();
        }
      }
    });
  }
  Join(callers);
  done = true;
  disk.join();
  EXPECT_EQ(Head("zod")->value(), created + kCommands);
  for (int i = 0; i < kCommands; ++i) {
    for (int c = 1; c < kCallers; ++c) {
      ASSERT_EQ(receipts[c][i].first, receipts[0][i].first);
    }
  }
  EXPECT_TRUE(VerifyBooks(fake()).ok());
}

TEST_F(ConcurrencyTest, StoppingAtAnyMomentLosesNothingAcknowledged) {
  for (int round = 0; round < 8; ++round) {
    const std::string book = absl::StrCat("book-", round);
    ASSERT_TRUE(Create(book).ok());
    std::vector<std::thread> callers;
    std::vector<std::set<std::string>> acknowledged(4);
    for (int c = 0; c < 4; ++c) {
      callers.emplace_back([&, c] {
        for (int i = 0;; ++i) {
          const std::string name = absl::StrCat("Partner ", c, "-", i);
          const absl::StatusOr<Receipt> receipt = books_->ExecuteAndWait(
              book, MakeRequest(PartnerCommand(name), name, NextRequestId()));
          if (!receipt.ok()) break;
          acknowledged[c].insert(name);
        }
      });
    }
    absl::SleepFor(absl::Milliseconds(5 + round));
    books_->Drain();
    Join(callers);
    Reopen();
    std::set<std::string> there;
    for (const v1::Event& event : Events(book)) {
      if (event.has_partner_added()) there.insert(event.partner_added().name());
    }
    size_t count = 0;
    for (const std::set<std::string>& one : acknowledged) {
      count += one.size();
      for (const std::string& name : one) EXPECT_TRUE(there.contains(name));
    }
    EXPECT_EQ(there.size(), count);
  }
}

}  // namespace
}  // namespace dealboek::book
