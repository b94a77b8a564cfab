// Ids as text, and the checked access to values.
#include "core/base/value.hpp"

#include <cstring>

#include "core/base/refusal.hpp"

namespace teczka {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr std::size_t text_length = 36;

bool is_hyphen_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// Every bit of the outcome depends on every bit, also in the lower half that a 32-bit size_t keeps.
std::uint64_t stirred(std::uint64_t bits) {
    bits = (bits ^ bits >> 32) * 0xD6E8FEB86659FD93u;
    bits = (bits ^ bits >> 32) * 0xD6E8FEB86659FD93u;
    return bits ^ bits >> 32;
}

template <class T>
const T& checked(const Value& value) {
    const T* held = std::get_if<T>(&value);
    TECZKA_INVARIANT(held != nullptr);
    return *held;
}

}  // namespace

std::string Id::to_text() const {
    std::string text(text_length, '-');
    std::size_t at = 0;
    for (const std::uint8_t byte : bytes) {
        if (is_hyphen_place(at)) ++at;
        text[at++] = hex_digits[byte >> 4];
        text[at++] = hex_digits[byte & 15];
    }
    return text;
}

std::optional<Id> Id::parse(string_view text) {
    if (text.size() != text_length) return std::nullopt;
    Id id;
    std::size_t nibble = 0;
    for (std::size_t at = 0; at < text_length; ++at) {
        if (is_hyphen_place(at)) {
            if (text[at] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[at]);
        if (value < 0) return std::nullopt;
        std::uint8_t& byte = id.bytes[nibble++ / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
    }
    return id;
}

std::int64_t as_integer(const Value& value) { return checked<std::int64_t>(value); }
const std::string& as_text(const Value& value) { return checked<std::string>(value); }
const Id& as_id(const Value& value) { return checked<Id>(value); }
const Ids& as_ids(const Value& value) { return checked<Ids>(value); }

}  // namespace teczka

std::size_t std::hash<teczka::Id>::operator()(const teczka::Id& id) const noexcept {
    // The last eight bytes are random already; the first tell apart what a test or an import made without
    // chance.
    std::uint64_t head = 0, tail = 0;
    std::memcpy(&head, id.bytes.data(), 8);
    std::memcpy(&tail, id.bytes.data() + 8, 8);
    return static_cast<std::size_t>(teczka::stirred(tail + teczka::stirred(head)));
}
