#include "services/projections/worklist.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/services/projections/book_builder.h"

namespace dealboek::projections {
namespace {

// A meeting is on the day before: 1 January.
constexpr int64_t kNow = (BookBuilder::kStart + 86'400) * 1'000'000;  // 2 January 2021

// Three vakbestuurders of werken (anna, bram, cora), a regisseur (dirk), a chair (eva), another
// member (fred), a penvoerder of partner-1 (gijs) and the secretary (person-1, seat-1).
BookBuilder Begun() {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  book.Partner("partner-1", "gem. Noord");
  book.Partner("partner-2", "gem. Zuid");
  book.Tranche(1);
  book.Project("p1", "werken", "1", {"partner-1"});
  book.Seat("seat-2", v1::ROLE_VAKBESTUURDER, "person-2", "anna", "werken");
  book.Seat("seat-3", v1::ROLE_VAKBESTUURDER, "person-3", "bram", "werken");
  book.Seat("seat-4", v1::ROLE_VAKBESTUURDER, "person-4", "cora", "werken");
  book.Seat("seat-5", v1::ROLE_ONTWIKKELTEAM, "person-5", "dirk", "werken");
  book.Seat("seat-6", v1::ROLE_STUURGROEP, "person-6", "eva", "", "partner-1",
            v1::SEAT_PLACE_CHAIR);
  book.Seat("seat-7", v1::ROLE_STUURGROEP, "person-7", "fred", "", "partner-2");
  book.Seat("seat-8", v1::ROLE_PENVOERDER, "person-8", "gijs", "", "partner-1");
  book.EmptySeat("seat-9", v1::ROLE_VAKBESTUURDER);
  return book;
}

void Submitted(BookBuilder& book) {
  book.As("person-5", "seat-5").Submit("2021-001", "werken", "p1", 1, 100 * kEuro);
}
void Endorsed(BookBuilder& book) {
  Submitted(book);
  book.As("person-2", "seat-2").Endorse("2021-001");
  book.As("person-3", "seat-3").Endorse("2021-001");
  book.As("person-1", "seat-1");
}
void OnAgenda(BookBuilder& book) {
  Endorsed(book);
  book.Convene("2021-1", Day(2021, 1, 1));
  book.Agenda("2021-1", 1, {"2021-001"});
}
void Attended(BookBuilder& book) {
  OnAgenda(book);
  book.Attend("2021-1", {"seat-6", "seat-7"});
}
void Decided(BookBuilder& book) {
  Attended(book);
  book.Decide("2021-1", "item-1", v1::OUTCOME_DEFERRED);
}
void DecidedBy(BookBuilder& book, const std::vector<std::string>& seats) {
  book.Decide("2021-1", "item-1", v1::OUTCOME_DEFERRED, 0, 0, seats);
}
void Deferred(BookBuilder& book) {
  Decided(book);
  book.As("person-6", "seat-6").Confirm("2021-1");
  book.ProposalDecided("2021-001", v1::OUTCOME_DEFERRED, "2021-1", "item-1", "");
}

std::string Text(const v1::WorkItem& item) {
  std::string text = v1::WorkKind_Name(item.kind()).substr(10) + " " + item.about() + " [";
  for (const v1::WaitingSeat& seat : item.seats()) text += seat.holder() + ";";
  return text + "] " + item.command();
}

struct Row {
  const char* name;
  void (*given)(BookBuilder&);
  std::vector<std::string> then;  // all work
  const char* dutch;              // of the first
};

class WorklistTest : public testing::TestWithParam<Row> {};

TEST_P(WorklistTest, Waits) {
  BookBuilder book = Begun();
  GetParam().given(book);
  const std::vector<v1::WorkItem> work = AllWork(book.StateNow(), kNow);
  std::vector<std::string> texts;
  for (const v1::WorkItem& item : work) texts.push_back(Text(item));
  EXPECT_EQ(texts, GetParam().then);
  if (!work.empty()) {
    EXPECT_EQ(work.front().dutch(), GetParam().dutch);
    EXPECT_GT(work.front().since(), 0);
  }
  EXPECT_TRUE(std::is_sorted(
      work.begin(), work.end(),
      [](const v1::WorkItem& a, const v1::WorkItem& b) { return a.since() < b.since(); }));
}

INSTANTIATE_TEST_SUITE_P(
    EachKind, WorklistTest,
    testing::Values(
        Row{"NothingAtFirst", [](BookBuilder&) {}, {}, ""},
        Row{"SubmittedIsToBeEndorsed",
            Submitted,
            {"ENDORSE programmes/proef/proposals/2021-001 [anna;bram;cora;] "
             "dealboek endorsement give 2021-001"},
            "Beoordeel voorstel 2021-001 (Vraag): nog 2 voordrachten nodig van werken."},
        Row{"EndorsedByEnoughOfThoseLeftIsToBePutOnAnAgenda",
            [](BookBuilder& book) {
              for (const char* seat : {"seat-10", "seat-11"}) {
                book.Seat(seat, v1::ROLE_VAKBESTUURDER, seat, seat, "werken", "",
                          v1::SEAT_PLACE_MEMBER, Day(2021, 1, 1));
              }
              Endorsed(book);  // two of five on 1 January, and of three on the 2nd
            },
            {"PUT_ON_AGENDA programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting convene --held-on DATUM"},
            "Agendeer voorgedragen voorstel 2021-001 (Vraag); roep daarvoor eerst een vergadering "
            "bijeen."},
        Row{"WhoEndorsedOrDeclinedHasDoneTheirPart",
            [](BookBuilder& book) {
              Submitted(book);
              book.As("person-2", "seat-2").Endorse("2021-001");
              book.As("person-3", "seat-3").Decline("2021-001");
            },
            {"ENDORSE programmes/proef/proposals/2021-001 [cora;] "
             "dealboek endorsement give 2021-001"},
            "Beoordeel voorstel 2021-001 (Vraag): nog 1 voordracht nodig van werken."},
        Row{"WhoSubmittedDoesNotEndorse",
            [](BookBuilder& book) {
              book.As("person-2", "seat-2").Submit("2021-001", "werken", "p1", 1, 100);
            },
            {"ENDORSE programmes/proef/proposals/2021-001 [bram;cora;] "
             "dealboek endorsement give 2021-001"},
            "Beoordeel voorstel 2021-001 (Vraag): nog 2 voordrachten nodig van werken."},
        Row{"ReturnedIsToBeRevised",
            [](BookBuilder& book) {
              Submitted(book);
              book.As("person-2", "seat-2").Return("2021-001");
            },
            {"REVISE programmes/proef/proposals/2021-001 [dirk;] "
             "dealboek proposal revise 2021-001"},
            "Herzie teruggegeven voorstel 2021-001 (Vraag): begroting ontbreekt."},
        Row{"NotEndorsedIsToBeRevised",
            [](BookBuilder& book) {
              Submitted(book);
              book.As("person-2", "seat-2").Decline("2021-001");
              book.As("person-3", "seat-3").Decline("2021-001");
            },
            {"REVISE programmes/proef/proposals/2021-001 [dirk;] "
             "dealboek proposal revise 2021-001"},
            "Herzie of trek in: niet voorgedragen voorstel 2021-001 (Vraag)."},
        Row{"AnEndorsedIdeaIsToBecomeAProposal",
            [](BookBuilder& book) {
              book.As("person-5", "seat-5")
                  .Submit("2021-001", "werken", "", 0, 0, v1::PROPOSAL_KIND_IDEA);
              book.As("person-2", "seat-2").Endorse("2021-001");
              book.As("person-3", "seat-3").Endorse("2021-001");
            },
            {"REVISE programmes/proef/proposals/2021-001 [dirk;] "
             "dealboek proposal revise 2021-001"},
            "Werk uit tot een voorstel: voorgedragen idee 2021-001 (Vraag)."},
        Row{"EndorsedWithoutAMeeting",
            Endorsed,
            {"PUT_ON_AGENDA programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting convene --held-on DATUM"},
            "Agendeer voorgedragen voorstel 2021-001 (Vraag); roep daarvoor eerst een vergadering "
            "bijeen."},
        Row{"EndorsedWithAMeeting",
            [](BookBuilder& book) {
              Endorsed(book);
              book.Convene("2021-1", Day(2021, 1, 1));
            },
            {"PUT_ON_AGENDA programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting agenda add 2021-1 2021-001",
             "PUT_ON_AGENDA programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting agenda add 2021-1 VOORSTEL"},
            "Agendeer voorgedragen voorstel 2021-001 (Vraag)."},
        Row{"AMeetingWithoutAnAgendaWaitsOnTheSecretary",
            [](BookBuilder& book) { book.Convene("2021-1", Day(2021, 1, 1)); },
            {"PUT_ON_AGENDA programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting agenda add 2021-1 VOORSTEL"},
            "Stel de agenda vast van vergadering 2021-1 (1 januari 2021)."},
        Row{"OneWithAllTakenOffIsConfirmedWithoutItems",
            [](BookBuilder& book) {
              book.Convene("2021-1", Day(2021, 1, 1));
              book.Agenda("2021-1", 1, {});
            },
            {"CONFIRM_LIST programmes/proef/meetings/2021-1 [eva;] "
             "dealboek meeting confirm 2021-1"},
            "Bevestig de besluitenlijst van vergadering 2021-1 (0 besluiten)."},
        Row{"WhatTheMoneyNoLongerSufficesForHoldsUpTheList",
            [](BookBuilder& book) {
              book.Award("p1", "", 1, 50 * kEuro);
              book.Progress("p1", "", Day(2020, 12), v1::PROGRESS_STATUS_LOOPT);
              book.Ceiling(1, 150 * kEuro);
              Attended(book);
              book.Decide("2021-1", "item-1", v1::OUTCOME_RATIFIED);
              book.Ceiling(1, 149 * kEuro);
            },
            {"RECORD_DECISION programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting decide 2021-1 item-1 BESLUIT"},
            "De besluitenlijst van vergadering 2021-1 kan zo niet worden bevestigd, om item-1: Een "
            "toekenning van € 100 aan project werken-1 is € 1 meer dan tranche 1 vrij heeft "
            "(€ 99). Verlaag het bedrag of verhoog het plafond. Leg een ander besluit vast, of "
            "houd het punt aan."},
        Row{"AttendanceIsToBeRecorded",
            OnAgenda,
            {"RECORD_ATTENDANCE programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting attend 2021-1 ZETELS"},
            "Leg vast wie er zijn bij vergadering 2021-1 (1 januari 2021)."},
        Row{"AMeetingStillToComeIsWaitedFor",
            [](BookBuilder& book) {
              Endorsed(book);
              book.Convene("2021-1", Day(2021, 1, 3));
              book.Agenda("2021-1", 1, {"2021-001"});
            },
            {"RECORD_ATTENDANCE programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting attend 2021-1 ZETELS"},
            "Wacht op vergadering 2021-1 (3 januari 2021) en leg dan vast wie er zijn."},
        Row{"WithoutAQuorumNothingIsDecided",
            [](BookBuilder& book) {
              OnAgenda(book);
              book.Attend("2021-1", {"seat-6"});
            },
            {"RECORD_ATTENDANCE programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting attend 2021-1 ZETELS"},
            "Vergadering 2021-1 kan zo niet besluiten: 1 van de 2 zetels aanwezig, 2 nodig. Zie "
            "de aanwezigheid na, of haal alles van de agenda voor een latere vergadering."},
        Row{"NorConfirmed",
            [](BookBuilder& book) {
              Attended(book);
              DecidedBy(book, {"seat-6"});
              book.Attend("2021-1", {"seat-6"});
            },
            {"RECORD_ATTENDANCE programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting attend 2021-1 ZETELS"},
            "Vergadering 2021-1 kan zo niet besluiten: 1 van de 2 zetels aanwezig, 2 nodig. Zie "
            "de aanwezigheid na, of haal alles van de agenda voor een latere vergadering."},
        Row{"AnInterestDeclaredAfterTheDecisionHoldsUpTheList",
            [](BookBuilder& book) {
              Attended(book);
              DecidedBy(book, {"seat-6", "seat-7"});
              book.Interest("2021-1", "item-1", "seat-7");
            },
            {"RECORD_DECISION programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting decide 2021-1 item-1 BESLUIT"},
            "Leg opnieuw vast wat vergadering 2021-1 besloot over item-1: voorstel 2021-001 "
            "(Vraag). Zetel seat-7 meldde na het besluit belang te hebben."},
        Row{"SoDoesADeciderWhoWasNotThere",
            [](BookBuilder& book) {
              book.Seat("seat-10", v1::ROLE_STUURGROEP, "person-10", "hans", "", "partner-2");
              Attended(book);
              DecidedBy(book, {"seat-6", "seat-7"});
              book.Attend("2021-1", {"seat-6", "seat-10"});
            },
            {"RECORD_DECISION programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting decide 2021-1 item-1 BESLUIT"},
            "Leg opnieuw vast wat vergadering 2021-1 besloot over item-1: voorstel 2021-001 "
            "(Vraag). Zetel seat-7 besloot mee, maar was er volgens de aanwezigheid niet."},
        Row{"WhatNobodyThereCanDecideIsToBeTakenOff",
            [](BookBuilder& book) {
              Attended(book);
              DecidedBy(book, {"seat-6"});
              book.Interest("2021-1", "item-1", "seat-6");
              book.Interest("2021-1", "item-1", "seat-7");
            },
            {"RECORD_DECISION programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting agenda take-off 2021-1 item-1 --reason REDEN"},
            "Haal van de agenda van vergadering 2021-1: item-1, voorstel 2021-001 (Vraag). Elke "
            "aanwezige zetel heeft er belang bij, dus niemand kan besluiten."},
        Row{"DecidedAgainWithoutThemItIsToBeConfirmed",
            [](BookBuilder& book) {
              Attended(book);
              DecidedBy(book, {"seat-6", "seat-7"});
              book.Interest("2021-1", "item-1", "seat-7");
              DecidedBy(book, {"seat-6"});
            },
            {"CONFIRM_LIST programmes/proef/meetings/2021-1 [eva;] "
             "dealboek meeting confirm 2021-1"},
            "Bevestig de besluitenlijst van vergadering 2021-1 (1 besluit)."},
        Row{"ADecisionIsToBeRecorded",
            Attended,
            {"RECORD_DECISION programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting decide 2021-1 item-1 BESLUIT"},
            "Leg vast wat vergadering 2021-1 besloot over item-1: voorstel 2021-001 (Vraag)."},
        Row{"TheChairConfirms",
            Decided,
            {"CONFIRM_LIST programmes/proef/meetings/2021-1 [eva;] "
             "dealboek meeting confirm 2021-1"},
            "Bevestig de besluitenlijst van vergadering 2021-1 (1 besluit)."},
        Row{"WhoRecordedADecisionDoesNotConfirm",
            [](BookBuilder& book) {
              Attended(book);
              book.As("person-6", "seat-6").Decide("2021-1", "item-1", v1::OUTCOME_DEFERRED);
            },
            {"CONFIRM_LIST programmes/proef/meetings/2021-1 [] "
             "dealboek meeting confirm 2021-1"},
            "Bevestig de besluitenlijst van vergadering 2021-1 (1 besluit)."},
        Row{"DeferredMayComeBack",
            Deferred,
            {"DEFERRED programmes/proef/proposals/2021-001 [programmasecretaris;] "
             "dealboek meeting convene --held-on DATUM"},
            "Agendeer opnieuw of laat herzien: aangehouden voorstel 2021-001 (Vraag); roep "
            "daarvoor eerst een vergadering bijeen."},
        Row{"WithdrawnWaitsForNobody",
            [](BookBuilder& book) {
              Submitted(book);
              book.Withdraw("2021-001");
            },
            {},
            ""},
        Row{"NoProgressReportedYet",
            [](BookBuilder& book) { book.Award("p1", "", 1, 100); },
            {"REPORT_PROGRESS programmes/proef/projects/werken-1 [gijs;] "
             "dealboek project progress werken-1 --month JJJJ-MM --status STAND --summary TEKST"},
            "Meld de voortgang van werken 1 (Project 1): nog niets gemeld."},
        Row{"ProgressOfSevenMonthsAgoIsOld",
            [](BookBuilder& book) {
              book.Award("p1", "", 1, 100);
              book.Progress("p1", "", Day(2020, 6), v1::PROGRESS_STATUS_LOOPT);
            },
            {"REPORT_PROGRESS programmes/proef/projects/werken-1 [gijs;] "
             "dealboek project progress werken-1 --month JJJJ-MM --status STAND --summary TEKST"},
            "Meld de voortgang van werken 1 (Project 1): laatst gemeld over juni 2020."},
        Row{"ProgressOfSixMonthsAgoIsNot",
            [](BookBuilder& book) {
              book.Award("p1", "", 1, 100);
              book.Progress("p1", "", Day(2020, 7), v1::PROGRESS_STATUS_LOOPT);
            },
            {},
            ""},
        Row{"PartsReportForThemselves",
            [](BookBuilder& book) {
              book.Part("p1", "De \"Kern\"", "partner-1");
              book.Part("p1", "Rand", "partner-2");
              book.Award("p1", "De \"Kern\"", 1, 100);
              book.Award("p1", "Rand", 1, 100);
            },
            {"REPORT_PROGRESS programmes/proef/projects/werken-1 [gijs;] dealboek project "
             "progress werken-1 --part \"De \\\"Kern\\\"\" --month JJJJ-MM --status STAND "
             "--summary TEKST",
             "REPORT_PROGRESS programmes/proef/projects/werken-1 [] dealboek project progress "
             "werken-1 --part \"Rand\" --month JJJJ-MM --status STAND --summary TEKST"},
            "Meld de voortgang van werken 1, De \"Kern\" (Project 1): nog niets gemeld."},
        Row{"ReportedAsDoneIsToBeCompleted",
            [](BookBuilder& book) {
              book.Award("p1", "", 1, 100);
              book.Progress("p1", "", Day(2020, 3), v1::PROGRESS_STATUS_AFGEROND);
            },
            {"COMPLETE_PROJECT programmes/proef/projects/werken-1 [programmasecretaris;] "
             "dealboek project complete werken-1"},
            "Sluit af: werken 1 (Project 1) is als afgerond gemeld."},
        Row{"CompletedWaitsForNobody",
            [](BookBuilder& book) {
              book.Award("p1", "", 1, 100);
              book.Progress("p1", "", Day(2020, 3), v1::PROGRESS_STATUS_AFGEROND);
              book.Complete("p1");
            },
            {},
            ""},
        Row{"ADifferenceIsToBeExplained",
            [](BookBuilder& book) { book.Total("s1", "werken", {1}, 500 * kEuro); },
            {"EXPLAIN_DIFFERENCE programmes/proef/statements/s1 [programmasecretaris;] "
             "dealboek reconcile explain s1 --reason REDEN"},
            "Verklaar het verschil met wat gepubliceerd is: Totaal werken, tranche 1; "
            "gepubliceerd: € 500; in het boek: € 0 en 0 toekenningen."},
        Row{"WhatAClosedTrancheHasLeftIsToBeCarriedOver",
            [](BookBuilder& book) {
              book.Ceiling(1, 500 * kEuro);
              book.CloseTranche(1);
              book.Convene("2021-1", Day(2021, 1, 1));
            },
            {"CARRY_OVER programmes/proef/tranches/1 [programmasecretaris;] dealboek meeting "
             "agenda carry-over 2021-1 500 --from-tranche 1 --to-tranche NUMMER",
             "PUT_ON_AGENDA programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting agenda add 2021-1 VOORSTEL"},
            "Agendeer de overheveling van wat in gesloten tranche 1 over is: € 500."},
        Row{"CarryingOverThatIsOnAnAgendaWaitsForTheMeeting",
            [](BookBuilder& book) {
              book.Ceiling(1, 500 * kEuro);
              book.CloseTranche(1);
              book.Convene("2021-1", Day(2021, 1, 1));
              v1::OwnItem own;
              own.mutable_carry_over()->set_from_tranche(1);
              book.Agenda("2021-1", 1, {}, own);
            },
            {"RECORD_ATTENDANCE programmes/proef/meetings/2021-1 [programmasecretaris;] "
             "dealboek meeting attend 2021-1 ZETELS"},
            "Leg vast wie er zijn bij vergadering 2021-1 (1 januari 2021)."}),
    [](const testing::TestParamInfo<Row>& row) { return row.param.name; });

TEST(WorkOfTest, APersonSeesWhatWaitsForTheirSeats) {
  BookBuilder book = Begun();
  Submitted(book);
  book.As("person-2", "seat-2").Endorse("2021-001");
  const domain::State state = book.StateNow();
  EXPECT_EQ(WorkOf(state, "person-2", kNow).size(), 0u);  // has endorsed
  EXPECT_EQ(WorkOf(state, "person-3", kNow).size(), 1u);
  EXPECT_EQ(WorkOf(state, "person-5", kNow).size(), 0u);  // submitted it
  EXPECT_EQ(WorkOf(state, "person-99", kNow).size(), 0u);
}

TEST(WaitingOnTest, AProposalSaysWhomItWaitsOnUntilItsEnd) {
  const auto waiting = [](void (*given)(BookBuilder&)) {
    BookBuilder book = Begun();
    given(book);
    const domain::State state = book.StateNow();
    std::vector<std::string> kinds;
    for (const v1::WorkItem& item : WaitingOn(state, *state.FindProposal("2021-001"), kNow)) {
      kinds.push_back(v1::WorkKind_Name(item.kind()).substr(10));
    }
    return kinds;
  };
  using Kinds = std::vector<std::string>;
  EXPECT_EQ(waiting(Submitted), (Kinds{"ENDORSE"}));
  EXPECT_EQ(waiting(Endorsed), (Kinds{"PUT_ON_AGENDA"}));
  EXPECT_EQ(waiting(OnAgenda), (Kinds{"RECORD_ATTENDANCE"}));
  EXPECT_EQ(waiting(Attended), (Kinds{"RECORD_DECISION"}));
  EXPECT_EQ(waiting(Decided), (Kinds{"CONFIRM_LIST"}));
  EXPECT_EQ(waiting([](BookBuilder& book) {
              Attended(book);
              DecidedBy(book, {"seat-6", "seat-7"});
              book.Interest("2021-1", "item-1", "seat-7");
            }),
            (Kinds{"RECORD_DECISION"}));
  EXPECT_EQ(waiting(Deferred), (Kinds{"DEFERRED"}));
  EXPECT_EQ(waiting([](BookBuilder& book) {
              Submitted(book);
              book.Withdraw("2021-001");
            }),
            Kinds{});
  // Decided itself, the list waits for the other item.
  EXPECT_EQ(waiting([](BookBuilder& book) {
              Endorsed(book);
              book.Convene("2021-1", Day(2021, 1, 1));
              v1::OwnItem own;
              own.mutable_reopening()->set_project("p1");
              book.Agenda("2021-1", 1, {"2021-001"}, own);
              book.Attend("2021-1", {"seat-6", "seat-7"});
              book.Decide("2021-1", "item-1", v1::OUTCOME_RATIFIED, 1, 100 * kEuro);
            }),
            (Kinds{"RECORD_DECISION"}));
}

}  // namespace
}  // namespace dealboek::projections
