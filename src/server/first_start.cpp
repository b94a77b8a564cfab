// See first_start.hpp.
#include "server/first_start.hpp"

#include <sodium.h>

#include <algorithm>

#include "server/sessions.hpp"

namespace teczka::server {
namespace {

constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
constexpr std::string_view marks_of_proxies[]{"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip",
                                              "via"};
constexpr std::string_view names_of_loopback[]{"localhost", "127.0.0.1", "[::1]"};

std::string plain_code(std::string_view typed) {
    std::string code;
    for (char c : typed) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        if (letters.contains(c)) code += c;
    }
    return code;
}

bool is_loopback(std::string_view address) {
    if (address.starts_with("::ffff:")) address.remove_prefix(7);
    return address.starts_with("127.") || address == "::1";
}

}  // namespace

std::string new_code() {
    std::string code;
    for (const char byte : random_bytes(12)) {
        if (code.size() == 4 || code.size() == 9) code += '-';
        code += letters[static_cast<unsigned char>(byte) & 31];
    }
    return code;
}

bool is_same_code(std::string_view typed, std::string_view code) {
    if (code.empty()) return false;
    const auto mine = hash_of_token(plain_code(typed)), right = hash_of_token(plain_code(code));
    return sodium_memcmp(mine.data(), right.data(), right.size()) == 0;
}

bool is_from_this_machine(const api::Request& request) {
    const auto is_passed_on = std::ranges::any_of(
        marks_of_proxies, [&](std::string_view name) { return !request.header(name).empty(); });
    if (is_passed_on || !is_loopback(request.peer_address)) return false;
    const auto host = request.header("host");
    return std::ranges::any_of(names_of_loopback, [&](std::string_view name) {
        return host == name || (host.starts_with(name) && host[name.size()] == ':');
    });
}

}  // namespace teczka::server
