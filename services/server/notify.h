// Tells the process that started the server how it stands, if that wants to know: systemd's
// protocol (sd_notify(3)), a datagram of lines NAME=VALUE to a Unix socket.
#ifndef DEALBOEK_SERVICES_SERVER_NOTIFY_H_
#define DEALBOEK_SERVICES_SERVER_NOTIFY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace dealboek::server {

// Threads: one.
class Notify {
 public:
  // `socket`: NOTIFY_SOCKET of the environment, a path or @NAME; empty: nobody wants to know.
  explicit Notify(std::string socket);
  ~Notify();
  Notify(const Notify&) = delete;
  Notify& operator=(const Notify&) = delete;

  // One or more lines, like "READY=1\nSTATUS=...". What nobody takes is dropped.
  void Tell(absl::string_view lines) const;

 private:
  const std::string socket_;
  int fd_ = -1;
};

}  // namespace dealboek::server

#endif  // DEALBOEK_SERVICES_SERVER_NOTIFY_H_
