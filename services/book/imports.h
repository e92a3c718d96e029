// Takes in a book from another server, chunk by chunk.
//
// The chunks are kept aside in a file of their own, which is a book file itself (storage/FORMAT.md,
// "A book on its way"), until the last of them is there. Then all of it is checked, in a process of
// its own: what comes from elsewhere may be whole and yet no book, and folding it would end ours.
// What passes is recorded in one commit.
//
// What a crash leaves: a file kept aside, perhaps with a torn end, which is cut off when the book
// is next asked about; or the book, and the file still there, which then goes. Nothing of it is
// synced: what the disk lost of it the chain shows, and it is sent again.
//
// Threads: any; one call at a time is carried out, the others wait for it.
#ifndef DEALBOEK_SERVICES_BOOK_IMPORTS_H_
#define DEALBOEK_SERVICES_BOOK_IMPORTS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "dealboek/v1/operations_service.pb.h"
#include "services/base/mutex.h"
#include "services/base/position.h"
#include "services/book/book_chunks.h"
#include "services/book/books.h"

namespace dealboek::book {

// How far a book is.
struct ImportState {
  enum class Stage { kKeptAside, kRecorded, kWasThere };

  Stage stage = Stage::kKeptAside;
  base::Position position;
  std::string chain;  // at `position`
};

struct ImportOptions {
  std::string directory;  // made when it is needed; its parent exists
  // Of the records of one book: it is recorded in one commit, which is in memory as a whole.
  uint64_t max_bytes = uint64_t{1} << 30;
  uint64_t reserve_bytes = 0;              // of disk, kept free
  absl::Duration keep = absl::Hours(168);  // a file kept aside, from its last change on
  // Folds a whole book file where it can do no harm. INVALID_ARGUMENT, RECORD_REFUSED: it is no
  // book; names the position. Others: it could not be looked at.
  std::function<absl::Status(absl::string_view book, const std::string& file)> check;
};

class Imports {
 public:
  // `books` is borrowed.
  Imports(Books& books, ImportOptions options);

  // How far the book is; position 0: nothing is known of it.
  absl::StatusOr<ImportState> Look(const std::string& book);
  // Drops what is kept aside of it.
  absl::Status StartOver(const std::string& book);
  // Keeps a chunk aside, and with the last one records the book. A chunk that was taken before is
  // not an error where the book it ends is there, with the same chain.
  //   As BookChunks::Take, Books::Import and ImportOptions::check. INVALID_ARGUMENT,
  //   VALUE_OUT_OF_RANGE: over max_bytes. RESOURCE_EXHAUSTED, DISK_FULL_FLOOR. UNAVAILABLE,
  //   LOG_READ_FAILED: the file kept aside can't be written or read.
  absl::StatusOr<ImportState> Add(const std::string& book, const v1::BookChunk& chunk);

 private:
  std::string FileOf(absl::string_view book) const;
  absl::StatusOr<ImportState> OfBook(const std::string& book, ImportState::Stage stage);
  // What is kept aside, and only that: a torn end is cut off.
  absl::StatusOr<BookChunks*> Aside(const std::string& book) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Keep(const std::string& book, const v1::BookChunk& chunk)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<ImportState> Record(const std::string& book, const BookChunks& chunks)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Drop(const std::string& book) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropForgotten() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Books& books_;
  const ImportOptions options_;
  base::Mutex mutex_;
  std::map<std::string, BookChunks> aside_ ABSL_GUARDED_BY(mutex_);  // what the files come to
};

// What `check` does, for the process that may come to harm: reads a whole book file, folds it,
// holds what its events name against what is there, makes its views and reads them. `at` hears of
// each position before it is folded, and so where it ended. DATA_LOSS and what ReadBookFile says:
// it is no book.
absl::Status CheckBookFile(absl::string_view book, const std::string& file,
                           const std::function<void(base::Position)>& at);

// RECORD_REFUSED: what is at `position` can't be part of the book.
absl::Status RecordRefused(absl::string_view book, base::Position position, absl::string_view why);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_IMPORTS_H_
