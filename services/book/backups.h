// Backups of all books, for the layer above, which knows the book and not what the books lie in.
#ifndef DEALBOEK_SERVICES_BOOK_BACKUPS_H_
#define DEALBOEK_SERVICES_BOOK_BACKUPS_H_

#include "storage/backups.h"

namespace dealboek::book {

using storage::Backup;
using storage::Backups;
using storage::BookHead;
using storage::Verified;

}  // namespace dealboek::book

#endif  // DEALBOEK_SERVICES_BOOK_BACKUPS_H_
