// What serving process and worker say to each other over a pair of sockets: one request, one answer. A
// message is a list of byte strings; all numbers are 32 bits, little-endian:  size of the rest | number of
// fields | (size, bytes)…
//   request:  verb, arguments…
//   answer:   "ok", results…   or   "refused", code
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace teczka::worker {

using Message = std::vector<std::string>;

inline constexpr std::size_t message_bytes = 8 << 20;
inline constexpr std::size_t message_fields = 64;

std::string encode(const std::vector<std::string_view>& fields);
// Of the bytes after the first size. Nothing when they are not exactly one message.
std::optional<Message> decode(std::string_view bytes);

using Deadline = std::optional<std::chrono::steady_clock::time_point>;  // none: for ever

// False when the other side is gone, broke the rules or did not keep the deadline.
bool send_bytes(int fd, std::string_view bytes, Deadline deadline);
std::optional<Message> receive(int fd, Deadline deadline);

// Overwrites before the memory is given back: passwords pass here.
void wipe(std::string& text);
void wipe(Message& message);

}  // namespace teczka::worker
