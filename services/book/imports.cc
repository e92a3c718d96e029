#include "services/book/imports.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "services/base/error.h"
#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/book/book_check.h"
#include "services/book/book_reading.h"
#include "services/book/errors.h"
#include "services/book/verify.h"
#include "services/projections/views.h"
#include "storage/batch_check.h"

namespace dealboek::book {
namespace {

using absl::StrCat;
using base::MutexLock;
using base::Position;

constexpr absl::string_view kSuffix = ".book";

absl::Status AsideFailed(absl::string_view what, const std::string& file) {
  return base::WithDetail(
      absl::UnavailableError(StrCat("What was sent is kept aside in ", file, ", which can't be ",
                                    what, ": ", std::strerror(errno),
                                    ". Look after the disk, then send it again.")),
      {std::string(base::kLogReadFailed),
       {},
       {},
       "De server kan niet bewaren wat is gestuurd. Waarschuw de beheerder en probeer het daarna "
       "opnieuw."});
}

absl::Status TooManyBytes(absl::string_view book, uint64_t max_bytes) {
  return base::WithDetail(
      absl::InvalidArgumentError(StrCat("The records of book ", book, " have more than ", max_bytes,
                                        " bytes, and are recorded in one commit. Move the whole "
                                        "log with a backup instead.")),
      {std::string(base::kValueOutOfRange),
       {{"maxBytes", StrCat(max_bytes)}},
       {},
       StrCat("Boek ", book, " is groter dan ", max_bytes,
              " bytes en kan niet los worden ingelezen. Verhuis de hele server met een back-up.")});
}

}  // namespace

absl::Status RecordRefused(absl::string_view book, Position position, absl::string_view why) {
  return base::WithDetail(
      absl::InvalidArgumentError(StrCat("The record at position ", position.value(),
                                        " can't be part of book ", book, ": ", why,
                                        " Nothing was recorded.")),
      {std::string(base::kRecordRefused),
       {{"programme", std::string(book)}, {"position", StrCat(position.value())}},
       {},
       StrCat("De gebeurtenis op positie ", position.value(), " kan niet in boek ", book,
              " voorkomen. Er is niets ingelezen.")});
}

absl::Status CheckBookFile(absl::string_view book, const std::string& file,
                           const std::function<void(Position)>& at) {
  const std::string name(book);
  BookChunks chunks(name);
  BookCheck check(name);
  projections::Views views;
  absl::Status status;
  Position position;
  std::vector<v1::Event> command;  // its events so far
  const auto fold = [&](const v1::BookChunk& chunk) {
    for (const std::string& record : chunk.records()) {
      position = position.Next();
      at(position);
      v1::Event& event = command.emplace_back();
      status = check.Event(position, record, event);
      if (!status.ok()) return false;
      views.Apply(event);
      if (event.header().command_index() + 1 < event.header().command_size()) continue;
      // A command's events may name what the last of them makes.
      for (const v1::Event& one : command) {
        at(Position(static_cast<uint64_t>(one.header().position())));
        status = CheckNames(name, check.state(), one);
        if (!status.ok()) return false;
      }
      command.clear();
    }
    return true;
  };
  absl::Status ended;
  RETURN_IF_ERROR(ReadBookFile(file, chunks, fold, ended).status());
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(ended);
  RETURN_IF_ERROR(check.End(chunks.position()));

  // It folds; now it is read, as it will be.
  ReadBook(views);
  v1::Event event;
  BookChunks again(name);
  const auto read = [&](const v1::BookChunk& chunk) {
    for (const std::string& record : chunk.records()) {
      if (!event.ParseFromString(record)) return false;  // it did, a moment ago
      at(Position(static_cast<uint64_t>(event.header().position())));
      ReadEvent(views, event);
    }
    return true;
  };
  return ReadBookFile(file, again, read, ended).status();
}

Imports::Imports(Books& books, ImportOptions options)
    : books_(books), options_(std::move(options)) {}

std::string Imports::FileOf(absl::string_view book) const {
  return StrCat(options_.directory, "/", book, kSuffix);
}

absl::StatusOr<ImportState> Imports::Look(const std::string& book) {
  const MutexLock lock(mutex_);
  absl::StatusOr<ImportState> there = OfBook(book, ImportState::Stage::kWasThere);
  if (there.ok()) Drop(book);
  if (!absl::IsNotFound(there.status())) return there;
  ASSIGN_OR_RETURN(const BookChunks* const aside, Aside(book));
  return ImportState{ImportState::Stage::kKeptAside, aside->position(), aside->chain()};
}

absl::Status Imports::StartOver(const std::string& book) {
  const MutexLock lock(mutex_);
  Drop(book);
  return absl::OkStatus();
}

absl::StatusOr<ImportState> Imports::Add(const std::string& book, const v1::BookChunk& chunk) {
  const MutexLock lock(mutex_);
  absl::StatusOr<ImportState> there = OfBook(book, ImportState::Stage::kWasThere);
  if (there.ok()) {
    // Its answer may have been lost.
    if (chunk.last() && chunk.chain() == there->chain) return there;
    return BookThere(book);
  }
  if (!absl::IsNotFound(there.status())) return there;
  ASSIGN_OR_RETURN(BookChunks* const aside, Aside(book));
  if (!aside->ended()) {
    RETURN_IF_ERROR(aside->Take(chunk));
    if (const absl::Status kept = Keep(book, chunk); !kept.ok()) {
      aside_.erase(book);  // what the file comes to now is in the file
      return kept;
    }
  } else if (chunk.chain() != aside->chain()) {
    return aside->Take(chunk);  // refused: there is nothing behind the last
  }
  if (aside->ended()) return Record(book, *aside);
  return ImportState{ImportState::Stage::kKeptAside, aside->position(), aside->chain()};
}

absl::StatusOr<ImportState> Imports::OfBook(const std::string& book, ImportState::Stage stage) {
  Position head;
  RETURN_IF_ERROR(books_.Read(book, Position(), absl::InfiniteFuture(),
                              [&](const projections::Views& views) { head = views.head(); }));
  BookChain chain(book);
  RETURN_IF_ERROR(books_.ReadRecords(book, Position(1), head, [&](const RecordView& record) {
    chain.Add(record.bytes);
    return true;
  }));
  return ImportState{stage, head, chain.hash()};
}

absl::StatusOr<BookChunks*> Imports::Aside(const std::string& book) {
  if (const auto known = aside_.find(book); known != aside_.end()) return &known->second;
  DropForgotten();
  BookChunks chunks(book);
  const std::string file = FileOf(book);
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    absl::Status ended;
    const absl::StatusOr<uint64_t> taken = ReadBookFile(
        file, chunks, [](const v1::BookChunk&) { return true; }, ended);
    if (!taken.ok()) return AsideFailed("read", file);
    std::filesystem::resize_file(file, *taken, error);
    if (error) return AsideFailed("cut", file);
  }
  return &aside_.emplace(book, std::move(chunks)).first->second;
}

absl::Status Imports::Keep(const std::string& book, const v1::BookChunk& chunk) {
  if (aside_.at(book).bytes() > options_.max_bytes) return TooManyBytes(book, options_.max_bytes);
  std::error_code error;
  if (std::filesystem::create_directory(options_.directory, error)) {
    // It names people: nobody else may read it.
    std::filesystem::permissions(options_.directory, std::filesystem::perms::owner_all, error);
  }
  const std::filesystem::space_info space = std::filesystem::space(options_.directory, error);
  if (!error && space.available < options_.reserve_bytes) {
    return storage::DiskFullFloor(space.available, options_.reserve_bytes, options_.directory);
  }
  const std::string file = FileOf(book);
  std::ofstream out(file, std::ios::binary | std::ios::app);
  out << ChunkInFile(chunk) << std::flush;
  if (!out) return AsideFailed("written", file);
  return absl::OkStatus();
}

absl::StatusOr<ImportState> Imports::Record(const std::string& book, const BookChunks& chunks) {
  const std::string file = FileOf(book);
  const ImportState recorded{ImportState::Stage::kRecorded, chunks.position(), chunks.chain()};
  if (const absl::Status checked = options_.check(book, file); !checked.ok()) {
    // It will be no book the next time either.
    if (absl::IsInvalidArgument(checked)) Drop(book);
    return checked;
  }

  std::vector<std::string> records;
  std::vector<storage::RequestEntry> requests;
  absl::Status status;
  Position position;
  const auto take = [&](const v1::BookChunk& chunk) {
    for (const std::string& record : chunk.records()) {
      position = position.Next();
      absl::StatusOr<std::optional<storage::RequestEntry>> request =
          RequestOf(book, position, record);
      status = request.status();
      if (!status.ok()) return false;
      if (request->has_value()) requests.push_back(**std::move(request));
      records.push_back(record);
    }
    return true;
  };
  BookChunks again(book);
  absl::Status ended;
  RETURN_IF_ERROR(ReadBookFile(file, again, take, ended).status());
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(ended);
  if (again.chain() != recorded.chain || !again.ended()) return AsideFailed("trusted", file);
  RETURN_IF_ERROR(books_.Import(book, std::move(records), std::move(requests)));
  Drop(book);
  return recorded;
}

void Imports::Drop(const std::string& book) {
  aside_.erase(book);
  std::error_code error;
  std::filesystem::remove(FileOf(book), error);  // what stays is dropped when it is forgotten
}

void Imports::DropForgotten() {
  std::error_code error;
  const auto oldest =
      std::filesystem::file_time_type::clock::now() - absl::ToChronoSeconds(options_.keep);
  std::vector<std::filesystem::path> forgotten;
  for (const auto& entry : std::filesystem::directory_iterator(options_.directory, error)) {
    const std::string name = entry.path().filename().string();
    const auto changed = entry.last_write_time(error);
    if (absl::EndsWith(name, kSuffix) && !error && changed < oldest) {
      forgotten.push_back(entry.path());
    }
  }
  for (const std::filesystem::path& file : forgotten) Drop(file.stem().string());
}

}  // namespace dealboek::book
