// Those who use a real server: callers on several books, and a reader who follows each. They
// remember what they were told, and hold the server to it each time it has been started again.
//
//   Callers callers(7, address, {.books = 2, .callers = 8});
//   callers.MakeBooks();        // by a server that is ready
//   callers.Begin();            // while it lives: all of them call, until it answers no more
//   ...                         // and it ends, one way or another
//   callers.AwaitEnd();
//   callers.Check();            // of the next server on the same log
//
// The same seed asks the same of the server; in which order it is done is up to the machine.
#ifndef DEALBOEK_TESTS_FAULT_MACHINE_CALLERS_H_
#define DEALBOEK_TESTS_FAULT_MACHINE_CALLERS_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "dealboek/v1/programme_service.grpc.pb.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::machine {

// What was met: a test that never comes to a thing does not test it.
struct Tally {
  uint64_t answered = 0;
  uint64_t unknown = 0;     // requests that were under way when the server ended
  uint64_t recorded = 0;    // of these
  uint64_t refused = 0;     // with the word that nothing was recorded
  uint64_t records = 0;     // held against what they were, over all checks
  uint64_t sent_again = 0;  // and answered as before

  void Add(const Tally& other);
  std::string Text() const;
};

// Threads: all calls from one; it has others of its own between Begin and AwaitEnd.
class Callers {
 public:
  struct Options {
    int books = 1;
    int callers = 1;
    int most_facts = 12;  // in one request
  };
  Callers(uint64_t seed, std::string address, Options options);
  ~Callers();
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  // Makes the books, all of which the server must take; once.
  void MakeBooks();
  // Each caller makes one request after another, until one is refused or brings no answer, or it
  // has made `requests` of them; 0: no end.
  void Begin(uint64_t requests = 0);
  // Waits until so many requests have been answered since Begin, or nobody calls any more.
  void AwaitAnswers(uint64_t count);
  // The machine fails from here on, and what is said after that is not believed: it may be so, and
  // it may not. In a real power cut it would not be heard; but of an ext4 that fails, Linux (6.18)
  // now and then calls a sync good that was under way then and is not.
  void Doubt();
  // Waits until nobody calls any more.
  void AwaitEnd();

  // Reads all books, and sends again every request of the last load and some of earlier ones. Any
  // wrong answer is a failure of the test. What had brought no answer is answered now.
  void Check();
  // Whether a read is answered.
  bool CanRead();

  // Why requests were not carried out since Begin: reasons (google.rpc.ErrorInfo) by gRPC code, "14
  // LOG_WRITE_FAILED"; "14 " where the connection broke. Not while they call.
  const std::map<std::string, uint64_t>& reasons() const { return reasons_; }
  const Tally& tally() const { return tally_; }

 private:
  using Message = std::variant<v1::CreateProgrammeRequest, v1::RecordOpeningRequest>;

  struct Asked {
    Message message;
    std::string book;
    enum class Outcome { kAnswered, kUnknown, kRefused } outcome = Outcome::kUnknown;
    v1::Receipt receipt;
  };
  struct Book {
    std::vector<std::string> shown;       // records that somebody read: never taken back
    std::map<std::string, size_t> asked;  // number of the request, by its id
  };
  struct Reader;

  void CallOn(int caller, uint64_t load, uint64_t requests);
  void Follow(Reader& reader);
  grpc::Status Send(const Message& message, v1::Receipt& receipt) const;
  // Sends it, and remembers what came of it; whether it was carried out.
  bool Ask(const std::string& book, Message message);
  // Everything in it is what it was, and what it should be; what had brought no answer and is there
  // counts as answered from here on.
  void CheckBook(const std::string& id, Book& book);
  void CheckRequests(const std::string& id, Book& book);
  void SendAgain(Asked& asked);

  void Connect();

  const uint64_t seed_;
  const std::string address_;
  const Options options_;
  uint64_t loads_ = 0;
  // Only while something is asked: a server that stops waits a second for who does not hang up.
  std::shared_ptr<grpc::Channel> channel_;
  std::vector<std::thread> threads_;
  std::vector<std::unique_ptr<Reader>> readers_;

  std::mutex mutex_;  // what is below, while they call
  std::condition_variable changed_;
  std::map<std::string, Book> books_;
  std::deque<Asked> asked_;
  size_t of_last_load_ = 0;  // the first of asked_
  int calling_ = 0;
  bool doubting_ = false;
  uint64_t answered_ = 0;
  std::map<std::string, uint64_t> reasons_;
  Tally tally_;
};

}  // namespace dealboek::machine

#endif  // DEALBOEK_TESTS_FAULT_MACHINE_CALLERS_H_
