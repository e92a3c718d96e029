#include "tests/real_book/real_book.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "clients/cli/importing/opening.h"
#include "clients/cli/importing/problems.h"
#include "clients/cli/importing/programme_tables.h"
#include "services/domain/command.h"
#include "services/domain/state.h"

namespace dealboek {
namespace {

using cli::importing::AwardRow;
using cli::importing::ProgrammeTables;
using cli::importing::ProjectRow;

constexpr char kSecretaris[] = "programmasecretaris";
constexpr char kVoorzitter[] = "voorzitter";

google::type::Date June2021() {
  google::type::Date date;
  date.set_year(2021);
  date.set_month(6);
  return date;
}

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2021, 6, 30, 12), absl::UTCTimeZone());

ProgrammeTables Tables() {
  cli::importing::Problems problems;
  ProgrammeTables tables = cli::importing::ReadProgrammeTables(
      DEALBOEK_SOURCE_DIR "/tests/data/regiodeal-zod", kNow, problems);
  EXPECT_TRUE(problems.empty());
  return tables;
}

domain::Book Imported(const ProgrammeTables& tables, const std::string& programme,
                      std::optional<int> until_tranche) {
  cli::importing::ImportOptions options;
  options.programme_id = programme;
  options.until_tranche = until_tranche;
  const v1::CreateProgrammeRequest request = cli::importing::MakeImport(tables, options).request;
  domain::CreateProgramme create;
  create.programme = request.programme_id();
  create.title = request.title();
  create.first_year = request.first_year();
  create.last_year = request.last_year();
  create.description = request.description();
  create.cross_cutting_themes = {request.cross_cutting_themes().begin(),
                                 request.cross_cutting_themes().end()};
  create.secretary_subject = kSecretaris;
  create.secretary_display_name = kSecretaris;
  create.rules = request.rules();
  create.opening = {request.opening().begin(), request.opening().end()};
  domain::Book book;
  book.Given(kSecretaris, create);
  return book;
}

void Grant(domain::Book& book, v1::Role role, const std::string& pijler,
           const std::string& holder) {
  domain::GrantSeat grant;
  grant.role = role;
  grant.place = v1::SEAT_PLACE_MEMBER;
  grant.pijler = pijler;
  grant.function = std::string(holder.substr(0, holder.find('-')));
  grant.holder_subject = holder;
  grant.holder_display_name = holder;
  book.Given(kSecretaris, grant);
}

void GrantStuurgroep(domain::Book& book) {
  const domain::State before = book.state();
  for (const auto& [id, seat] : before.seats) {
    if (seat->role != v1::ROLE_STUURGROEP) continue;
    domain::GrantSeat grant;
    grant.seat = id;
    grant.role = seat->role;
    grant.place = seat->place;
    grant.partner = seat->partner;
    grant.function = seat->function;
    grant.holder_subject = seat->place == v1::SEAT_PLACE_CHAIR ? kVoorzitter : "stuurgroep-" + id;
    grant.holder_display_name = grant.holder_subject;
    book.Given(kSecretaris, grant);
  }
}

// What a project asks in this round; no lines: nothing.
v1::ProposalContent Asked(const ProgrammeTables& tables, const ProjectRow& project) {
  v1::ProposalContent content;
  bool funded_before = false;
  for (const AwardRow& award : tables.awards) {
    if (award.project != project.Label()) continue;
    if (award.tranche < 4) {
      funded_before = true;
      continue;
    }
    v1::AwardLine& line = *content.add_lines();
    line.set_part(award.part);
    line.set_tranche(award.tranche);
    line.mutable_amount()->set_euro_cents(award.cents);
  }
  content.set_title(project.title);
  content.set_pijler(project.pijler);
  content.set_theme(project.theme);
  if (funded_before) {
    content.set_kind(v1::PROPOSAL_KIND_VERVOLG);
    content.set_project(project.Label());
  } else {
    content.set_kind(v1::PROPOSAL_KIND_NEW_PROJECT);
    content.set_number(project.number);
    content.set_parent_project(project.parent);
    for (const std::string& lead : project.leads) content.add_lead_partners(lead);
  }
  for (const auto& reservation : tables.reservations) {
    if (reservation.project != project.Label()) continue;
    content.mutable_reservation_total()->set_euro_cents(reservation.cents);
  }
  return content;
}

}  // namespace

domain::Book PublishedBook() { return Imported(Tables(), "regiodeal-zod", std::nullopt); }

domain::Book ReplayedBook() {
  const ProgrammeTables tables = Tables();
  domain::Book book = Imported(tables, "regiodeal-zod-nagespeeld", 3);
  for (const auto& pijler : tables.pijlers) {
    Grant(book, v1::ROLE_ONTWIKKELTEAM, pijler.code, "ontwikkelteam-" + pijler.code);
    Grant(book, v1::ROLE_VAKBESTUURDER, pijler.code, "vakbestuurder-" + pijler.code);
  }
  GrantStuurgroep(book);
  for (const int tranche : {4, 5}) {
    domain::AddTranche add;
    add.tranche = tranche;
    add.decided_on = June2021();
    book.Given(kSecretaris, add);
  }
  book.Given(kSecretaris, domain::CloseOpening{});

  domain::SetAgenda agenda;
  for (const ProjectRow& project : tables.projects) {
    const v1::ProposalContent content = Asked(tables, project);
    if (content.lines().empty()) continue;
    book.Given("ontwikkelteam-" + project.pijler, domain::SubmitProposal{content});
    const std::string proposal = book.last().front().proposal_submitted().proposal();
    book.Given("vakbestuurder-" + project.pijler, domain::EndorseProposal{proposal, 1});
    agenda.items.push_back({"", proposal, std::nullopt, "", ""});
  }
  book.Given(kSecretaris, domain::ConveneMeeting{June2021(), "Vierde en vijfde tranche", ""});
  agenda.meeting = "2021-1";
  book.Given(kSecretaris, agenda);
  domain::RecordAttendance attendance;
  attendance.meeting = "2021-1";
  for (const auto& [id, seat] : book.state().seats) {
    if (seat->role == v1::ROLE_STUURGROEP) attendance.present_seats.push_back(id);
  }
  book.Given(kSecretaris, attendance);
  for (size_t i = 1; i <= agenda.items.size(); ++i) {
    domain::RecordDecision decide;
    decide.meeting = "2021-1";
    decide.item = absl::StrCat("item-", i);
    decide.outcome = v1::OUTCOME_RATIFIED;
    decide.version_seen = 1;
    book.Given(kSecretaris, decide);
  }
  book.Given(kVoorzitter, domain::ConfirmDecisionList{"2021-1", 1});
  return book;
}

}  // namespace dealboek
