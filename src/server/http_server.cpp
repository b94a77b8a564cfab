// Doors and loops: who is let in, by which thread, and how all of it ends.
#include "server/http_server.hpp"

#include <malloc.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "server/http_connection.hpp"
#include "server/listen.hpp"

namespace teczka::server {
namespace {

void sweep(const std::shared_ptr<Loop>& loop, std::chrono::milliseconds pause) {
    loop->sweep.expires_after(pause);
    loop->sweep.async_wait([loop, pause](const error_code& error) {
        if (error || loop->is_ending) return;
        const auto now = Clock::now();
        const std::vector<std::shared_ptr<Connection>> all{loop->connections.begin(),
                                                           loop->connections.end()};
        for (const auto& connection : all) connection->check_time(now);
        sweep(loop, pause);
    });
}

}  // namespace

struct HttpServer::Impl {
    // A listening socket, on the first loop's thread.
    struct Door {
        std::shared_ptr<const Endpoint> endpoint;
        asio::posix::basic_stream_descriptor<Executor> descriptor;
    };

    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    std::vector<std::shared_ptr<Loop>> loops;
    std::vector<std::unique_ptr<Door>> doors;
    std::size_t next_loop{};
    std::uint16_t port{};
    bool is_stopped{};

    void accept(Door& door) {
        door.descriptor.async_wait(asio::posix::descriptor_base::wait_read, [this,
                                                                             &door](const error_code& error) {
            if (error) return;
            sockaddr_storage peer{};
            socklen_t size = sizeof peer;
            for (;;) {
                const int fd = ::accept4(door.descriptor.native_handle(), reinterpret_cast<sockaddr*>(&peer),
                                         &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
                if (fd < 0) {
                    if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(linger_time / 100);
                    break;
                }
                welcome(door, fd, peer);
                size = sizeof peer;
            }
            accept(door);
        });
    }

    void welcome(const Door& door, int fd, const sockaddr_storage& peer) {
        if (shared->open.fetch_add(1) >= shared->options.connections) {
            constexpr std::string_view full =
                "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: "
                "5\r\n"
                "Connection: close\r\nContent-Length: 119\r\n\r\n"
                R"({"type":"about:blank","title":"Service Unavailable","status":503,"errors":[{"field":"","code":"full","parameters":{}}]})";
            (void)::send(fd, full.data(), full.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            ::close(fd);
            --shared->open;
            return;
        }
        const int yes = 1;
        if (peer.ss_family != AF_UNIX) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const auto loop = loops[next_loop++ % loops.size()];
        asio::post(loop->io, [loop, all = shared, endpoint = door.endpoint, fd, family = peer.ss_family,
                              address = address_text(peer)] {
            Socket socket{loop->io, asio::generic::stream_protocol(family, 0), fd};
            error_code ignored;
            socket.non_blocking(true, ignored);
            auto tls = endpoint->tls ? endpoint->tls->accept(fd) : nullptr;
            std::make_shared<Connection>(loop, all, endpoint, Channel{std::move(socket), std::move(tls)},
                                         address)
                ->start();
        });
    }

    // Runs on each loop's own thread, and waits for all of them.
    void on_each(const std::function<void(Loop&)>& act) {
        for (const auto& loop : loops) asio::post(loop->io, [loop, act] { act(*loop); });
    }
};

HttpServer::HttpServer(std::vector<Endpoint> endpoints, HttpOptions options)
    : impl_(std::make_unique<Impl>()) {
    impl_->shared->options = options;
    allow_descriptors(options.connections + 256);
    for (int i = 0; i < options.io_threads; ++i) impl_->loops.push_back(std::make_shared<Loop>());
    auto& first = *impl_->loops.front();
    for (auto& endpoint : endpoints) {
        const int fd = listen_on(endpoint.address, endpoint.port, endpoint.socket_path);
        auto kept = std::make_shared<const Endpoint>(std::move(endpoint));
        impl_->doors.push_back(std::make_unique<Impl::Door>(
            Impl::Door{std::move(kept), asio::posix::basic_stream_descriptor<Executor>{first.io, fd}}));
        sockaddr_storage bound{};
        socklen_t size = sizeof bound;
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
        if (impl_->port == 0 && bound.ss_family != AF_UNIX)
            impl_->port = ntohs(reinterpret_cast<const sockaddr_in&>(bound).sin_port);  // v6 has it there too
    }
    impl_->shared->pool = std::make_unique<Pool>(options.pool_threads, options.queued);
    const auto shortest =
        std::min({options.head_time, options.body_time, options.idle_time, options.write_time});
    const auto pause =
        std::clamp(shortest / 4, std::chrono::milliseconds{10}, std::chrono::milliseconds{1'000});
    for (const auto& loop : impl_->loops) {
        sweep(loop, pause);
        loop->thread = std::thread{[loop] {
            loop->io.run();
            loop->is_over = true;
        }};
    }
    for (auto& door : impl_->doors) asio::post(first.io, [this, &door = *door] { impl_->accept(door); });
}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return impl_->port; }
int HttpServer::open_connections() const { return impl_->shared->open; }

void HttpServer::stop() {
    if (std::exchange(impl_->is_stopped, true)) return;
    impl_->shared->is_stopping = true;
    asio::post(impl_->loops.front()->io, [this] {
        for (auto& door : impl_->doors) {
            error_code ignored;
            door->descriptor.close(ignored);
            if (!door->endpoint->socket_path.empty()) ::unlink(door->endpoint->socket_path.c_str());
        }
    });
    const auto all = [](Loop& loop) { return std::vector(loop.connections.begin(), loop.connections.end()); };
    const auto end = Clock::now() + impl_->shared->options.drain_time;
    while (true) {
        impl_->on_each([all](Loop& loop) {
            for (const auto& connection : all(loop)) connection->wind_up();
        });
        if (impl_->shared->open == 0 || Clock::now() >= end) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    impl_->shared->pool->stop();
    impl_->on_each([all](Loop& loop) {
        for (const auto& connection : all(loop)) connection->close();
        loop.is_ending = true;  // a sweep that is due already can't be cancelled any more
        loop.sweep.cancel();
        loop.work.reset();
    });
    for (const auto& loop : impl_->loops) loop->thread.join();
}

void keep_memory_small() {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

}  // namespace teczka::server
