// See row.hpp.
#include "exchange/row.hpp"

#include <algorithm>

#include "core/base/decimal.hpp"
#include "core/base/text.hpp"

namespace teczka::exchange {
namespace {

using catalogue::Storage;
using catalogue::Type;

// "05.01.2026" by "DD.MM.YYYY" → "2026-01-05"; nothing when it does not fit.
std::optional<std::string> iso_date(std::string_view text, std::string_view format) {
    std::string year, month, day;
    if (text.size() < format.size()) return {};
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = text[i];
        auto* part = format[i] == 'Y' ? &year : format[i] == 'M' ? &month : format[i] == 'D' ? &day : nullptr;
        if (part == nullptr ? c != format[i] : (c < '0' || c > '9')) return {};
        if (part != nullptr) *part += c;
    }
    return year + "-" + month + "-" + day;
}

std::string_view taken(std::string_view text, Take take) {
    if (take == Take::all) return text;
    const auto blank = text.rfind(' ');
    if (take == Take::last_word) return blank == std::string_view::npos ? text : text.substr(blank + 1);
    return blank == std::string_view::npos ? std::string_view{} : trimmed(text.substr(0, blank));
}

Result<Value> number_of(const FieldMapping& mapping, std::string text) {
    if (mapping.has_decimal_comma) {
        std::erase_if(text, [](char c) { return c == ' ' || c == '.'; });
        std::ranges::replace(text, ',', '.');
    }
    const int scale = mapping.field->scale();
    // Multiplied before it is rounded: 0.125 times 100 is 12.50, not 13.00.
    const auto exact =
        mapping.times == 1 ? parse_rounded(text, scale) : [&]() -> std::optional<std::int64_t> {
        const auto fine = parse_rounded(text, scale + 6);
        if (!fine) return {};
        return multiply(*fine, mapping.times, 6);
    }();
    if (!exact) return refuse("number_invalid");
    return Value{*exact};
}

Result<Value> link_of(const FieldMapping& mapping, const std::string& text, Keys& keys) {
    const auto& target = *mapping.field->target;
    const auto id =
        mapping.is_link_by_key ? keys.find(target, text) : keys.find_by_text(target, mapping.link_by, text);
    if (!id) return refuse("link_unknown", {}, {{"value", text}});
    if (mapping.field->storage == Storage::ids) return Value{Ids{*id}};
    return Value{*id};
}

}  // namespace

Result<Value> value_of_row(const FieldMapping& mapping, const std::vector<std::string_view>& row,
                           Keys& keys) {
    const auto filled = mapping.value.fill(row);
    std::string text{taken(trimmed(filled), mapping.take)};
    if (!mapping.translate.empty()) {
        if (const auto known = mapping.translate.find(text); known != mapping.translate.end())
            text = known->second;
        else if (mapping.otherwise)
            text = *mapping.otherwise;
    }
    if (text.empty()) return Value{};
    const auto& field = *mapping.field;
    if (field.storage == Storage::id || field.storage == Storage::ids) return link_of(mapping, text, keys);
    switch (field.decl.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
            return number_of(mapping, std::move(text));
        case Type::date: {
            if (mapping.date_format.empty())
                return change::parse_text_value(field, std::string_view{text}.substr(0, 10));
            const auto iso = iso_date(text, mapping.date_format);
            if (!iso) return refuse("date_invalid");
            return change::parse_text_value(field, *iso);
        }
        default:
            return change::parse_text_value(field, text);
    }
}

}  // namespace teczka::exchange
