// Sockets by Asio, parsing by Beast; the only file that includes them (40 s of compiler time).
#include "server/http_server.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <optional>
#include <thread>
#include <unordered_set>

#include "core/base/refusal.hpp"
#include "server/listen.hpp"
#include "server/pool.hpp"

namespace teczka::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using Parser = http::request_parser<http::string_body>;
using boost::system::error_code;

constexpr std::size_t read_bytes = 64 << 10;  // read at once, into one buffer an I/O thread
constexpr std::size_t kept_bytes = 4 << 10;   // what an idle connection may keep of its buffers
constexpr int pipelined_at_once = 16;         // then the others' turn
constexpr std::size_t drained_bytes = 4U
                                      << 20;  // of a body nobody wants, so that the client reads our answer
constexpr std::chrono::milliseconds linger_time{2'000};

class Connection;

// What all loops share. Connections hold it, so a late Responder finds it alive.
struct Shared {
    HttpOptions options;
    std::unique_ptr<Pool> pool;
    std::atomic<int> open{};
    std::atomic<bool> is_stopping{};
};

// One I/O thread and its connections; all but `io` belongs to that thread.
struct Loop {
    asio::io_context io{1};
    asio::executor_work_guard<Executor> work{io.get_executor()};
    std::unique_ptr<char[]> buffer{new char[read_bytes]};
    std::unordered_set<std::shared_ptr<Connection>> connections;
    asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> sweep{io};
    std::string head;  // of the answer being sent; kept for its memory
    std::time_t dated{};
    std::string date;
    std::atomic<bool> is_over{};
    std::thread thread;

    std::string_view date_now() {
        const auto now = std::time(nullptr);
        if (now == dated) return date;
        dated = now;
        std::tm parts{};
        gmtime_r(&now, &parts);
        constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        date = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[parts.tm_wday], parts.tm_mday,
                           months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                           parts.tm_sec);
        return date;
    }
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Loop> loop, std::shared_ptr<Shared> shared,
               std::shared_ptr<const Endpoint> endpoint, Socket socket, std::string peer)
        : loop_(std::move(loop)),
          shared_(std::move(shared)),
          endpoint_(std::move(endpoint)),
          socket_(std::move(socket)),
          peer_(std::move(peer)) {}

    void start();
    // From any thread: sends `response` for the request being handled.
    void answer(api::Response&& response);
    // Closes when idle; else after the answer under way.
    void wind_up();
    void close();
    void check_time(Clock::time_point now);

private:
    // idle: nothing of a request is here; draining: the last answer is sent, what still comes is dropped.
    enum class State { idle, head, body, handling, writing, draining, closed };

    void pump();
    bool parse();
    void begin_request();
    void dispatch();
    void run_handler(const std::shared_ptr<class Reply>& reply);
    void refuse(int status, std::string_view code);
    void send(api::Response&& response);
    void write_head();
    void finish_write();
    void await_input();
    void on_readable();
    void drain();
    void enter(State state, std::chrono::milliseconds limit) {
        state_ = state;
        deadline_ = Clock::now() + limit;
    }

    std::shared_ptr<Loop> loop_;
    std::shared_ptr<Shared> shared_;
    std::shared_ptr<const Endpoint> endpoint_;
    Socket socket_;
    std::string peer_;
    State state_{State::idle};
    Clock::time_point deadline_{Clock::time_point::max()};
    std::string input_;  // received, not yet parsed
    std::optional<Parser> parser_;
    std::vector<api::Header> headers_;
    api::Request request_;
    api::Response response_;
    std::string rest_of_head_;  // of an answer the socket did not take at once
    bool is_head_{};
    bool keeps_alive_{true};
    bool has_refused_{};  // there may be input that nobody will read
    bool is_pumping_{};
    bool is_wound_up_{};
    bool is_waiting_{};
    std::size_t drained_{};
};

// Behind every copy of one Responder: the first call counts, and none at all answers 500.
class Reply {
public:
    explicit Reply(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply() { say(api::problem(500, "internal_error")); }
    void say(api::Response&& response) {
        if (!is_said_.exchange(true)) connection_->answer(std::move(response));
    }

private:
    std::shared_ptr<Connection> connection_;
    std::atomic<bool> is_said_{};
};

void Connection::start() {
    loop_->connections.insert(shared_from_this());
    enter(State::idle, shared_->options.head_time);  // who connects has something to say
    await_input();
}

void Connection::await_input() {
    if (std::exchange(is_waiting_, true)) return;
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
        self->is_waiting_ = false;
        if (error || self->state_ == State::closed) return self->close();
        self->on_readable();
    });
}

void Connection::on_readable() {
    error_code error;
    const auto count = socket_.read_some(asio::buffer(loop_->buffer.get(), read_bytes), error);
    if (error == asio::error::would_block) return await_input();
    if (error) return close();
    if (state_ == State::draining) {
        drained_ += count;
        return drained_ > drained_bytes ? close() : await_input();
    }
    input_.append(loop_->buffer.get(), count);
    pump();
}

// Handles what is here, request by request, until one must wait for something.
void Connection::pump() {
    if (std::exchange(is_pumping_, true)) return;
    for (int handled = 0;; ++handled) {
        if (state_ != State::idle && state_ != State::head && state_ != State::body) break;
        if (handled == pipelined_at_once) {
            asio::post(loop_->io, [self = shared_from_this()] { self->pump(); });
            break;
        }
        if (!parse()) {
            if (state_ <= State::body) await_input();
            break;
        }
        dispatch();
    }
    is_pumping_ = false;
}

// True when a whole request is here; refuses (and leaves the reading states) when it cannot be one.
bool Connection::parse() {
    while (!input_.empty()) {
        if (state_ == State::idle) begin_request();
        const bool had_head = parser_->is_header_done();
        error_code error;
        const auto used = parser_->put(asio::buffer(input_), error);
        input_.erase(0, used);
        if (error == http::error::need_more) {
            // Beast limits the head only where a line ends.
            if (!had_head && !parser_->is_header_done() && input_.size() > shared_->options.head_bytes)
                error = http::error::header_limit;
            else
                error = {};
            if (!error && used == 0) return false;
        }
        if (error == http::error::header_limit) return refuse(431, "head_too_large"), false;
        if (error == http::error::body_limit) return refuse(413, "body_too_large"), false;
        if (error) return refuse(400, "malformed_request"), false;
        if (!had_head && parser_->is_header_done()) {
            enter(State::body, shared_->options.body_time);
            const auto expected = parser_->get()[http::field::expect];
            if (!expected.empty() && !parser_->is_done()) {
                constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
                (void)socket_.write_some(asio::buffer(go_on), error);
            }
        }
        if (parser_->is_done()) return true;
    }
    if (input_.capacity() > kept_bytes || state_ == State::idle) std::string{}.swap(input_);
    return false;
}

void Connection::begin_request() {
    enter(State::head, shared_->options.head_time);
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(shared_->options.head_bytes));
    parser_->body_limit(shared_->options.body_bytes);
}

void Connection::dispatch() {
    const auto& message = parser_->get();
    headers_.clear();
    for (const auto& field : message)
        headers_.push_back({{field.name_string().data(), field.name_string().size()},
                            {field.value().data(), field.value().size()}});
    const auto method = message.method_string();
    const auto target = message.target();
    is_head_ = message.method() == http::verb::head;
    keeps_alive_ = message.keep_alive();
    request_ = {.method = is_head_ ? std::string_view{"GET"} : std::string_view{method.data(), method.size()},
                .target = {target.data(), target.size()},
                .body = message.body(),
                .headers = headers_,
                .peer_address = peer_};
    if (!request_.target.starts_with('/') || (message.version() >= 11 && request_.header("host").empty()))
        return refuse(400, "malformed_request");
    state_ = State::handling;
    deadline_ = Clock::time_point::max();
    auto reply = std::make_shared<Reply>(shared_from_this());
    if (endpoint_->runs_inline && endpoint_->runs_inline(request_)) return run_handler(reply);
    if (shared_->pool->push([self = shared_from_this(), reply] { self->run_handler(reply); })) return;
    auto busy = api::problem(503, "busy");
    busy.headers.emplace_back("Retry-After", "1");
    reply->say(std::move(busy));
}

void Connection::run_handler(const std::shared_ptr<Reply>& reply) {
    try {
        endpoint_->handler(request_, [reply](api::Response&& response) { reply->say(std::move(response)); });
        return;
    } catch (const Failure& failure) {
        fmt::print(stderr, "request failed: {}\n", failure.inside);
    } catch (const std::exception& error) {
        fmt::print(stderr, "request failed: {}\n", error.what());
    }
    reply->say(api::problem(500, "internal_error"));
}

// What the host answers before there is a whole request; the rest of the input can't be understood any more.
void Connection::refuse(int status, std::string_view code) {
    keeps_alive_ = is_head_ = false;
    has_refused_ = true;
    send(api::problem(status, code));
}

void Connection::answer(api::Response&& response) {
    if (loop_->io.get_executor().running_in_this_thread()) return send(std::move(response));
    if (loop_->is_over) return;  // the server was stopped and its drain time is over
    asio::post(loop_->io, [self = shared_from_this(), moved = std::move(response)]() mutable {
        self->send(std::move(moved));
    });
}

bool is_header_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7F; });
}

void Connection::write_head() {
    auto& out = loop_->head;
    out.clear();
    const auto line = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    const auto status = response_.status;
    out.append("HTTP/1.1 ")
        .append(std::to_string(status))
        .append(" ")
        .append(api::reason_phrase(status))
        .append("\r\n");
    line("Date", loop_->date_now());
    if (!response_.content_type.empty()) line("Content-Type", response_.content_type);
    if (status != 204 && status != 304) line("Content-Length", std::to_string(response_.bytes().size()));
    line("X-Content-Type-Options", "nosniff");
    line("Referrer-Policy", "no-referrer");
    line("Cross-Origin-Opener-Policy", "same-origin");
    line("Cross-Origin-Resource-Policy", "same-origin");
    for (const auto& [name, value] : response_.headers)
        if (is_header_text(value)) line(name, value);  // never a second line out of somebody's data
    line("Connection", keeps_alive_ ? "keep-alive" : "close");
    out += "\r\n";
}

void Connection::send(api::Response&& response) {
    if (state_ == State::closed) return;
    response_ = std::move(response);
    if (shared_->is_stopping) keeps_alive_ = false;
    write_head();
    const bool has_body = !is_head_ && response_.status != 204 && response_.status != 304;
    const std::array<asio::const_buffer, 2> all{
        asio::buffer(loop_->head), has_body ? asio::buffer(response_.bytes()) : asio::const_buffer{}};
    enter(State::writing, shared_->options.write_time);
    error_code error;
    const auto sent = socket_.write_some(all, error);
    if (error && error != asio::error::would_block) return close();
    if (sent == all[0].size() + all[1].size()) return finish_write();
    const auto of_head = std::min(sent, all[0].size());
    rest_of_head_.assign(loop_->head, of_head);
    const std::array<asio::const_buffer, 2> rest{asio::buffer(rest_of_head_), all[1] + (sent - of_head)};
    asio::async_write(socket_, rest, [self = shared_from_this()](const error_code& failed, std::size_t) {
        if (failed) return self->close();
        std::string{}.swap(self->rest_of_head_);
        self->finish_write();
    });
}

void Connection::finish_write() {
    response_ = {};
    parser_.reset();
    if (headers_.capacity() > 64) std::vector<api::Header>{}.swap(headers_);
    if (!keeps_alive_ || shared_->is_stopping) return has_refused_ || !input_.empty() ? drain() : close();
    enter(State::idle, shared_->options.idle_time);
    pump();
}

// Closing with unread input would reset the connection and take our answer along.
void Connection::drain() {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    std::string{}.swap(input_);
    enter(State::draining, linger_time);
    await_input();
}

void Connection::wind_up() {
    if (state_ == State::idle) return close();
    if (state_ <= State::body && !std::exchange(is_wound_up_, true))
        deadline_ = std::min(deadline_, Clock::now() + linger_time / 2);  // half a request must hurry
}

void Connection::close() {
    if (std::exchange(state_, State::closed) == State::closed) return;
    error_code ignored;
    socket_.close(ignored);
    --shared_->open;
    loop_->connections.erase(shared_from_this());
}

void Connection::check_time(Clock::time_point now) {
    if (now < deadline_) return;
    if (state_ == State::head || state_ == State::body) return refuse(408, "too_slow");
    close();
}

void sweep(const std::shared_ptr<Loop>& loop, std::chrono::milliseconds pause) {
    loop->sweep.expires_after(pause);
    loop->sweep.async_wait([loop, pause](const error_code& error) {
        if (error) return;
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
            std::make_shared<Connection>(loop, all, endpoint, std::move(socket), address)->start();
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
