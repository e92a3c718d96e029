// Random commands that make sense: numbers, interpreted on what is there.
#ifndef DEALBOEK_TESTS_SERVICES_DOMAIN_RANDOM_COMMANDS_H_
#define DEALBOEK_TESTS_SERVICES_DOMAIN_RANDOM_COMMANDS_H_

#include <ostream>
#include <string>
#include <vector>

#include "tests/services/domain/given.h"
#include "tests/services/domain/naive_model.h"

namespace dealboek::domain {

// One step, before it is known what it can be about. Interpreting the numbers on what is there
// keeps most commands sensible, and any list of them meaningful: so it can be shrunk. Zeros are the
// plainest choice.
struct Raw {
  int kind = 0;
  int who = 0;
  int a = 0;
  int b = 0;
  int c = 0;
};
inline std::ostream& operator<<(std::ostream& out, const Raw& raw) {
  return out << "{" << raw.kind << ", " << raw.who << ", " << raw.a << ", " << raw.b << ", "
             << raw.c << "}";
}

// What somebody may well ask next of a book that begins with RandomDeal; mostly it is carried out.
Step Interpret(const NaiveModel& model, const Raw& raw);

// The deal of OpeningDeal with three projects and three tranches: one without a ceiling, two with a
// tight one. Its opening phase is not closed.
std::vector<Step> RandomDeal(const std::string& programme);

}  // namespace dealboek::domain

#endif  // DEALBOEK_TESTS_SERVICES_DOMAIN_RANDOM_COMMANDS_H_
