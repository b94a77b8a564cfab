// Exact arithmetic in scaled 64-bit integers, with 128 bits in between.
#include "core/base/decimal.hpp"

#include <array>
#include <limits>

#include "core/base/refusal.hpp"

namespace teczka {

namespace {

__extension__ typedef __int128 Wide;

constexpr int most_digits = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr auto powers = [] {
    std::array<std::int64_t, most_digits + 1> table{1};
    for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
    return table;
}();

Wide rounded_quotient(Wide a, Wide b) {
    const bool negative = (a < 0) != (b < 0);
    const Wide up = a < 0 ? -a : a, down = b < 0 ? -b : b;
    Wide quotient = up / down;
    if (up % down >= down - up % down) ++quotient;
    return negative ? -quotient : quotient;
}

std::optional<std::int64_t> narrowed(Wide value) {
    if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

// The digits of a number without its leading zeros, and how many stand before its decimal point (may be
// negative or beyond the digits).
struct Digits {
    std::string digits;
    std::int64_t before_point{};
    bool negative{};
};

// Exponents beyond this change nothing any more, but keep the sum of exponents within 64 bits.
constexpr std::int64_t exponent_end = 1'000'000'000;

std::optional<std::int64_t> take_exponent(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    std::int64_t exponent = 0;
    for (const char c : text) {
        if (!is_digit(c)) return std::nullopt;
        if (exponent < exponent_end) exponent = exponent * 10 + (c - '0');
    }
    return negative ? -exponent : exponent;
}

std::optional<Digits> take_number(std::string_view text) {
    Digits number;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        number.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool any_digit = false, after_point = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '.') {
            if (after_point) return std::nullopt;
            after_point = true;
            continue;
        }
        if (!is_digit(text[at])) break;
        any_digit = true;
        if (!number.digits.empty() || text[at] != '0') {
            number.digits += text[at];
            if (!after_point) ++number.before_point;
        } else if (after_point) {
            --number.before_point;
        }
    }
    if (!any_digit) return std::nullopt;
    if (at == text.size()) return number;
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    const auto exponent = take_exponent(text.substr(at + 1));
    if (!exponent) return std::nullopt;
    number.before_point += *exponent;
    return number;
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int scale) {
    TECZKA_INVARIANT(scale >= 0 && scale <= most_digits);
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string_view decimals = point == text.npos ? "" : text.substr(point + 1);
    if (whole.empty() || (point != text.npos && decimals.empty())) return std::nullopt;
    Wide value = 0;
    const auto append = [&value](char c) {
        value = value * 10 + (c - '0');
        return value < powers[most_digits];
    };
    for (const char c : whole)
        if (!is_digit(c) || !append(c)) return std::nullopt;
    for (std::size_t i = 0; i < decimals.size(); ++i) {
        if (!is_digit(decimals[i])) return std::nullopt;
        const bool beyond = i >= static_cast<std::size_t>(scale);
        if (beyond ? decimals[i] != '0' : !append(decimals[i])) return std::nullopt;
    }
    for (std::size_t i = decimals.size(); i < static_cast<std::size_t>(scale); ++i)
        if (!append('0')) return std::nullopt;
    return static_cast<std::int64_t>(negative ? -value : value);
}

std::optional<std::int64_t> parse_rounded(std::string_view text, int scale) {
    TECZKA_INVARIANT(scale >= 0 && scale <= most_digits);
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const std::int64_t kept = number->before_point + scale;
    if (number->digits.empty() || kept < 0) return 0;
    if (kept > most_digits) return std::nullopt;
    const std::string& digits = number->digits;
    const auto digit = [&digits](std::size_t at) { return at < digits.size() ? digits[at] - '0' : 0; };
    std::int64_t value = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(kept); ++i) value = value * 10 + digit(i);
    if (digit(static_cast<std::size_t>(kept)) >= 5) ++value;
    if (value >= powers[most_digits]) return std::nullopt;
    return number->negative ? -value : value;
}

std::string format_decimal(std::int64_t value, int scale) {
    TECZKA_INVARIANT(scale >= 0 && scale <= most_digits);
    const bool negative = value < 0;
    // Negated as unsigned: the smallest integer has no positive twin.
    const std::uint64_t size =
        negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    std::string text = std::to_string(size);
    const auto places = static_cast<std::size_t>(scale);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    if (places > 0) text.insert(text.size() - places, 1, '.');
    if (negative) text.insert(0, 1, '-');
    return text;
}

std::optional<std::int64_t> multiply(std::int64_t a, std::int64_t b, int places) {
    TECZKA_INVARIANT(places >= 0 && places <= most_digits);
    return narrowed(rounded_quotient(Wide{a} * b, powers[static_cast<std::size_t>(places)]));
}

std::optional<std::int64_t> divide(std::int64_t a, std::int64_t b) {
    if (b == 0) return std::nullopt;
    return narrowed(rounded_quotient(a, b));
}

std::optional<std::int64_t> rescale(std::int64_t value, int from_scale, int to_scale) {
    const int more = to_scale - from_scale;
    TECZKA_INVARIANT(more >= -most_digits && more <= most_digits);
    if (more < 0) return multiply(value, 1, -more);
    return narrowed(Wide{value} * powers[static_cast<std::size_t>(more)]);
}

}  // namespace teczka
