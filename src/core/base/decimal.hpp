// Exact decimals as scaled integers; never floating point. Money is a decimal of scale 2 in its currency.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace teczka {

// "-12.50" with a point, at most `scale` decimals (more are refused unless they are zeros), at most 18
// digits; no exponent, no spaces, no plus.
std::optional<std::int64_t> parse_decimal(std::string_view text, int scale);
// Any number a JSON or CSV file may hold ("14.0000", "1e3", "8.72e-3"), rounded half up (away from zero) to
// `scale`.
std::optional<std::int64_t> parse_rounded(std::string_view text, int scale);
std::string format_decimal(std::int64_t value, int scale);  // always `scale` decimals

// a·b / 10^places, rounded half up (away from zero at exactly one half), nothing on overflow of 64 bits.
std::optional<std::int64_t> multiply(std::int64_t a, std::int64_t b, int places);
// a / b rounded half up; nothing when b is 0.
std::optional<std::int64_t> divide(std::int64_t a, std::int64_t b);
std::optional<std::int64_t> rescale(std::int64_t value, int from_scale, int to_scale);

}  // namespace teczka
