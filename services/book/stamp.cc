#include "services/book/stamp.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "services/base/check.h"
#include "services/book/errors.h"
#include "services/domain/evolve.h"
#include "services/domain/timestamps.h"
#include "storage/event_log.h"

namespace dealboek::book {
namespace {

constexpr size_t kRandomPageBytes = 4096;
constexpr char kHex[] = "0123456789abcdef";

bool IsDash(size_t index) { return index == 8 || index == 13 || index == 18 || index == 23; }

}  // namespace

std::string RandomBytes::Draw(size_t count) {
  CHECK_LE(count, kRandomPageBytes);
  if (page_.size() - used_ < count) {
    page_.resize(kRandomPageBytes);
    source_.Fill(absl::MakeSpan(page_));
    used_ = 0;
  }
  std::string drawn(reinterpret_cast<const char*>(page_.data()) + used_, count);
  used_ += count;
  return drawn;
}

std::string NewEventId(RandomBytes& random) {
  std::string id = random.Draw(kEventIdBytes);
  id[6] = static_cast<char>((static_cast<uint8_t>(id[6]) & 0x0f) | 0x40);  // version 4
  id[8] = static_cast<char>((static_cast<uint8_t>(id[8]) & 0x3f) | 0x80);  // variant 10
  return id;
}

std::string UuidText(absl::string_view uuid) {
  CHECK_EQ(uuid.size(), kEventIdBytes);
  std::string text;
  text.reserve(36);
  for (const char c : uuid) {
    if (IsDash(text.size())) text += '-';
    const auto byte = static_cast<uint8_t>(c);
    text += kHex[byte >> 4];
    text += kHex[byte & 0x0f];
  }
  return text;
}

bool IsUuidText(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsDash(i) ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

absl::StatusOr<std::vector<std::string>> StampAndEncode(absl::Span<v1::Event> events,
                                                        const Stamps& stamps, StampKit& kit) {
  std::vector<std::string> records;
  records.reserve(events.size());
  base::Position position = stamps.first;
  int32_t index = 0;
  for (v1::Event& event : events) {
    v1::EventHeader& header = *event.mutable_header();
    header.set_position(static_cast<int64_t>(position.value()));
    header.set_event_id(NewEventId(kit.random));
    domain::SetTime(header.mutable_recorded_at(), stamps.recorded_at_micros);
    header.set_request_id(stamps.request_id.data(), stamps.request_id.size());
    header.set_salt(kit.random.Draw(kSaltBytes));
    header.set_request_hash(kit.hasher.Hash(header.salt(), stamps.fingerprint));
    header.set_command_index(index);
    header.set_command_size(static_cast<int32_t>(events.size()));

    const size_t bytes = event.ByteSizeLong();
    if (bytes > storage::kMaxRecordBytes) return RecordTooLarge(domain::TypeName(event), bytes);
    std::string& record = records.emplace_back(bytes, '\0');
    event.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(record.data()));
    position = position.Next();
    ++index;
  }
  return records;
}

absl::Status ParseRecord(absl::string_view book, base::Position position, absl::string_view record,
                         v1::Event& event) {
  if (!event.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
    return EventUnreadable(book, position, "Its bytes are not an event.");
  }
  if (const absl::Status readable = domain::CheckReadable(event); !readable.ok()) {
    return EventUnreadable(book, position, readable.message());
  }
  if (event.header().position() != static_cast<int64_t>(position.value())) {
    return EventUnreadable(
        book, position, absl::StrCat("It says it is at position ", event.header().position(), "."));
  }
  return absl::OkStatus();
}

}  // namespace dealboek::book
