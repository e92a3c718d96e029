#include "tests/services/domain/given.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include <gtest/gtest.h>

#include "services/base/error.h"
#include "services/domain/evolve.h"
#include "tests/services/domain/describe.h"

namespace dealboek::domain {

void Book::Record(std::vector<v1::Event> events) {
  const int64_t micros = std::max(now_micros_, state_.recorded_at_micros + 1);
  for (size_t i = 0; i < events.size(); ++i) {
    v1::EventHeader& header = *events[i].mutable_header();
    const uint64_t position = state_.position.value() + 1;
    header.set_position(static_cast<int64_t>(position));
    header.set_event_id(absl::StrFormat("event-%010d", position));
    header.mutable_recorded_at()->set_seconds(micros / 1'000'000);
    header.mutable_recorded_at()->set_nanos(static_cast<int>(micros % 1'000'000 * 1'000));
    if (!header.actor().empty()) {
      header.set_request_id(absl::StrFormat("00000000-0000-4000-8000-%012d", position - i));
      header.set_request_hash(std::string(32, 'h'));
    }
    header.set_salt(std::string(16, 's'));
    header.set_command_index(static_cast<int>(i));
    header.set_command_size(static_cast<int>(events.size()));
    // As it comes back from the log.
    v1::Event stored;
    ASSERT_TRUE(stored.ParseFromString(events[i].SerializeAsString()));
    EXPECT_TRUE(CheckReadable(stored).ok()) << CheckReadable(stored) << "\n"
                                            << stored.ShortDebugString();
    state_ = Evolve(std::move(state_), stored);
    EXPECT_EQ(MoneyNotConserved(state_), "") << "after " << stored.ShortDebugString();
    events_.push_back(std::move(stored));
  }
  last_count_ = static_cast<int>(events.size());
}

absl::Status Book::Do(const std::string& who, const Command& command) {
  Decision decision = Decide(state_, command, Context{who, now_micros_});
  if (decision.ok()) {
    EXPECT_FALSE(decision->empty()) << "a command that is carried out leaves an event";
    Record(*std::move(decision));
    return absl::OkStatus();
  }
  const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(decision.status());
  EXPECT_TRUE(detail.has_value() && !detail->reason.empty()) << decision.status();
  EXPECT_FALSE(decision.status().message().empty());
  EXPECT_TRUE(detail.has_value() && !detail->dutch.empty()) << decision.status();
  return decision.status();
}

std::string Book::Outcome(const Step& step) {
  const absl::Status status = Do(step);
  if (!status.ok()) {
    const std::optional<base::ErrorDetail> detail = base::GetErrorDetail(status);
    return detail.has_value() ? detail->reason : status.ToString();
  }
  std::vector<std::string> types;
  for (const v1::Event& event : last()) types.emplace_back(TypeName(event));
  return absl::StrJoin(types, " ");
}

Book& Book::Given(const std::string& who, const Command& command) {
  const absl::Status status = Do(who, command);
  EXPECT_TRUE(status.ok()) << "given, but refused: " << status;
  return *this;
}

Book& Book::Given(const std::vector<Step>& steps) {
  for (const Step& step : steps) Given(step);
  return *this;
}

Book& Book::Happened(v1::Event event) {
  Record({std::move(event)});
  return *this;
}

void RunRows(const Book& start, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Book book = start;
    book.Given(row.given);
    const std::string before = Describe(book.state());
    const std::string outcome = book.Outcome(row.when);
    EXPECT_EQ(outcome, row.then);
    if (row.then == outcome && row.then.find("_") != std::string::npos) {
      EXPECT_EQ(Describe(book.state()), before) << "refused, yet something changed";
    }
  }
}

// ---------------------------------------------------------------- the deal tests begin with

namespace {

GrantSeat AnySeat(v1::Role role, const std::string& holder) {
  GrantSeat grant;
  grant.role = role;
  grant.place = v1::SEAT_PLACE_MEMBER;
  grant.function = absl::StrCat("functie van ", holder);
  grant.holder_subject = holder;
  grant.holder_display_name = absl::StrCat(holder, " (test)");
  return grant;
}

GrantSeat PijlerSeat(v1::Role role, const std::string& pijler, const std::string& holder) {
  GrantSeat grant = AnySeat(role, holder);
  grant.pijler = pijler;
  return grant;
}

GrantSeat PartnerSeat(v1::Role role, const std::string& partner, const std::string& holder,
                      v1::SeatPlace place = v1::SEAT_PLACE_MEMBER) {
  GrantSeat grant = AnySeat(role, holder);
  grant.partner = partner;
  grant.place = place;
  return grant;
}

}  // namespace

std::vector<Step> OpeningDealSteps(const std::string& programme) {
  CreateProgramme create;
  create.programme = programme;
  create.title = "Regio Deal (test)";
  create.first_year = 2019;
  create.last_year = 2023;
  create.secretary_display_name = "secretaris (test)";
  create.opening = {PijlerEntry("werken", {"Techniek", "Innovatie"}),
                    PijlerEntry("wonen", {"Proeftuinen"}),
                    PartnerEntry("gem. Emmen", v1::PARTNER_KIND_GEMEENTE),
                    PartnerEntry("gem. Hardenberg", v1::PARTNER_KIND_GEMEENTE),
                    PartnerEntry("provincie Drenthe", v1::PARTNER_KIND_PROVINCIE),
                    TrancheEntry(1),
                    TrancheEntry(2, Euros(1'000'000))};
  return {
      {kSecretaris, create},
      {kSecretaris, PijlerSeat(v1::ROLE_ONTWIKKELTEAM, "werken", kTeamWerken)},
      {kSecretaris, PijlerSeat(v1::ROLE_ONTWIKKELTEAM, "wonen", kTeamWonen)},
      {kSecretaris, PijlerSeat(v1::ROLE_VAKBESTUURDER, "werken", kAnna)},
      {kSecretaris, PijlerSeat(v1::ROLE_VAKBESTUURDER, "werken", kBert)},
      {kSecretaris, PijlerSeat(v1::ROLE_VAKBESTUURDER, "werken", kCarla)},
      {kSecretaris, PijlerSeat(v1::ROLE_VAKBESTUURDER, "wonen", kWil)},
      {kSecretaris,
       PartnerSeat(v1::ROLE_STUURGROEP, "provincie Drenthe", kVoorzitter, v1::SEAT_PLACE_CHAIR)},
      {kSecretaris, PartnerSeat(v1::ROLE_STUURGROEP, "gem. Emmen", kAnna)},
      {kSecretaris, PartnerSeat(v1::ROLE_STUURGROEP, "gem. Hardenberg", kDirk)},
      {kSecretaris, Opening({SeatEntry(v1::ROLE_STUURGROEP, v1::SEAT_PLACE_MEMBER,
                                       "gem. Hardenberg", "wethouder")})},
      {kSecretaris, PartnerSeat(v1::ROLE_PENVOERDER, "gem. Emmen", kPenEmmen)},
      {kSecretaris, AnySeat(v1::ROLE_AUDITOR, kAuditor)},
      {kSecretaris, AnySeat(v1::ROLE_LEZER, kLezer)},
  };
}

Book OpeningDeal() {
  Book book;
  book.Given(OpeningDealSteps("zod"));
  return book;
}

Book RunningDeal() {
  Book book = OpeningDeal();
  v1::OpeningEntry wijken =
      ProjectEntry("wonen", "2.4", "Wijken", "Proeftuinen", {"gem. Emmen", "gem. Hardenberg"});
  for (const auto& [title, lead] :
       {std::pair("Emmerhout", "gem. Emmen"), std::pair("Norden", "gem. Hardenberg")}) {
    v1::Part* part = wijken.mutable_project()->add_parts();
    part->set_title(title);
    part->add_lead_partners(lead);
  }
  book.Given(
      kSecretaris,
      Opening({ProjectEntry("werken", "1", "Lab", "Techniek", {"gem. Emmen"}),
               ProjectEntry("werken", "2", "Campus", "Innovatie", {"provincie Drenthe"}), wijken,
               ProjectEntry("werken", "3", "Leeg", "Techniek", {"gem. Emmen"}),
               AwardEntry("werken-1", 1, Euros(100'000)), AwardEntry("werken-2", 2, Euros(50'000)),
               ReservationEntry("werken-2", Euros(200'000)),
               AwardEntry("wonen-2.4", 1, Euros(40'000), "Emmerhout")}));
  AddTranche four;
  four.tranche = 4;
  AddTranche five;
  five.tranche = 5;
  five.ceiling = Euros(500'000);
  book.Given({{kSecretaris, four}, {kSecretaris, five}, {kSecretaris, CloseOpening{}}});
  return book;
}

// ---------------------------------------------------------------- short ways to say things

v1::Money Cents(int64_t cents) {
  v1::Money money;
  money.set_euro_cents(cents);
  return money;
}

v1::Money Euros(int64_t euros) { return Cents(euros * 100); }

google::type::Date Date(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

v1::AwardLine Line(int tranche, const v1::Money& amount, const std::string& part) {
  v1::AwardLine line;
  line.set_tranche(tranche);
  line.set_part(part);
  *line.mutable_amount() = amount;
  return line;
}

v1::Source SourceOf(const std::string& location) {
  v1::Source source;
  source.set_document("Uitvoeringsprogramma (test)");
  source.set_location(location);
  return source;
}

v1::Threshold AtLeast(int numerator, int denominator) {
  v1::Threshold threshold;
  threshold.mutable_at_least()->set_numerator(numerator);
  threshold.mutable_at_least()->set_denominator(denominator);
  return threshold;
}

v1::Threshold MoreThan(int numerator, int denominator) {
  v1::Threshold threshold;
  threshold.mutable_more_than()->set_numerator(numerator);
  threshold.mutable_more_than()->set_denominator(denominator);
  return threshold;
}

v1::Threshold Count(int count) {
  v1::Threshold threshold;
  threshold.set_count(count);
  return threshold;
}

namespace {

v1::OpeningEntry Entry() {
  v1::OpeningEntry entry;
  *entry.mutable_source() = SourceOf();
  *entry.mutable_decided_on() = Date(2020);
  return entry;
}

template <typename Strings>
void CopyTo(const std::vector<std::string>& from, Strings* to) {
  for (const std::string& text : from) *to->Add() = text;
}

}  // namespace

v1::OpeningEntry PijlerEntry(const std::string& pijler, const std::vector<std::string>& themes) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_pijler()->set_pijler(pijler);
  entry.mutable_pijler()->set_title(absl::StrCat("Pijler ", pijler));
  CopyTo(themes, entry.mutable_pijler()->mutable_themes());
  return entry;
}

v1::OpeningEntry PartnerEntry(const std::string& name, v1::PartnerKind kind) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_partner()->set_display_name(name);
  entry.mutable_partner()->set_kind(kind);
  return entry;
}

v1::OpeningEntry SeatEntry(v1::Role role, v1::SeatPlace place, const std::string& partner,
                           const std::string& function) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_seat()->set_role(role);
  entry.mutable_seat()->set_place(place);
  entry.mutable_seat()->set_partner(partner);
  entry.mutable_seat()->set_function(function);
  return entry;
}

v1::OpeningEntry TrancheEntry(int tranche, std::optional<v1::Money> ceiling) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_tranche()->set_tranche(tranche);
  if (ceiling.has_value()) *entry.mutable_tranche()->mutable_ceiling() = *ceiling;
  return entry;
}

v1::OpeningEntry ProjectEntry(const std::string& pijler, const std::string& number,
                              const std::string& title, const std::string& theme,
                              const std::vector<std::string>& lead_partners) {
  v1::OpeningEntry entry = Entry();
  v1::ProjectEntry* project = entry.mutable_project();
  project->set_pijler(pijler);
  project->set_number(number);
  project->set_title(title);
  project->set_theme(theme);
  CopyTo(lead_partners, project->mutable_lead_partners());
  return entry;
}

v1::OpeningEntry AwardEntry(const std::string& project, int tranche, const v1::Money& amount,
                            const std::string& part) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_award()->set_project(project);
  entry.mutable_award()->set_part(part);
  entry.mutable_award()->set_tranche(tranche);
  *entry.mutable_award()->mutable_amount() = amount;
  return entry;
}

v1::OpeningEntry ReservationEntry(const std::string& project, const v1::Money& total) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_reservation()->set_project(project);
  *entry.mutable_reservation()->mutable_total() = total;
  return entry;
}

v1::OpeningEntry ContributionEntry(const std::string& to, const std::string& from, int tranche,
                                   std::optional<v1::Money> amount) {
  v1::OpeningEntry entry = Entry();
  entry.mutable_contribution()->set_to_project(to);
  entry.mutable_contribution()->set_from_project(from);
  entry.mutable_contribution()->set_tranche(tranche);
  if (amount.has_value()) *entry.mutable_contribution()->mutable_amount() = *amount;
  return entry;
}

v1::OpeningEntry ProgressEntry(const std::string& project, v1::ProgressStatus status,
                               const std::string& part) {
  v1::OpeningEntry entry = Entry();
  entry.clear_decided_on();
  entry.mutable_progress()->set_project(project);
  entry.mutable_progress()->set_part(part);
  *entry.mutable_progress()->mutable_reference_month() = Date(2021, 3);
  entry.mutable_progress()->mutable_progress()->set_status(status);
  entry.mutable_progress()->mutable_progress()->set_summary("Zo gaat het.");
  return entry;
}

v1::OpeningEntry TotalEntry(const std::string& pijler, const std::vector<int>& tranches,
                            std::optional<v1::Money> amount) {
  v1::OpeningEntry entry = Entry();
  entry.clear_decided_on();
  v1::PublishedTotal* total = entry.mutable_statement()->mutable_statement()->mutable_total();
  total->set_pijler(pijler);
  for (int tranche : tranches) total->add_tranches(tranche);
  if (amount.has_value()) *total->mutable_amount() = *amount;
  return entry;
}

v1::OpeningEntry LabelEntry(const std::string& project, const std::vector<int>& tranches,
                            v1::EditionLabel label) {
  v1::OpeningEntry entry = Entry();
  entry.clear_decided_on();
  v1::PublishedLabel* printed = entry.mutable_statement()->mutable_statement()->mutable_label();
  printed->set_project(project);
  for (int tranche : tranches) printed->add_tranches(tranche);
  printed->set_label(label);
  return entry;
}

RecordOpening Opening(std::vector<v1::OpeningEntry> entries) {
  RecordOpening record;
  record.entries = std::move(entries);
  return record;
}

v1::ProposalContent NewProject(const std::string& number, std::vector<v1::AwardLine> lines) {
  v1::ProposalContent content;
  content.set_kind(v1::PROPOSAL_KIND_NEW_PROJECT);
  content.set_title(absl::StrCat("Project ", number));
  content.set_pijler("werken");
  content.set_theme("Techniek");
  content.set_number(number);
  content.add_lead_partners("gem. Emmen");
  for (v1::AwardLine& line : lines) *content.add_lines() = std::move(line);
  content.set_summary("Wat wij willen doen.");
  return content;
}

v1::ProposalContent FollowUp(const std::string& project, std::vector<v1::AwardLine> lines) {
  v1::ProposalContent content;
  content.set_kind(v1::PROPOSAL_KIND_VERVOLG);
  content.set_title(absl::StrCat("Vervolg op ", project));
  content.set_pijler("werken");
  content.set_theme("Techniek");
  content.set_project(project);
  for (v1::AwardLine& line : lines) *content.add_lines() = std::move(line);
  content.set_summary("Wat wij verder willen doen.");
  return content;
}

SubmitProposal Submit(v1::ProposalContent content) {
  SubmitProposal submit;
  submit.content = std::move(content);
  return submit;
}

EndorseProposal Endorse(const std::string& proposal, int revision) {
  EndorseProposal endorse;
  endorse.proposal = proposal;
  endorse.revision_seen = revision;
  return endorse;
}

}  // namespace dealboek::domain
