#include "clients/cli/commands/agenda_items.h"

#include <sstream>
#include <string>

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace dealboek::cli::commands {
namespace {

v1::Meeting MeetingOf(const std::string& text) {
  v1::Meeting meeting;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &meeting)) << text;
  return meeting;
}

std::string RowsOf(const v1::Meeting& meeting) {
  std::ostringstream out;
  AgendaCsv(meeting).PrintCsvRows(out);
  return out.str();
}

TEST(AgendaCsvTest, TheHeader) {
  std::ostringstream out;
  AgendaCsv(v1::Meeting()).PrintCsv(out);
  EXPECT_EQ(out.str(),
            "item;proposal;own_item;title;project;part;tranche;to_tranche;asked_euro_cents;"
            "asked_reservation_euro_cents;outcome;given_euro_cents;given_reservation_euro_cents;"
            "reason\n");
}

TEST(AgendaCsvTest, ALineOfMoneyIsARowInCentsAndTheReservationIsThereOnce) {
  const v1::Meeting meeting = MeetingOf(R"pb(
    items {
      item: "item-1"
      proposal: "2021-010"
      project_label: "wonen-2.4"
      content {
        title: "Wijken"
        lines {
          part: "Emmerhout"
          tranche: 5
          amount { euro_cents: 45000000 }
        }
        lines {
          part: "Norden"
          tranche: 5
          amount { euro_cents: 45000000 }
        }
        reservation_total { euro_cents: 100000000 }
      }
      decision {
        outcome: OUTCOME_RATIFIED_WITH_CHANGES
        lines {
          part: "Norden"
          tranche: 5
          amount { euro_cents: 40000000 }
        }
        lines {
          part: "Norden"
          tranche: 4
          amount { euro_cents: 500 }
        }
        reservation_total { euro_cents: 90000000 }
        reason: "minder"
      }
    }
  )pb");
  EXPECT_EQ(
      RowsOf(meeting),
      "item-1;2021-010;;Wijken;wonen-2.4;Emmerhout;5;;45000000;100000000;bekrachtigd met "
      "wijziging;;90000000;minder\n"
      "item-1;2021-010;;Wijken;wonen-2.4;Norden;5;;45000000;;bekrachtigd met "
      "wijziging;40000000;;minder\n"
      "item-1;2021-010;;Wijken;wonen-2.4;Norden;4;;;;bekrachtigd met wijziging;500;;minder\n");
}

TEST(AgendaCsvTest, AnItemWithoutLinesIsARowAndUndecidedIsEmpty) {
  EXPECT_EQ(RowsOf(MeetingOf(R"pb(
              items {
                item: "item-2"
                proposal: "2021-002"
                content { title: "Zorg" }
              }
            )pb")),
            "item-2;2021-002;;Zorg;;;;;;;;;;\n");
}

TEST(AgendaCsvTest, AnItemOfTheStuurgroepsOwnHasItsMoneyInTheSameColumns) {
  EXPECT_EQ(RowsOf(MeetingOf(R"pb(
              items {
                item: "item-1"
                title: "Plafond"
                own_item {
                  ceiling_change {
                    tranche: 5
                    ceiling { euro_cents: 100 }
                  }
                }
              }
              items {
                item: "item-2"
                title: "Over"
                own_item {
                  carry_over {
                    from_tranche: 5
                    to_tranche: 6
                    amount { euro_cents: 200 }
                  }
                }
              }
              items {
                item: "item-3"
                title: "Terug"
                project_label: "werken-9"
                own_item {
                  release {
                    project: "p9"
                    part: "A"
                    tranche: 3
                    amount { euro_cents: 300 }
                  }
                }
                decision { outcome: OUTCOME_RATIFIED }
              }
              items {
                item: "item-4"
                title: "Houden"
                project_label: "werken-16"
                own_item {
                  reservation_change {
                    project: "p16"
                    total { euro_cents: 400 }
                  }
                }
              }
              items {
                item: "item-5"
                title: "Fout"
                own_item {
                  corrigendum {
                    corrects: 7
                    award_amount { euro_cents: 500 }
                  }
                }
              }
            )pb")),
            "item-1;;ceiling_change;Plafond;;;5;;100;;;;;\n"
            "item-2;;carry_over;Over;;;5;6;200;;;;;\n"
            "item-3;;release;Terug;werken-9;A;3;;300;;bekrachtigd;;;\n"
            "item-4;;reservation_change;Houden;werken-16;;;;;400;;;;\n"
            "item-5;;corrigendum;Fout;;;;;500;;;;;\n");
}

}  // namespace
}  // namespace dealboek::cli::commands
