// What whoever runs the server asks of it.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "dealboek/v1/operations_service.pb.h"
#include "services/api/errors.h"
#include "services/api/listing.h"
#include "services/api/names.h"
#include "services/api/pages.h"
#include "services/api/service_list.h"
#include "services/base/status_macros.h"
#include "services/book/backups.h"
#include "services/book/imports.h"

namespace dealboek::api {
namespace {

namespace pb = dealboek::v1;

absl::StatusOr<book::Backups*> BackupsOf(Core& core) {
  if (core.backups == nullptr) return BackupsNotSetUp();
  return core.backups;
}

void Render(const book::Backup& backup, pb::Backup& proto) {
  proto.set_number(static_cast<int32_t>(backup.number));
  proto.set_readable(backup.readable);
  if (!backup.readable) return;
  proto.mutable_made_at()->set_seconds(backup.made_at_seconds);
  proto.set_size_bytes(static_cast<int64_t>(backup.bytes));
  proto.set_book_count(static_cast<int64_t>(backup.books));
  proto.set_event_count(static_cast<int64_t>(backup.events));
  proto.set_commit(static_cast<int64_t>(backup.commit));
  proto.set_floor_commit(static_cast<int64_t>(backup.floor_commit));
  for (const book::BookHead& head : backup.heads) {
    pb::BookPosition& book = *proto.add_books();
    book.set_name(absl::StrCat("programmes/", head.book));
    book.set_position(static_cast<int64_t>(head.head.value()));
  }
}

absl::StatusOr<pb::CreateBackupResponse> CreateBackup(Core& core,
                                                      const pb::CreateBackupRequest& /*request*/) {
  ASSIGN_OR_RETURN(book::Backups* const backups, BackupsOf(core));
  ASSIGN_OR_RETURN(const book::Backup made, backups->Create());
  pb::CreateBackupResponse response;
  Render(made, *response.mutable_backup());
  return response;
}

// Pages go by number, for backups are made and removed meanwhile.
absl::StatusOr<pb::ListBackupsResponse> ListBackups(Core& core,
                                                    const pb::ListBackupsRequest& request) {
  ASSIGN_OR_RETURN(book::Backups* const backups, BackupsOf(core));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  uint32_t last_given = 0;
  if (page.start.has_value() && !absl::SimpleAtoi(page.start->after, &last_given)) {
    return PageTokenInvalid(page.start->after);
  }
  ASSIGN_OR_RETURN(std::vector<book::Backup> listed, backups->List());
  std::erase_if(listed, [&](const book::Backup& backup) { return backup.number <= last_given; });
  pb::ListBackupsResponse response;
  const size_t given =
      FillPage(page, absl::MakeConstSpan(listed), response,
               [&](const book::Backup& backup) { Render(backup, *response.add_backups()); });
  if (given < listed.size()) {
    response.set_next_page_token(
        page.NextToken({base::Position(), 0, absl::StrCat(listed[given - 1].number)}));
  }
  return response;
}

absl::StatusOr<pb::VerifyBackupResponse> VerifyBackup(Core& core,
                                                      const pb::VerifyBackupRequest& request) {
  ASSIGN_OR_RETURN(book::Backups* const backups, BackupsOf(core));
  if (request.number() < 0) {
    return OutOfRange("number", request.number(), "Give 0 for the newest backup, or its number.",
                      "Geef 0 voor de nieuwste back-up, of zijn nummer.");
  }
  ASSIGN_OR_RETURN(const book::Verified read,
                   backups->Verify(static_cast<uint32_t>(request.number())));
  pb::VerifyBackupResponse response;
  response.set_book_count(static_cast<int64_t>(read.books));
  response.set_event_count(static_cast<int64_t>(read.records));
  response.set_event_bytes(static_cast<int64_t>(read.record_bytes));
  response.set_request_count(static_cast<int64_t>(read.requests));
  response.set_commit(static_cast<int64_t>(read.commit));
  return response;
}

pb::ImportBookResponse::Stage Render(book::ImportState::Stage stage) {
  switch (stage) {
    case book::ImportState::Stage::kKeptAside:
      return pb::ImportBookResponse::STAGE_KEPT_ASIDE;
    case book::ImportState::Stage::kRecorded:
      return pb::ImportBookResponse::STAGE_RECORDED;
    case book::ImportState::Stage::kWasThere:
      return pb::ImportBookResponse::STAGE_WAS_THERE;
  }
  return pb::ImportBookResponse::STAGE_UNSPECIFIED;
}

absl::StatusOr<pb::ImportBookResponse> ImportBook(Core& core,
                                                  const pb::ImportBookRequest& request) {
  if (core.imports == nullptr) return ImportsNotSetUp();
  ASSIGN_OR_RETURN(const std::string book, ParseProgrammeName(request.name(), "name"));
  if (request.start_over()) RETURN_IF_ERROR(core.imports->StartOver(book));
  ASSIGN_OR_RETURN(const book::ImportState state, request.has_chunk()
                                                      ? core.imports->Add(book, request.chunk())
                                                      : core.imports->Look(book));
  pb::ImportBookResponse response;
  response.set_stage(Render(state.stage));
  response.set_position(static_cast<int64_t>(state.position.value()));
  response.set_chain(state.chain);
  return response;
}

}  // namespace

std::unique_ptr<RpcService> MakeOperationsService(Core& core) {
  const auto* file = pb::CreateBackupRequest::descriptor()->file();
  auto service = std::make_unique<RpcService>(core, *file->FindServiceByName("OperationsService"));
  service->AddOperation("CreateBackup", CreateBackup);
  service->AddOperation("ListBackups", ListBackups);
  service->AddOperation("VerifyBackup", VerifyBackup);
  service->AddStream("ExportBook", StartExportBook, MayCall::kOperators);
  service->AddOperation("ImportBook", ImportBook);
  return service;
}

}  // namespace dealboek::api
