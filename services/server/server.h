// `dealboekd`'s actions, each from its beginning to its exit code.
#ifndef DEALBOEK_SERVICES_SERVER_SERVER_H_
#define DEALBOEK_SERVICES_SERVER_SERVER_H_

#include "services/server/config.h"

namespace dealboek::server {

// Carries out `config.action`. One line on stderr for each thing of weight, without names of
// people. Serve: returns when the server was asked to stop, or its log failed; "dealboekd: ready on
// ..." once clients can come. At most once a process: it takes SIGTERM and SIGINT over.
int Run(const Config& config);

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_SERVER_H_
