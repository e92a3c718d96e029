// The agenda of a meeting, and items of the stuurgroep's own, for the eye.
#ifndef DEALBOEK_CLIENTS_CLI_COMMANDS_AGENDA_ITEMS_H_
#define DEALBOEK_CLIENTS_CLI_COMMANDS_AGENDA_ITEMS_H_

#include <string>

#include "CLI/App.hpp"

#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "dealboek/v1/decision_service.pb.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli::commands {

// For the eye, an item a row: what it is, what it asks and, once decided, what was given.
Table AgendaTable(const v1::Meeting& meeting);
// For a program, a line of money a row, amounts in cents: what was asked and given of one part and
// tranche. An item without lines has one row. The reservation is on the first row of its item, so
// that columns can be summed.
Table AgendaCsv(const v1::Meeting& meeting);

// --agenda-version: the version of the agenda that the caller saw.
void AddAgendaVersionOption(CLI::App& verb, int& version_seen);

// `meeting agenda show|add|take-off|order|ceiling|...`
void AddAgendaCommands(CLI::App& meeting_noun, Session& session);

}  // namespace dealboek::cli::commands

#endif  // DEALBOEK_CLIENTS_CLI_COMMANDS_AGENDA_ITEMS_H_
