// Days and instants as integers, in the proleptic Gregorian calendar; no zones (the host hands in the day).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace teczka {

struct Civil {
    int year{}, month{}, day{};
    auto operator<=>(const Civil&) const = default;
};

// Years 0001 to 9999; anything else is refused when parsed.
std::int32_t to_days(Civil civil);
Civil to_civil(std::int32_t days);

std::optional<std::int32_t> parse_date(std::string_view text);  // 2026-01-05, a real day
std::string format_date(std::int32_t days);                     // 2026-01-05
// RFC 3339 with Z or an offset, up to 9 decimals of a second (kept to milliseconds, cut); "2026-01-05" alone
// is midnight UTC.
std::optional<std::int64_t> parse_instant(std::string_view text);
std::string format_instant(std::int64_t ms);  // 2026-01-05T10:20:30.123Z

enum class Period { day, week, month, quarter, year };  // weeks start on Monday
std::int32_t start_of(Period period, std::int32_t days);
// The same day `count` periods later, clamped to the month's end (31 January + 1 month = 28 or 29 February).
std::int32_t add(Period period, std::int32_t days, std::int32_t count);
int weekday(std::int32_t days);  // 1 Monday … 7 Sunday

}  // namespace teczka
