// See local_client.hpp.
#include "server/local_client.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <future>

namespace teczka::server {
namespace {

constexpr int answer_timeout_s = 600;  // a bulk undo takes minutes

class Socket {
public:
    Socket() : fd_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        const timeval limit{answer_timeout_s, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ~Socket() { close(fd_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool connect_to(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof address.sun_path) return false;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        return connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    bool send_all(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    // Until the other side closes: the request asks it to.
    std::string receive_all() {
        std::string all;
        char piece[16 << 10];
        for (;;) {
            const auto got = recv(fd_, piece, sizeof piece, 0);
            if (got <= 0) return all;
            all.append(piece, static_cast<std::size_t>(got));
        }
    }

private:
    int fd_;
};

}  // namespace

api::Response answer_local(Host& host, const LocalRequest& request) {
    const api::Header headers[]{{"X-Teczka-As", request.as}, {"Content-Type", "application/json"}};
    const api::Request asked{
        .method = request.method, .target = request.target, .body = request.body, .headers = headers};
    std::promise<api::Response> promise;
    auto answer = promise.get_future();
    host.handle_local(asked,
                      [&promise](api::Response&& response) { promise.set_value(std::move(response)); });
    return answer.get();
}

api::Response ask_local(const std::string& socket_path, const LocalRequest& request) {
    const auto unavailable = [] { return api::problem(503, "server_unreachable"); };
    Socket socket;
    std::string head =
        request.method + " " + request.target + " HTTP/1.1\r\nHost: local\r\nConnection: close\r\n";
    if (!request.as.empty()) head += "X-Teczka-As: " + request.as + "\r\n";
    head += "Content-Type: application/json\r\nContent-Length: " + std::to_string(request.body.size()) +
            "\r\n\r\n";
    if (!socket.connect_to(socket_path) || !socket.send_all(head) || !socket.send_all(request.body)) {
        return unavailable();
    }
    const auto answer = socket.receive_all();
    const auto blank = answer.find("\r\n\r\n");
    const auto status_at = answer.find(' ');
    if (blank == std::string::npos || status_at == std::string::npos) return unavailable();
    api::Response response{.content_type = "application/json", .body = answer.substr(blank + 4)};
    const auto begin = answer.data() + status_at + 1;
    if (std::from_chars(begin, begin + 3, response.status).ec != std::errc{}) return unavailable();
    return response;
}

}  // namespace teczka::server
