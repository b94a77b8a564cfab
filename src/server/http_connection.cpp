// Requests in: what a connection reads, how requests are told apart, and who answers them.
#include "server/http_connection.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "core/base/refusal.hpp"

namespace teczka::server {

namespace {

constexpr std::size_t kept_bytes = 4 << 10;  // what an idle connection may keep of its buffers
constexpr int pipelined_at_once = 16;        // then the others' turn
constexpr std::size_t drained_bytes = 4U
                                      << 20;  // of a body nobody wants, so that the client reads our answer

}  // namespace

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

Connection::Connection(std::shared_ptr<Loop> loop, std::shared_ptr<Shared> shared,
                       std::shared_ptr<const Endpoint> endpoint, Channel channel, std::string peer)
    : loop_(std::move(loop)),
      shared_(std::move(shared)),
      endpoint_(std::move(endpoint)),
      channel_(std::move(channel)),
      peer_(std::move(peer)) {}

Connection::~Connection() = default;

void Connection::start() {
    loop_->connections.insert(shared_from_this());
    enter(State::idle, shared_->options.head_time);  // who connects has something to say
    await_input();
}

void Connection::await_input() {
    if (std::exchange(is_waiting_, true)) return;
    const auto go_on = [self = shared_from_this()](const error_code& error) {
        self->is_waiting_ = false;
        if (error || self->state_ == State::closed) return self->close();
        self->on_readable();
    };
    if (channel_.has_pending()) return asio::post(loop_->io, [go_on] { go_on({}); });
    channel_.wait(std::exchange(is_waiting_to_write_, false), go_on);
}

void Connection::on_readable() {
    const auto moved = channel_.read({loop_->buffer.get(), read_bytes});
    if (moved.has_failed) return close();
    if (moved.bytes == 0) {
        is_waiting_to_write_ = moved.wants_write;
        return await_input();
    }
    if (state_ == State::streaming) return await_input();  // who listens has nothing to say
    if (state_ == State::draining) {
        drained_ += moved.bytes;
        return drained_ > drained_bytes ? close() : await_input();
    }
    input_.append(loop_->buffer.get(), moved.bytes);
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
    using enum RequestReader::Step;
    while (!input_.empty()) {
        if (state_ == State::idle) begin_request();
        switch (reader_->take(input_)) {
            case is_whole:
                return true;
            case has_head:
                await_body();
                continue;
            case malformed:
                return refuse(400, "malformed_request"), false;
            case head_too_large:
                return refuse(431, "head_too_large"), false;
            case body_too_large:
                return refuse(413, "body_too_large"), false;
            case needs_more:
                break;
        }
        if (!input_.empty()) return false;
    }
    if (input_.capacity() > kept_bytes || state_ == State::idle) std::string{}.swap(input_);
    return false;
}

void Connection::await_body() {
    enter(State::body, shared_->options.body_time);
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    if (reader_->waits_to_be_told()) (void)channel_.write(go_on, {});
}

void Connection::begin_request() {
    enter(State::head, shared_->options.head_time);
    reader_ = std::make_unique<RequestReader>(shared_->options.head_bytes, shared_->options.body_bytes);
}

void Connection::forget_request() {
    reader_.reset();
    if (headers_.capacity() > 64) std::vector<api::Header>{}.swap(headers_);
}

void Connection::dispatch() {
    is_head_ = reader_->is_head();
    keeps_alive_ = reader_->keeps_alive();
    request_ = reader_->request(headers_);
    request_.peer_address = peer_;
    request_.is_secure = endpoint_->tls != nullptr;
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
        if (failure.is_too_slow) return reply->say(api::problem(503, "too_slow"));
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

void Connection::wind_up() {
    if (state_ == State::idle || state_ == State::streaming) return close();
    if (state_ <= State::body && !std::exchange(is_wound_up_, true))
        deadline_ = std::min(deadline_, Clock::now() + linger_time / 2);  // half a request must hurry
}

void Connection::close() {
    if (std::exchange(state_, State::closed) == State::closed) return;
    if (stream_) std::exchange(stream_, nullptr)->note_closed();
    channel_.close();
    --shared_->open;
    loop_->connections.erase(shared_from_this());
}

void Connection::check_time(Clock::time_point now) {
    if (now < deadline_) return;
    if (state_ == State::head || state_ == State::body) return refuse(408, "too_slow");
    close();
}

}  // namespace teczka::server
