// What a log says it holds: so many records, with that root. C2SP tlog-checkpoint, v1.0.0
// (https://c2sp.org/tlog-checkpoint), the text of a signed note. Threads: as values.
#ifndef DEALBOEK_STORAGE_NOTES_CHECKPOINT_H_
#define DEALBOEK_STORAGE_NOTES_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/merkle/hash.h"

namespace dealboek::storage {

struct Checkpoint {
  std::string origin;  // which log: for a book of ours also the name of its key
  uint64_t size = 0;   // leaves: the position of the last record
  Hash root = EmptyRoot();
  // Lines whose meaning we do not know. Ours have none, for nobody can audit them.
  std::vector<std::string> extensions;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// Of the text of a note. INVALID_ARGUMENT: it is no checkpoint, and why.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);
// The text to sign. The origin must be one line that is not empty, as must each extension.
std::string TextOf(const Checkpoint& checkpoint);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_NOTES_CHECKPOINT_H_
