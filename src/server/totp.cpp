// See totp.hpp.
#include "server/totp.hpp"

#include <sodium.h>

#include <array>
#include <bit>

#include "server/sessions.hpp"

namespace teczka::server {
namespace {

constexpr std::size_t block_bytes = 64;
constexpr int recovery_codes = 10;

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = at; i < at + 4; ++i) word = word << 8 | static_cast<unsigned char>(bytes[i]);
    return word;
}

template <class Integer>
void append_big_endian(std::string& out, Integer value) {
    for (int shift = int(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xFF);
}

using State = std::array<std::uint32_t, 5>;

// RFC 3174 6.1
void mix(State& state, std::string_view block) {
    std::array<std::uint32_t, 80> words{};
    for (std::size_t i = 0; i < 16; ++i) words[i] = word_at(block, i * 4);
    for (std::size_t i = 16; i < 80; ++i)
        words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < 80; ++i) {
        const auto [f, k] = i < 20   ? std::pair{(b & c) | (~b & d), 0x5A827999U}
                            : i < 40 ? std::pair{b ^ c ^ d, 0x6ED9EBA1U}
                            : i < 60 ? std::pair{(b & c) | (b & d) | (c & d), 0x8F1BBCDCU}
                                     : std::pair{b ^ c ^ d, 0xCA62C1D6U};
        const auto next = std::rotl(a, 5) + f + e + k + words[i];
        e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
    }
    const State mixed{a, b, c, d, e};
    for (std::size_t i = 0; i < state.size(); ++i) state[i] += mixed[i];
}

std::string random_of(std::string_view alphabet, std::size_t count) {  // a power of two of letters
    std::string out;
    for (const char byte : random_bytes(count))
        out += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
    return out;
}

void append_percent_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
}

}  // namespace

std::string sha1(std::string_view bytes) {
    std::string padded{bytes};
    padded += '\x80';
    while (padded.size() % block_bytes != block_bytes - 8) padded += '\0';
    append_big_endian(padded, static_cast<std::uint64_t>(bytes.size()) * 8);
    State state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    for (std::size_t at = 0; at < padded.size(); at += block_bytes)
        mix(state, std::string_view{padded}.substr(at, block_bytes));
    std::string out;
    for (const auto word : state) append_big_endian(out, word);
    return out;
}

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
    std::string padded = key.size() > block_bytes ? sha1(key) : std::string{key};
    padded.resize(block_bytes, '\0');
    std::string inner, outer;
    for (const char c : padded) inner += static_cast<char>(c ^ 0x36), outer += static_cast<char>(c ^ 0x5C);
    return sha1(outer + sha1(inner + std::string{bytes}));
}

std::string to_base32(std::string_view bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
        held &= 0xFF;
    }
    if (bits > 0) out += letters[held << (5 - bits) & 31];
    return out;
}

std::string totp_code(std::string_view secret, std::int64_t step, int digits) {
    std::string counter;
    append_big_endian(counter, static_cast<std::uint64_t>(step));
    const auto mac = hmac_sha1(secret, counter);
    auto number = word_at(mac, static_cast<unsigned char>(mac.back()) & 15) & 0x7FFFFFFF;  // RFC 4226 5.3
    std::string code(static_cast<std::size_t>(digits), '0');
    for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
    return code;
}

std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view typed,
                                           std::int64_t now_ms, std::int64_t last_step) {
    std::string code;
    for (const char c : typed)
        if (c != ' ') code += c;
    if (code.size() != totp_digits) return {};
    std::optional<std::int64_t> found;
    const auto present = now_ms / totp_step_ms;
    for (auto step = present - 1; step <= present + 1; ++step) {
        const auto right = totp_code(secret, step);
        if (sodium_memcmp(right.data(), code.data(), code.size()) == 0 && step > last_step) found = step;
    }
    return found;
}

std::string totp_address(std::string_view secret, std::string_view office, std::string_view login) {
    std::string out = "otpauth://totp/Teczka:";
    append_percent_encoded(out, login);
    if (!office.empty()) {
        out += "%20";
        append_percent_encoded(out, "(" + std::string{office} + ")");
    }
    return out + "?secret=" + to_base32(secret) + "&issuer=Teczka";
}

std::vector<std::string> new_recovery_codes() {
    constexpr std::string_view letters = "23456789abcdefghijkmnpqrstuvwxyz";  // 32: no 0 1 l o
    std::vector<std::string> codes;
    for (int i = 0; i < recovery_codes; ++i)
        codes.push_back(random_of(letters, 5) + "-" + random_of(letters, 5));
    return codes;
}

std::string plain_recovery_code(std::string_view typed) {
    std::string out;
    for (const char c : typed)
        if (c != '-' && c != ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

}  // namespace teczka::server
