// What ids stand for at one point of a book: projects and partners as people know them.
#ifndef DEALBOEK_CLIENTS_CLI_NAMES_H_
#define DEALBOEK_CLIENTS_CLI_NAMES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

#include "clients/cli/session.h"
#include "dealboek/v1/types.pb.h"

namespace dealboek::cli {

class Names {
 public:
  Names() = default;  // knows none: everything is shown as it comes
  static absl::StatusOr<Names> Fetch(const v1::ReadAt& at, Session& session);

  void AddProject(const std::string& id, const std::string& label, const std::string& title);
  void AddPartner(const std::string& id, const std::string& name);

  // "welzijn-4 Kansen4Kinderen" of "p31"; what is no known id comes back as it is.
  std::string Project(const std::string& id) const;
  // "gem. Emmen" of "partner-4".
  std::string Partner(const std::string& id) const;

 private:
  std::map<std::string, std::string> projects_;
  std::map<std::string, std::string> partners_;
};

}  // namespace dealboek::cli

#endif  // DEALBOEK_CLIENTS_CLI_NAMES_H_
