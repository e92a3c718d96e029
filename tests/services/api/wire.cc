#include "tests/services/api/wire.h"

#include <atomic>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include <grpcpp/create_channel.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>

#include "dealboek/v1/audit_service.pb.h"
#include "dealboek/v1/budget_service.pb.h"
#include "dealboek/v1/command_service.pb.h"
#include "dealboek/v1/decision_service.pb.h"
#include "dealboek/v1/edition_service.pb.h"
#include "dealboek/v1/endorsement_service.pb.h"
#include "dealboek/v1/operations_service.pb.h"
#include "dealboek/v1/programme_service.pb.h"
#include "dealboek/v1/project_service.pb.h"
#include "dealboek/v1/proposal_service.pb.h"
#include "dealboek/v1/work_service.pb.h"

namespace dealboek::api {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& type) {
  const Message* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<Message>(prototype->New());
}

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  CHECK(buffer.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace

Reply ReplyOf(const grpc::Status& status) {
  Reply reply;
  reply.code = status.error_code();
  reply.message = status.error_message();
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return reply;
  for (const auto& any : rich.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    google::rpc::LocalizedMessage localized;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&info)) {
      reply.domain = info.domain();
      reply.reason = info.reason();
      reply.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (any.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations()) {
        reply.fields.push_back(violation.field());
      }
    } else if (any.UnpackTo(&localized)) {
      reply.locale = localized.locale();
      reply.dutch = localized.message();
    } else if (any.UnpackTo(&retry)) {
      reply.retry_millis =
          retry.retry_delay().seconds() * 1000 + retry.retry_delay().nanos() / 1'000'000;
    }
  }
  return reply;
}

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file :
       {v1::CreateProgrammeRequest::descriptor()->file(),
        v1::SubmitProposalRequest::descriptor()->file(),
        v1::EndorseProposalRequest::descriptor()->file(),
        v1::ConveneMeetingRequest::descriptor()->file(),
        v1::GetProjectRequest::descriptor()->file(), v1::GetBudgetRequest::descriptor()->file(),
        v1::GetEditionRequest::descriptor()->file(), v1::ListWorkRequest::descriptor()->file(),
        v1::ReadEventsRequest::descriptor()->file(), v1::ExecuteRequest::descriptor()->file(),
        v1::CreateBackupRequest::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

const MethodDescriptor& MethodNamed(const std::string& name) {
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->name() == name) return *method;
  }
  CHECK(false) << "no method " << name;
  return *AllMethods().front();
}

Wire::Wire(IdentityPolicy policy, book::Options books, Options options, Interceptors interceptors)
    : randomness_(base::SeededRandomness(2021)) {
  books_ = book::Books::Create(log_, clock_, *randomness_, books);
  options.log = [this](absl::string_view line) {
    const base::MutexLock lock(mutex_);
    logged_.emplace_back(line);
  };
  services_ = std::make_unique<Services>(*books_, clock_, policy, std::move(options));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  services_->RegisterWith(builder);
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  server_ = builder.BuildAndStart();
  CHECK(server_ != nullptr && port != 0) << "no port";
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Else gRPC may take megabytes for a client that does not read.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  channel_ = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port),
                                       grpc::InsecureChannelCredentials(), arguments);
}

Wire::~Wire() {
  books_->Drain();
  services_->Shutdown();
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
  server_->Wait();
  server_.reset();
  services_.reset();
}

std::vector<std::string> Wire::logged() {
  const base::MutexLock lock(mutex_);
  return logged_;
}

std::string Wire::NewRequestId() {
  static std::atomic<uint32_t> count = 0;
  return absl::StrFormat("00000000-0000-4000-8000-%012x", ++count);
}

std::unique_ptr<grpc::ClientContext> Wire::Context(const std::string& who,
                                                   absl::Duration deadline) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!who.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", who));
  context->set_deadline(std::chrono::system_clock::now() + absl::ToChronoNanoseconds(deadline));
  return context;
}

std::string Wire::BytesOf(const std::string& method, const std::string& request) {
  const std::unique_ptr<Message> message = NewMessage(*MethodNamed(method).input_type());
  CHECK(google::protobuf::TextFormat::ParseFromString(request, message.get())) << request;
  const auto* field = message->GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr && !message->GetReflection()->HasField(*message, field)) {
    message->GetReflection()->SetString(message.get(), field, NewRequestId());
  }
  return message->SerializeAsString();
}

Reply Wire::SendBytes(const std::string& who, const std::string& method, const std::string& bytes,
                      absl::Duration deadline) {
  return SendBytes(*Context(who, deadline), method, bytes);
}

Reply Wire::SendBytes(grpc::ClientContext& context, const std::string& method,
                      const std::string& bytes) {
  const MethodDescriptor& descriptor = MethodNamed(method);
  const std::string path = absl::StrCat("/", descriptor.service()->full_name(), "/", method);
  const grpc::ByteBuffer request = BufferOf(bytes);
  grpc::ByteBuffer response;
  const grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel_.get(),
      grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC), &context,
      request, &response);
  Reply reply = ReplyOf(status);
  if (status.ok()) {
    reply.response = NewMessage(*descriptor.output_type());
    CHECK(reply.response->ParseFromString(TextOf(response)));
  }
  return reply;
}

Reply Wire::Send(const std::string& who, const std::string& method, const std::string& request) {
  return SendBytes(who, method, BytesOf(method, request));
}

Reply Wire::Do(const std::string& who, const std::string& method, const std::string& request) {
  Reply reply = Send(who, method, request);
  EXPECT_TRUE(reply.ok()) << method << " by " << who << ": " << reply.reason << " " << reply.message
                          << "\n"
                          << request;
  return reply;
}

uint64_t Wire::Head(const std::string& book) { return log_.Head(book).value(); }

void BeginOpening(Wire& wire) {
  wire.Do("secretaris", "CreateProgramme", R"pb(
    programme_id: "zod"
    title: "Regio Deal Zuid- en Oost-Drenthe"
    first_year: 2019
    last_year: 2022
    description: "nagespeeld"
    cross_cutting_themes: "Energietransitie"
    secretary_display_name: "secretaris (nagespeeld)"
    opening {
      source { document: "UP" location: "1" }
      pijler { pijler: "werken" title: "Werken" themes: "Techniek" themes: "Innovatie" }
    }
    opening {
      source { document: "UP" location: "1" }
      pijler { pijler: "wonen" title: "Wonen" themes: "Proeftuinen" }
    }
    opening {
      source { document: "UP" location: "2" }
      partner { display_name: "gem. Emmen" kind: PARTNER_KIND_GEMEENTE cbs_code: "GM0114" }
    }
    opening {
      source { document: "UP" location: "2" }
      partner { display_name: "gem. Hardenberg" kind: PARTNER_KIND_GEMEENTE }
    }
    opening {
      source { document: "UP" location: "2" }
      partner { display_name: "provincie Drenthe" kind: PARTNER_KIND_PROVINCIE }
    }
    opening {
      source { document: "UP" location: "2" }
      seat {
        role: ROLE_STUURGROEP
        place: SEAT_PLACE_MEMBER
        partner: "gem. Hardenberg"
        function: "wethouder"
      }
    }
    opening {
      source { document: "UP" location: "3" }
      decided_on { year: 2019 month: 11 }
      tranche { tranche: 1 title: "eerste tranche" }
    }
    opening {
      source { document: "UP" location: "3" }
      decided_on { year: 2020 }
      tranche {
        tranche: 2
        title: "tweede tranche"
        ceiling { euro_cents: 100000000 }
      }
    }
    opening {
      source { document: "UP" location: "4" }
      project {
        pijler: "werken"
        number: "1"
        title: "Lab"
        theme: "Techniek"
        lead_partners: "gem. Emmen"
        former_title: "Proeflab"
      }
    }
    opening {
      source { document: "UP" location: "4" }
      project {
        pijler: "werken"
        number: "2"
        title: "Campus"
        theme: "Innovatie"
        lead_partners: "provincie Drenthe"
      }
    }
    opening {
      source { document: "UP" location: "4" }
      project {
        pijler: "wonen"
        number: "2.4"
        title: "Wijken"
        theme: "Proeftuinen"
        lead_partners: "gem. Emmen"
        lead_partners: "gem. Hardenberg"
        parts { title: "Emmerhout" lead_partners: "gem. Emmen" }
        parts { title: "Norden" lead_partners: "gem. Hardenberg" }
      }
    }
    opening {
      source { document: "UP" location: "4" }
      project {
        pijler: "werken"
        number: "3"
        title: "Leeg"
        theme: "Techniek"
        lead_partners: "gem. Emmen"
      }
    }
    opening {
      source { document: "UP" location: "5" }
      decided_on { year: 2019 month: 11 day: 20 }
      award {
        project: "werken-1"
        tranche: 1
        amount { euro_cents: 10000000 }
      }
    }
    opening {
      source { document: "UP" location: "5" }
      decided_on { year: 2020 }
      award {
        project: "werken-2"
        tranche: 2
        amount { euro_cents: 5000000 }
      }
    }
    opening {
      source { document: "UP" location: "5" }
      decided_on { year: 2020 }
      reservation {
        project: "werken-2"
        total { euro_cents: 20000000 }
        note: "in fasen"
      }
    }
    opening {
      source { document: "UP" location: "5" }
      decided_on { year: 2019 month: 11 day: 20 }
      award {
        project: "wonen-2.4"
        part: "Emmerhout"
        tranche: 1
        amount { euro_cents: 4000000 }
      }
    }
    opening {
      source { document: "UP" location: "6" }
      decided_on { year: 2020 }
      contribution { to_project: "werken-3" from_project: "werken-1" tranche: 1 note: "uit Lab" }
    }
    opening {
      source { document: "UP" location: "7" }
      progress {
        project: "werken-1"
        reference_month { year: 2021 month: 3 }
        progress { status: PROGRESS_STATUS_LOOPT summary: "Op schema." }
      }
    }
    opening {
      source { document: "UP" location: "8" }
      statement {
        statement {
          total {
            tranches: 1
            amount { euro_cents: 15000000 }
          }
        }
      }
    }
  )pb");
}

void BeginDeal(Wire& wire) {
  BeginOpening(wire);
  const auto grant = [&](const std::string& holder, const std::string& seat) {
    wire.Do("secretaris", "GrantSeat",
            absl::StrCat("parent: 'programmes/zod' holder_subject: '", holder,
                         "' holder_display_name: '", holder, " (nagespeeld)' ", seat));
  };
  grant("team-werken", "role: ROLE_ONTWIKKELTEAM pijler: 'werken'");
  grant("team-wonen", "role: ROLE_ONTWIKKELTEAM pijler: 'wonen'");
  grant("anna", "role: ROLE_VAKBESTUURDER pijler: 'werken'");
  grant("bert", "role: ROLE_VAKBESTUURDER pijler: 'werken'");
  grant("carla", "role: ROLE_VAKBESTUURDER pijler: 'werken'");
  grant("wil", "role: ROLE_VAKBESTUURDER pijler: 'wonen'");
  grant("voorzitter", "role: ROLE_STUURGROEP place: SEAT_PLACE_CHAIR partner: 'provincie Drenthe'");
  grant("anna", "role: ROLE_STUURGROEP place: SEAT_PLACE_MEMBER partner: 'gem. Emmen'");
  grant("dirk", "role: ROLE_STUURGROEP place: SEAT_PLACE_MEMBER partner: 'gem. Hardenberg'");
  grant("penvoerder-emmen", "role: ROLE_PENVOERDER partner: 'gem. Emmen'");
  grant("auditor", "role: ROLE_AUDITOR");
  wire.Do("secretaris", "AddTranche", "parent: 'programmes/zod' tranche: 4 title: 'vierde'");
  wire.Do("secretaris", "AddTranche",
          "parent: 'programmes/zod' tranche: 5 title: 'vijfde' ceiling { euro_cents: 50000000 }");
  wire.Do("secretaris", "CloseOpening", "parent: 'programmes/zod'");
}

void Endorsed(Wire& wire) {
  BeginDeal(wire);
  wire.Do("team-werken", "SubmitProposal", R"pb(
    parent: "programmes/zod"
    content {
      kind: PROPOSAL_KIND_VERVOLG
      title: "Lab, vervolg"
      pijler: "werken"
      theme: "Techniek"
      project: "werken-1"
      summary: "Tweede fase."
      lines {
        tranche: 5
        amount { euro_cents: 3000000 }
      }
    })pb");
  for (const char* who : {"bert", "carla"}) {
    wire.Do(who, "EndorseProposal", "name: 'programmes/zod/proposals/2021-001' revision_seen: 1");
  }
}

void Met(Wire& wire) {
  Endorsed(wire);
  wire.Do("secretaris", "ConveneMeeting",
          "parent: 'programmes/zod' held_on { year: 2021 month: 6 day: 30 } title: 'Stuurgroep'");
  wire.clock().Advance(23 * kDayMicros);
  wire.Do("secretaris", "SetAgenda",
          "name: 'programmes/zod/meetings/2021-1' items { proposal: '2021-001' }");
  wire.Do("secretaris", "RecordAttendance",
          "name: 'programmes/zod/meetings/2021-1' present_seats: 'seat-9' present_seats: 'seat-10' "
          "present_seats: 'seat-11'");
}

void Confirmed(Wire& wire) {
  Met(wire);
  wire.Do("secretaris", "RecordDecision",
          "name: 'programmes/zod/meetings/2021-1' item: 'item-1' outcome: OUTCOME_RATIFIED "
          "version_seen: 1");
  wire.Do("voorzitter", "ConfirmDecisionList",
          "name: 'programmes/zod/meetings/2021-1' version_seen: 1");
}

}  // namespace dealboek::api
