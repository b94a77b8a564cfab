// One connection of the HTTP host and the loop it lives on; private to http_server.cpp (doors and stop),
// http_connection.cpp (requests in) and http_answer.cpp (answers out). All but answer() belongs to the loop's
// thread.
#pragma once
#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <ctime>
#include <optional>
#include <thread>
#include <unordered_set>

#include "server/http_server.hpp"
#include "server/pool.hpp"
#include "server/request_reader.hpp"
#include "server/tls.hpp"

namespace teczka::server {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using boost::system::error_code;

inline constexpr std::size_t read_bytes = 64 << 10;    // read at once, into one buffer an I/O thread
inline constexpr std::size_t stream_bytes = 64 << 10;  // what a stream may owe its client before it is closed
inline constexpr std::chrono::milliseconds linger_time{2'000};

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
    bool is_ending{};  // of the loop's own thread
    std::string head;  // of the answer being sent; kept for its memory
    std::time_t dated{};
    std::string date;
    std::atomic<bool> is_over{};
    std::thread thread;

    std::string_view date_now();
};

// Bytes of one socket, plain or through TLS, never waiting.
class Channel {
public:
    Channel(Socket socket, std::unique_ptr<TlsSession> tls)
        : socket_{std::move(socket)}, tls_{std::move(tls)} {}

    Moved read(std::span<char> to);
    Moved write(std::string_view first, std::string_view second);
    bool has_pending() const { return tls_ && tls_->has_pending(); }
    void end_writing();
    void close();
    template <class Handler>
    void wait(bool to_write, Handler handler) {
        socket_.async_wait(to_write ? Socket::wait_write : Socket::wait_read, std::move(handler));
    }

private:
    Socket socket_;
    std::unique_ptr<TlsSession> tls_;
};

// A file being sent.
class OpenFile {
public:
    explicit OpenFile(const std::string& path);  // is_open() false when it is no file one may read
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    bool is_open() const { return fd_ >= 0; }
    std::size_t left() const { return size_ - at_; }
    std::size_t size() const { return size_; }
    // The next bytes, the same until advance(); empty when the file shrank.
    std::string_view peek(std::span<char> to) const;
    void advance(std::size_t bytes) { at_ += bytes; }

private:
    int fd_{-1};
    std::size_t size_{}, at_{};
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Loop> loop, std::shared_ptr<Shared> shared,
               std::shared_ptr<const Endpoint> endpoint, Channel channel, std::string peer);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start();
    // From any thread: sends `response` for the request being handled.
    void answer(api::Response&& response);
    // From any thread: more text of a stream, or its end.
    void stream_on(std::string&& text);
    void stream_end();
    // Closes when idle; else after the answer under way.
    void wind_up();
    void close();
    void check_time(Clock::time_point now);

private:
    // idle: nothing of a request is here; streaming: the head is sent and text may follow at any time;
    // draining: the last answer is sent, what still comes is dropped.
    enum class State { idle, head, body, handling, writing, streaming, draining, closed };

    void pump();
    bool parse();
    void begin_request();
    void await_body();
    void forget_request();
    void dispatch();
    void run_handler(const std::shared_ptr<class Reply>& reply);
    void refuse(int status, std::string_view code);
    void await_input();
    void on_readable();
    // http_answer.cpp
    void send(api::Response&& response);
    void write_head();
    void go_on_writing();
    bool write_file();
    void await_output();
    void finish_write();
    void begin_stream();
    void write_stream();
    void drain();
    void enter(State state, std::chrono::milliseconds limit) {
        state_ = state;
        deadline_ = Clock::now() + limit;
    }

    std::shared_ptr<Loop> loop_;
    std::shared_ptr<Shared> shared_;
    std::shared_ptr<const Endpoint> endpoint_;
    Channel channel_;
    std::string peer_;
    State state_{State::idle};
    Clock::time_point deadline_{Clock::time_point::max()};
    std::string input_;  // received, not yet parsed
    std::unique_ptr<RequestReader> reader_;
    std::vector<api::Header> headers_;
    api::Request request_;
    api::Response response_;
    std::string rest_of_head_;  // of an answer the socket did not take at once; of a stream all that waits
    std::size_t body_sent_{};
    std::unique_ptr<OpenFile> file_;
    std::shared_ptr<class HttpStream> stream_;
    bool is_head_{};
    bool keeps_alive_{true};
    bool has_refused_{};  // there may be input that nobody will read
    bool is_pumping_{};
    bool is_wound_up_{};
    bool is_waiting_{};
    bool is_waiting_to_write_{};
    std::size_t drained_{};
};

// The host's side of api::Stream: outlives the connection.
class HttpStream : public api::Stream {
public:
    explicit HttpStream(std::shared_ptr<Connection> connection) : connection_{connection} {}
    void send(std::string text) override;
    void end() override;
    bool is_open() const override { return is_open_; }
    void note_closed() { is_open_ = false; }

private:
    std::weak_ptr<Connection> connection_;
    std::atomic<bool> is_open_{true};
};

}  // namespace teczka::server
