#include "services/server/notify.h"

#include <cstddef>
#include <cstring>
#include <unistd.h>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

namespace dealboek::server {

Notify::Notify(std::string socket) : socket_(std::move(socket)) {
  sockaddr_un address;
  if (socket_.empty() || socket_.size() >= sizeof(address.sun_path)) return;
  fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

Notify::~Notify() {
  if (fd_ >= 0) close(fd_);
}

void Notify::Tell(absl::string_view lines) const {
  if (fd_ < 0) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';  // not in the file system
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  [[maybe_unused]] const ssize_t sent =
      sendto(fd_, lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
             reinterpret_cast<const sockaddr*>(&address), length);
}

}  // namespace dealboek::server
