// A short book that holds every type of event at least once.
#ifndef DEALBOEK_TESTS_SERVICES_DOMAIN_EXAMPLES_H_
#define DEALBOEK_TESTS_SERVICES_DOMAIN_EXAMPLES_H_

#include <vector>

#include "dealboek/v1/events.pb.h"

namespace dealboek::domain {

// In order, stamped as a book stamps them; they make sense one after another.
std::vector<v1::Event> ExampleEvents();

}  // namespace dealboek::domain

#endif  // DEALBOEK_TESTS_SERVICES_DOMAIN_EXAMPLES_H_
