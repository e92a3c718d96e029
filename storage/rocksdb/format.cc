#include "storage/rocksdb/format.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "storage/rocksdb/crc32c.h"

namespace dealboek::storage {
namespace {

using base::Position;

constexpr absl::string_view kFloorMagic = "DBKFLOOR";
constexpr char kFloorVersion = 2;  // 1 had no roots
constexpr size_t kFloorBytes = 8 + 1 + kLogIdentityBytes + size_t{3} * 8 + 4;
constexpr size_t kFloorBytesOfVersion1 = 8 + 1 + kLogIdentityBytes + 8 + 4;
constexpr absl::string_view kRootsMagic = "DBKROOTS";
constexpr char kRootsVersion = 1;

void PutBigEndian(std::string& out, uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> shift) & 0xff);
  }
}

// Takes `bytes` bytes off the front of `in`, which has them.
uint64_t TakeBigEndian(absl::string_view& in, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(in[i]);
  in.remove_prefix(bytes);
  return value;
}

uint32_t SealChecksum(absl::string_view key, absl::string_view payload) {
  const char version = static_cast<char>(kSealVersion);
  return ExtendCrc32c(ExtendCrc32c(ExtendCrc32c(0, key), absl::string_view(&version, 1)), payload);
}

// Splits "book 00 rest". The book is not checked further: a key that no Append could have made
// belongs to a book that has no head.
std::optional<std::pair<absl::string_view, absl::string_view>> SplitBook(absl::string_view key) {
  const size_t zero = key.find('\0');
  if (zero == absl::string_view::npos || zero == 0) return std::nullopt;
  return std::pair(key.substr(0, zero), key.substr(zero + 1));
}

std::string BookPrefix(absl::string_view book) {
  std::string key(book);
  key += '\0';
  return key;
}

}  // namespace

std::string FormatFileText(int format) {
  return absl::StrCat("dealboek log, format ", format, "\n");
}

std::string Seal(absl::string_view key, absl::string_view payload) {
  std::string value;
  value.reserve(kSealBytes + payload.size());
  value += static_cast<char>(kSealVersion);
  PutBigEndian(value, SealChecksum(key, payload), 4);
  value.append(payload.data(), payload.size());
  return value;
}

std::optional<absl::string_view> Unseal(absl::string_view key, absl::string_view value) {
  if (value.size() < kSealBytes || value[0] != static_cast<char>(kSealVersion)) {
    return std::nullopt;
  }
  value.remove_prefix(1);
  const uint64_t checksum = TakeBigEndian(value, 4);
  if (checksum != SealChecksum(key, value)) return std::nullopt;
  return value;
}

std::string RecordKey(absl::string_view book, Position position) {
  std::string key;
  key.reserve(book.size() + 9);
  key.append(book.data(), book.size());
  key += '\0';
  PutBigEndian(key, position.value(), 8);
  return key;
}

void SetRecordPosition(std::string& key, Position position) {
  uint64_t value = position.value();
  for (size_t i = 1; i <= 8; ++i, value >>= 8) key[key.size() - i] = static_cast<char>(value);
}

std::string PastBook(absl::string_view book) {
  std::string key(book);
  key += '\1';  // no book id holds a byte below '-'
  return key;
}

std::optional<ParsedRecordKey> ParseRecordKey(absl::string_view key) {
  const auto split = SplitBook(key);
  if (!split.has_value() || split->second.size() != 8) return std::nullopt;
  absl::string_view rest = split->second;
  return ParsedRecordKey{split->first, Position(TakeBigEndian(rest, 8))};
}

std::string RequestKey(absl::string_view book, absl::string_view actor,
                       absl::string_view request_id) {
  std::string key = BookPrefix(book);
  key += static_cast<char>(actor.size());
  key.append(actor.data(), actor.size());
  key.append(request_id.data(), request_id.size());
  return key;
}

std::string RequestValue(absl::string_view key, const RequestEntry& entry) {
  std::string payload;
  PutBigEndian(payload, entry.first.value(), 8);
  PutBigEndian(payload, entry.last.value(), 8);
  payload += entry.hash;
  return Seal(key, payload);
}

std::optional<ParsedRequest> ParseRequest(absl::string_view key, absl::string_view value) {
  const auto split = SplitBook(key);
  if (!split.has_value() || split->second.empty()) return std::nullopt;
  absl::string_view rest = split->second;
  const size_t actor_bytes = TakeBigEndian(rest, 1);
  if (actor_bytes == 0 || actor_bytes >= rest.size()) return std::nullopt;
  auto payload = Unseal(key, value);
  if (!payload.has_value() || payload->size() < 16) return std::nullopt;
  ParsedRequest parsed;
  parsed.book = std::string(split->first);
  parsed.entry.actor = std::string(rest.substr(0, actor_bytes));
  parsed.entry.request_id = std::string(rest.substr(actor_bytes));
  parsed.entry.first = Position(TakeBigEndian(*payload, 8));
  parsed.entry.last = Position(TakeBigEndian(*payload, 8));
  parsed.entry.hash = std::string(*payload);
  return parsed;
}

std::string SliceKey(absl::string_view book, SliceId id) {
  std::string key;
  key.reserve(book.size() + 10);
  key.append(book.data(), book.size());
  key += '\0';
  key += static_cast<char>(id.level);
  PutBigEndian(key, id.first, 8);
  return key;
}

std::optional<ParsedSliceKey> ParseSliceKey(absl::string_view key) {
  const auto split = SplitBook(key);
  if (!split.has_value() || split->second.size() != 9) return std::nullopt;
  absl::string_view rest = split->second;
  const uint64_t level = TakeBigEndian(rest, 1);
  if (level >= kTileLevels) return std::nullopt;
  return ParsedSliceKey{split->first, {static_cast<int>(level), TakeBigEndian(rest, 8)}};
}

std::optional<absl::string_view> ParseSlice(absl::string_view key, SliceId id,
                                            absl::string_view value) {
  const auto hashes = Unseal(key, value);
  if (!hashes.has_value() || hashes->empty() || hashes->size() % kHashBytes != 0 ||
      id.first % kTileWidth + hashes->size() / kHashBytes > kTileWidth) {
    return std::nullopt;
  }
  return hashes;
}

std::string CommitValue(uint64_t commit) {
  std::string payload;
  PutBigEndian(payload, commit, 8);
  return Seal(kCommitKey, payload);
}

std::optional<uint64_t> ParseCommit(absl::string_view value) {
  auto payload = Unseal(kCommitKey, value);
  if (!payload.has_value() || payload->size() != 8) return std::nullopt;
  return TakeBigEndian(*payload, 8);
}

bool IsSameLog(const LogIdentity& a, const LogIdentity& b) {
  return a.compare(0, kLineageBytes, b, 0, kLineageBytes) == 0;
}

std::string IdentityValue(const LogIdentity& identity) { return Seal(kIdentityKey, identity); }

std::optional<LogIdentity> ParseIdentity(absl::string_view value) {
  const auto payload = Unseal(kIdentityKey, value);
  if (!payload.has_value() || payload->size() != kLogIdentityBytes) return std::nullopt;
  return LogIdentity(*payload);
}

std::string BookKey(absl::string_view book) { return absl::StrCat(kBookPrefix, book); }

std::string BookValue(absl::string_view key, const BookState& state) {
  std::string payload;
  PutBigEndian(payload, state.head.value(), 8);
  PutBigEndian(payload, state.requests, 8);
  if (state.loss.has_value()) {
    PutBigEndian(payload, state.loss->head.value(), 8);
    PutBigEndian(payload, state.loss->commit, 8);
    PutBigEndian(payload, state.loss->floor_commit, 8);
  }
  return Seal(key, payload);
}

std::optional<BookState> ParseBook(absl::string_view key, absl::string_view value) {
  auto payload = Unseal(key, value);
  if (!payload.has_value() || (payload->size() != 16 && payload->size() != 40)) return std::nullopt;
  BookState state;
  state.head = Position(TakeBigEndian(*payload, 8));
  state.requests = TakeBigEndian(*payload, 8);
  if (!payload->empty()) {
    PendingLoss loss;
    loss.book = std::string(key.substr(kBookPrefix.size()));
    loss.head = Position(TakeBigEndian(*payload, 8));
    loss.commit = TakeBigEndian(*payload, 8);
    loss.floor_commit = TakeBigEndian(*payload, 8);
    state.loss = std::move(loss);
  }
  return state;
}

std::string EncodeFloor(const Floor& floor) {
  std::string bytes(kFloorMagic);
  bytes += kFloorVersion;
  bytes += floor.identity;
  PutBigEndian(bytes, floor.commit, 8);
  PutBigEndian(bytes, floor.generation, 8);
  PutBigEndian(bytes, floor.roots_bytes, 8);
  PutBigEndian(bytes, ExtendCrc32c(0, bytes), 4);
  return bytes;
}

absl::Status FloorDamaged(absl::string_view path) {
  return base::Error(
      absl::StatusCode::kDataLoss, base::kFloorDamaged,
      absl::StrCat("The floor ", path,
                   " is not what was written, so it cannot vouch for the log. Look after its "
                   "disk, and put no older copy in its place; `dealboekd restore --accept-loss` "
                   "accepts the log as it is, and "
                   "every book records that."),
      {{"path", std::string(path)}});
}

absl::StatusOr<Floor> DecodeFloor(absl::string_view bytes, absl::string_view path) {
  if (!absl::StartsWith(bytes, kFloorMagic) || bytes.size() == kFloorMagic.size()) {
    return FloorDamaged(path);
  }
  const char version = bytes[kFloorMagic.size()];
  if (version != 1 && version != kFloorVersion) {
    const int shown = static_cast<unsigned char>(version);
    return base::Error(
        absl::StatusCode::kFailedPrecondition, base::kFormatVersionUnknown,
        absl::StrCat("The floor ", path, " has format ", shown, "; this server knows formats 1 to ",
                     static_cast<int>(kFloorVersion),
                     ". Start the version that wrote it, or a later one."),
        {{"path", std::string(path)}, {"format", absl::StrCat(shown)}});
  }
  if (bytes.size() != (version == 1 ? kFloorBytesOfVersion1 : kFloorBytes)) {
    return FloorDamaged(path);
  }
  absl::string_view checksum = bytes.substr(bytes.size() - 4);
  bytes.remove_suffix(4);
  if (TakeBigEndian(checksum, 4) != ExtendCrc32c(0, bytes)) return FloorDamaged(path);
  bytes.remove_prefix(kFloorMagic.size() + 1);
  Floor floor;
  floor.identity = LogIdentity(bytes.substr(0, kLogIdentityBytes));
  bytes.remove_prefix(kLogIdentityBytes);
  floor.commit = TakeBigEndian(bytes, 8);
  if (version == 1) return floor;
  floor.generation = TakeBigEndian(bytes, 8);
  floor.roots_bytes = TakeBigEndian(bytes, 8);
  return floor;
}

RootsWriter::RootsWriter(const LogIdentity& identity, uint64_t generation) {
  std::string head(kRootsMagic);
  head += kRootsVersion;
  head += identity;
  PutBigEndian(head, generation, 8);
  checksum_ = ExtendCrc32c(0, head);
  bytes_ = std::move(head);
  PutBigEndian(bytes_, checksum_, 4);
}

void RootsWriter::Add(absl::string_view book, const TreeHead& tree) {
  std::string entry;
  PutBigEndian(entry, book.size(), 1);
  entry.append(book.data(), book.size());
  PutBigEndian(entry, tree.size, 8);
  absl::StrAppend(&entry, View(tree.root));
  checksum_ = ExtendCrc32c(checksum_, entry);
  bytes_ += entry;
  PutBigEndian(bytes_, checksum_, 4);
}

std::string RootsWriter::Take() { return std::exchange(bytes_, std::string()); }

std::optional<Roots> ParseRoots(absl::string_view bytes, const LogIdentity& identity,
                                uint64_t generation) {
  const std::string head = RootsWriter(identity, generation).Take();
  if (!absl::ConsumePrefix(&bytes, head)) return std::nullopt;
  uint32_t checksum = ExtendCrc32c(0, absl::string_view(head).substr(0, head.size() - 4));
  Roots roots;
  while (!bytes.empty()) {
    const size_t book_bytes = static_cast<unsigned char>(bytes[0]);
    const size_t entry_bytes = 1 + book_bytes + 8 + kHashBytes;
    if (bytes.size() < entry_bytes + 4) return std::nullopt;
    absl::string_view entry = bytes.substr(0, entry_bytes);
    checksum = ExtendCrc32c(checksum, entry);
    bytes.remove_prefix(entry_bytes);
    if (TakeBigEndian(bytes, 4) != checksum) return std::nullopt;
    entry.remove_prefix(1);
    TreeHead& tree = roots[std::string(entry.substr(0, book_bytes))];
    entry.remove_prefix(book_bytes);
    tree.size = TakeBigEndian(entry, 8);
    tree.root = HashOf(entry);
  }
  return roots;
}

}  // namespace dealboek::storage
