// What tests of the rules are written in: a book to carry commands out on, a deal to begin with,
// and short ways to say things.
//
// A row reads given-when-then: what happened before, what is asked now, and what it comes to: the
// types of its events ("ProposalEndorsed", joined by spaces) or the reason of its refusal
// ("ALREADY_ENDORSED").
#ifndef DEALBOEK_TESTS_SERVICES_DOMAIN_GIVEN_H_
#define DEALBOEK_TESTS_SERVICES_DOMAIN_GIVEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"

#include "dealboek/v1/events.pb.h"
#include "dealboek/v1/opening.pb.h"
#include "services/domain/command.h"
#include "services/domain/decide.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// 7 June 2021, 12:00 UTC: when every test begins.
inline constexpr int64_t kNow = 1'623'067'200'000'000;
inline constexpr int64_t kDayMicros = 86'400'000'000;

// Somebody asks something.
struct Step {
  std::string who;  // subject; empty: the server itself
  Command command;
};

// One book, without a log: decides, stamps as the book does, evolves. Every refusal must have a
// reason, a message and a Dutch one; every event must be readable and leave money conserved; each
// is a test failure otherwise.
class Book {
 public:
  // What the command comes to. OK: it was carried out.
  absl::Status Do(const std::string& who, const Command& command);
  absl::Status Do(const Step& step) { return Do(step.who, step.command); }
  // The same as text: "TypeOfEvent TypeOfEvent" or "REASON".
  std::string Outcome(const Step& step);
  // Must be carried out; a test failure otherwise.
  Book& Given(const std::string& who, const Command& command);
  Book& Given(const Step& step) { return Given(step.who, step.command); }
  Book& Given(const std::vector<Step>& steps);
  // History, whatever the rules say of it: stamps the event (its fact, actor and decided_on stand)
  // and evolves.
  Book& Happened(v1::Event event);
  // Time passes; it does not by itself.
  Book& At(int64_t now_micros) {
    now_micros_ = now_micros;
    return *this;
  }

  const State& state() const { return state_; }
  int64_t now_micros() const { return now_micros_; }
  const std::vector<v1::Event>& events() const { return events_; }
  // Those of the last command.
  std::vector<v1::Event> last() const { return {events_.end() - last_count_, events_.end()}; }

 private:
  void Record(std::vector<v1::Event> events);

  State state_;
  int64_t now_micros_ = kNow;
  std::vector<v1::Event> events_;
  int last_count_ = 0;
};

struct Row {
  std::string name;
  std::vector<Step> given;
  Step when;
  std::string then;
};
// Each row on a copy of `start`. A row that is refused must leave the book as it was.
void RunRows(const Book& start, const std::vector<Row>& rows);

// ---------------------------------------------------------------- the deal tests begin with

// Subjects. Names say the seat; kAnna holds two.
inline const std::string kSecretaris = "secretaris";
inline const std::string kTeamWerken = "team-werken";  // ontwikkelteam
inline const std::string kTeamWonen = "team-wonen";    // ontwikkelteam
inline const std::string kAnna = "anna";               // vakbestuurder werken, stuurgroep Emmen
inline const std::string kBert = "bert";               // vakbestuurder werken
inline const std::string kCarla = "carla";             // vakbestuurder werken
inline const std::string kWil = "wil";                 // vakbestuurder wonen, the only one
inline const std::string kVoorzitter = "voorzitter";   // stuurgroep, chair, Drenthe
inline const std::string kDirk = "dirk";               // stuurgroep, Hardenberg
inline const std::string kPenEmmen = "penvoerder-emmen";
inline const std::string kAuditor = "auditor";
inline const std::string kLezer = "lezer";
inline const std::string kStranger = "stranger";  // unknown to the book

// A programme in its opening phase:
//  pijlers werken (themes "Techniek", "Innovatie") and wonen ("Proeftuinen");
//  partner-1 "gem. Emmen", partner-2 "gem. Hardenberg", partner-3 "provincie Drenthe";
//  seats seat-1 kSecretaris, seat-2 kTeamWerken, seat-3 kTeamWonen, seat-4 kAnna, seat-5 kBert,
//  seat-6 kCarla, seat-7 kWil, seat-8 kVoorzitter, seat-9 kAnna, seat-10 kDirk, seat-11 a
//  stuurgroep seat nobody holds (partner-2), seat-12 kPenEmmen, seat-13 kAuditor, seat-14 kLezer;
//  tranche 1 without a ceiling, tranche 2 with one of 1,000,000.00.
Book OpeningDeal();
// What it comes from, for a programme of that name.
std::vector<Step> OpeningDealSteps(const std::string& programme);

// The same, with a history, the opening closed and tranches 4 (without a ceiling) and 5 (ceiling
// 500,000.00) to spend:
//  p1 werken-1 "Lab" (lead Emmen): 100,000.00 out of tranche 1;
//  p2 werken-2 "Campus" (lead Drenthe): 50,000.00 out of tranche 2, 200,000.00 reserved;
//  p3 wonen-2.4 "Wijken" (lead Emmen, Hardenberg), parts "Emmerhout" (Emmen) and "Norden"
//     (Hardenberg): 40,000.00 out of tranche 1 for Emmerhout;
//  p4 werken-3 "Leeg" (lead Emmen): never funded.
Book RunningDeal();

// ---------------------------------------------------------------- short ways to say things

v1::Money Euros(int64_t euros);
v1::Money Cents(int64_t cents);
google::type::Date Date(int year, int month = 0, int day = 0);
v1::AwardLine Line(int tranche, const v1::Money& amount, const std::string& part = "");
v1::Source SourceOf(const std::string& location = "tabel 1");
v1::Threshold AtLeast(int numerator, int denominator);
v1::Threshold MoreThan(int numerator, int denominator);
v1::Threshold Count(int count);

// Opening-phase entries, with a source and decided in 2020.
v1::OpeningEntry PijlerEntry(const std::string& pijler, const std::vector<std::string>& themes);
v1::OpeningEntry PartnerEntry(const std::string& name, v1::PartnerKind kind);
v1::OpeningEntry SeatEntry(v1::Role role, v1::SeatPlace place, const std::string& partner,
                           const std::string& function);
v1::OpeningEntry TrancheEntry(int tranche, std::optional<v1::Money> ceiling = std::nullopt);
v1::OpeningEntry ProjectEntry(const std::string& pijler, const std::string& number,
                              const std::string& title, const std::string& theme,
                              const std::vector<std::string>& lead_partners);
v1::OpeningEntry AwardEntry(const std::string& project, int tranche, const v1::Money& amount,
                            const std::string& part = "");
v1::OpeningEntry ReservationEntry(const std::string& project, const v1::Money& total);
v1::OpeningEntry ContributionEntry(const std::string& to, const std::string& from, int tranche,
                                   std::optional<v1::Money> amount);
v1::OpeningEntry ProgressEntry(const std::string& project, v1::ProgressStatus status,
                               const std::string& part = "");
v1::OpeningEntry TotalEntry(const std::string& pijler, const std::vector<int>& tranches,
                            std::optional<v1::Money> amount);
v1::OpeningEntry LabelEntry(const std::string& project, const std::vector<int>& tranches,
                            v1::EditionLabel label);
RecordOpening Opening(std::vector<v1::OpeningEntry> entries);

// A new project in werken, led by Emmen, asking these lines.
v1::ProposalContent NewProject(const std::string& number, std::vector<v1::AwardLine> lines);
// More money for a project.
v1::ProposalContent FollowUp(const std::string& project, std::vector<v1::AwardLine> lines);

SubmitProposal Submit(v1::ProposalContent content);
EndorseProposal Endorse(const std::string& proposal, int revision = 1);

}  // namespace dealboek::domain

#endif  // DEALBOEK_TESTS_SERVICES_DOMAIN_GIVEN_H_
