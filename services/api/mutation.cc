#include "services/api/mutation.h"

#include <utility>

#include "services/api/fingerprint.h"
#include "services/api/values.h"

namespace dealboek::api {

std::string RequestIdOf(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

book::Request AskOf(const google::protobuf::Message& request, std::string subject,
                    domain::Command command) {
  book::Request asked;
  asked.subject = std::move(subject);
  asked.request_id = RequestIdOf(request);
  asked.fingerprint = Fingerprint(request, {"request_id"});
  asked.command = std::move(command);
  asked.bytes = request.ByteSizeLong();
  return asked;
}

void FillReceipt(const book::Receipt& receipt, v1::Receipt& proto) {
  proto.set_first_position(static_cast<int64_t>(receipt.first.value()));
  proto.set_last_position(static_cast<int64_t>(receipt.last.value()));
  *proto.mutable_recorded_at() = TimeOf(receipt.recorded_at_micros);
}

}  // namespace dealboek::api
