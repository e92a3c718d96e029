// dealboek book export|import
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include <sys/stat.h>

#include "clients/cli/book_file.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/error_json.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/session.h"
#include "clients/cli/silence.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/operations_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

using absl::StrCat;

constexpr absl::string_view kProgrammes = "programmes/";
// A book's file as long as it is not whole.
constexpr absl::string_view kHalf = ".deel";
constexpr absl::string_view kPipe = "-";
// Nothing may come for so long: the server first reads what is here already.
constexpr double kPatience = 60;  // seconds

std::string NameOf(const std::string& book) { return book.substr(kProgrammes.size()); }

std::string Why(int error) {
  switch (error) {
    case ENOENT:
      return "dat is er niet";
    case EACCES:
    case EPERM:
    case EROFS:
      return "daar is geen toegang toe";
    case EISDIR:
      return "dat is een map";
    case ENOSPC:
      return "de schijf is vol";
    default:
      return std::strerror(error);
  }
}

absl::Status FileFailed(absl::string_view what, const std::string& file) {
  return Refused(StrCat(file, " kan niet worden ", what, ": ", Why(errno), "."));
}

Table EndTable(const std::string& book, int64_t position, const std::string& chain,
               const std::string& stage) {
  Table table({{"boek", "book"},
               {"positie", "position", Align::kRight},
               {"hashketen", "chain"},
               {"stand", "stage"}});
  table.AddRow({TextCell(NameOf(book)), NumberCell(position), TextCell(Hexadecimal(chain)),
                TextCell(stage)});
  return table;
}

// ---------------------------------------------------------------------------------------- export

// Makes a file durable, and its name.
absl::Status Finish(const std::string& half, const std::string& file) {
  const int opened = open(half.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = opened >= 0 && fsync(opened) == 0;
  if (opened >= 0) close(opened);
  if (!synced) return FileFailed("weggeschreven", half);
  std::error_code error;
  // Not over a file that came there meanwhile.
  std::filesystem::create_hard_link(half, file, error);
  if (error) return Refused(StrCat(file, " kan niet worden gemaakt: ", error.message(), "."));
  std::filesystem::remove(half, error);
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool named = directory >= 0 && fsync(directory) == 0;
  if (directory >= 0) close(directory);
  return named ? absl::OkStatus() : FileFailed("weggeschreven", file);
}

// What is there of an export that was broken off.
absl::Status Resume(const std::string& half, const std::string& book, BookProgress& progress) {
  std::ifstream in(half, std::ios::binary);
  if (!in) return std::filesystem::exists(half) ? FileFailed("gelezen", half) : absl::OkStatus();
  BookFileEnd end;
  const absl::Status read =
      ReadBookFile(in, progress, end,
                   [](const BookProgress&, const v1::BookChunk&) { return absl::OkStatus(); });
  if (read.ok() && (progress.book().empty() || progress.book() == book)) {
    std::error_code error;
    std::filesystem::resize_file(half, static_cast<uintmax_t>(end.bytes), error);
    return error ? FileFailed("ingekort", half) : absl::OkStatus();
  }
  return Refused(StrCat("Een eerdere export is afgebroken, en met ", half,
                        " kan niet verder worden gegaan: ",
                        read.ok() ? StrCat("dat is van boek ", NameOf(progress.book()), ".")
                                  : std::string(read.message()),
                        "\nHaal dat bestand weg om opnieuw te beginnen."));
}

v1::ExportBookRequest RequestAfter(const BookProgress& progress, const std::string& book) {
  v1::ExportBookRequest request;
  request.set_name(book);
  request.set_from_position(progress.position() + 1);
  request.set_chain_before(progress.chain());
  return request;
}

// Whether what is here is the beginning of the server's book.
absl::Status Compare(const BookProgress& progress, Session& session) {
  grpc::ClientContext context;
  session.PrepareWithoutDeadline(context);
  Silence silence(context, kPatience + session.settings().deadline_seconds);
  v1::OperationsService::Stub stub(session.channel());
  const auto reader = stub.ExportBook(&context, RequestAfter(progress, progress.book()));
  v1::ExportBookResponse answer;
  const bool is_the_same = reader->Read(&answer);
  if (is_the_same) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (is_the_same) return absl::OkStatus();
  return FromServer(silence.Explain(status), session.ContextOf(""));
}

// Receives what comes after `progress`, and writes it to `out`.
absl::Status Receive(const std::string& book, std::ostream& out, const std::string& file,
                     BookProgress& progress, v1::ExportBookResponse& answer, Session& session) {
  grpc::ClientContext context;
  session.PrepareWithoutDeadline(context);
  Silence silence(context, kPatience + session.settings().deadline_seconds);
  v1::OperationsService::Stub stub(session.channel());
  const auto reader = stub.ExportBook(&context, RequestAfter(progress, book));
  ProgressBar bar(session.environment(), "gebeurtenissen");
  absl::Status written;
  while (written.ok() && reader->Read(&answer)) {
    silence.Pause();
    written = progress.Take(answer.chunk());
    if (written.ok() && !(out << ChunkInFile(answer.chunk()) << std::flush)) {
      written = FileFailed("geschreven", file);
    }
    bar.Update(progress.position(), answer.head_position());
    silence.Resume();
  }
  if (!written.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  bar.Done();
  RETURN_IF_ERROR(written);
  if (!status.ok()) return FromServer(silence.Explain(status), session.ContextOf(""));
  if (!progress.ended()) return Refused("De server hield op voor het einde van het boek.");
  return absl::OkStatus();
}

struct Export {
  std::string book;
  std::string file;
};

absl::Status RunExport(const Export& given, Session& session) {
  RETURN_IF_ERROR(session.CheckSettings());
  const std::string book = StrCat(kProgrammes, given.book);
  BookProgress progress;
  v1::ExportBookResponse answer;
  Environment& environment = session.environment();
  if (given.file == kPipe) {
    RETURN_IF_ERROR(Receive(book, environment.out, given.file, progress, answer, session));
    environment.err << "Boek " << given.book << " geëxporteerd tot en met positie "
                    << progress.position() << ", hashketen " << Hexadecimal(progress.chain())
                    << ".\n";
    return absl::OkStatus();
  }
  if (std::filesystem::exists(given.file)) {
    return Refused(StrCat(given.file,
                          " is er al, en wordt niet overschreven. Kies een andere "
                          "naam, of haal het weg."));
  }
  const std::string half = StrCat(given.file, kHalf);
  RETURN_IF_ERROR(Resume(half, book, progress));
  const int64_t before = progress.position();
  if (progress.ended()) {
    RETURN_IF_ERROR(Compare(progress, session));  // all of it came, but for its name
    answer.set_head_position(progress.position());
  } else {
    // It names people: nobody else may read it.
    const int made = open(half.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made < 0) return FileFailed("geschreven", half);
    close(made);
    std::ofstream out(half, std::ios::binary | std::ios::app);
    if (!out) return FileFailed("geschreven", half);
    const absl::Status received = Receive(book, out, half, progress, answer, session);
    out.close();
    if (!received.ok()) {
      std::error_code error;
      // Nothing came: nothing is left behind.
      if (progress.position() == 0) std::filesystem::remove(half, error);
      if (progress.position() == 0 || IsWrongUsage(received)) return received;
      return WithAdvice(received,
                        StrCat("Wat er al is staat in ", half, ", tot en met positie ",
                               progress.position(), "; hetzelfde commando gaat daar verder."));
    }
  }
  RETURN_IF_ERROR(Finish(half, given.file));
  answer.mutable_chunk()->clear_records();
  return session.Show(answer, EndTable(book, progress.position(), progress.chain(), "exported"),
                      [&](std::ostream& out) {
                        out << "Boek " << given.book << " staat in " << given.file << ": "
                            << progress.position() << " gebeurtenissen, tot en met positie "
                            << progress.position();
                        if (before > 0) out << " (verdergegaan na positie " << before << ")";
                        out << ".\nHashketen: " << Hexadecimal(progress.chain())
                            << "\nVolgende stap: dealboek book import " << given.file
                            << " --server ANDERE-SERVER\n";
                      });
}

// ---------------------------------------------------------------------------------------- import

struct Import {
  std::string file;
  bool start_over = false;
};

absl::StatusOr<v1::ImportBookResponse> Send(const v1::ImportBookRequest& request,
                                            Session& session) {
  RETURN_IF_ERROR(session.CheckSettings());
  v1::OperationsService::Stub stub(session.channel());
  grpc::ClientContext context;
  session.PrepareWithoutDeadline(context);  // the last call checks and records the whole book
  v1::ImportBookResponse answer;
  const grpc::Status status = stub.ImportBook(&context, request, &answer);
  if (!status.ok()) return FromServer(status, session.ContextOf(""));
  return answer;
}

// Sends of a book what the server has not got.
class Sending {
 public:
  Sending(bool start_over, int64_t total, Session& session)
      : start_over_(start_over),
        total_(total),
        session_(session),
        bar_(session.environment(), "gebeurtenissen") {}

  absl::Status Chunk(const BookProgress& before, const v1::BookChunk& chunk) {
    if (before.book().empty()) RETURN_IF_ERROR(Ask(chunk.book()));
    const int64_t last = before.position() + chunk.records_size();
    const int64_t there = answer_.position();
    const bool is_there = answer_.stage() == v1::ImportBookResponse::STAGE_WAS_THERE;
    // Whether what the server has is of this file shows where that ends.
    if (there >= chunk.first_position() && there <= last &&
        ChainWithin(before.position() == 0 ? BookChainBegin(chunk.book()) : before.chain(), chunk,
                    there - before.position()) != answer_.chain()) {
      return is_there ? Different()
                      : Refused(StrCat("De server bewaart van een ander bestand van boek ",
                                       NameOf(chunk.book()), " een deel, tot en met positie ",
                                       there, ". Begin opnieuw met --start-over."));
    }
    if (is_there) return chunk.last() && last != there ? Different() : absl::OkStatus();
    if (last < there || (last == there && !chunk.last())) return absl::OkStatus();

    v1::ImportBookRequest request;
    request.set_name(chunk.book());
    *request.mutable_chunk() = chunk;
    const int64_t skipped = std::max<int64_t>(there - before.position(), 0);
    request.mutable_chunk()->mutable_records()->DeleteSubrange(0, static_cast<int>(skipped));
    request.mutable_chunk()->set_first_position(chunk.first_position() + skipped);
    ASSIGN_OR_RETURN(answer_, Send(request, session_));
    bar_.Update(answer_.position(), std::max(total_, answer_.position()));
    return absl::OkStatus();
  }

  void Done() { bar_.Done(); }
  const v1::ImportBookResponse& answer() const { return answer_; }
  int64_t begun_at() const { return begun_at_; }

 private:
  absl::Status Ask(const std::string& book) {
    v1::ImportBookRequest request;
    request.set_name(book);
    request.set_start_over(start_over_);
    ASSIGN_OR_RETURN(answer_, Send(request, session_));
    begun_at_ = answer_.position();
    return absl::OkStatus();
  }

  absl::Status Different() const {
    return Refused(StrCat("De server heeft al een boek van die naam, tot en met positie ",
                          answer_.position(),
                          ", en dat is niet wat in dit bestand staat. Er is niets ingelezen."));
  }

  const bool start_over_;
  const int64_t total_;
  Session& session_;
  ProgressBar bar_;
  v1::ImportBookResponse answer_;
  int64_t begun_at_ = 0;
};

absl::Status CheckEnd(const BookProgress& progress, const BookFileEnd& end,
                      const std::string& file) {
  if (progress.ended() && !end.torn) return absl::OkStatus();
  return Refused(StrCat(file,
                        progress.ended() ? " gaat door na het einde van het boek, op positie "
                                         : " houdt op voor het einde van het boek, na positie ",
                        progress.position(), ". Exporteer het boek opnieuw."));
}

absl::Status RunImport(const Import& given, Session& session) {
  RETURN_IF_ERROR(session.CheckSettings());
  Environment& environment = session.environment();
  const bool from_pipe = given.file == kPipe;
  BookProgress whole;
  std::ifstream file;
  if (!from_pipe) {
    // All of it, before the server hears of any of it.
    file.open(given.file, std::ios::binary);
    if (!file) return FileFailed("gelezen", given.file);
    BookFileEnd end;
    RETURN_IF_ERROR(ReadBookFile(file, whole, end, [](const BookProgress&, const v1::BookChunk&) {
      return absl::OkStatus();
    }));
    RETURN_IF_ERROR(CheckEnd(whole, end, given.file));
    file.clear();
    file.seekg(0);
  }
  Sending sending(given.start_over, whole.position(), session);
  BookProgress progress;
  BookFileEnd end;
  const absl::Status sent =
      ReadBookFile(from_pipe ? environment.in : file, progress, end,
                   [&](const BookProgress& before, const v1::BookChunk& chunk) {
                     return sending.Chunk(before, chunk);
                   });
  sending.Done();
  RETURN_IF_ERROR(sent);
  RETURN_IF_ERROR(CheckEnd(progress, end, from_pipe ? "De invoer" : given.file));
  const v1::ImportBookResponse& answer = sending.answer();
  if (answer.position() != progress.position() || answer.chain() != progress.chain() ||
      answer.stage() == v1::ImportBookResponse::STAGE_KEPT_ASIDE) {
    return Refused(StrCat("De server staat op positie ", answer.position(), " met hashketen ",
                          Hexadecimal(answer.chain()), "; het bestand eindigt op positie ",
                          progress.position(), " met ", Hexadecimal(progress.chain()), "."));
  }
  const bool was_there = answer.stage() == v1::ImportBookResponse::STAGE_WAS_THERE;
  const std::string name = NameOf(progress.book());
  return session.Show(
      answer,
      EndTable(progress.book(), answer.position(), answer.chain(),
               was_there ? "was-there" : "recorded"),
      [&](std::ostream& out) {
        if (was_there) {
          out << "Boek " << name << " was al ingelezen, tot en met positie " << answer.position()
              << ". Er is niets toegevoegd.";
        } else {
          out << "Boek " << name << " ingelezen: " << answer.position()
              << " gebeurtenissen, tot en met positie " << answer.position();
          if (sending.begun_at() > 0) {
            out << " (verdergegaan na positie " << sending.begun_at() << ")";
          }
          out << ".";
        }
        out << "\nHashketen, in het bestand en op de server gelijk: " << Hexadecimal(answer.chain())
            << "\nVolgende stap: dealboek programme show --programme " << name << "\n";
      });
}

}  // namespace

void AddBookCommands(CLI::App& app, Session& session) {
  CLI::App& noun =
      Noun(app, "book", "Een boek van de ene server naar de andere, voor de beheerder");

  const auto exported = std::make_shared<Export>();
  CLI::App& export_verb = Verb(noun, session, "export",
                               "Schrijft een heel boek naar een bestand, terwijl de server "
                               "doorgaat; wat was afgebroken gaat "
                               "verder waar het bleef",
                               "dealboek book export regiodeal-zod regiodeal-zod.boek --as beheer",
                               [exported, &session] { return RunExport(*exported, session); });
  export_verb.add_option("boek", exported->book, "NAAM van het boek")->required();
  export_verb.add_option("bestand", exported->file, "Nieuw BESTAND; - voor stdout")->required();

  const auto imported = std::make_shared<Import>();
  CLI::App& import_verb =
      Verb(noun, session, "import",
           "Leest een geëxporteerd boek in op een server die het niet heeft, met dezelfde posities "
           "en bytes; wat was afgebroken gaat verder waar het bleef",
           "dealboek book import regiodeal-zod.boek --as beheer",
           [imported, &session] { return RunImport(*imported, session); });
  import_verb.add_option("bestand", imported->file, "BESTAND van book export; - voor stdin")
      ->required();
  import_verb.add_flag("--start-over", imported->start_over,
                       "Wat de server van een eerdere poging bewaart eerst weggooien");
}

}  // namespace dealboek::cli::commands
