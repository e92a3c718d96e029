// A State as text: equal texts for equal states, and a diff that says what differs.
#ifndef DEALBOEK_TESTS_SERVICES_DOMAIN_DESCRIBE_H_
#define DEALBOEK_TESTS_SERVICES_DOMAIN_DESCRIBE_H_

#include <string>

#include "services/domain/state.h"

namespace dealboek::domain {

// Everything in it, a line a thing, in order of ids.
std::string Describe(const State& state);

// What of rule 6 does not hold, recomputed from the projects' awards, releases and reservations: a
// line each; empty: money is conserved.
std::string MoneyNotConserved(const State& state);

}  // namespace dealboek::domain

#endif  // DEALBOEK_TESTS_SERVICES_DOMAIN_DESCRIBE_H_
