// dealboek backup create|list|verify|restore
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "grpcpp/client_context.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/labels.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/verbs.h"
#include "dealboek/v1/operations_service.grpc.pb.h"

namespace dealboek::cli::commands {
namespace {

// A call that takes as long as it takes: copying or reading all there is.
template <typename Request, typename Response>
absl::StatusOr<Response> CallPatiently(grpc::Status (v1::OperationsService::Stub::*method)(
                                           grpc::ClientContext*, const Request&, Response*),
                                       const Request& request, Session& session) {
  RETURN_IF_ERROR(session.CheckSettings());
  v1::OperationsService::Stub stub(session.channel());
  grpc::ClientContext context;
  session.PrepareWithoutDeadline(context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromServer(status, session.ContextOf(""));
  return response;
}

// `1,4 GB`, as a person reads it.
std::string Size(int64_t bytes) {
  constexpr const char* kUnits[] = {"bytes", "kB", "MB", "GB", "TB"};
  double size = static_cast<double>(bytes);
  size_t unit = 0;
  while (size >= 1'000 && unit + 1 < std::size(kUnits)) {
    size /= 1'000;
    ++unit;
  }
  if (unit == 0) return absl::StrCat(bytes, " bytes");
  return absl::StrCat(absl::StrReplaceAll(absl::StrFormat("%.1f", size), {{".", ","}}), " ",
                      kUnits[unit]);
}

// "regiodeal-zod 318, en nog 2".
std::string Positions(const v1::Backup& backup, int most) {
  std::vector<std::string> books;
  for (const v1::BookPosition& book : backup.books()) {
    if (static_cast<int>(books.size()) == most) break;
    books.push_back(
        absl::StrCat(book.name().substr(book.name().rfind('/') + 1), " ", book.position()));
  }
  const int64_t more = backup.book_count() - static_cast<int64_t>(books.size());
  return absl::StrCat(absl::StrJoin(books, ", "), more > 0 ? absl::StrCat(", en nog ", more) : "");
}

Table BackupTable(const google::protobuf::RepeatedPtrField<v1::Backup>& backups,
                  const Session& session, int most) {
  Table table({{"back-up", "backup", Align::kRight},
               {"gemaakt", "made_at"},
               {"grootte", "size_bytes", Align::kRight},
               {"boeken", "books", Align::kRight},
               {"gebeurtenissen", "events", Align::kRight},
               {"tot positie", "positions"}});
  for (const v1::Backup& backup : backups) {
    if (!backup.readable()) {
      table.AddRow({NumberCell(backup.number()),
                    {"onbruikbaar", ""},
                    {"", ""},
                    {"", ""},
                    {"", ""},
                    {"", ""}});
      continue;
    }
    table.AddRow({NumberCell(backup.number()),
                  {session.Moment(backup.made_at()), FormatIsoMoment(backup.made_at())},
                  {Size(backup.size_bytes()), absl::StrCat(backup.size_bytes())},
                  NumberCell(backup.book_count()),
                  NumberCell(backup.event_count()),
                  TextCell(Positions(backup, most))});
  }
  return table;
}

absl::Status RunCreate(Session& session) {
  ASSIGN_OR_RETURN(const v1::CreateBackupResponse answer,
                   CallPatiently(&v1::OperationsService::Stub::CreateBackup,
                                 v1::CreateBackupRequest(), session));
  const v1::Backup& backup = answer.backup();
  google::protobuf::RepeatedPtrField<v1::Backup> one;
  *one.Add() = backup;
  return session.Show(
      answer, BackupTable(one, session, backup.books_size()), [&](std::ostream& out) {
        out << "Back-up " << backup.number() << " gemaakt, " << Size(backup.size_bytes()) << ": "
            << Count(backup.event_count(), "gebeurtenis", "gebeurtenissen") << " in "
            << Count(backup.book_count(), "boek", "boeken");
        const std::string positions = Positions(backup, 5);
        if (!positions.empty()) out << " (tot positie: " << positions << ")";
        out << ".\nVolgende stap: dealboek backup verify " << backup.number() << "\n";
      });
}

absl::Status RunList(Session& session) {
  ASSIGN_OR_RETURN(
      const v1::ListBackupsResponse answer,
      session.CallAllPages(&v1::OperationsService::Stub::ListBackups, v1::ListBackupsRequest()));
  return session.ShowTable(answer, BackupTable(answer.backups(), session, 5),
                           "Er zijn nog geen back-ups. Maak er een: dealboek backup create");
}

absl::Status RunVerify(int number, Session& session) {
  v1::VerifyBackupRequest request;
  request.set_number(number);
  ASSIGN_OR_RETURN(const v1::VerifyBackupResponse answer,
                   CallPatiently(&v1::OperationsService::Stub::VerifyBackup, request, session));
  Table table({{"boeken", "books", Align::kRight},
               {"gebeurtenissen", "events", Align::kRight},
               {"bytes", "event_bytes", Align::kRight}});
  table.AddRow({NumberCell(answer.book_count()), NumberCell(answer.event_count()),
                NumberCell(answer.event_bytes())});
  return session.Show(answer, table, [&](std::ostream& out) {
    out << (number == 0 ? std::string("De nieuwste back-up") : absl::StrCat("Back-up ", number))
        << " is heel: " << Count(answer.event_count(), "gebeurtenis", "gebeurtenissen") << " in "
        << Count(answer.book_count(), "boek", "boeken")
        << " gelezen en nagerekend, elk bestand en elke gebeurtenis.\n";
  });
}

struct Restore {
  std::string number = "latest";
  std::string backup_dir;
  std::string to;
  std::string to_position;
};

// The server's own program does it: a log is put back where no server runs, and this one knows the
// contract only.
absl::Status RunRestore(const Restore& given, Session& session) {
  std::vector<std::string> arguments = {"restore",        "--backup", given.number, "--backup-dir",
                                        given.backup_dir, "--data",   given.to};
  if (!given.to_position.empty()) {
    ASSIGN_OR_RETURN(const std::string programme, session.Programme());
    arguments.insert(arguments.end(), {"--book", programme.substr(programme.find('/') + 1),
                                       "--to-position", given.to_position});
  }
  Environment& environment = session.environment();
  environment.out.flush();
  const int code = environment.run_server_program(arguments);
  if (code != 0) {
    return Refused(code < 0 ? std::string("Het programma dealboekd is er niet of start niet: "
                                          "terugzetten gaat op de machine van de server.")
                            : absl::StrCat("Er is niets teruggezet dat als boek mag gelden (",
                                           given.to, "); dealboekd zei hierboven waarom."));
  }
  environment.out << "Back-up teruggezet in " << given.to
                  << ".\nVolgende stap: zet die map op de plaats van de oude, die u bewaart, en "
                     "start de server.\n";
  return absl::OkStatus();
}

}  // namespace

void AddBackupCommands(CLI::App& app, Session& session) {
  CLI::App& noun =
      Noun(app, "backup", "Back-ups van alle boeken van een server, voor de beheerder");

  Verb(noun, session, "create",
       "Maakt een back-up, terwijl de server doorgaat; alleen wat nieuw is wordt gekopieerd",
       "dealboek backup create --as beheer", [&session] { return RunCreate(session); });
  Verb(noun, session, "list", "Toont welke back-ups er zijn", "dealboek backup list --as beheer",
       [&session] { return RunList(session); });

  const auto number = std::make_shared<int>(0);
  CLI::App& verify =
      Verb(noun, session, "verify", "Leest een back-up helemaal: elk bestand en elke gebeurtenis",
           "dealboek backup verify --as beheer",
           [number, &session] { return RunVerify(*number, session); });
  verify.add_option("back-up", *number, "Nummer (backup list); anders de nieuwste");

  const auto restore = std::make_shared<Restore>();
  CLI::App& restore_verb =
      Verb(noun, session, "restore",
           "Zet een back-up terug in een nieuwe map, op de machine van de server, of die nu draait "
           "of niet",
           "dealboek backup restore --backup-dir /var/lib/dealboek/backups --to "
           "/var/lib/dealboek/log-terug",
           [restore, &session] { return RunRestore(*restore, session); });
  restore_verb.add_option("back-up", restore->number, "Nummer (backup list); anders de nieuwste");
  restore_verb.add_option("--backup-dir", restore->backup_dir, "MAP met de back-ups")->required();
  restore_verb.add_option("--to", restore->to, "Nieuwe of lege MAP")->required();
  restore_verb.add_option("--to-position", restore->to_position,
                          "Laatste POSITIE van het boek van --programme; wat daarna kwam valt weg, "
                          "en dat wordt gezegd");
}

}  // namespace dealboek::cli::commands
