// A book on its way from one server to another: chunks of its records, with a chain of hashes over
// them. storage/FORMAT.md, "A book on its way", has the file they make.
#ifndef DEALBOEK_SERVICES_BOOK_BOOK_CHUNKS_H_
#define DEALBOEK_SERVICES_BOOK_BOOK_CHUNKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/operations_service.pb.h"
#include "services/base/position.h"

namespace dealboek::book {

inline constexpr int32_t kBookFormat = 1;
// Of the records in a chunk.
inline constexpr size_t kMaxChunkBytes = size_t{512} << 10;

// SHA-256 over a book's name and then its records, each with what went before. One thread at a
// time.
class BookChain {
 public:
  explicit BookChain(absl::string_view book);
  BookChain(BookChain&&) noexcept;
  BookChain& operator=(BookChain&&) noexcept;
  ~BookChain();

  // Goes on from another chain's hash of the same book.
  void Continue(std::string hash) { hash_ = std::move(hash); }
  void Add(absl::string_view record);
  // 32 bytes: at the last record added.
  const std::string& hash() const { return hash_; }

 private:
  struct Sha256;

  std::unique_ptr<Sha256> sha256_;
  std::string hash_;
};

// Follows the chunks of one book and says whether each goes on where the last one ended.
class BookChunks {
 public:
  explicit BookChunks(std::string book) : book_(std::move(book)), chain_(book_) {}

  // Nothing of a chunk that is refused counts.
  //   INVALID_ARGUMENT FORMAT_VERSION_UNKNOWN; BOOK_DIFFERS: of another book; RECORD_EMPTY,
  //     RECORD_TOO_LARGE, BATCH_EMPTY, MESSAGE_TOO_LARGE: a record, or a chunk, of no size it may
  //     have; RECORD_DAMAGED: the chain does not come to what the chunk says.
  //   ABORTED POSITION_NOT_NEXT: it begins elsewhere, or follows the last.
  absl::Status Take(const v1::BookChunk& chunk);

  const std::string& book() const { return book_; }
  base::Position position() const { return position_; }       // of the last record
  const std::string& chain() const { return chain_.hash(); }  // at it
  uint64_t bytes() const { return bytes_; }                   // of the records
  bool ended() const { return ended_; }                       // the last chunk was taken

 private:
  std::string book_;
  BookChain chain_;
  base::Position position_;
  uint64_t bytes_ = 0;
  bool ended_ = false;
};

// Reads a book file from its beginning, and gives `each` every chunk that was taken, until it says
// no.
//   The offset behind the last of them. What follows there is no chunk, or none that goes on: a
//     file that is still being written may end so, and `why_ended` says what is wrong with it; OK
//     at the end of the file.
//   NOT_FOUND, UNAVAILABLE: there is no such file, or it can't be read.
absl::StatusOr<uint64_t> ReadBookFile(const std::string& path, BookChunks& chunks,
                                      absl::FunctionRef<bool(const v1::BookChunk&)> each,
                                      absl::Status& why_ended);

// A chunk as it stands in a file: its length, and itself.
std::string ChunkInFile(const v1::BookChunk& chunk);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BOOK_CHUNKS_H_
