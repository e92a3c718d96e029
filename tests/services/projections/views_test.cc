#include "services/projections/views.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

#include "services/domain/evolve.h"
#include "tests/services/projections/book_builder.h"
#include "tests/services/projections/rich_book.h"
#include "tests/services/projections/temporal_check.h"

namespace dealboek::projections {
namespace {

TEST(ViewsTest, TheRichBookHasEveryTypeOfEvent) {
  std::set<std::string> types;
  const BookBuilder book = RichBook();
  for (const v1::Event& event : book.events()) {
    EXPECT_EQ(domain::CheckReadable(event), absl::OkStatus()) << event.ShortDebugString();
    types.insert(std::string(domain::TypeName(event)));
  }
  const auto* facts = v1::Event::descriptor()->FindOneofByName("fact");
  for (int i = 0; i < facts->field_count(); ++i) {
    EXPECT_TRUE(types.contains(facts->field(i)->message_type()->name()))
        << facts->field(i)->message_type()->name() << " is in no test of the views";
  }
}

TEST(ViewsTest, EveryViewAtEveryPositionIsAFoldOfTheEventsUpToIt) {
  CheckEveryPosition(RichBook().events());
}

TEST(ViewsTest, AnEmptyBookReadsAsNothing) {
  Views views;
  EXPECT_EQ(views.head(), base::Position());
  EXPECT_EQ(views.BoundaryAt(base::Position(7)), base::Position());
  EXPECT_EQ(views.BoundaryAtTime(0), base::Position());
  EXPECT_EQ(views.FirstAtOrAfter(0), base::Position(1));
  EXPECT_EQ(views.StateAt(base::Position())->programme, nullptr);
  EXPECT_EQ(views.RecordedAtMicros(base::Position()), 0);
}

TEST(ViewsTest, AsOfStopsAtTheEndOfACommand) {
  BookBuilder book;
  book.Begin();
  book.Programme();
  book.Pijler("werken");
  book.Pijler("wonen");
  book.End();
  book.Pijler("welzijn");
  Views views;
  book.Fold(views);
  EXPECT_EQ(views.BoundaryAt(base::Position(0)), base::Position(0));
  EXPECT_EQ(views.BoundaryAt(base::Position(1)), base::Position(0));
  EXPECT_EQ(views.BoundaryAt(base::Position(2)), base::Position(0));
  EXPECT_EQ(views.BoundaryAt(base::Position(3)), base::Position(3));
  EXPECT_EQ(views.BoundaryAt(base::Position(4)), base::Position(4));
  EXPECT_EQ(views.BoundaryAt(base::Position(99)), base::Position(4));
}

TEST(ViewsTest, TimesAreThoseOfTheServer) {
  BookBuilder book;
  book.Programme();       // a second after the start
  book.Pijler("werken");  // two
  book.Pijler("wonen");   // three
  Views views;
  book.Fold(views);
  const int64_t start = BookBuilder::kStart * 1'000'000;
  const int64_t second = 1'000'000;
  EXPECT_EQ(views.RecordedAtMicros(base::Position(2)), start + 2 * second);
  EXPECT_EQ(views.BoundaryAtTime(start), base::Position(0));
  EXPECT_EQ(views.BoundaryAtTime(start + second), base::Position(1));
  EXPECT_EQ(views.BoundaryAtTime(start + 3 * second - 1), base::Position(2));
  EXPECT_EQ(views.BoundaryAtTime(start + 100 * second), base::Position(3));
  EXPECT_EQ(views.FirstAtOrAfter(start), base::Position(1));
  EXPECT_EQ(views.FirstAtOrAfter(start + 2 * second), base::Position(2));
  EXPECT_EQ(views.FirstAtOrAfter(start + 2 * second + 1), base::Position(3));
  EXPECT_EQ(views.FirstAtOrAfter(start + 4 * second), base::Position(4));
}

TEST(ViewsTest, AStateHandedOutStaysAsItWas) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  Views views;
  views.Apply(book.events()[0]);
  const auto before = views.StateAt(base::Position(1));
  const std::string text = StateText(*before);
  views.Apply(book.events()[1]);
  EXPECT_EQ(StateText(*before), text);
  EXPECT_EQ(views.StateAt(base::Position(2))->pijlers.size(), 1u);
  EXPECT_EQ(StateText(*views.StateAt(base::Position(1))), text);
}

TEST(ViewsTest, EarlierStatesCanBeAskedForAgain) {
  const BookBuilder book = RichBook();
  Views views;
  book.Fold(views);
  for (int round = 0; round < 2; ++round) {
    domain::State state;
    for (const v1::Event& event : book.events()) {
      state = domain::Evolve(std::move(state), event);
      ASSERT_EQ(StateText(*views.StateAt(state.position)), StateText(state));
    }
  }
}

TEST(ViewsTest, ThingsAreFoundAsTheyWereThen) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  const int64_t made = book.Project("p1", "werken", "2");
  const int64_t renamed = book.Rename("p1", "Nieuwe naam");
  Views views;
  book.Fold(views);
  EXPECT_EQ(views.ProjectAt("p1", base::Position(made - 1)), nullptr);
  EXPECT_EQ(views.ProjectAt("p1", base::Position(made))->title, "Project 2");
  EXPECT_EQ(views.ProjectAt("p1", base::Position(renamed))->title, "Nieuwe naam");
  EXPECT_EQ(views.ProjectAt("p2", base::Position(renamed)), nullptr);
}

TEST(ViewsTest, EventsAreFoundByWhatTheyAreAbout) {
  BookBuilder book;
  book.Programme();
  book.Pijler("werken");
  const int64_t made = book.Project("p1", "werken", "2");
  book.Project("p2", "werken", "3");
  book.Tranche(1);
  const int64_t award = book.Award("p1", "", 1, 100);
  const int64_t given = book.Contribute("p2", "p1", 1, 50);
  const int64_t asked = book.Submit("2021-001", "werken", "p1", 1, 100);
  book.Seat("seat-2", v1::ROLE_VAKBESTUURDER, "person-2", "anna", "werken");
  book.As("person-2", "seat-2");
  const int64_t endorsed = book.Endorse("2021-001");
  book.Convene("2021-1");
  const int64_t agenda = book.Agenda("2021-1", 1, {"2021-001"});
  const int64_t decided = book.Decide("2021-1", "item-1", v1::OUTCOME_REJECTED);
  Views views;
  book.Fold(views);
  const auto positions = [](std::initializer_list<int64_t> list) {
    std::vector<base::Position> found;
    for (int64_t position : list) found.push_back(base::Position(position));
    return found;
  };
  EXPECT_EQ(views.AboutProject("p1", views.head()), positions({made, award, given, asked}));
  EXPECT_EQ(views.AboutProject("p1", base::Position(award)), positions({made, award}));
  EXPECT_EQ(views.AboutProject("p9", views.head()), positions({}));
  const std::vector<base::Position> about = views.AboutProposal("2021-001", views.head());
  for (int64_t position : {asked, endorsed, agenda, decided}) {
    EXPECT_NE(std::find(about.begin(), about.end(), base::Position(position)), about.end())
        << position;
  }
  EXPECT_EQ(views.OfType("Awarded", views.head()), positions({award}));
  EXPECT_EQ(views.OfType("Awarded", base::Position(award - 1)), positions({}));
  EXPECT_EQ(views.OfType("Nonsense", views.head()), positions({}));
}

}  // namespace
}  // namespace dealboek::projections
