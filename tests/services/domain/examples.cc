#include "tests/services/domain/examples.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_format.h"
#include "google/protobuf/text_format.h"
#include <gtest/gtest.h>

namespace dealboek::domain {
namespace {

// One command a line of the table; its events share request and time.
const std::vector<std::vector<const char*>>& Commands() {
  static const std::vector<std::vector<const char*>> commands =
      {
          {R"pb(header { actor: "person-1" }
                programme_created {
                  programme: "voorbeeld"
                  title: "Regio Deal (voorbeeld)"
                  first_year: 2019
                  last_year: 2023
                  cross_cutting_themes: "brede welvaart"
                  description: "Verzonnen, voor tests"
                  creator {
                    person: "person-1"
                    subject { plain: "beheerder@example.nl" }
                    display_name { plain: "beheerder" }
                  }
                  secretary {
                    person: "person-2"
                    subject { plain: "secretaris@example.nl" }
                    display_name { plain: "programmasecretaris" }
                  }
                  rules {
                    endorsement { more_than { numerator: 1 denominator: 2 } }
                    quorum { at_least { numerator: 1 denominator: 3 } }
                    combined_seats: COMBINED_SEATS_ALLOWED
                    rounds_per_year: 2
                  }
                })pb",
           R"pb(header {
                  actor: "person-1"
                  source { document: "Uitvoeringsprogramma" location: "blz. 3" }
                }
                pijler_defined {
                  pijler: "werken"
                  title: "Werken"
                  themes: "Techniek"
                  themes: "Innovatie"
                })pb",
           R"pb(header {
                  actor: "person-1"
                  source { document: "Uitvoeringsprogramma" location: "blz. 2" }
                }
                partner_added {
                  partner: "partner-1"
                  name: "gem. Emmen"
                  kind: PARTNER_KIND_GEMEENTE
                  cbs_code: "GM0114"
                })pb",
           R"pb(header {
                  actor: "person-1"
                  source { document: "Uitvoeringsprogramma" location: "blz. 2" }
                }
                seat_established {
                  seat: "seat-2"
                  role: ROLE_STUURGROEP
                  place: SEAT_PLACE_CHAIR
                  partner: "partner-1"
                  function: "wethouder"
                })pb",
           R"pb(header {
                  actor: "person-1"
                  decided_on { year: 2019 }
                  source {
                    document: "Uitvoeringsprogramma"
                    location: "programma.json"
                    interpretation: "jaar afgeleid uit de tekst"
                  }
                }
                tranche_added { tranche: 1 title: "1e tranche" })pb",
           R"pb(header {
                  actor: "person-1"
                  decided_on { year: 2021 month: 6 }
                  source { document: "Uitvoeringsprogramma" location: "programma.json" }
                }
                tranche_added {
                  tranche: 2
                  title: "2e tranche"
                  ceiling { euro_cents: 100000000 }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                seat_granted {
                  seat: "seat-2"
                  role: ROLE_STUURGROEP
                  place: SEAT_PLACE_CHAIR
                  partner: "partner-1"
                  function: "wethouder"
                  holder {
                    person: "person-3"
                    subject { plain: "voorzitter@example.nl" }
                    display_name { plain: "voorzitter" }
                  }
                  from { year: 2021 month: 1 day: 1 }
                  until { year: 2023 month: 12 day: 31 }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                seat_granted {
                  seat: "seat-3"
                  role: ROLE_VAKBESTUURDER
                  place: SEAT_PLACE_MEMBER
                  pijler: "werken"
                  holder {
                    person: "person-4"
                    subject { plain: "vak1@example.nl" }
                    display_name { plain: "vakbestuurder 1" }
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                seat_granted {
                  seat: "seat-4"
                  role: ROLE_ONTWIKKELTEAM
                  place: SEAT_PLACE_MEMBER
                  pijler: "werken"
                  holder {
                    person: "person-5"
                    subject { plain: "team@example.nl" }
                    display_name { plain: "ontwikkelteam" }
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                seat_granted {
                  seat: "seat-5"
                  role: ROLE_PENVOERDER
                  place: SEAT_PLACE_MEMBER
                  partner: "partner-1"
                  holder {
                    person: "person-5"
                    subject { plain: "team@example.nl" }
                    display_name { plain: "penvoerder Emmen" }
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                rules_set {
                  rules {
                    endorsement { count: 1 }
                    quorum { more_than { numerator: 1 denominator: 2 } }
                    combined_seats: COMBINED_SEATS_FORBIDDEN
                    rounds_per_year: 2
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                ceiling_set {
                  tranche: 0
                  ceiling { euro_cents: 500000000 }
                })pb"},
          {R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source { document: "Uitvoeringsprogramma" location: "projecten.csv, regel 2" }
                }
                project_created {
                  project: "p1"
                  pijler: "werken"
                  number: "1"
                  title: "Lab"
                  theme: "Techniek"
                  lead_partners: "partner-1"
                  former_title: "Laboratorium"
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source { document: "Uitvoeringsprogramma" location: "onderdelen.csv, regel 2" }
                }
                part_created {
                  project: "p1"
                  part { title: "Noord" lead_partners: "partner-1" }
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source { document: "Uitvoeringsprogramma" location: "projecten.csv, regel 3" }
                }
                project_created {
                  project: "p2"
                  pijler: "werken"
                  number: "1.1"
                  title: "Werkplaats"
                  theme: "Techniek"
                  parent_project: "p1"
                  lead_partners: "partner-1"
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  decided_on { year: 2019 }
                  source { document: "Uitvoeringsprogramma" location: "toekenningen.csv, regel 2" }
                }
                awarded {
                  project: "p1"
                  part: "Noord"
                  tranche: 1
                  amount { euro_cents: 8000000 }
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  decided_on { year: 2019 }
                  source { document: "Uitvoeringsprogramma" location: "reserveringen.csv, regel 2" }
                }
                reservation_set {
                  project: "p1"
                  total { euro_cents: 18000000 }
                  note: "voor het totaalproject; toekenning in fasen"
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source { document: "Uitvoeringsprogramma" location: "bijdragen.csv, regel 2" }
                }
                contribution_recorded {
                  to_project: "p2"
                  from_project: "p1"
                  tranche: 1
                  note: "het bedrag is niet gepubliceerd"
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source { document: "Uitvoeringsprogramma" location: "voortgang.csv, regel 2" }
                }
                progress_reported {
                  project: "p1"
                  part: "Noord"
                  reference_month { year: 2021 month: 3 }
                  progress { status: PROGRESS_STATUS_LOOPT summary: "Op schema." }
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source {
                    document: "Uitvoeringsprogramma"
                    location: "gepubliceerde_totalen.csv, regel 2"
                  }
                }
                statement_recorded {
                  statement: "s1"
                  content {
                    total {
                      pijler: "werken"
                      tranches: 1
                      amount { euro_cents: 8000100 }
                      award_lines: 1
                    }
                  }
                })pb",
           R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  source { document: "Uitvoeringsprogramma" location: "projecten.csv, regel 2" }
                }
                statement_recorded {
                  statement: "s2"
                  content { label { project: "p1" tranches: 1 label: EDITION_LABEL_NIEUW } }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                opening_closed {})pb"},
          {R"pb(header { actor: "person-5" seat: "seat-4" }
                proposal_submitted {
                  proposal: "2021-001"
                  content {
                    kind: PROPOSAL_KIND_VERVOLG
                    title: "Vervolg Lab"
                    pijler: "werken"
                    theme: "Techniek"
                    project: "p1"
                    lines {
                      part: "Noord"
                      tranche: 2
                      amount { euro_cents: 2500000 }
                    }
                    reservation_total { euro_cents: 20000000 }
                    summary: "Tweede fase."
                    documents {
                      name: "plan.pdf"
                      media_type: "application/pdf"
                      size_bytes: 12345
                      sha256: "0123456789abcdef0123456789abcdef"
                    }
                  }
                })pb"},
          {R"pb(header { actor: "person-5" seat: "seat-4" }
                proposal_revised {
                  proposal: "2021-001"
                  revision: 2
                  content {
                    kind: PROPOSAL_KIND_VERVOLG
                    title: "Vervolg Lab"
                    pijler: "werken"
                    theme: "Techniek"
                    project: "p1"
                    lines {
                      part: "Noord"
                      tranche: 2
                      amount { euro_cents: 3000000 }
                    }
                    reservation_total { euro_cents: 20000000 }
                    summary: "Tweede fase, herzien."
                  }
                })pb"},
          {R"pb(header { actor: "person-4" seat: "seat-3" }
                endorsement_declined { proposal: "2021-001" revision: 2 reason: "nog vragen" })pb"},
          {R"pb(header { actor: "person-4" seat: "seat-3" }
                endorsement_withdrawn {
                  proposal: "2021-001"
                  revision: 2
                  reason: "vragen beantwoord"
                })pb"},
          {R"pb(header { actor: "person-4" seat: "seat-3" }
                proposal_endorsed { proposal: "2021-001" revision: 2 })pb"},
          {R"pb(header { actor: "person-5" seat: "seat-4" }
                proposal_submitted {
                  proposal: "2021-002"
                  content {
                    kind: PROPOSAL_KIND_NEW_PROJECT
                    title: "Brug"
                    pijler: "werken"
                    theme: "Innovatie"
                    number: "2"
                    parent_project: "p1"
                    lead_partners: "partner-1"
                    new_parts { title: "Oost" lead_partners: "partner-1" }
                    lines {
                      part: "Oost"
                      tranche: 2
                      amount { euro_cents: 1000000 }
                    }
                    contributions {
                      from_project: "p1"
                      tranche: 1
                      amount { euro_cents: 500000 }
                      note: "uit Lab"
                    }
                  }
                })pb"},
          {R"pb(header { actor: "person-4" seat: "seat-3" }
                proposal_endorsed { proposal: "2021-002" revision: 1 })pb"},
          {R"pb(header { actor: "person-5" seat: "seat-4" }
                proposal_submitted {
                  proposal: "2021-003"
                  content {
                    kind: PROPOSAL_KIND_IDEA
                    title: "Idee"
                    pijler: "werken"
                    summary: "Een idee."
                  }
                })pb"},
          {R"pb(header { actor: "person-4" seat: "seat-3" }
                proposal_returned { proposal: "2021-003" revision: 1 reason: "werk uit" })pb"},
          {R"pb(header { actor: "person-5" seat: "seat-4" }
                proposal_withdrawn { proposal: "2021-003" reason: "geen tijd" })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                meeting_convened {
                  meeting: "2021-1"
                  held_on { year: 2021 month: 6 day: 7 }
                  title: "Stuurgroep juni"
                  place: "provinciehuis"
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                agenda_set {
                  meeting: "2021-1"
                  version: 1
                  items { item: "item-1" proposal: "2021-001" revision: 2 }
                  items { item: "item-2" proposal: "2021-002" revision: 1 }
                  items {
                    item: "item-3"
                    own_item {
                      release {
                        project: "p1"
                        part: "Noord"
                        tranche: 1
                        amount { euro_cents: 100 }
                      }
                    }
                    title: "vrijval Lab"
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                agenda_set {
                  meeting: "2021-1"
                  version: 2
                  items { item: "item-1" proposal: "2021-001" revision: 2 }
                  items { item: "item-2" proposal: "2021-002" revision: 1 }
                  items {
                    item: "item-4"
                    own_item {
                      rule_change {
                        quorum { count: 1 }
                        combined_seats: COMBINED_SEATS_ALLOWED
                      }
                    }
                    title: "quorum"
                    late_reason: "nagekomen"
                  }
                  taken_off { item: "item-3" reason: "volgende keer" }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                attendance_recorded { meeting: "2021-1" present: "seat-2" })pb"},
          {R"pb(header { actor: "person-3" seat: "seat-2" }
                interest_declared {
                  meeting: "2021-1"
                  item: "item-2"
                  seat: "seat-2"
                  reason: "gemeente is penvoerder"
                })pb"},
          {R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                item_decided {
                  meeting: "2021-1"
                  item: "item-1"
                  outcome: OUTCOME_RATIFIED_WITH_CHANGES
                  lines {
                    part: "Noord"
                    tranche: 2
                    amount { euro_cents: 2900000 }
                  }
                  reservation_total { euro_cents: 20000000 }
                  reason: "iets minder"
                  deciding_seats: "seat-2"
                })pb"},
          {R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                item_decided {
                  meeting: "2021-1"
                  item: "item-2"
                  outcome: OUTCOME_RATIFIED
                  lines {
                    part: "Oost"
                    tranche: 2
                    amount { euro_cents: 1000000 }
                  }
                  interested_seats: "seat-2"
                })pb"},
          {R"pb(header {
                  actor: "person-2"
                  seat: "seat-1"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                item_decided {
                  meeting: "2021-1"
                  item: "item-4"
                  outcome: OUTCOME_RATIFIED
                  deciding_seats: "seat-2"
                })pb"},
          {R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                decision_list_confirmed {
                  meeting: "2021-1"
                  agenda_version: 2
                  rules { quorum { more_than { numerator: 1 denominator: 2 } } }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                proposal_decided {
                  proposal: "2021-001"
                  outcome: OUTCOME_RATIFIED_WITH_CHANGES
                  decision { meeting: "2021-1" item: "item-1" proposal: "2021-001" }
                  project: "p1"
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                reservation_set {
                  project: "p1"
                  total { euro_cents: 20000000 }
                  decision { meeting: "2021-1" item: "item-1" proposal: "2021-001" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                awarded {
                  project: "p1"
                  part: "Noord"
                  tranche: 2
                  amount { euro_cents: 2900000 }
                  decision { meeting: "2021-1" item: "item-1" proposal: "2021-001" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                proposal_decided {
                  proposal: "2021-002"
                  outcome: OUTCOME_RATIFIED
                  decision { meeting: "2021-1" item: "item-2" proposal: "2021-002" }
                  project: "p3"
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                project_created {
                  project: "p3"
                  pijler: "werken"
                  number: "2"
                  title: "Brug"
                  theme: "Innovatie"
                  parent_project: "p1"
                  lead_partners: "partner-1"
                  decision { meeting: "2021-1" item: "item-2" proposal: "2021-002" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                part_created {
                  project: "p3"
                  part { title: "Oost" lead_partners: "partner-1" }
                  decision { meeting: "2021-1" item: "item-2" proposal: "2021-002" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                awarded {
                  project: "p3"
                  part: "Oost"
                  tranche: 2
                  amount { euro_cents: 1000000 }
                  decision { meeting: "2021-1" item: "item-2" proposal: "2021-002" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                contribution_recorded {
                  to_project: "p3"
                  from_project: "p1"
                  tranche: 1
                  amount { euro_cents: 500000 }
                  note: "uit Lab"
                  decision { meeting: "2021-1" item: "item-2" proposal: "2021-002" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                rules_set {
                  rules {
                    quorum { count: 1 }
                    combined_seats: COMBINED_SEATS_ALLOWED
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                project_renamed { project: "p1" title: "Lab Emmen" reason: "verduidelijking" })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                project_renumbered { project: "p2" number: "1.2" reason: "ruimte" })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                project_lead_changed {
                  project: "p1"
                  part: "Noord"
                  lead_partners: "partner-1"
                  reason: "overdracht"
                })pb"},
          {R"pb(header { actor: "person-5" seat: "seat-5" }
                project_completed { project: "p1" reason: "opgeleverd" })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                tranche_closed { tranche: 2 })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                tranche_added {
                  tranche: 3
                  title: "3e tranche"
                  ceiling { euro_cents: 10000000 }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                meeting_convened {
                  meeting: "2021-2"
                  held_on { year: 2021 month: 12 }
                })pb"},
          {R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                }
                decision_list_confirmed {
                  meeting: "2021-2"
                  agenda_version: 1
                  rules { quorum { count: 1 } }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                }
                project_reopened {
                  project: "p1"
                  decision { meeting: "2021-2" item: "item-1" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                  corrects: 16
                }
                award_corrected {
                  project: "p1"
                  part: "Noord"
                  tranche: 1
                  old_amount { euro_cents: 8000000 }
                  new_amount { euro_cents: 7500000 }
                  decision { meeting: "2021-2" item: "item-2" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                }
                released {
                  project: "p1"
                  part: "Noord"
                  tranche: 2
                  amount { euro_cents: 900000 }
                  decision { meeting: "2021-2" item: "item-3" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                }
                carried_over {
                  from_tranche: 2
                  to_tranche: 3
                  amount { euro_cents: 97000000 }
                  decision { meeting: "2021-2" item: "item-4" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                  corrects: 18
                }
                contribution_corrected {
                  to_project: "p2"
                  from_project: "p1"
                  tranche: 1
                  new_amount { euro_cents: 1500000 }
                  decision { meeting: "2021-2" item: "item-5" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                  corrects: 19
                }
                progress_corrected {
                  project: "p1"
                  part: "Noord"
                  reference_month { year: 2021 month: 3 }
                  progress { status: PROGRESS_STATUS_VERTRAAGD summary: "Toch vertraagd." }
                  decision { meeting: "2021-2" item: "item-6" }
                })pb",
           R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 12 }
                }
                ceiling_set {
                  tranche: 3
                  ceiling { euro_cents: 108000000 }
                  decision { meeting: "2021-2" item: "item-7" }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                difference_explained {
                  statement: "s1"
                  reason: "afronding in de tabel"
                  computed {
                    total {
                      pijler: "werken"
                      tranches: 1
                      amount { euro_cents: 7500000 }
                      award_lines: 1
                    }
                  }
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                edition_published {
                  edition: "e1"
                  tranches: 1
                  tranches: 2
                  at_position: 60
                  published_on { year: 2021 month: 12 day: 24 }
                  title: "Uitvoeringsprogramma december 2021"
                })pb"},
          {R"pb(header { actor: "person-2" seat: "seat-1" }
                seat_ended { seat: "seat-3" reason: "nieuw college" })pb"},
          {R"pb(header {}
                loss_accepted { floor_commit: 120 last_commit: 117 })pb"},
          {R"pb(header {}
                clock_accepted {
                  last_recorded_at { seconds: 1640000000 nanos: 123456000 }
                  wall_clock { seconds: 1639990000 }
                })pb"},
          {R"pb(header {
                  actor: "person-3"
                  seat: "seat-2"
                  decided_on { year: 2021 month: 6 day: 7 }
                }
                rules_set {
                  rules {
                    quorum { count: 1 }
                    combined_seats: COMBINED_SEATS_ALLOWED
                  }
                  decision { meeting: "2021-1" item: "item-4" }
                })pb"},
      };
  return commands;
}

}  // namespace

std::vector<v1::Event> ExampleEvents() {
  std::vector<v1::Event> events;
  for (const std::vector<const char*>& command : Commands()) {
    const int64_t first = static_cast<int64_t>(events.size()) + 1;
    for (const char* text : command) {
      v1::Event event;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
      v1::EventHeader& header = *event.mutable_header();
      const int64_t position = static_cast<int64_t>(events.size()) + 1;
      header.set_position(position);
      header.set_event_id(absl::StrFormat("event-%010d", position));
      header.mutable_recorded_at()->set_seconds(1'623'067'200 + first * 60);
      header.mutable_recorded_at()->set_nanos(123'456'000);
      if (!header.actor().empty()) {
        header.set_request_id(absl::StrFormat("01234567-89ab-4def-8123-%012d", first));
        header.set_request_hash("request-hash-of-32-bytes-exactly");
      }
      header.set_salt("salt-of-16-bytes");
      header.set_command_index(static_cast<int>(position - first));
      header.set_command_size(static_cast<int>(command.size()));
      events.push_back(std::move(event));
    }
  }
  return events;
}

}  // namespace dealboek::domain
