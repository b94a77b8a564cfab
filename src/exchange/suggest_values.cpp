// What cells look like: dates, decimal signs, addresses of mail.
#include <fmt/core.h>

#include <algorithm>

#include "core/base/checkers.hpp"
#include "core/base/dates.hpp"
#include "core/base/text.hpp"
#include "exchange/row.hpp"
#include "exchange/suggest.hpp"

namespace teczka::exchange {
namespace {

bool is_letter_of(char c, char first, char last) { return c >= first && c <= last; }
bool is_digit(char c) { return is_letter_of(c, '0', '9'); }

}  // namespace

std::string plain_header(std::string_view header) {
    std::string apart;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const char c = header[i];
        const bool begins_word = i > 0 && is_letter_of(c, 'A', 'Z') && is_letter_of(header[i - 1], 'a', 'z');
        const bool begins_number = i > 0 && is_digit(c) && is_letter_of(header[i - 1] | 0x20, 'a', 'z');
        if (begins_word || begins_number) apart += ' ';
        apart += c;
    }
    std::string out;
    const auto folded = fold(apart);
    for (const auto word : folded_words(folded)) (out += out.empty() ? "" : " ") += word;
    return out;
}

// FNV-1a, 64 bits: the same in every build.
std::string shape_of(const std::vector<std::string>& columns) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const auto& column : columns) {
        for (const char c : plain_header(column) + "|")
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return fmt::format("{}-{:016x}", columns.size(), hash);
}

std::optional<std::string> date_format_of(const std::vector<std::string>& values) {
    constexpr std::string_view formats[]{"",           "DD.MM.YYYY", "DD-MM-YYYY", "DD/MM/YYYY", "MM/DD/YYYY",
                                         "YYYY/MM/DD", "YYYY.MM.DD", "DD.MM.YY",   "YYYYMMDD"};
    if (values.empty()) return {};
    for (const auto format : formats) {
        const auto fits = [&](const std::string& value) {
            const auto iso = format.empty() ? std::optional{value.substr(0, 10)} : iso_date(value, format);
            return iso && parse_date(*iso).has_value();
        };
        if (std::ranges::all_of(values, fits)) return std::string{format};
    }
    return {};
}

bool has_decimal_comma(const std::vector<std::string>& values) {
    return std::ranges::any_of(values, [](const std::string& value) {
        const auto comma = value.rfind(',');
        if (comma == std::string::npos) return false;
        const auto point = value.rfind('.');
        if (point != std::string::npos) return comma > point;
        const auto behind = std::ranges::count_if(value.substr(comma + 1), is_digit);
        return behind != 3;
    });
}

}  // namespace teczka::exchange
