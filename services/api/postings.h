// Postings of the ledger as the API gives them: each with its event and the route behind it.
#ifndef DEALBOEK_SERVICES_API_POSTINGS_H_
#define DEALBOEK_SERVICES_API_POSTINGS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "dealboek/v1/budget_service.pb.h"
#include "services/api/core.h"
#include "services/projections/ledger.h"

namespace dealboek::api {

// Appends `postings`, in their order. `at`: where the reader stands. Reads the log, so not to be
// called inside Reading::With.
absl::Status AddPostings(const Reading& reading, absl::string_view book,
                         absl::Span<const projections::Posting> postings, base::Position at,
                         google::protobuf::RepeatedPtrField<v1::Posting>* to);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_POSTINGS_H_
