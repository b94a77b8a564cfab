// Listening sockets, and what the machine must allow for them.
#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace teczka::server {

// A non-blocking listening socket: on the Unix path when there is one (only its owner may connect; a stale
// file is replaced), else on the numeric address. Fails with a sentence that names the place and the reason.
int listen_on(const std::string& address, std::uint16_t port, const std::string& socket_path);
// "127.0.0.1", "::1"; "local" for a Unix socket.
std::string address_text(const sockaddr_storage& peer);
// Raises the soft limit of open files, which is 1,024 on most machines, as far as allowed.
void allow_descriptors(int wanted);

}  // namespace teczka::server
