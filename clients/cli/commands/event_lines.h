// Events as lines: for the eye, JSON Lines or CSV. Written as they come; nothing is kept.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_EVENT_LINES_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_EVENT_LINES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"

#include "clients/cli/session.h"
#include "dealboek/v1/audit_service.pb.h"
#include "dealboek/v1/events.pb.h"

namespace dealboek::cli::commands {

// "project=p9 tranche=5 amount=€ 90.000": what the fact says, in its own field names.
std::string DescribeFact(const v1::Event& event);

// "Awarded"; "onbekend" for a fact this program does not know.
std::string TypeOf(const v1::Event& event);

class EventLines {
 public:
  EventLines(Output output, Session& session);

  // Refused, those before it written: a record is not an event.
  absl::Status Write(const google::protobuf::RepeatedPtrField<v1::RecordedEvent>& events);
  int64_t count() const { return count_; }

 private:
  absl::Status WriteOne(const v1::RecordedEvent& recorded);

  const Output output_;
  Session& session_;
  int64_t count_ = 0;
};

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_EVENT_LINES_H_
