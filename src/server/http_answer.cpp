// Answers out: the head, then bytes from memory, from a file in pieces, or a stream that goes on.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>

#include "server/http_connection.hpp"

namespace teczka::server {

std::string_view Loop::date_now() {
    const auto now = std::time(nullptr);
    if (now == dated) return date;
    dated = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    date = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[parts.tm_wday], parts.tm_mday,
                       months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return date;
}

Moved Channel::read(std::span<char> to) {
    if (tls_) return tls_->read(to);
    error_code error;
    const auto count = socket_.read_some(asio::buffer(to.data(), to.size()), error);
    if (error && error != asio::error::would_block) return {.has_failed = true};
    return {.bytes = count};
}

Moved Channel::write(std::string_view first, std::string_view second) {
    if (tls_) return tls_->write(first.empty() ? second : first);
    const std::array<asio::const_buffer, 2> both{asio::buffer(first), asio::buffer(second)};
    error_code error;
    const auto count = socket_.write_some(both, error);
    if (error && error != asio::error::would_block) return {.has_failed = true};
    return {.bytes = count, .wants_write = true};
}

void Channel::end_writing() {
    error_code ignored;
    if (tls_) tls_->say_goodbye();
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void Channel::close() {
    error_code ignored;
    socket_.close(ignored);
}

OpenFile::OpenFile(const std::string& path) {
    fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat about {};
    if (fd_ < 0) return;
    if (::fstat(fd_, &about) == 0 && S_ISREG(about.st_mode)) {
        size_ = static_cast<std::size_t>(about.st_size);
        return;
    }
    ::close(std::exchange(fd_, -1));
}

OpenFile::~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
}

std::string_view OpenFile::peek(std::span<char> to) const {
    const auto count = ::pread(fd_, to.data(), std::min(to.size(), left()), static_cast<off_t>(at_));
    return {to.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

namespace {

constexpr std::string_view content_policy = "Content-Security-Policy";

bool is_header_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7F; });
}

}  // namespace

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
    const auto bytes = file_ ? file_->size() : response_.bytes().size();
    if (status != 204 && status != 304 && !response_.begin_stream)
        line("Content-Length", std::to_string(bytes));
    if (endpoint_->tls) line("Strict-Transport-Security", "max-age=31536000");
    line("X-Content-Type-Options", "nosniff");
    line("Referrer-Policy", "no-referrer");
    line("Cross-Origin-Opener-Policy", "same-origin");
    line("Cross-Origin-Resource-Policy", "same-origin");
    // A page brings its own; anything else is nothing to run or to frame.
    if (!std::ranges::any_of(response_.headers, [](const auto& one) { return one.first == content_policy; }))
        line(content_policy, "default-src 'none'; frame-ancestors 'none'");
    for (const auto& [name, value] : response_.headers)
        if (is_header_text(value)) line(name, value);  // never a second line out of somebody's data
    line("Connection", keeps_alive_ ? "keep-alive" : "close");
    out += "\r\n";
}

void Connection::send(api::Response&& response) {
    if (state_ == State::closed) return;
    response_ = std::move(response);
    if (!response_.file_path.empty()) {
        file_ = std::make_unique<OpenFile>(response_.file_path);
        if (!file_->is_open()) {
            file_.reset();
            response_ = api::problem(404, "not_found");
        }
    }
    if (shared_->is_stopping || response_.begin_stream) keeps_alive_ = false;
    write_head();
    if (is_head_) file_.reset(), response_.begin_stream = nullptr;
    const bool has_body = !is_head_ && !file_ && response_.status != 204 && response_.status != 304;
    body_sent_ = has_body ? 0 : response_.bytes().size();
    rest_of_head_.clear();
    enter(State::writing, shared_->options.write_time);
    const auto head = std::string_view{loop_->head};
    const auto moved = channel_.write(head, response_.bytes().substr(body_sent_));
    if (moved.has_failed) return close();
    const auto of_head = std::min(moved.bytes, head.size());
    body_sent_ += moved.bytes - of_head;
    rest_of_head_.assign(head.substr(of_head));
    go_on_writing();
}

// Until all is out or the socket takes no more.
void Connection::go_on_writing() {
    while (!rest_of_head_.empty() || body_sent_ < response_.bytes().size()) {
        const auto moved = channel_.write(rest_of_head_, response_.bytes().substr(body_sent_));
        if (moved.has_failed) return close();
        if (moved.bytes == 0) return await_output();
        const auto of_head = std::min(moved.bytes, rest_of_head_.size());
        rest_of_head_.erase(0, of_head);
        body_sent_ += moved.bytes - of_head;
    }
    if (response_.begin_stream) return begin_stream();
    if (file_ && !write_file()) return;
    finish_write();
}

// False: not yet, or closed. A big file has as much time as it needs, while it moves.
bool Connection::write_file() {
    for (int turns = 0; file_->left() > 0; ++turns) {
        const auto piece = file_->peek({loop_->buffer.get(), read_bytes});
        if (piece.empty()) return close(), false;  // shorter than promised
        const auto moved = channel_.write(piece, {});
        if (moved.has_failed) return close(), false;
        if (moved.bytes > 0) enter(State::writing, shared_->options.write_time);
        file_->advance(moved.bytes);
        if (moved.bytes == 0 || turns == 16) return await_output(), false;  // others' turn
    }
    return true;
}

void Connection::await_output() {
    channel_.wait(true, [self = shared_from_this()](const error_code& error) {
        if (error || self->state_ == State::closed) return self->close();
        self->state_ == State::streaming ? self->write_stream() : self->go_on_writing();
    });
}

void Connection::finish_write() {
    response_ = {};
    file_.reset();
    std::string{}.swap(rest_of_head_);
    forget_request();
    if (!keeps_alive_ || shared_->is_stopping) return has_refused_ || !input_.empty() ? drain() : close();
    enter(State::idle, shared_->options.idle_time);
    pump();
}

void Connection::begin_stream() {
    state_ = State::streaming;
    deadline_ = Clock::time_point::max();  // whoever feeds it notices a dead client by what piles up
    const auto begin = std::exchange(response_.begin_stream, nullptr);
    response_ = {};
    forget_request();
    std::string{}.swap(input_);
    stream_ = std::make_shared<HttpStream>(shared_from_this());
    await_input();  // notices the client's leaving
    begin(stream_);
}

void Connection::write_stream() {
    while (!rest_of_head_.empty()) {
        const auto moved = channel_.write(rest_of_head_, {});
        if (moved.has_failed) return close();
        if (moved.bytes == 0) return await_output();
        rest_of_head_.erase(0, moved.bytes);
    }
    std::string{}.swap(rest_of_head_);
}

void Connection::stream_on(std::string&& text) {
    asio::post(loop_->io, [self = shared_from_this(), moved = std::move(text)] {
        if (self->state_ != State::streaming) return;
        const bool was_writing = !self->rest_of_head_.empty();
        self->rest_of_head_ += moved;
        if (self->rest_of_head_.size() > stream_bytes) return self->close();
        if (!was_writing) self->write_stream();
    });
}

void Connection::stream_end() {
    asio::post(loop_->io, [self = shared_from_this()] { self->close(); });
}

void HttpStream::send(std::string text) {
    if (const auto connection = connection_.lock()) connection->stream_on(std::move(text));
}

void HttpStream::end() {
    if (const auto connection = connection_.lock()) connection->stream_end();
}

// Closing with unread input would reset the connection and take our answer along.
void Connection::drain() {
    channel_.end_writing();
    std::string{}.swap(input_);
    enter(State::draining, linger_time);
    await_input();
}

}  // namespace teczka::server
