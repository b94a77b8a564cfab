// Messages as bytes, and bytes through a socket that may stall.
#include "worker/protocol.hpp"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace teczka::worker {
namespace {

void append_number(std::string& out, std::size_t number) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xFF);
}

std::size_t number_at(std::string_view bytes) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number |= std::size_t{static_cast<std::uint8_t>(bytes[i])} << 8 * i;
    return number;
}

bool await(int fd, short events, const Deadline& deadline) {
    for (;;) {
        int left = -1;
        if (deadline) {
            const auto time =
                std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
            if (time.count() <= 0) return false;
            left = static_cast<int>(time.count());
        }
        pollfd one{fd, events, 0};
        const int ready = ::poll(&one, 1, left);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

bool receive_exactly(int fd, char* target, std::size_t size, const Deadline& deadline) {
    while (size > 0) {
        if (!await(fd, POLLIN, deadline)) return false;
        const auto count = ::recv(fd, target, size, MSG_DONTWAIT);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) return false;
        target += count;
        size -= static_cast<std::size_t>(count);
    }
    return true;
}

}  // namespace

std::string encode(const std::vector<std::string_view>& fields) {
    std::size_t size = 4;
    for (const auto field : fields) size += 4 + field.size();
    std::string out;
    out.reserve(4 + size);  // never moved: no copy of a password stays behind
    append_number(out, size);
    append_number(out, fields.size());
    for (const auto field : fields) {
        append_number(out, field.size());
        out += field;
    }
    return out;
}

std::optional<Message> decode(std::string_view bytes) {
    if (bytes.size() < 4) return std::nullopt;
    const auto count = number_at(bytes);
    bytes.remove_prefix(4);
    if (count > message_fields) return std::nullopt;
    Message message;
    message.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (bytes.size() < 4) return std::nullopt;
        const auto size = number_at(bytes);
        bytes.remove_prefix(4);
        if (size > bytes.size()) return std::nullopt;
        message.emplace_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return bytes.empty() ? std::optional{std::move(message)} : std::nullopt;
}

bool send_bytes(int fd, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        if (!await(fd, POLLOUT, deadline)) return false;
        const auto count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::optional<Message> receive(int fd, Deadline deadline) {
    char head[4];
    if (!receive_exactly(fd, head, sizeof head, deadline)) return std::nullopt;
    const auto size = number_at({head, sizeof head});
    if (size > message_bytes) return std::nullopt;
    std::string bytes(size, '\0');
    std::optional<Message> message;
    if (receive_exactly(fd, bytes.data(), size, deadline)) message = decode(bytes);
    wipe(bytes);
    return message;
}

void wipe(std::string& text) {
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

void wipe(Message& message) {
    for (auto& field : message) wipe(field);
    message.clear();
}

}  // namespace teczka::worker
