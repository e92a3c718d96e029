// The route behind every award of an edition: who proposed, endorsed, decided and confirmed it, or
// which document it was taken over from.
#ifndef DEALBOEK_CLIENTS_CLI_DOCUMENTS_EDITION_ROUTES_H_
#define DEALBOEK_CLIENTS_CLI_DOCUMENTS_EDITION_ROUTES_H_

#include <string>

#include "clients/cli/documents/document.h"
#include "clients/cli/table.h"
#include "dealboek/v1/edition_service.pb.h"

namespace dealboek::cli::documents {

// "De weg van elke toekenning"; nothing when the edition has none. What is not recorded is said so.
void AddRoutes(const v1::Edition& edition, Document& document);

// Each step of an award's route in words; where it is not recorded, that.
struct RouteInWords {
  std::string about;  // "werken-16 IQ BLVD"
  std::string proposal;
  std::string endorsed;
  std::string decided;
  std::string confirmed;
  std::string source;  // of what was not decided here
};
RouteInWords InWords(const v1::Posting& posting);

// A row per event that an amount is the sum of; English keys, amounts in cents.
Table RoutesTable(const v1::Edition& edition);

}  // namespace dealboek::cli::documents

#endif  // DEALBOEK_CLIENTS_CLI_DOCUMENTS_EDITION_ROUTES_H_
