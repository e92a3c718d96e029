// From bytes to a request that is sound as far as its type goes: what gRPC's own parsing would
// answer with a bare UNIMPLEMENTED or INTERNAL is told here with its field and reason.
#ifndef DEALBOEK_SERVICES_API_REQUEST_CHECK_H_
#define DEALBOEK_SERVICES_API_REQUEST_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include <grpcpp/support/byte_buffer.h>

namespace dealboek::api {

// The rules that every request of one type keeps. Made once a method. Threads: const use from any.
class RequestCheck {
 public:
  explicit RequestCheck(const google::protobuf::Descriptor& type);

  // Parses `bytes` into `request`, which is empty, and checks it: INVALID_ARGUMENT,
  //   TEXT_NOT_UTF8; MESSAGE_MALFORMED;
  //   UNKNOWN_FIELDS: a field this build does not know, however deep, for what it asks would be
  //   left
  //     undone and unsaid;
  //   ENUM_UNSPECIFIED: a number its enum does not have, or an unspecified one in a list;
  //   FIELD_REQUIRED, ENUM_UNSPECIFIED: every field that the contract calls REQUIRED and is absent;
  //   REQUEST_ID_INVALID: not a UUID. An upper-case one is made lower-case.
  absl::Status Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& request) const;

 private:
  absl::Status CheckRequired(const google::protobuf::Message& request) const;
  absl::Status CheckRequestId(google::protobuf::Message& request) const;

  std::vector<const google::protobuf::FieldDescriptor*> required_;
  const google::protobuf::FieldDescriptor* request_id_ = nullptr;  // null: not a mutation
};

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_REQUEST_CHECK_H_
