// A server with its services on a loopback port, and clients that talk to it over that.
//
//   Wire wire;
//   BeginDeal(wire);
//   Reply reply = wire.Send("anna", "EndorseProposal", "name: 'programmes/zod/proposals/2021-001' "
//                                                      "revision_seen: 1");
//   EXPECT_EQ(reply.reason, "OWN_PROPOSAL");
#ifndef DEALBOEK_TESTS_SERVICES_API_WIRE_H_
#define DEALBOEK_TESTS_SERVICES_API_WIRE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/support/server_interceptor.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "services/api/services.h"
#include "services/base/fake_clock.h"
#include "services/base/mutex.h"
#include "services/base/random.h"
#include "services/book/books.h"
#include "tests/storage/fake_event_log.h"

namespace dealboek::api {

inline constexpr int64_t kDayMicros = 86'400'000'000;

// What came back.
struct Reply {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;
  // Of ErrorInfo, BadRequest, LocalizedMessage and RetryInfo.
  std::string domain;
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<std::string> fields;  // with a violation
  std::string locale;
  std::string dutch;
  std::optional<int64_t> retry_millis;
  std::shared_ptr<google::protobuf::Message> response;  // when OK

  bool ok() const { return code == grpc::StatusCode::OK; }
  template <typename Response>
  const Response& As() const {
    const auto* typed = dynamic_cast<const Response*>(response.get());
    if (typed == nullptr) {
      ADD_FAILURE() << "no " << Response::descriptor()->full_name() << ": " << reason << " "
                    << message;
      return Response::default_instance();
    }
    return *typed;
  }
};
Reply ReplyOf(const grpc::Status& status);

class Wire {
 public:
  using Interceptors =
      std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>;
  explicit Wire(IdentityPolicy policy = IdentityPolicy::kInsecureDevIdentity,
                book::Options books = {}, Options options = {}, Interceptors interceptors = {});
  ~Wire();

  // Calls a method of any service by its bare name. The request is text; a request_id that is not
  // in it is made up, a fresh one each time.
  Reply Send(const std::string& who, const std::string& method, const std::string& request);
  // The same, and a failure of the test when it is refused.
  Reply Do(const std::string& who, const std::string& method, const std::string& request);
  // The same request, as bytes, whatever they are. `who` empty: without an identity.
  Reply SendBytes(const std::string& who, const std::string& method, const std::string& bytes,
                  absl::Duration deadline = absl::Seconds(30));
  // The same by a context of the caller's, used once.
  Reply SendBytes(grpc::ClientContext& context, const std::string& method,
                  const std::string& bytes);
  std::string BytesOf(const std::string& method, const std::string& request);

  // With `who` in its metadata, and a deadline.
  std::unique_ptr<grpc::ClientContext> Context(const std::string& who,
                                               absl::Duration deadline = absl::Seconds(30));
  std::shared_ptr<grpc::Channel> channel() { return channel_; }

  storage::FakeEventLog& log() { return log_; }
  base::FakeClock& clock() { return clock_; }
  book::Books& books() { return *books_; }
  Services& services() { return *services_; }
  // What went wrong inside, so far.
  std::vector<std::string> logged();
  uint64_t Head(const std::string& book = "zod");

  static std::string NewRequestId();

 private:
  storage::FakeEventLog log_;
  base::FakeClock clock_;
  std::unique_ptr<base::Randomness> randomness_;
  base::Mutex mutex_;
  std::vector<std::string> logged_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<book::Books> books_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// Finds a method of the contract by its bare name.
const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name);
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

// programmes/zod, in its opening phase, by "secretaris":
//  pijlers werken (themes Techniek, Innovatie) and wonen (Proeftuinen);
//  partner-1 gem. Emmen, partner-2 gem. Hardenberg, partner-3 provincie Drenthe;
//  seat-1 secretaris, seat-2 of the stuurgroep (Hardenberg) that nobody holds;
//  tranche 1 without a ceiling, tranche 2 with one of 1,000,000.00;
//  p1 werken-1 "Lab" (Emmen): 100,000.00 out of tranche 1;
//  p2 werken-2 "Campus" (Drenthe): 50,000.00 out of tranche 2, 200,000.00 reserved;
//  p3 wonen-2.4 "Wijken" (Emmen, Hardenberg), parts Emmerhout and Norden: 40,000.00 out of tranche
//  1
//     for Emmerhout;
//  p4 werken-3 "Leeg" (Emmen): a contribution of unknown amount out of werken-1;
//  progress on werken-1; s1: tranche 1 totals 150,000.00.
void BeginOpening(Wire& wire);

// The same with everybody seated, tranches 4 and 5 (ceiling 500,000.00), and the opening closed:
//  seat-3 team-werken, seat-4 team-wonen, seat-5 anna, seat-6 bert, seat-7 carla (vakbestuurders
//  werken), seat-8 wil (wonen), seat-9 voorzitter (chair, Drenthe), seat-10 anna (stuurgroep,
//  Emmen), seat-11 dirk (stuurgroep, Hardenberg), seat-12 penvoerder-emmen, seat-13 auditor.
void BeginDeal(Wire& wire);

// On top of it, by team-werken: 2021-001, a vervolg of werken-1 for 30,000.00 out of tranche 5,
// endorsed by bert and carla.
void Endorsed(Wire& wire);
// And 2021-1, a meeting of 30 June 2021 with it on its agenda as item-1, voorzitter, anna and dirk
// there; it is that day.
void Met(Wire& wire);
// And ratified as asked, and confirmed.
void Confirmed(Wire& wire);

}  // namespace dealboek::api

#endif  // DEALBOEK_TESTS_SERVICES_API_WIRE_H_
