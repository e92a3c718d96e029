// Rule 12: what a document states. Internal to the domain.
#ifndef DEALBOEK_SERVICES_DOMAIN_STATEMENT_RULES_H_
#define DEALBOEK_SERVICES_DOMAIN_STATEMENT_RULES_H_

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"

#include "dealboek/v1/types.pb.h"
#include "services/domain/state.h"

namespace dealboek::domain {

// The statement with its project by id, if everything it names exists and it states something.
// Everything that is wrong with it is told at once, on "total.amount" and so on.
absl::StatusOr<v1::PublishedStatement> CheckStatement(const State& state,
                                                      const v1::PublishedStatement& stated);

// Tranches that exist, each once. Violations are on "field[i]".
absl::Status CheckTranches(const State& state,
                           const google::protobuf::RepeatedField<int32_t>& tranches,
                           absl::string_view field);

}  // namespace dealboek::domain

#endif  // DEALBOEK_SERVICES_DOMAIN_STATEMENT_RULES_H_
