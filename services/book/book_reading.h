// What a book from elsewhere must stand beyond being folded: that it is read, and written to.
#ifndef DEALBOEK_SERVICES_BOOK_BOOK_READING_H_
#define DEALBOEK_SERVICES_BOOK_BOOK_READING_H_

#include <string>

#include "absl/status/status.h"

#include "dealboek/v1/events.pb.h"
#include "services/domain/state.h"
#include "services/projections/views.h"

namespace dealboek::book {

// Whether all that an event names is there, in the state after its command: persons, seats,
// pijlers, partners, projects, proposals, meetings and tranches. DATA_LOSS, EVENT_UNREADABLE: names
// the field. What a document said (a published statement) may name anything.
absl::Status CheckNames(const std::string& book, const domain::State& state,
                        const v1::Event& event);

// Reads one event as its readers do: its sentence and its route.
void ReadEvent(const projections::Views& views, const v1::Event& event);
// Reads what is read of a whole book: budgets, editions, differences, work.
void ReadBook(const projections::Views& views);

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BOOK_READING_H_
