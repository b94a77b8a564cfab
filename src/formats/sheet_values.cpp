// Digits as text: money never passes through floating point, only the time of day does.
#include "formats/sheet_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "core/base/dates.hpp"

namespace teczka::formats {
namespace {

constexpr std::size_t kept_digits = 15;
constexpr int greatest_exponent = 400;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int32_t days_to_1899_12_30 = -25'569;
constexpr std::int32_t days_to_1904 = -24'107;
constexpr std::int32_t days_to_10000 = 2'932'897;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// What of a code makes a date or a time: letters of its first section outside of quotes and brackets.
struct Letters {
    bool has_day_or_year{}, has_month_or_minute{}, has_hour_or_second{}, is_elapsed{};

    void take(char c) {
        has_day_or_year |= c == 'd' || c == 'y';
        has_month_or_minute |= c == 'm';
        has_hour_or_second |= c == 'h' || c == 's';
    }
    NumberFormat format() const {
        if (is_elapsed) return NumberFormat::duration;
        const bool has_time = has_hour_or_second;
        const bool has_date = has_day_or_year || (has_month_or_minute && !has_time);
        if (has_date) return has_time ? NumberFormat::date_time : NumberFormat::date;
        return has_time ? NumberFormat::time : NumberFormat::number;
    }
};

// Behind a bracket: "[h]" and "[mm]" are elapsed time; colours, conditions and locales say nothing.
std::size_t take_bracket(std::string_view code, std::size_t at, Letters& letters) {
    const auto close = code.find(']', at);
    if (close == std::string_view::npos) return code.size();
    const auto inside = code.substr(at + 1, close - at - 1);
    const auto all = [&](char c) {
        return !inside.empty() && std::ranges::all_of(inside, [&](char one) { return lower(one) == c; });
    };
    letters.is_elapsed |= all('h') || all('m') || all('s');
    return close + 1;
}

// A number's digits without its point: value = 0.digits × 10^point.
struct Digits {
    bool is_negative{}, is_whole{true};
    std::string digits{};
    int point{};
};

std::optional<Digits> read_digits(std::string_view text) {
    Digits out;
    if (text.starts_with('-') || text.starts_with('+')) {
        out.is_negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool has_point = false;
    std::size_t i = 0;
    for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !has_point)); ++i) {
        if (text[i] == '.') {
            has_point = true;
            continue;
        }
        out.digits += text[i];
        if (!has_point) ++out.point;
    }
    if (out.digits.empty()) return {};
    out.is_whole = !has_point;
    if (i == text.size()) return out;
    if (lower(text[i]) != 'e') return {};
    out.is_whole = false;
    text.remove_prefix(i + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    int exponent = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return {};
    if (std::abs(exponent) > greatest_exponent) return {};
    out.point += exponent;
    return out;
}

void drop_leading_zeros(Digits& number) {
    const auto first = number.digits.find_first_not_of('0');
    const auto zeros = first == std::string::npos ? number.digits.size() : first;
    number.digits.erase(0, zeros);
    number.point -= static_cast<int>(zeros);
}

void round_digits(Digits& number) {
    if (number.is_whole || number.digits.size() <= kept_digits) return;
    const bool goes_up = number.digits[kept_digits] >= '5';
    number.digits.resize(kept_digits);
    if (!goes_up) return;
    auto at = kept_digits;
    while (at > 0 && number.digits[at - 1] == '9') number.digits[--at] = '0';
    if (at > 0) {
        ++number.digits[at - 1];
    } else {
        number.digits.insert(0, 1, '1');
        ++number.point;
    }
}

std::string time_text(std::int64_t ms) {
    auto out = fmt::format("{:02}:{:02}:{:02}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60);
    if (ms % 1000 != 0) out += fmt::format(".{:03}", ms % 1000);
    return out;
}

struct Serial {
    std::int64_t day{}, ms{};
};

std::optional<Serial> read_serial(std::string_view number) {
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) return {};
    if (!(value >= 0 && value < 4'000'000)) return {};
    const auto whole = std::floor(value);
    Serial out{static_cast<std::int64_t>(whole), std::llround((value - whole) * static_cast<double>(day_ms))};
    if (out.ms < day_ms) return out;
    return Serial{out.day + 1, 0};
}

std::optional<std::string> day_text(std::int64_t serial, bool is_1904) {
    if (!is_1904 && serial == 60) return "1900-02-29";
    auto day = serial + (is_1904 ? days_to_1904 : days_to_1899_12_30);
    if (!is_1904 && serial < 60) ++day;
    if (day >= days_to_10000) return {};
    return format_date(static_cast<std::int32_t>(day));
}

}  // namespace

NumberFormat format_of_code(std::string_view code) {
    Letters letters;
    for (std::size_t i = 0; i < code.size() && code[i] != ';';) {
        const char c = lower(code[i]);
        if (c == '"') {
            const auto close = code.find('"', i + 1);
            i = close == std::string_view::npos ? code.size() : close + 1;
        } else if (c == '\\' || c == '_' || c == '*') {
            i += 2;
        } else if (c == '[') {
            i = take_bracket(code, i, letters);
        } else if (c == 'g' && code.size() - i >= 7 && lower(code[i + 1]) == 'e') {
            i += 7;  // General
        } else if (lower(c) == 'a' && i + 2 < code.size() && code[i + 1] == '/') {
            letters.has_hour_or_second = true;  // A/P
            i += 3;
        } else {
            letters.take(c);
            ++i;
        }
    }
    return letters.format();
}

NumberFormat format_of_number(int wanted) {
    struct Range {
        int first, last;
        NumberFormat format;
    };
    using enum NumberFormat;
    // 27 to 36 and 50 to 58 are those of East Asian versions.
    constexpr std::array ranges{Range{14, 17, date}, Range{18, 21, time},     Range{22, 22, date_time},
                                Range{27, 31, date}, Range{32, 35, time},     Range{36, 36, date},
                                Range{45, 45, time}, Range{46, 46, duration}, Range{47, 47, time},
                                Range{50, 54, date}, Range{55, 56, time},     Range{57, 58, date}};
    for (const auto& range : ranges) {
        if (wanted >= range.first && wanted <= range.last) return range.format;
    }
    return NumberFormat::number;
}

std::optional<std::string> plain_number(std::string_view text) {
    auto number = read_digits(text);
    if (!number) return {};
    drop_leading_zeros(*number);
    round_digits(*number);
    auto& digits = number->digits;
    while (!digits.empty() && digits.back() == '0' && static_cast<int>(digits.size()) > number->point)
        digits.pop_back();
    if (digits.empty()) return "0";
    const auto size = static_cast<int>(digits.size());
    std::string out = number->is_negative ? "-" : "";
    if (number->point <= 0)
        return out + "0." + std::string(static_cast<std::size_t>(-number->point), '0') + digits;
    if (number->point >= size)
        return out + digits + std::string(static_cast<std::size_t>(number->point - size), '0');
    const auto point = static_cast<std::size_t>(number->point);
    return out + digits.substr(0, point) + "." + digits.substr(point);
}

TypedText typed_number(std::string_view number, NumberFormat format, bool is_1904) {
    auto plain = plain_number(number);
    if (!plain) return {CellKind::text, std::string{number}};
    const auto serial = format == NumberFormat::number ? std::nullopt : read_serial(number);
    if (!serial) return {CellKind::number, std::move(*plain)};
    const bool is_time_of_day =
        serial->day == 0 && (format == NumberFormat::time || (!is_1904 && serial->ms > 0));
    if (format == NumberFormat::duration || is_time_of_day)
        return {CellKind::time, time_text(serial->day * day_ms + serial->ms)};
    const auto day = day_text(serial->day, is_1904);
    if (!day) return {CellKind::number, std::move(*plain)};
    if (!is_1904 && serial->day == 60) return {CellKind::text, *day};
    if (format == NumberFormat::date && serial->ms == 0) return {CellKind::date, *day};
    if (serial->ms == 0 && format == NumberFormat::date_time)
        return {CellKind::date_time, *day + "T00:00:00"};
    if (serial->ms == 0) return {CellKind::date, *day};
    return {CellKind::date_time, *day + "T" + time_text(serial->ms)};
}

TypedText typed_iso(std::string_view text) {
    if (parse_date(text)) return {CellKind::date, std::string{text}};
    const auto instant = parse_instant(std::string{text} + (text.ends_with('Z') ? "" : "Z"));
    if (!instant || text.size() < 11) return {CellKind::text, std::string{text}};
    const auto ms = (*instant % day_ms + day_ms) % day_ms;
    const auto day = format_date(static_cast<std::int32_t>((*instant - ms) / day_ms));
    if (ms == 0) return {CellKind::date, day};
    return {CellKind::date_time, day + "T" + time_text(ms)};
}

}  // namespace teczka::formats
