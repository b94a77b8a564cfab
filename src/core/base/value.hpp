// The values that fields hold, in the one shape that every floor hands along: what a database row,
// a journal entry and a literal in a condition have in common.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace teczka {

using std::string_view;

// A UUIDv7 (RFC 9562), made by whoever creates the record, also offline.
struct Id {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Id&) const = default;
    bool is_nil() const { return *this == Id{}; }
    // Lower-case with hyphens: 0190c1a2-….
    std::string to_text() const;
    // Accepts the hyphenated form in either case; nothing else.
    static std::optional<Id> parse(string_view text);
};

using Ids = std::vector<Id>;  // ascending, without repetition

// null | integer, decimal (scaled), money (minor units), date (days since 1970-01-01), instant (UTC ms since
// 1970), boolean (0/1) | text, note, code, choice, choices (",a,b,") | link | links.
using Value = std::variant<std::monostate, std::int64_t, std::string, Id, Ids>;

inline bool is_null(const Value& value) { return value.index() == 0; }
// Each asks for what the caller knows to be there; anything else is a bug (invariant).
std::int64_t as_integer(const Value& value);
const std::string& as_text(const Value& value);
const Id& as_id(const Value& value);
const Ids& as_ids(const Value& value);

}  // namespace teczka

template <>
struct std::hash<teczka::Id> {
    std::size_t operator()(const teczka::Id& id) const noexcept;
};
