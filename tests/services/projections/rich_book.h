// A book in which everything happens that can happen to one, of every event type.
#ifndef DEALBOEK_TESTS_SERVICES_PROJECTIONS_RICH_BOOK_H_
#define DEALBOEK_TESTS_SERVICES_PROJECTIONS_RICH_BOOK_H_

#include <string>

#include "services/domain/state.h"
#include "tests/services/projections/book_builder.h"

namespace dealboek::projections {

inline BookBuilder RichBook() {
  BookBuilder book;
  // The opening: structure and history, several facts to a command.
  book.Begin();
  book.Programme();
  book.Pijler("werken", {"Techniek", "Innovatie"});
  book.Pijler("wonen", {"Proeftuinen"});
  book.End();
  book.Pijler("werken", {"Jeugd en techniek", "Innovatie"});
  book.Partner("partner-1", "gem. Noord");
  book.Partner("partner-2", "gem. Zuid");
  book.EmptySeat("seat-2", v1::ROLE_STUURGROEP, "partner-1");
  book.Seat("seat-2", v1::ROLE_STUURGROEP, "person-2", "voorzitter", "", "partner-1",
            v1::SEAT_PLACE_CHAIR);
  book.Seat("seat-3", v1::ROLE_STUURGROEP, "person-3", "wethouder-zuid", "", "partner-2");
  book.Seat("seat-4", v1::ROLE_VAKBESTUURDER, "person-3", "wethouder-zuid", "werken");
  book.Seat("seat-5", v1::ROLE_VAKBESTUURDER, "person-4", "gedeputeerde", "werken");
  book.Seat("seat-6", v1::ROLE_ONTWIKKELTEAM, "person-5", "regisseur", "werken");
  book.Seat("seat-7", v1::ROLE_PENVOERDER, "person-6", "projectleider", "", "partner-1");
  book.DecidedOn(Day(2019)).From("UP 2021, p. 1").Tranche(1);
  book.DecidedOn(Day(2020)).From("UP 2021, p. 1").Tranche(2, 900'000 * kEuro);
  book.Tranche(3);
  book.Ceiling(3, 500'000 * kEuro);
  book.Ceiling(0, 3'000'000 * kEuro);
  book.Begin();
  book.From("UP 2021, p. 4").Project("p1", "werken", "2", {"partner-1"}, "Innovatie");
  book.From("UP 2021, p. 4").Project("p2", "werken", "10", {"partner-2"}, "Innovatie");
  book.From("UP 2021, p. 4").Project("p3", "wonen", "1.1", {"partner-1", "partner-2"}, "Oud");
  book.From("UP 2021, p. 4").Part("p3", "Kern", "partner-1");
  book.From("UP 2021, p. 4").Part("p3", "Rand", "partner-2");
  const int64_t first =
      book.DecidedOn(Day(2019)).From("UP, p. 5").Award("p1", "", 1, 80'000 * kEuro);
  book.DecidedOn(Day(2020)).From("UP, p. 5").Award("p1", "", 2, 295'000 * kEuro);
  book.DecidedOn(Day(2020, 6)).From("UP, p. 5").Award("p3", "Kern", 2, 160'000 * kEuro);
  book.From("UP, p. 5, zonder datum").Award("p3", "Rand", 1, 98'000 * kEuro);
  book.DecidedOn(Day(2020)).From("UP, p. 5").Reserve("p1", 500'000 * kEuro);
  const int64_t unknown =
      book.DecidedOn(Day(2020)).From("UP, p. 9").Contribute("p2", "p1", 2, std::nullopt);
  book.DecidedOn(Day(2020)).From("UP, p. 9").Contribute("p3", "p1", 2, 12'000 * kEuro);
  book.End();
  const int64_t report =
      book.From("UP, p. 12").Progress("p1", "", Day(2020, 3), v1::PROGRESS_STATUS_LOOPT);
  book.From("UP, p. 12").Progress("p3", "Kern", Day(2020, 3), v1::PROGRESS_STATUS_AFGEROND);
  book.Total("s1", "werken", {1}, 81'000 * kEuro, 1);
  book.Total("s2", "", {}, 633'000 * kEuro);
  book.Label("s3", "p1", {2}, v1::EDITION_LABEL_NIEUW);
  book.Publish("e1", {1, 2});
  book.CloseOpening();

  // A proposal's route: declined, returned, revised, endorsed, deferred, and at last decided.
  book.As("person-5", "seat-6").Submit("2021-001", "werken", "p1", 3, 100'000 * kEuro);
  book.As("person-5", "seat-6").Submit("2021-002", "werken", "p2", 3, 50'000 * kEuro);
  book.As("person-5", "seat-6").Submit("2021-003", "werken", "", 0, 0, v1::PROPOSAL_KIND_IDEA);
  book.As("person-3", "seat-4").Decline("2021-001");
  book.As("person-4", "seat-5").Return("2021-001");
  book.As("person-5", "seat-6").Revise("2021-001", 2, "werken", "p1", 3, 90'000 * kEuro);
  book.As("person-3", "seat-4").Endorse("2021-001", 2);
  book.As("person-3", "seat-4").WithdrawEndorsement("2021-001", 2);
  book.As("person-3", "seat-4").Endorse("2021-001", 2);
  book.As("person-3", "seat-4").Endorse("2021-002");
  book.As("person-1", "seat-1").Rules(1);
  book.As("person-1", "seat-1").EndSeat("seat-5");
  book.Seat("seat-8", v1::ROLE_VAKBESTUURDER, "person-4", "gedeputeerde (nieuw)", "werken");
  book.As("person-5", "seat-6").Withdraw("2021-003");
  book.As("person-1", "seat-1");
  book.Convene("2021-1");
  v1::OwnItem own;
  own.mutable_release()->set_project("p1");
  own.mutable_release()->set_tranche(1);
  own.mutable_release()->mutable_amount()->set_euro_cents(10'000 * kEuro);
  book.Agenda("2021-1", 1, {"2021-001", "2021-002"}, own);
  book.Attend("2021-1", {"seat-2", "seat-3"});
  book.As("person-3", "seat-3").Interest("2021-1", "item-2", "seat-3");
  book.As("person-1", "seat-1");
  book.Decide("2021-1", "item-1", v1::OUTCOME_RATIFIED, 3, 90'000 * kEuro);
  book.Decide("2021-1", "item-2", v1::OUTCOME_REJECTED);
  book.Decide("2021-1", "item-2", v1::OUTCOME_DEFERRED);
  book.Decide("2021-1", "item-3", v1::OUTCOME_RATIFIED);
  book.As("person-2", "seat-2").Begin();
  book.DecidedOn(Day(2021, 6, 7)).Confirm("2021-1");
  book.DecidedOn(Day(2021, 6, 7));
  book.ProposalDecided("2021-001", v1::OUTCOME_RATIFIED, "2021-1", "item-1", "p1");
  book.DecidedOn(Day(2021, 6, 7)).By("2021-1", "item-1", "2021-001");
  book.Award("p1", "", 3, 90'000 * kEuro);
  book.DecidedOn(Day(2021, 6, 7));
  book.ProposalDecided("2021-002", v1::OUTCOME_DEFERRED, "2021-1", "item-2", "");
  book.DecidedOn(Day(2021, 6, 7)).Release("p1", "", 1, 10'000 * kEuro);
  book.End();
  book.As("person-1", "seat-1");

  // A second meeting puts things right and takes an item off.
  book.Convene("2021-2", Day(2021, 11));
  book.Agenda("2021-2", 1, {"2021-002"});
  book.Agenda("2021-2", 2, {}, own, {"item-1"});
  book.CloseTranche(3);
  book.Begin();
  book.DecidedOn(Day(2021, 11)).CarryOver(3, 2, 200'000 * kEuro);
  book.DecidedOn(Day(2021, 11)).CorrectAward(first, "p1", "", 1, 80'000 * kEuro, 70'000 * kEuro);
  book.DecidedOn(Day(2021, 11))
      .CorrectContribution(unknown, "p2", "p1", 2, std::nullopt, 5'000 * kEuro);
  book.DecidedOn(Day(2021, 11)).Reserve("p1", 600'000 * kEuro);
  book.DecidedOn(Day(2021, 11)).Reserve("p3", 300'000 * kEuro);
  book.DecidedOn(Day(2021, 11))
      .CorrectProgress(report, "p1", Day(2020, 4), v1::PROGRESS_STATUS_VERTRAAGD);
  book.End();
  book.Part("p1", "Laat", "partner-2");
  book.Rename("p2", "Werk voor iedereen");
  book.Renumber("p1", "11");
  book.Lead("p3", "Rand", "partner-1");
  book.Lead("p2", "", "partner-1");
  book.As("person-6", "seat-7");
  book.Progress("p3", "Rand", Day(2021, 9), v1::PROGRESS_STATUS_AFGEROND);
  book.As("person-1", "seat-1").Complete("p2");
  book.DecidedOn(Day(2021, 11)).Reopen("p2");
  v1::PublishedStatement computed;
  computed.mutable_total()->mutable_amount()->set_euro_cents(60'000 * kEuro);
  computed.mutable_total()->set_award_lines(1);
  book.Explain("s1", computed);
  book.DecidedOn(Day(2021, 12)).Reserve("p3", 0);
  v1::Event loss;
  loss.mutable_loss_accepted()->set_floor_commit(9);
  loss.mutable_loss_accepted()->set_last_commit(7);
  book.As("", "").Add(loss);
  v1::Event clock;
  clock.mutable_clock_accepted()->mutable_wall_clock()->set_seconds(BookBuilder::kStart);
  clock.mutable_clock_accepted()->mutable_last_recorded_at()->set_seconds(BookBuilder::kStart + 84);
  book.Add(clock);
  return book;
}

}  // namespace dealboek::projections

#endif  // DEALBOEK_TESTS_SERVICES_PROJECTIONS_RICH_BOOK_H_
