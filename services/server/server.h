// `dealboekd`'s actions, each from its beginning to its exit code.
#ifndef DEALBOEK_SERVICES_SERVER_SERVER_H_
#define DEALBOEK_SERVICES_SERVER_SERVER_H_

#include "services/server/config.h"

namespace dealboek::server {

// Carries out `config.action`, and says on stderr what comes of it, without names of people: in a
// sentence; while serving, in lines of JSON (log.h), among them an event "ready" once clients can
// come. Serving returns when the server was asked to stop, or its log failed; it tells systemd when
// that has started it. At most once a process: it takes SIGTERM and SIGINT over.
int Run(const Config& config);

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_SERVER_H_
