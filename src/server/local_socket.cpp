// See local_socket.hpp.
#include "server/local_socket.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <future>
#include <optional>
#include <thread>

#include "core/base/json.hpp"

namespace teczka::server {
namespace {

constexpr std::size_t frame_bytes = 64 << 20;  // an export's page is far below
constexpr int answer_timeout_s = 600;          // a bulk undo takes minutes

class Socket {
public:
    explicit Socket(int fd) : fd_{fd} {}
    ~Socket() {
        if (fd_ >= 0) close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool receive_all(int fd, char* to, std::size_t count) {
    while (count > 0) {
        const auto got = recv(fd, to, count, 0);
        if (got <= 0) return false;
        to += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

bool send_frame(int fd, std::string_view bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    char head[sizeof size];
    std::memcpy(head, &size, sizeof size);
    return send_all(fd, {head, sizeof head}) && send_all(fd, bytes);
}

std::optional<std::string> receive_frame(int fd) {
    std::uint32_t size = 0;
    if (!receive_all(fd, reinterpret_cast<char*>(&size), sizeof size) || size > frame_bytes) return {};
    std::string bytes(size, '\0');
    if (!receive_all(fd, bytes.data(), size)) return {};
    return bytes;
}

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return {};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

void limit_time(int fd, int seconds) {
    const timeval limit{seconds, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

std::string packed(const LocalRequest& request) {
    std::string out;
    JsonWriter writer{out};
    writer.begin_object();
    writer.member("method", request.method);
    writer.member("target", request.target);
    writer.member("as", request.as);
    writer.member("body", request.body);
    writer.end_object();
    return out;
}

std::optional<LocalRequest> unpacked(std::string_view bytes) {
    const auto value = parse_json(bytes);
    if (!value || !value->is_object()) return {};
    const auto text = [&](std::string_view name) {
        const auto* one = value->as_object().if_contains(name);
        return one != nullptr && one->is_string() ? std::string{std::string_view{one->as_string()}}
                                                  : std::string{};
    };
    return LocalRequest{text("method"), text("target"), text("as"), text("body")};
}

void serve_one(int fd, Host& host) {
    limit_time(fd, 10);
    const auto bytes = receive_frame(fd);
    const auto request = bytes ? unpacked(*bytes) : std::nullopt;
    if (!request) return;
    const auto response = answer_local(host, *request);
    send_frame(fd, std::to_string(response.status) + "\n" + std::string{response.bytes()});
}

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
    const auto unavailable = [] {
        return api::problem(Refusal{Kind::unavailable, {{"", "server_unreachable"}}});
    };
    const Socket socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto address = address_of(socket_path);
    if (!address ||
        connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
        return unavailable();
    }
    limit_time(socket.get(), answer_timeout_s);
    if (!send_frame(socket.get(), packed(request))) return unavailable();
    auto answer = receive_frame(socket.get());
    const auto line = answer ? answer->find('\n') : std::string::npos;
    if (line == std::string::npos) return unavailable();
    return {.status = std::atoi(answer->c_str()),
            .content_type = "application/json",
            .body = answer->substr(line + 1)};
}

struct LocalSocket::Impl {
    Impl(const std::string& path_given, Host& host_given) : path{path_given}, host{host_given} {}

    void listen_until_stopped() {
        for (;;) {
            pollfd waiting[]{{listener, POLLIN, 0}, {stop, POLLIN, 0}};
            if (poll(waiting, 2, -1) < 0) continue;
            if (waiting[1].revents != 0) return;
            const Socket client{accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)};
            if (client.get() >= 0) serve_one(client.get(), host);
        }
    }

    std::string path;
    Host& host;
    int listener{-1}, stop{-1};
    std::thread thread;
};

LocalSocket::LocalSocket(const std::string& path, Host& host) : impl_{std::make_unique<Impl>(path, host)} {
    const auto address = address_of(path);
    if (!address) fail({.inside = "the data folder's path is too long for a socket: " + path});
    unlink(path.c_str());
    impl_->listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto mask = umask(0177);
    const int bound = bind(impl_->listener, reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
    umask(mask);
    if (bound != 0 || listen(impl_->listener, 8) != 0) fail({.inside = "cannot listen on " + path});
    impl_->stop = eventfd(0, EFD_CLOEXEC);
    impl_->thread = std::thread{[impl = impl_.get()] { impl->listen_until_stopped(); }};
}

LocalSocket::~LocalSocket() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(impl_->stop, &one, sizeof one);
    impl_->thread.join();
    close(impl_->listener);
    close(impl_->stop);
    unlink(impl_->path.c_str());
}

}  // namespace teczka::server
