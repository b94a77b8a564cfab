// Plain sockets; Asio gets them ready-made.
#include "server/listen.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/refusal.hpp"

namespace teczka::server {
namespace {

[[noreturn]] void cannot_listen(const std::string& place) {
    const auto sentence = fmt::format("cannot listen on {}: {}", place, std::strerror(errno));
    fail({.inside = sentence, .public_sentence = sentence});
}

}  // namespace

int listen_on(const std::string& host, std::uint16_t port, const std::string& socket_path) {
    const auto place = socket_path.empty() ? fmt::format("{}:{}", host, port) : socket_path;
    sockaddr_storage storage{};
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    socklen_t size = 0;
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    auto& local = reinterpret_cast<sockaddr_un&>(storage);
    if (!socket_path.empty()) {
        errno = ENAMETOOLONG;
        if (socket_path.size() >= sizeof local.sun_path) cannot_listen(place);
        local.sun_family = AF_UNIX;
        socket_path.copy(local.sun_path, sizeof local.sun_path - 1);
        ::unlink(socket_path.c_str());
        size = sizeof local;
    } else if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        size = sizeof v4;
    } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        size = sizeof v6;
    } else {
        errno = EINVAL;
        cannot_listen(place);
    }
    const int fd = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const auto mask = ::umask(0177);
    const int bound = ::bind(fd, address, size);
    ::umask(mask);
    if (fd < 0 || bound != 0 || ::listen(fd, 512) != 0) {
        const auto saved = errno;
        ::close(fd);
        errno = saved;
        cannot_listen(place);
    }
    return fd;
}

std::string address_text(const sockaddr_storage& storage) {
    char text[INET6_ADDRSTRLEN] = "local";
    if (storage.ss_family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
    else if (storage.ss_family == AF_INET6)
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, text, sizeof text);
    return text;
}

// The usual soft limit of 1,024 is below our number of connections.
void allow_descriptors(int count) {
    const auto wanted = static_cast<rlim_t>(count);
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace teczka::server
