#include "services/book/book_chunks.h"

#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"
#include <openssl/evp.h>

#include "services/base/check.h"
#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/book/errors.h"
#include "storage/event_log.h"

namespace dealboek::book {
namespace {

using absl::StrCat;
using base::Position;

// Of a chunk in a file, its own fields included.
constexpr uint32_t kMaxChunkInFile = 1 << 20;
constexpr size_t kMaxVarintBytes = 5;

absl::Status Refuse(const BookChunks& chunks, absl::StatusCode code, absl::string_view reason,
                    absl::string_view english, absl::string_view dutch) {
  base::ErrorDetail detail;
  detail.reason = std::string(reason);
  detail.metadata = {{"book", chunks.book()}, {"position", StrCat(chunks.position().value() + 1)}};
  detail.dutch = std::string(dutch);
  return base::WithDetail(absl::Status(code, english), detail);
}

absl::Status CheckSizes(const BookChunks& chunks, const v1::BookChunk& chunk) {
  size_t bytes = 0;
  uint64_t position = chunks.position().value();
  for (const std::string& record : chunk.records()) {
    ++position;
    bytes += record.size();
    if (!record.empty() && record.size() <= storage::kMaxRecordBytes) continue;
    return Refuse(chunks, absl::StatusCode::kInvalidArgument,
                  record.empty() ? base::kRecordEmpty : base::kRecordTooLarge,
                  StrCat("The record at position ", position, " has ", record.size(),
                         " bytes; a record has 1 to ", storage::kMaxRecordBytes, "."),
                  StrCat("De gebeurtenis op positie ", position, " heeft ", record.size(),
                         " bytes; dat zijn er 1 tot ", storage::kMaxRecordBytes, "."));
  }
  if (chunk.records().empty() && !chunk.last()) {
    return Refuse(chunks, absl::StatusCode::kInvalidArgument, base::kBatchEmpty,
                  "A chunk without records can only be the last.",
                  "Een stuk zonder gebeurtenissen kan alleen het laatste zijn.");
  }
  if (bytes <= kMaxChunkBytes) return absl::OkStatus();
  return Refuse(chunks, absl::StatusCode::kInvalidArgument, base::kMessageTooLarge,
                StrCat("The records of this chunk have ", bytes, " bytes; at most ", kMaxChunkBytes,
                       " go into one."),
                StrCat("De gebeurtenissen van dit stuk hebben ", bytes, " bytes; er gaan er ",
                       kMaxChunkBytes, " in."));
}

}  // namespace

struct BookChain::Sha256 {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  Sha256() = default;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }

  std::string Of(absl::string_view a, absl::string_view b) const {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    CHECK(EVP_DigestInit_ex2(context, algorithm, nullptr) == 1 &&
          EVP_DigestUpdate(context, a.data(), a.size()) == 1 &&
          EVP_DigestUpdate(context, b.data(), b.size()) == 1 &&
          EVP_DigestFinal_ex(context, hash, &size) == 1)
        << "OpenSSL has SHA-256";
    return std::string(reinterpret_cast<const char*>(hash), size);
  }
};

BookChain::BookChain(absl::string_view book)
    : sha256_(std::make_unique<Sha256>()), hash_(sha256_->Of("dealboek book 1\n", book)) {}
BookChain::BookChain(BookChain&&) noexcept = default;
BookChain& BookChain::operator=(BookChain&&) noexcept = default;
BookChain::~BookChain() = default;

void BookChain::Add(absl::string_view record) { hash_ = sha256_->Of(hash_, record); }

absl::Status BookChunks::Take(const v1::BookChunk& chunk) {
  if (chunk.format() != kBookFormat) {
    return Refuse(*this, absl::StatusCode::kInvalidArgument, base::kFormatVersionUnknown,
                  StrCat("The chunk is of format ", chunk.format(), "; this server knows ",
                         kBookFormat, ". A newer server wrote it, or it is no book file."),
                  StrCat("Dit is een boekbestand van vorm ", chunk.format(),
                         "; deze server kent vorm ", kBookFormat, "."));
  }
  if (chunk.book() != StrCat("programmes/", book_)) {
    return Refuse(*this, absl::StatusCode::kInvalidArgument, base::kBookDiffers,
                  StrCat("The chunk is not of book ", book_, ". A book keeps its name."),
                  StrCat("Dit stuk is niet van boek ", book_, ". Een boek houdt zijn naam."));
  }
  if (ended_ || chunk.first_position() != static_cast<int64_t>(position_.value()) + 1) {
    return Refuse(*this, absl::StatusCode::kAborted, base::kPositionNotNext,
                  StrCat("Book ", book_, " is here up to position ", position_.value(),
                         ended_ ? ", its end" : "", "; the chunk begins at ",
                         chunk.first_position(), ". Ask how far it is, and go on from there."),
                  StrCat("Boek ", book_, " is hier tot positie ", position_.value(),
                         "; dit stuk begint bij ", chunk.first_position(), "."));
  }
  RETURN_IF_ERROR(CheckSizes(*this, chunk));
  BookChain chain(book_);
  chain.Continue(chain_.hash());
  for (const std::string& record : chunk.records()) chain.Add(record);
  if (chain.hash() != chunk.chain()) {
    const uint64_t last = position_.value() + static_cast<uint64_t>(chunk.records_size());
    return Refuse(*this, absl::StatusCode::kInvalidArgument, base::kRecordDamaged,
                  StrCat("The chunk of positions ", chunk.first_position(), " to ", last,
                         " is not what was written: its chain of hashes comes to something else. "
                         "Export the book again."),
                  StrCat("Het stuk van positie ", chunk.first_position(), " tot en met ", last,
                         " is beschadigd: de hashketen klopt niet. Exporteer het boek opnieuw."));
  }

  // Nothing below may fail.
  chain_ = std::move(chain);
  position_ = Position(position_.value() + static_cast<uint64_t>(chunk.records_size()));
  for (const std::string& record : chunk.records()) bytes_ += record.size();
  ended_ = chunk.last();
  return absl::OkStatus();
}

std::string ChunkInFile(const v1::BookChunk& chunk) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.WriteVarint32(static_cast<uint32_t>(chunk.ByteSizeLong()));
    CHECK(chunk.SerializeToCodedStream(&out));
  }
  return bytes;
}

absl::StatusOr<uint64_t> ReadBookFile(const std::string& path, BookChunks& chunks,
                                      absl::FunctionRef<bool(const v1::BookChunk&)> each,
                                      absl::Status& why_ended) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(StrCat("can't open ", path, ": ", std::strerror(errno)));
  const auto no_chunk = [&](absl::string_view english) {
    return Refuse(
        chunks, absl::StatusCode::kDataLoss, base::kRecordDamaged,
        StrCat("No chunk follows position ", chunks.position().value(), ": ", english, "."),
        StrCat("Na positie ", chunks.position().value(),
               " volgt geen heel stuk meer; het bestand is afgebroken of beschadigd."));
  };
  why_ended = absl::OkStatus();
  uint64_t taken = 0;  // bytes
  std::string bytes;
  v1::BookChunk chunk;
  while (true) {
    uint32_t size = 0;
    size_t prefix = 0;
    int byte = file.get();
    if (byte == std::ifstream::traits_type::eof()) break;
    for (; byte != std::ifstream::traits_type::eof() && prefix < kMaxVarintBytes;
         byte = file.get()) {
      size |= static_cast<uint32_t>(byte & 0x7f) << (7 * prefix);
      ++prefix;
      if ((byte & 0x80) == 0) break;
    }
    if (byte == std::ifstream::traits_type::eof() || (byte & 0x80) != 0 || size > kMaxChunkInFile) {
      why_ended = no_chunk("what is there is not its length");
      break;
    }
    bytes.resize(size);
    if (!file.read(bytes.data(), size) && size > 0) {
      why_ended = no_chunk("the file ends within it");
      break;
    }
    // A field that format 1 does not have is damage.
    if (!chunk.ParseFromString(bytes) || !chunk.GetReflection()->GetUnknownFields(chunk).empty()) {
      why_ended = no_chunk("its bytes are not one");
      break;
    }
    if (const absl::Status next = chunks.Take(chunk); !next.ok()) {
      why_ended = next;
      break;
    }
    taken += prefix + size;
    if (!each(chunk)) break;
  }
  if (file.bad()) return absl::UnavailableError(StrCat("can't read ", path));
  return taken;
}

}  // namespace dealboek::book
