// A book file: what `book export` writes and `book import` reads (storage/FORMAT.md, "A book on its
// way"). The server has its own reader of the same format.
#ifndef DEALBOEK_CLIENTS_CLI_BOOK_FILE_H_
#define DEALBOEK_CLIENTS_CLI_BOOK_FILE_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "dealboek/v1/operations_service.pb.h"

namespace dealboek::cli {

// 64 hexadecimal digits of a chain's hash.
std::string Hexadecimal(absl::string_view bytes);

// Follows a book from its first chunk to its last.
class BookProgress {
 public:
  // Takes the next chunk; refused, in Dutch and with its position, when it does not go on where the
  // last one ended or is not what was written. Nothing of it counts then.
  absl::Status Take(const v1::BookChunk& chunk);

  const std::string& book() const { return book_; }  // programmes/{programme}; empty: not begun
  int64_t position() const { return position_; }
  const std::string& chain() const { return chain_; }
  bool ended() const { return ended_; }

 private:
  std::string book_;
  int64_t position_ = 0;
  std::string chain_;
  bool ended_ = false;
};

// The chain before the first record of a book.
std::string BookChainBegin(absl::string_view book);
// What the chain comes to with the first `count` records of a chunk.
std::string ChainWithin(std::string chain_before, const v1::BookChunk& chunk, int64_t count);

struct BookFileEnd {
  int64_t bytes = 0;  // of the chunks that were taken
  bool torn = false;  // something follows that is no whole chunk
};
// Reads chunks and gives `each` those that `progress` takes, with the progress as before it, until
// the end or an error of either.
absl::Status ReadBookFile(
    std::istream& in, BookProgress& progress, BookFileEnd& end,
    const std::function<absl::Status(const BookProgress& before, const v1::BookChunk&)>& each);

// A chunk as it stands in a file.
std::string ChunkInFile(const v1::BookChunk& chunk);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_BOOK_FILE_H_
