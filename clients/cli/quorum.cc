#include "clients/cli/quorum.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "clients/cli/labels.h"

namespace dealboek::cli {

std::string QuorumInWords(const v1::Meeting& meeting) {
  const v1::Quorum& quorum = meeting.quorum();
  const bool recorded = std::none_of(meeting.attendees().begin(), meeting.attendees().end(),
                                     [](const v1::Attendee& attendee) {
                                       return attendee.presence() == v1::PRESENCE_NOT_RECORDED;
                                     });
  const std::string needed =
      recorded ? absl::StrCat(quorum.present(), " van ", quorum.seats(), " zetels aanwezig, ",
                              quorum.needed())
               : absl::StrCat(quorum.needed(), " van ", quorum.seats(), " zetels");
  return absl::StrCat(needed, " nodig (regel: ", FormatThreshold(quorum.has_rule(), quorum.rule()),
                      ")");
}

}  // namespace dealboek::cli
