// The HTTP/1.1 host: sockets in, api::Request to a handler, api::Response out, through TLS where an endpoint
// has a certificate.
//
// A few I/O threads own the connections, each its own; requests that `runs_inline` approves are answered
// right there, all others by a fixed pool behind a bounded queue (full: 503). The handler may keep its
// Responder and answer later. Refused by the host itself, as problem+json: 400 malformed, 408 too slow, 413
// body, 431 head, 500 the handler threw or forgot to answer, 503 too busy. An idle connection holds no
// buffer, a slow one no thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/http.hpp"
#include "core/base/limits.hpp"

namespace teczka::server {

class Tls;

// Called on a pool thread, or on an I/O thread when it runs inline. What it throws is logged to stderr, with
// nothing of it in the answer.
using Handler = std::function<void(const api::Request&, api::Responder)>;
using InlineRule = std::function<bool(const api::Request&)>;

struct Endpoint {
    std::string address{"127.0.0.1"};  // numeric, IPv4 or IPv6
    std::uint16_t port{};              // 0: the machine chooses, see HttpServer::port()
    std::string
        socket_path{};  // a Unix socket instead, for the owner of the process only; a stale one is replaced
    Handler handler{};
    InlineRule runs_inline{};    // empty: nothing does
    std::shared_ptr<Tls> tls{};  // none: plain HTTP
};

struct HttpOptions {
    int io_threads{2};
    int pool_threads{2};
    std::size_t queued{256};  // requests waiting for the pool
    int connections{1100};
    std::size_t head_bytes{limits::head_bytes};
    std::size_t body_bytes{limits::body_bytes};
    std::chrono::milliseconds head_time{10'000};  // from its first byte to its last
    std::chrono::milliseconds body_time{30'000};
    std::chrono::milliseconds idle_time{60'000};   // between requests
    std::chrono::milliseconds write_time{60'000};  // of one answer
    std::chrono::milliseconds drain_time{10'000};  // of stop()
};

class HttpServer {
public:
    // Listens and serves at once. Fails when an address cannot be listened on.
    HttpServer(std::vector<Endpoint> endpoints, HttpOptions options = {});
    ~HttpServer();  // stops

    // Of the first endpoint.
    std::uint16_t port() const;
    int open_connections() const;
    // Accepts no more, closes what is idle, answers what was begun, at most for drain_time. Not from a
    // handler.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// One arena and early trimming: a server's memory then follows its need. First thing in main(), before any
// thread.
void keep_memory_small();

}  // namespace teczka::server
