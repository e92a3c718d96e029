// The Regio Deal of tests/data/regiodeal-zod as the events of a book: read by the importer, decided
// by the rules, stamped as a book stamps.
#ifndef DEALBOEK_TESTS_REAL_BOOK_REAL_BOOK_H_
#define DEALBOEK_TESTS_REAL_BOOK_REAL_BOOK_H_

#include "tests/services/domain/given.h"

namespace dealboek {

// The whole programme as published, as history in one command.
domain::Book PublishedBook();

// Tranches 1 to 3 as history; then the round of June 2021 taken by the seats that have a say: every
// project with an award out of tranches 4 and 5 proposed, endorsed and ratified, in the order of
// the table, at one meeting (2021-1).
domain::Book ReplayedBook();

}  // namespace dealboek

#endif  // DEALBOEK_TESTS_REAL_BOOK_REAL_BOOK_H_
