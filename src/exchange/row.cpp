// See row.hpp.
#include "exchange/row.hpp"

#include <algorithm>

#include "core/base/decimal.hpp"
#include "core/base/text.hpp"
#include "exchange/names.hpp"

namespace teczka::exchange {
namespace {

using catalogue::Storage;
using catalogue::Type;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view taken(std::string_view text, Take take) {
    const auto blank = text.rfind(' ');
    switch (take) {
        case Take::all:
            return text;
        case Take::last_word:
            return blank == std::string_view::npos ? text : text.substr(blank + 1);
        case Take::first_words:
            return blank == std::string_view::npos ? std::string_view{} : trimmed(text.substr(0, blank));
        case Take::street:
            return split_address(text).street;
        case Take::postal_code:
            return split_address(text).postal_code;
        case Take::city:
            return split_address(text).city;
    }
    return text;
}

// Three digits and then no fourth: what stands before them parts thousands.
bool parts_thousands(std::string_view behind) {
    return behind.size() >= 3 && std::all_of(behind.begin(), behind.begin() + 3, is_digit) &&
           (behind.size() == 3 || !is_digit(behind[3]));
}

// "1 234,50 zł" → "1234.50". Signs that are in their wrong place stay, so that the number is refused.
std::string plain_number(std::string_view text, bool has_decimal_comma) {
    for (const std::string_view unit : {"zł", "PLN", "EUR", "USD", "%", "€", "$"}) {
        if (text.ends_with(unit)) text = trimmed(text.substr(0, text.size() - unit.size()));
    }
    const char decimal = has_decimal_comma ? ',' : '.', thousands = has_decimal_comma ? '.' : ',';
    std::string out;
    while (!text.empty()) {
        const std::size_t blank = text.starts_with("\u202f")                    ? 3
                                  : text.starts_with("\u00a0")                  ? 2
                                  : text.front() == ' ' || text.front() == '\'' ? 1
                                                                                : 0;
        const char c = text.front();
        text.remove_prefix(std::max<std::size_t>(blank, 1));
        if (blank != 0 || (c == thousands && parts_thousands(text))) continue;
        out += c == decimal ? '.' : c;
    }
    return out;
}

// Multiplied before it is rounded: 0.125 times 100 is 12.50, not 13.00.
std::optional<std::int64_t> multiplied(std::string_view text, int scale, std::int64_t times) {
    if (times == 1) return parse_rounded(text, scale);
    const auto fine = parse_rounded(text, scale + 6);
    if (!fine) return {};
    return multiply(*fine, times, 6);
}

Result<Value> number_of(const FieldMapping& mapping, std::string text, bool is_number) {
    if (!is_number) text = plain_number(text, mapping.has_decimal_comma);
    const auto exact = multiplied(text, mapping.field->scale(), mapping.times);
    if (!exact) return refuse("number_invalid");
    return Value{*exact};
}

// Yes and no as people write them; anything else is judged by the field.
std::string plain_boolean(std::string_view text) {
    const auto word = fold(text);
    for (const std::string_view yes : {"1", "true", "t", "tak", "yes", "y", "x", "prawda"}) {
        if (word == yes) return "true";
    }
    for (const std::string_view no : {"0", "false", "f", "nie", "no", "n", "-", "falsz"}) {
        if (word == no) return "false";
    }
    return std::string{text};
}

bool is_iso_date(std::string_view text) {
    return text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
           text.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos;
}

Result<Value> date_of(const FieldMapping& mapping, std::string_view text) {
    if (mapping.date_format.empty() || is_iso_date(text))
        return change::parse_text_value(*mapping.field, text.substr(0, 10));
    const auto iso = iso_date(text, mapping.date_format);
    if (!iso) return refuse("date_invalid");
    return change::parse_text_value(*mapping.field, *iso);
}

// A time of day without a zone is taken as UTC; a date alone is its midnight.
Result<Value> instant_of(const FieldMapping& mapping, std::string_view text) {
    std::string whole{text};
    if (!mapping.date_format.empty() && !is_iso_date(text)) {
        const auto iso = iso_date(text, mapping.date_format);
        if (!iso) return refuse("instant_invalid");
        const auto time = text.find_first_of(" T");
        whole = *iso + std::string{time == std::string_view::npos ? "" : text.substr(time)};
    }
    if (whole.size() > 10 && whole[10] == ' ') whole[10] = 'T';
    if (whole.size() == 10) whole += "T00:00";
    if (whole.size() == 16) whole += ":00";
    if (whole.size() == 19) whole += "Z";
    if (whole.ends_with("+00:00")) whole.replace(whole.size() - 6, 6, "Z");
    return change::parse_text_value(*mapping.field, whole);
}

Result<Value> link_of(const FieldMapping& mapping, const std::string& text, Keys& keys) {
    const auto& target = *mapping.field->target;
    const auto id =
        mapping.is_link_by_key ? keys.find(target, text) : keys.find_by_text(target, mapping.link_by, text);
    if (!id) return refuse("link_unknown", {}, {{"value", text}});
    if (mapping.field->storage == Storage::ids) return Value{Ids{*id}};
    return Value{*id};
}

// "00-950" or "00950" at the beginning of `text`, with a blank or the end behind it; its length, else 0.
std::size_t postal_code_length(std::string_view text) {
    std::size_t digits = 0, i = 0;
    for (; i < text.size() && (is_digit(text[i]) || text[i] == '-'); ++i) digits += is_digit(text[i]) ? 1 : 0;
    const bool is_whole = i == text.size() || text[i] == ' ';
    return is_whole && digits >= 4 && digits <= 6 ? i : 0;
}

}  // namespace

// A part of several letters takes as many digits at most, so that 5.1.2026 fits as well; YYYYMMDD all of
// them.
std::optional<std::string> iso_date(std::string_view text, std::string_view format) {
    std::string year, month, day;
    std::size_t at = 0;
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        auto* part = c == 'Y' ? &year : c == 'M' ? &month : c == 'D' ? &day : nullptr;
        if (part == nullptr) {
            if (at >= text.size() || text[at++] != c) return {};
            ++i;
            continue;
        }
        const auto end = std::min(format.find_first_not_of(c, i), format.size());
        while (part->size() < end - i && at < text.size() && is_digit(text[at])) *part += text[at++];
        const bool is_short = part->size() < end - i;
        const bool is_apart =
            c != 'Y' && end < format.size() ? format[end] != 'M' && format[end] != 'D' : c != 'Y';
        if (part->empty() || (is_short && !is_apart)) return {};
        i = end;
    }
    if (at < text.size() && text[at] != ' ' && text[at] != 'T') return {};
    if (year.size() == 2) year.insert(0, year < "70" ? "20" : "19");
    for (auto* part : {&month, &day}) {
        if (part->size() == 1) part->insert(0, "0");
    }
    return year + "-" + month + "-" + day;
}

// A code stands behind a comma, a line end or a blank; the city follows it, the street stands before.
AddressParts split_address(std::string_view text) {
    constexpr std::string_view ends = " ,;\n";
    const auto bare = [&](std::string_view part) {
        while (!part.empty() && ends.find(part.back()) != std::string_view::npos) part.remove_suffix(1);
        return trimmed(part);
    };
    for (std::size_t i = text.size(); i-- > 0;) {
        const bool begins = i == 0 || ends.find(text[i - 1]) != std::string_view::npos;
        const auto length = begins ? postal_code_length(text.substr(i)) : 0;
        // Digits without a hyphen behind a street's name are its house number.
        const bool is_house = length != 0 && text.substr(i, length).find('-') == std::string_view::npos &&
                              i + length == text.size();
        if (length == 0 || is_house) continue;
        return {bare(text.substr(0, i)), text.substr(i, length), bare(text.substr(i + length))};
    }
    const auto comma = text.rfind(',');
    if (comma == std::string_view::npos) return {bare(text), {}, {}};
    return {bare(text.substr(0, comma)), {}, bare(text.substr(comma + 1))};
}

Result<Value> value_of_row(const FieldMapping& mapping, const RowCells& row, Keys& keys) {
    const auto column = mapping.value.only_column();
    const auto kind = column ? row.kinds[*column] : CellKind::text;
    if (kind == CellKind::error)
        return refuse("cell_error", {}, {{"value", std::string{row.texts[*column]}}});
    const auto filled = mapping.value.fill(row.texts);
    std::string text{taken(trimmed(filled), mapping.take)};
    if (!mapping.translate.empty()) {
        if (const auto known = mapping.translate.find(text); known != mapping.translate.end())
            text = known->second;
        else if (mapping.otherwise)
            text = *mapping.otherwise;
    }
    if (text.empty()) return Value{};
    const auto& field = *mapping.field;
    text = code_of(field, std::move(text));
    if (field.storage == Storage::id || field.storage == Storage::ids) return link_of(mapping, text, keys);
    switch (field.decl.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
            return number_of(mapping, std::move(text), kind == CellKind::number);
        case Type::date:
            return date_of(mapping, text);
        case Type::instant:
            return instant_of(mapping, text);
        case Type::boolean:
            return change::parse_text_value(field, plain_boolean(text));
        default:
            return change::parse_text_value(field, text);
    }
}

}  // namespace teczka::exchange
