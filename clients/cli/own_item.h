// An item of the stuurgroep's own, in words.
#ifndef DEALBOEK_CLIENTS_CLI_OWN_ITEM_H_
#define DEALBOEK_CLIENTS_CLI_OWN_ITEM_H_

#include <string>

#include "clients/cli/names.h"
#include "dealboek/v1/decision_service.pb.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {

// "plafond van tranche 5 wordt € 6.000.000".
std::string DescribeOwnItem(const v1::OwnItem& item, const Names& names);

// What the item is about by its label ("werken-9"), where the item itself has an id.
v1::OwnItem ByLabel(const v1::MeetingItem& item);

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_OWN_ITEM_H_
