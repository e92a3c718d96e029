// The quorum of a meeting in words, for tables and documents alike.
#ifndef DEALBOEK_CLIENTS_CLI_QUORUM_H_
#define DEALBOEK_CLIENTS_CLI_QUORUM_H_

#include <string>

#include "dealboek/v1/decision_service.pb.h"

namespace dealboek::cli {

// "6 van 9 zetels aanwezig, 5 nodig (regel: meer dan 1/2)". Until attendance has been recorded
// nobody is counted as absent: "5 van 9 zetels nodig (regel: meer dan 1/2)".
std::string QuorumInWords(const v1::Meeting& meeting);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_QUORUM_H_
