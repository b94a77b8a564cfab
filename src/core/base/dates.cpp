// The calendar counted in days of the era that begins on 0001-01-01, a Monday.
#include "core/base/dates.hpp"

#include <algorithm>
#include <array>

#include "core/base/refusal.hpp"

namespace teczka {

namespace {

constexpr std::int32_t days_before_1970 = 719'162;  // of the era
constexpr std::int32_t days_in_400_years = 146'097, days_in_100_years = 36'524, days_in_4_years = 1'461;
constexpr std::int32_t first_day = -days_before_1970;  // 0001-01-01
constexpr std::int32_t last_day = 2'932'896;           // 9999-12-31
constexpr std::int64_t second_ms = 1'000, minute_ms = 60'000, hour_ms = 3'600'000, day_ms = 86'400'000;

constexpr std::array<int, 13> days_before_month{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// `month` from 0, here and below
int days_before(int year, int month) {
    return days_before_month[static_cast<std::size_t>(month)] + (month > 1 && is_leap(year) ? 1 : 0);
}

int days_in(int year, int month) { return days_before(year, month + 1) - days_before(year, month); }

std::int32_t in_range(std::int64_t days) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(days, first_day, last_day));
}

std::int32_t add_months(std::int32_t days, std::int64_t count) {
    const Civil civil = to_civil(days);
    const std::int64_t months = (civil.year - 1) * 12 + civil.month - 1 + count;
    if (months < 0) return first_day;
    if (months >= 9999 * 12) return last_day;
    const int year = static_cast<int>(months / 12) + 1, month = static_cast<int>(months % 12);
    return to_days({year, month + 1, std::min(civil.day, days_in(year, month))});
}

// Reads a fixed count of digits from the front, and moves on.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int32_t> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    if (!year || *year < 1 || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || *day < 1 || *day > days_in(*year, *month - 1)) return std::nullopt;
    return to_days({*year, *month, *day});
}

// hh:mm, below a day
std::optional<std::int64_t> take_minutes(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    return *hour * hour_ms + *minute * minute_ms;
}

// .1 to .123456789, cut to milliseconds; 0 when there is no point
std::optional<std::int64_t> take_fraction(std::string_view& text) {
    if (!take(text, '.')) return 0;
    std::int64_t ms = 0, weight = 100;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count, weight /= 10)
        ms += (text[count] - '0') * weight;
    if (count == 0 || count > 9) return std::nullopt;
    text.remove_prefix(count);
    return ms;
}

// Z or +hh:mm or -hh:mm; what must be added to UTC to get the local time
std::optional<std::int64_t> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return 0;
    const bool west = text.starts_with('-');
    if (!west && !text.starts_with('+')) return std::nullopt;
    text.remove_prefix(1);
    const auto offset = take_minutes(text);
    if (!offset) return std::nullopt;
    return west ? -*offset : *offset;
}

void append_number(std::string& out, std::int64_t value, int width) {
    const std::string digits = std::to_string(value);
    out.append(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0');
    out += digits;
}

}  // namespace

std::int32_t to_days(Civil civil) {
    const int years = civil.year - 1;
    const int before_year = years * 365 + years / 4 - years / 100 + years / 400;
    return before_year + days_before(civil.year, civil.month - 1) + civil.day - 1 - days_before_1970;
}

Civil to_civil(std::int32_t days) {
    TECZKA_INVARIANT(days >= first_day && days <= last_day);
    std::int32_t rest = days + days_before_1970;
    int year = 1 + rest / days_in_400_years * 400;
    rest %= days_in_400_years;
    // The last day of a leap cycle belongs to its last century and its last year.
    const std::int32_t centuries = std::min(rest / days_in_100_years, 3);
    rest -= centuries * days_in_100_years;
    const std::int32_t fours = rest / days_in_4_years;
    rest -= fours * days_in_4_years;
    const std::int32_t years = std::min(rest / 365, 3);
    rest -= years * 365;
    year += centuries * 100 + fours * 4 + years;
    int month = rest / 31;
    if (rest >= days_before(year, month + 1)) ++month;
    return {year, month + 1, rest - days_before(year, month) + 1};
}

std::optional<std::int32_t> parse_date(std::string_view text) {
    const auto days = take_date(text);
    return text.empty() ? days : std::nullopt;
}

std::string format_date(std::int32_t days) {
    const Civil civil = to_civil(days);
    std::string text;
    append_number(text, civil.year, 4);
    text += '-';
    append_number(text, civil.month, 2);
    text += '-';
    append_number(text, civil.day, 2);
    return text;
}

std::optional<std::int64_t> parse_instant(std::string_view text) {
    const auto days = take_date(text);
    if (!days) return std::nullopt;
    const std::int64_t midnight = *days * day_ms;
    if (text.empty()) return midnight;
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
    const auto minutes = take_minutes(text);
    if (!minutes || !take(text, ':')) return std::nullopt;
    const auto seconds = take_digits(text, 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    const std::int64_t instant = midnight + *minutes + *seconds * second_ms + *fraction - *offset;
    if (instant < first_day * day_ms || instant >= (last_day + 1) * day_ms) return std::nullopt;
    return instant;
}

std::string format_instant(std::int64_t ms) {
    std::int64_t days = ms / day_ms, rest = ms % day_ms;
    if (rest < 0) --days, rest += day_ms;
    std::string text = format_date(static_cast<std::int32_t>(days));
    text += 'T';
    append_number(text, rest / hour_ms, 2);
    text += ':';
    append_number(text, rest / minute_ms % 60, 2);
    text += ':';
    append_number(text, rest / second_ms % 60, 2);
    text += '.';
    append_number(text, rest % second_ms, 3);
    text += 'Z';
    return text;
}

std::int32_t start_of(Period period, std::int32_t days) {
    const Civil civil = to_civil(days);
    switch (period) {
        case Period::day:
            return days;
        case Period::week:
            return in_range(std::int64_t{days} - weekday(days) + 1);
        case Period::month:
            return days - civil.day + 1;
        case Period::quarter:
            return to_days({civil.year, (civil.month - 1) / 3 * 3 + 1, 1});
        case Period::year:
            return to_days({civil.year, 1, 1});
    }
    return days;
}

std::int32_t add(Period period, std::int32_t days, std::int32_t count) {
    switch (period) {
        case Period::day:
            return in_range(std::int64_t{days} + count);
        case Period::week:
            return in_range(days + std::int64_t{count} * 7);
        case Period::month:
            return add_months(days, count);
        case Period::quarter:
            return add_months(days, std::int64_t{count} * 3);
        case Period::year:
            return add_months(days, std::int64_t{count} * 12);
    }
    return days;
}

int weekday(std::int32_t days) { return (days + days_before_1970) % 7 + 1; }

}  // namespace teczka
