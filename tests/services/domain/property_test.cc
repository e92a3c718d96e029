// Random commands against a naive model (naive_model.h): it must foresee what each comes to,
// refusal and reason; and after every event money must be conserved, the figures of both must
// agree, and a replay of all events, as they come back from the log, must give the same state.
//
//   domain_test --gtest_filter='PropertyTest.*'
//   RC_PARAMS="seed=123 max_success=20000" domain_test --gtest_filter='PropertyTest.*'
//
// What fails is shrunk, and printed as the commands it consists of.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <iostream>
#include <map>
#include <rapidcheck.h>
#include <sstream>
#include <string>
#include <typeinfo>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "services/base/error.h"
#include "services/domain/decide.h"
#include "services/domain/evolve.h"
#include "services/domain/state.h"
#include "tests/services/domain/describe.h"
#include "tests/services/domain/given.h"
#include "tests/services/domain/naive_model.h"
#include "tests/services/domain/random_commands.h"

namespace dealboek::domain {
namespace {

// ------------------------------------------------------------------------ a run

// Once, for all processes.
const std::vector<v1::Event>& Start() {
  static const auto* const events = [] {
    Book book;
    book.Given(RandomDeal("zod"));
    return new std::vector<v1::Event>(book.events());
  }();
  return *events;
}

// What was met over all sequences: a test that never comes to a rule does not test it.
struct Tally {
  int64_t commands = 0;
  int64_t accepted = 0;
  int64_t events = 0;
  std::map<std::string, int64_t> outcomes;  // reasons; types of events
};

// "secretaris: RecordDecision item-1".
std::string Plain(const Step& step) {
  return std::visit(
      [&]<typename C>(const C& command) {
        char* const name = abi::__cxa_demangle(typeid(C).name(), nullptr, nullptr, nullptr);
        const std::string type(name);
        std::free(name);
        std::string about;
        if constexpr (requires { command.item; }) about = command.item;
        if constexpr (requires { command.proposal; }) about = command.proposal;
        if constexpr (requires { command.project; }) about = command.project;
        if constexpr (requires { command.tranche; }) about = absl::StrCat(command.tranche);
        if constexpr (requires { command.content; }) about = command.content.ShortDebugString();
        return absl::StrCat(step.who, ": ", type.substr(type.rfind(':') + 1), " ", about);
      },
      step.command);
}

// Plays steps on a book, and says what happens as it does. What is wrong ends the process it runs
// in, as a CHECK of the domain's own does: see PlayApart.
class Playing {
 public:
  explicit Playing(std::FILE* said) : said_(said) {
    for (const v1::Event& event : Start()) state_ = Evolve(std::move(state_), event);
    events_ = Start();
  }

  void Take(const Raw& raw) {
    // Now and then a few days go by.
    now_ += 1'000'000 + (raw.b % 8 == 7 ? (1 + raw.a % 3) * kDayMicros : 0);
    const NaiveModel model(events_, Today());
    const Step step = Interpret(model, raw);
    const std::string foreseen = model.Predict(step.who, step.command);
    const Context context{step.who, now_};
    Say(Plain(step));
    Decision decision = Decide(state_, step.command, context);
    std::string outcome;
    if (!decision.ok()) {
      const auto detail = base::GetErrorDetail(decision.status());
      outcome = detail.has_value() ? detail->reason : decision.status().ToString();
    }
    ++tally_.commands;
    if (!outcome.empty()) Say("  " + outcome);
    if (outcome != foreseen) {
      Fail(absl::StrCat("foreseen: ", foreseen.empty() ? "carried out" : foreseen, "\nit came to: ",
                        decision.ok() ? "carried out" : decision.status().ToString()));
    }
    if (!decision.ok()) {
      ++tally_.outcomes[outcome];
      return;
    }
    ++tally_.accepted;
    if (const auto* confirm = std::get_if<ConfirmDecisionList>(&step.command)) {
      CheckPreview(*confirm, *decision, context);
    }
    for (v1::Event& event : *decision) Record(std::move(event));
  }

  // A state that was kept is what it was, whatever happened since.
  void KeepThis() {
    kept_ = state_;
    kept_text_ = Describe(state_);
  }
  void CheckKept() const {
    if (Describe(kept_) != kept_text_) Fail("a state that was kept has changed");
  }

  const Tally& tally() const { return tally_; }

 private:
  void Say(const std::string& line) const { std::fprintf(said_, "%s\n", line.c_str()); }

  [[noreturn]] void Fail(const std::string& why) const {
    Say(why);
    std::fflush(said_);
    _exit(1);
  }

  void Record(v1::Event event) {
    v1::EventHeader& header = *event.mutable_header();
    header.set_position(static_cast<int64_t>(state_.position.value()) + 1);
    header.mutable_recorded_at()->set_seconds(now_ / 1'000'000);
    v1::Event stored;
    if (!stored.ParseFromString(event.SerializeAsString())) Fail("does not parse");
    event.clear_header();
    Say(absl::StrCat("  ", stored.header().position(), " ", event.ShortDebugString()));
    state_ = Evolve(std::move(state_), stored);
    ++tally_.events;
    ++tally_.outcomes[std::string(TypeName(stored))];
    events_.push_back(std::move(stored));
    CheckMoney();
    State replayed;
    for (const v1::Event& each : events_) replayed = Evolve(std::move(replayed), each);
    const std::string was = Describe(replayed);
    const std::string is = Describe(state_);
    if (was != is) Fail(absl::StrCat("a replay gives another state:\n", was, "\nnot\n", is));
  }

  int Today() const { return static_cast<int>(now_ / kDayMicros); }

  void CheckMoney() const {
    const NaiveModel model(events_, Today());
    const std::string wrong = model.MoneyNotConserved();
    if (!wrong.empty()) Fail(absl::StrCat("money is not conserved: ", wrong));
    const std::string in_state = domain::MoneyNotConserved(state_);
    if (!in_state.empty()) Fail(absl::StrCat("money is not conserved in the state: ", in_state));
    CheckFigures(state_, model, "");
  }

  // Every amount of a state, per tranche and project and in all.
  void CheckFigures(const State& state, const NaiveModel& model, const std::string& of_what) const {
    const auto same = [&](std::optional<base::Money> is, std::optional<int64_t> should,
                          const std::string& what) {
      const std::string text = is.has_value() ? absl::StrCat(is->cents()) : "none";
      const std::string foreseen = should.has_value() ? absl::StrCat(*should) : "none";
      if (text != foreseen) {
        Fail(absl::StrCat(of_what, what, " is ", text, ", should be ", foreseen));
      }
    };
    for (const auto& [number, tranche] : model.tranches) {
      const Tranche& is = *state.FindTranche(number);
      const std::string of = absl::StrCat(" of tranche ", number);
      same(is.ceiling, tranche.ceiling, "ceiling" + of);
      same(is.awarded, model.AwardedOf(number), "awarded" + of);
      same(is.released, model.ReleasedOf(number), "released" + of);
      same(Free(is), model.FreeOf(number), "free" + of);
    }
    same(state.programme->ceiling, model.programme_ceiling, "ceiling of the programme");
    same(state.totals.awarded, model.AwardedOf(0), "awarded in all");
    same(state.totals.released, model.ReleasedOf(0), "released in all");
    same(state.totals.reserved_left, model.LeftOfReservations(), "reserved in all");
    same(Free(state), model.FreeOf(0), "free of the programme");
    for (const auto& [id, project] : model.projects) {
      const Project& is = *state.FindProject(id);
      same(is.Awarded(), model.AwardedTo(id), "awarded to " + id);
      same(is.ReservationLeft(), model.LeftOfReservation(id), "reserved for " + id);
    }
  }

  // The preview of an agenda that is confirmed next was right about its money.
  void CheckPreview(const ConfirmDecisionList& confirm, const std::vector<v1::Event>& decided,
                    const Context& context) const {
    const std::vector<PreviewItem> items = PreviewItemsOf(*state_.FindMeeting(confirm.meeting));
    const Preview preview = PreviewDecisions(state_, items, context);
    for (const PreviewVerdict& verdict : preview.verdicts) {
      if (!verdict.status.ok()) Fail(absl::StrCat("the preview saw ", verdict.status.ToString()));
    }
    std::vector<v1::Event> after = events_;
    after.insert(after.end(), decided.begin(), decided.end());
    CheckFigures(preview.after, NaiveModel(after, Today()), "the preview: ");
  }

  std::FILE* const said_;
  Tally tally_;
  int64_t now_ = kNow + kDayMicros;
  State state_;
  std::vector<v1::Event> events_;
  State kept_;
  std::string kept_text_ = Describe(State());
};

// Each sequence in a process of its own: a CHECK that fails there is a failure to shrink, too. Adds
// to the tally; "" when all is well, else all that was said.
std::string PlayApart(const std::vector<Raw>& raws, Tally& tally) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return "no process";
  if (child == 0) {
    close(ends[0]);
    dup2(ends[1], STDERR_FILENO);  // where a CHECK says what is wrong
    std::FILE* const said = fdopen(ends[1], "w");
    std::setvbuf(said, nullptr, _IOLBF, 0);
    Playing playing(said);
    for (size_t i = 0; i < raws.size(); ++i) {
      if (i == raws.size() / 2) playing.KeepThis();
      playing.Take(raws[i]);
    }
    playing.CheckKept();
    const Tally& met = playing.tally();
    for (const auto& [what, times] : met.outcomes) {
      std::fprintf(said, "met %s %lld\n", what.c_str(), static_cast<long long>(times));
    }
    std::fprintf(said, "all %lld %lld %lld\n", static_cast<long long>(met.commands),
                 static_cast<long long>(met.accepted), static_cast<long long>(met.events));
    std::fflush(said);
    _exit(0);
  }
  close(ends[1]);
  std::string said;
  char buffer[4'096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    said.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) return absl::StrCat("it went wrong after these:\n", said);
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string what;
    words >> first;
    int64_t commands = 0;
    int64_t accepted = 0;
    int64_t events = 0;
    if (first == "met" && words >> what >> events) tally.outcomes[what] += events;
    if (first == "all" && words >> commands >> accepted >> events) {
      tally.commands += commands;
      tally.accepted += accepted;
      tally.events += events;
    }
  }
  return "";
}

rc::Gen<std::vector<Raw>> Sequences() {
  const auto number = [] { return rc::gen::inRange(0, 100'000); };
  const auto raw =
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 100), rc::gen::inRange(0, 1'000), number(),
                                  number(), number()),
                   [](const std::tuple<int, int, int, int, int>& from) {
                     return Raw{std::get<0>(from), std::get<1>(from), std::get<2>(from),
                                std::get<3>(from), std::get<4>(from)};
                   });
  // Of 0 to 150 steps: long enough for several meetings, short enough to replay after each event.
  return rc::gen::resize(150, rc::gen::container<std::vector<Raw>>(raw));
}

TEST(PropertyTest, EveryCommandComesToWhatTheNaiveModelForesees) {
  Start();  // once, for all processes
  Tally tally;
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  const char* const asked = std::getenv("RC_PARAMS");
  const bool by_default = asked == nullptr || !absl::StrContains(asked, "max_success");
  if (by_default) params.maxSuccess = 1'500;
  std::cout << "to run this again: RC_PARAMS=\"seed=" << params.seed
            << " max_success=" << params.maxSuccess << "\"\n";
  rc::detail::TestMetadata metadata;
  metadata.id = "PropertyTest";
  metadata.description = "every command comes to what the naive model foresees";
  const rc::detail::TestResult result = rc::detail::checkTestable(
      [&] {
        const std::vector<Raw> raws = *Sequences();
        const std::string wrong = PlayApart(raws, tally);
        if (!wrong.empty()) RC_FAIL(wrong);
      },
      metadata, params);
  std::ostringstream said;
  rc::detail::printResultMessage(result, said);
  ASSERT_TRUE(result.template is<rc::detail::SuccessResult>()) << said.str();

  std::cout << tally.commands << " commands, " << tally.accepted << " carried out, " << tally.events
            << " events\n";
  for (const auto& [what, times] : tally.outcomes)
    std::cout << "  " << times << " " << what << "\n";
  if (!by_default) return;
  EXPECT_GE(tally.commands, 100'000);
  // About half are.
  EXPECT_GE(tally.accepted * 5, tally.commands * 2) << "too few are carried out";
  for (const char* const needed : {"DECIDER_ABSENT",
                                   "SEAT_ENDED",
                                   "ALREADY_DECLARED",
                                   "ALREADY_DECLINED",
                                   "ALREADY_ENDORSED",
                                   "AMOUNT_ZERO",
                                   "CEILING_BELOW_AWARDED",
                                   "CORRECTION_MISMATCH",
                                   "CONTRIBUTION_EXCEEDS_AWARD",
                                   "DECIDED_LATER",
                                   "EVENT_REPLACED",
                                   "IDEA_ON_AGENDA",
                                   "INTEREST_AFTER_DECISION",
                                   "ITEM_DECIDED",
                                   "ITEM_UNDECIDED",
                                   "MEETING_CONFIRMED",
                                   "MEETING_NOT_HELD",
                                   "MONEY_NEGATIVE",
                                   "MONEY_OVERFLOW",
                                   "NOTHING_CHANGED",
                                   "NOT_ENDORSED",
                                   "NO_ENDORSEMENT",
                                   "NO_QUORUM",
                                   "NO_SEAT",
                                   "NUMBER_TAKEN",
                                   "OPENING_CLOSED",
                                   "OPENING_NOT_CLOSED",
                                   "OWN_DECISION",
                                   "OWN_PROPOSAL",
                                   "PART_OF_OTHER_PROJECT",
                                   "PROGRAMME_CEILING_EXCEEDED",
                                   "PROJECT_COMPLETED",
                                   "PROJECT_WITHOUT_AWARD",
                                   "PROPOSAL_CLOSED",
                                   "PROPOSAL_ON_AGENDA",
                                   "RELEASE_EXCEEDS_AWARD",
                                   "RESERVATION_BELOW_AWARDED",
                                   "RESERVATION_EXCEEDED",
                                   "STALE_REVISION",
                                   "TRANCHE_CEILING_EXCEEDED",
                                   "TRANCHE_CLOSED",
                                   "TRANCHE_NOT_CLOSED",
                                   "AwardCorrected",
                                   "Awarded",
                                   "CarriedOver",
                                   "CeilingSet",
                                   "ContributionCorrected",
                                   "ContributionRecorded",
                                   "DecisionListConfirmed",
                                   "ProjectCreated",
                                   "ProjectReopened",
                                   "Released",
                                   "ReservationSet",
                                   "RulesSet"}) {
    EXPECT_GT(tally.outcomes[needed], 0) << needed << " was never met";
  }
}

}  // namespace
}  // namespace dealboek::domain
