// Values of requests, cells and command lines → typed values, and what each field takes.
#include <algorithm>

#include "core/base/checkers.hpp"
#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"
#include "core/change/values.hpp"

namespace teczka::change {
namespace {

using catalogue::Storage;
using catalogue::Type;

Result<Value> checked(const FieldModel& field, Value value) {
    if (auto wrong = misfit(field, value)) return refuse(wrong->code, {}, std::move(wrong->parameters));
    return value;
}

bool looks_like_number(string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789.") == string_view::npos &&
           text.front() != '.' && std::ranges::count(text, '.') <= 1;
}

// Too many digits or places are a number out of range, anything else is no number.
Result<Value> number(string_view text, int scale) {
    if (const auto value = parse_decimal(text, scale)) return Value{*value};
    return refuse(looks_like_number(text) ? "number_out_of_range" : "wrong_type");
}

Result<Value> moment(Type type, string_view text) {
    if (type == Type::date) {
        const auto day = parse_date(text);
        return day ? Result<Value>{Value{std::int64_t{*day}}} : refuse("date_invalid");
    }
    const auto instant = parse_instant(text);
    return instant ? Result<Value>{Value{*instant}} : refuse("date_invalid");
}

Result<Value> codes(const FieldModel& field, const std::vector<string_view>& given) {
    for (const auto code : given)
        if (field.find_choice(code) == nullptr)
            return refuse("choice_unknown", {}, {{"code", std::string(code)}});
    std::string out;
    for (const auto& choice : field.decl.choices)
        if (std::ranges::find(given, choice.code) != given.end())
            out += (out.empty() ? "," : "") + std::string(choice.code) + ",";
    return out.empty() ? Value{} : Value{std::move(out)};
}

Result<Value> links(const std::vector<string_view>& given) {
    Ids ids;
    for (const auto text : given) {
        const auto id = Id::parse(text);
        if (!id) return refuse("link_invalid");
        ids.push_back(*id);
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids.empty() ? Value{} : Value{std::move(ids)};
}

// "entity:uuid"; the record itself is looked for by the committer.
Result<Value> any(string_view entity, string_view id) {
    const auto parsed = Id::parse(id);
    if (!parsed || !is_name(entity)) return refuse("link_invalid");
    return Value{std::string(entity) + ":" + parsed->to_text()};
}

Result<Value> of_text(const FieldModel& field, string_view text) {
    switch (field.decl.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
            return number(text, field.scale());
        case Type::date:
        case Type::instant:
            return moment(field.decl.type, text);
        case Type::link: {
            const auto id = Id::parse(text);
            return id ? Result<Value>{Value{*id}} : refuse("link_invalid");
        }
        default:
            return checked(field, text.empty() ? Value{} : Value{std::string(text)});
    }
}

Result<Value> of_array(const FieldModel& field, const json::array& array) {
    std::vector<string_view> texts;
    for (const auto& one : array) {
        const auto* text = one.if_string();
        if (text == nullptr) return refuse("wrong_type");
        texts.emplace_back(text->data(), text->size());
    }
    return field.decl.type == Type::links ? links(texts) : codes(field, texts);
}

Result<Value> of_object(const json::object& object) {
    const auto* entity = object.if_contains("entity");
    const auto* id = object.if_contains("id");
    if (object.size() != 2 || entity == nullptr || id == nullptr || !entity->is_string() || !id->is_string())
        return refuse("wrong_type");
    return any(string_view(entity->get_string()), string_view(id->get_string()));
}

std::vector<string_view> split(string_view text) {
    std::vector<string_view> parts;
    for (;;) {
        const auto bar = text.find('|');
        if (const auto part = trimmed(text.substr(0, bar)); !part.empty()) parts.push_back(part);
        if (bar == string_view::npos) return parts;
        text.remove_prefix(bar + 1);
    }
}

std::optional<Complaint> text_misfit(const FieldModel& field, const std::string& text) {
    const bool is_note = field.decl.type == Type::note;
    const int most = field.decl.max > 0 ? field.decl.max : is_note ? limits::note_bytes : limits::text_bytes;
    if (text.size() > static_cast<std::size_t>(most))
        return Complaint{"", "text_too_long", {{"max", std::to_string(most)}}};
    if (!is_plain_text(text, is_note)) return Complaint{"", "text_control_characters"};
    return {};
}

std::optional<Complaint> codes_misfit(const FieldModel& field, string_view text) {
    for (std::size_t from = 1; from < text.size();) {
        const auto comma = text.find(',', from);
        if (comma == string_view::npos) return Complaint{"", "wrong_type"};
        if (field.find_choice(text.substr(from, comma - from)) == nullptr)
            return Complaint{"", "choice_unknown", {{"code", std::string(text.substr(from, comma - from))}}};
        from = comma + 1;
    }
    return {};
}

}  // namespace

std::optional<Complaint> misfit(const FieldModel& field, const Value& value) {
    if (is_null(value)) return {};
    const Complaint wrong{"", "wrong_type"};
    switch (field.storage) {
        case Storage::integer:
            return std::holds_alternative<std::int64_t>(value) ? std::nullopt : std::optional(wrong);
        case Storage::id:
            return std::holds_alternative<Id>(value) ? std::nullopt : std::optional(wrong);
        case Storage::ids:
            return std::holds_alternative<Ids>(value) ? std::nullopt : std::optional(wrong);
        case Storage::none:
            return wrong;
        default:
            break;
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return wrong;
    switch (field.decl.type) {
        case Type::any_link:
            return {};
        case Type::choice:
        case Type::state:
            if (field.find_choice(*text) == nullptr)
                return Complaint{"", "choice_unknown", {{"code", *text}}};
            return {};
        case Type::choices:
            return codes_misfit(field, *text);
        case Type::country:
        case Type::currency:
        case Type::language:
            if (!find_checker(catalogue::type_name(field.decl.type))(*text, ""))
                return Complaint{"", "choice_unknown"};
            return {};
        case Type::condition:
            if (text->size() > limits::text_bytes * 8)
                return Complaint{"", "text_too_long", {{"max", std::to_string(limits::text_bytes * 8)}}};
            return is_plain_text(*text, true) ? std::nullopt
                                              : std::optional(Complaint{"", "text_control_characters"});
        default:
            return text_misfit(field, *text);
    }
}

Result<Value> parse_value(const FieldModel& field, const json::value& value) {
    const Type type = field.decl.type;
    if (field.storage == Storage::none) return refuse("field_read_only");
    if (value.is_null()) return Value{};
    if (type == Type::boolean)
        return value.is_bool() ? Result<Value>{Value{std::int64_t{value.get_bool()}}} : refuse("wrong_type");
    if (type == Type::integer) {
        if (value.is_int64()) return Value{value.get_int64()};
        return refuse(value.is_uint64() ? "number_out_of_range" : "wrong_type");
    }
    if (type == Type::links || type == Type::choices)
        return value.is_array() ? of_array(field, value.get_array()) : refuse("wrong_type");
    if (type == Type::any_link)
        return value.is_object() ? of_object(value.get_object()) : refuse("wrong_type");
    const auto* text = value.if_string();
    if (text == nullptr) return refuse("wrong_type");
    return of_text(field, string_view(text->data(), text->size()));
}

Result<Value> parse_text_value(const FieldModel& field, string_view text) {
    const Type type = field.decl.type;
    if (field.storage == Storage::none) return refuse("field_read_only");
    if (text.empty()) return Value{};
    if (type == Type::boolean) {
        if (text == "true" || text == "1") return Value{std::int64_t{1}};
        if (text == "false" || text == "0") return Value{std::int64_t{0}};
        return refuse("wrong_type");
    }
    if (type == Type::links) return links(split(text));
    if (type == Type::choices) return codes(field, split(text));
    if (type == Type::any_link) {
        const auto cut = text.find(':');
        return cut == string_view::npos ? refuse("link_invalid")
                                        : any(text.substr(0, cut), text.substr(cut + 1));
    }
    return of_text(field, text);
}

std::string text_of(const FieldModel& field, const Value& value) {
    if (is_null(value)) return {};
    if (const auto* id = std::get_if<Id>(&value)) return id->to_text();
    if (const auto* ids = std::get_if<Ids>(&value)) {
        std::string out;
        for (const Id& id : *ids) out += (out.empty() ? "" : "|") + id.to_text();
        return out;
    }
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    const std::int64_t held = as_integer(value);
    switch (field.decl.type) {
        case Type::date:
            return format_date(static_cast<std::int32_t>(held));
        case Type::instant:
            return format_instant(held);
        case Type::boolean:
            return held != 0 ? "true" : "false";
        case Type::decimal:
        case Type::money:
            return format_decimal(held, field.scale());
        default:
            return std::to_string(held);
    }
}

void write_value(const FieldModel& field, const Value& value, JsonWriter& out) {
    if (is_null(value)) return out.null();
    switch (field.decl.type) {
        case Type::integer:
            return out.integer(as_integer(value));
        case Type::boolean:
            return out.boolean(as_integer(value) != 0);
        case Type::choices: {
            out.begin_array();
            string_view rest = as_text(value);
            while (rest.size() > 1) {
                rest.remove_prefix(1);
                const auto comma = rest.find(',');
                if (comma == string_view::npos) break;
                out.text(rest.substr(0, comma));
                rest.remove_prefix(comma);
            }
            return out.end_array();
        }
        case Type::links:
            out.begin_array();
            for (const Id& id : as_ids(value)) out.id(id);
            return out.end_array();
        default:
            return out.text(text_of(field, value));
    }
}

}  // namespace teczka::change
