// Questions at random, yet ones that find something: literals are taken from rows.
#include <algorithm>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/query/query_oracle.hpp"

namespace teczka::query {
namespace {

using catalogue::Storage;
using catalogue::Type;

std::string quoted_text(std::string text) {
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) text.insert(at, 1, '"');
    return "\"" + text + "\"";
}

bool is_readable(const FieldModel& field) {
    return field.decl.type != Type::list && !field.is_grouped_rollup() && field.name() != "deleted_at" &&
           field.decl.type != Type::condition;
}

}  // namespace

const EntityModel& Questions::entity() {
    constexpr std::string_view names[] = {
        "company", "company", "company", "person",       "employment", "supply",    "activity", "activity",
        "deal",    "invoice", "invoice", "invoice_line", "payment",    "territory", "user",     "segment"};
    return office_.catalogue().at(any(names));
}

Questions::Path Questions::path(const EntityModel& entity, int steps) {
    const auto* at = &entity;
    Path out;
    for (int i = 0; i < steps; ++i) {
        std::vector<const FieldModel*> links;
        for (const auto& field : at->fields)
            if (field.decl.type == Type::link && field.target != nullptr && field.name() != "id")
                links.push_back(&field);
        if (links.empty()) break;
        const auto* link = links[static_cast<std::size_t>(below(static_cast<int>(links.size())))];
        out.text += std::string{link->name()} + ".";
        at = link->target;
    }
    do {
        out.field = &at->fields[static_cast<std::size_t>(below(static_cast<int>(at->fields.size())))];
    } while (!is_readable(*out.field));
    out.text += out.field->name();
    return out;
}

// Of some row that has one.
std::string Questions::literal(const FieldModel& field) {
    const auto& rows = office_.records(*field.owner);
    for (int tries = 0; tries < 12; ++tries) {
        const auto& row = rows[static_cast<std::size_t>(below(static_cast<int>(rows.size())))];
        const auto value = catalogue::evaluate(
            [&] {
                Expression path;
                path.op = catalogue::Op::path;
                path.field = &field;
                return path;
            }(),
            *field.owner, row.id, office_, rights::Actor{}.circumstances(Office::today, Office::now_ms));
        if (is_null(value)) continue;
        switch (field.decl.type) {
            case Type::integer:
                return std::to_string(as_integer(value));
            case Type::decimal:
            case Type::money:
                return format_decimal(as_integer(value), field.scale());
            case Type::date:
                return quoted_text(format_date(static_cast<std::int32_t>(as_integer(value))));
            case Type::instant:
                return quoted_text(format_instant(as_integer(value)));
            case Type::boolean:
                return as_integer(value) != 0 ? "true" : "false";
            case Type::link:
            case Type::any_link:
                return quoted_text(as_id(value).to_text());
            case Type::links:
                return as_ids(value).empty() ? "null" : quoted_text(as_ids(value).front().to_text());
            case Type::choices: {
                const auto& codes = as_text(value);
                return quoted_text(codes.substr(1, codes.find(',', 1) - 1));
            }
            default:
                return quoted_text(as_text(value));
        }
    }
    return "null";
}

std::string Questions::number(const EntityModel& entity, const Path& path) {
    constexpr std::string_view ops[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
    constexpr std::string_view factors[] = {"0.005", "1.5", "0.335"};
    auto left = path.text;
    const auto known = literal(*path.field);
    if (known == "null") return left + " is not null";
    switch (below(6)) {
        case 0:
            left = "coalesce(" + left + ", " + known + ")";
            break;
        case 1:
            left = left + " + " + known;
            break;
        case 2:
            if (path.field->decl.type != Type::money) break;
            return left + " * " + std::string{any(factors)} + std::string{any(ops)} + known;
        case 3:
            left = "if(" + comparison(entity, this->path(entity, 0)) + ", " + left + ", " + known + ")";
            break;
        case 4:
            return left + " in (" + known + ", 5)";
        default:
            break;
    }
    return left + std::string{any(ops)} + known;
}

std::string Questions::day(const EntityModel&, const Path& path) {
    constexpr std::string_view ops[] = {" < ", " <= ", " > ", " >= ", " = ", " <> "};
    constexpr std::string_view periods[] = {"today",          "yesterday",    "this_week",    "last_month",
                                            "this_quarter",   "this_year",    "last_year",    "last_90_days",
                                            "last_12_months", "next_3_weeks", "last_2_years", "last_quarter",
                                            "last_30_days"};
    constexpr std::string_view bases[] = {"today", "now"};
    constexpr std::string_view spans[] = {" - 90d", " + 2w", " - 3m", " - 1y", ""};
    constexpr std::string_view parts[] = {"year", "quarter", "month", "week", "day"};
    const auto known = literal(*path.field);
    switch (below(6)) {
        case 0:
            return path.text + " in " + std::string{any(periods)};
        case 1:
            return path.text + std::string{any(ops)} + std::string{any(bases)} + std::string{any(spans)};
        case 2:
            return path.text + std::string{any(spans)} + std::string{any(ops)} + "today";
        case 3: {
            if (known == "null") break;
            const auto part = std::string{any(parts)};
            return part + "(" + path.text + ")" + std::string{any(ops)} + part + "(" + known.substr(0, 11) +
                   "\")";
        }
        default:
            if (known != "null") return path.text + std::string{any(ops)} + known;
    }
    return path.text + " in " + std::string{any(periods)};
}

std::string Questions::text(const Path& path) {
    const auto known = literal(*path.field);
    constexpr std::string_view pieces[] = {"lod", "zo", "a", "LAN", "ć", "b", "ał"};
    switch (below(path.field->keeps_fold ? 6 : 3)) {
        case 0:
            return path.text + " = " + known;
        case 1:
            return path.text + " <> " + known;
        case 2:
            return known == "null" ? path.text + " is null" : path.text + " in (" + known + ")";
        case 3:
            return path.text + " starts " + quoted_text(std::string{any(pieces)});
        case 4:
            return path.text + " contains " + (known == "null" ? "\"l\"" : known);
        default:
            return path.text + " contains " + quoted_text(std::string{any(pieces)});
    }
}

std::string Questions::comparison(const EntityModel& entity, const Path& path) {
    if (below(8) == 0) return path.text + (below(2) == 0 ? " is null" : " is not null");
    const auto target = path.field->target == nullptr ? std::string_view{} : path.field->target->name();
    switch (path.field->decl.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
            return number(entity, path);
        case Type::date:
        case Type::instant:
            return day(entity, path);
        case Type::boolean: {
            const std::string forms[] = {path.text, "not " + path.text, path.text + " = false",
                                         path.text + " <> true", "coalesce(" + path.text + ", true)"};
            return forms[below(5)];
        }
        case Type::choices:
            return path.text + " contains " + literal(*path.field);
        case Type::links: {
            const auto known = literal(*path.field);
            return known == "null" ? path.text + " is null" : path.text + " contains " + known;
        }
        case Type::link:
            if (target == "territory" && below(3) == 0) return path.text + " in my_territories";
            if (target == "user" && below(2) == 0)
                return path.text + (below(2) == 0 ? " = me" : " in standing_in_for");
            [[fallthrough]];
        case Type::any_link:
            return path.text + (below(3) == 0 ? " <> " : " = ") + literal(*path.field);
        default:
            return text(path);
    }
}

std::string Questions::fold(const EntityModel& entity, int depth) {
    if (entity.children.empty()) return comparison(entity, path(entity, 1));
    const auto& children =
        entity.children[static_cast<std::size_t>(below(static_cast<int>(entity.children.size())))];
    const auto& child = *children.link->owner;
    const auto name = std::string{children.name};
    const auto where = below(4) == 0 ? std::string{} : condition(child, depth - 1);
    switch (below(5)) {
        case 0:
            return name + " none(" + where + ")";
        case 1:
            return name + " count(" + where + ") >= " + std::to_string(below(4));
        case 2: {
            const auto of = path(child, 0);
            const auto type = of.field->decl.type;
            if (type != Type::money && type != Type::integer && type != Type::date) break;
            const auto inside = of.text + (where.empty() ? "" : ", " + where) + ")";
            if (type == Type::date) return name + " max(" + inside + " >= today - 200d";
            return name + (below(2) == 0 ? " sum(" : " min(") + inside + " >= 1";
        }
        default:
            break;
    }
    return name + " any(" + where + ")";
}

std::string Questions::condition(const EntityModel& entity, int depth) {
    if (depth > 0) {
        switch (below(6)) {
            case 0:
                return "(" + condition(entity, depth - 1) + " or " + condition(entity, depth - 1) + ")";
            case 1:
                return condition(entity, depth - 1) + " and (" + condition(entity, depth - 1) + ")";
            case 2:
                return "not (" + condition(entity, depth - 1) + ")";
            case 3:
            case 4:
                return fold(entity, depth);
            default:
                break;
        }
    }
    return comparison(entity, path(entity, below(4) == 0 ? 1 + below(2) : 0));
}

std::string Questions::order(const EntityModel& entity) {
    std::string out;
    for (int keys = below(3); keys > 0; --keys) {
        Path key;
        do key = path(entity, below(4) == 0 ? 1 : 0);
        while (key.field->decl.type == Type::note || key.field->decl.type == Type::choices ||
               key.field->decl.type == Type::links || key.field->decl.type == Type::any_link);
        out += (out.empty() ? "" : ",") + std::string{below(2) == 0 ? "-" : ""} + key.text;
    }
    if (out.empty()) out = entity.decl.order;
    return out.empty() ? "rev" : out;
}

std::string Questions::columns(const EntityModel& entity) {
    std::string out = path(entity, 0).text;
    for (int more = below(4); more > 0; --more) {
        const auto column = path(entity, below(3) == 0 ? 1 : 0);
        if (column.field->decl.type == Type::links && column.text.find('.') != std::string::npos) continue;
        if (("," + out + ",").find("," + column.text + ",") == std::string::npos) out += "," + column.text;
    }
    if (!entity.children.empty() && below(3) == 0)
        out += "," + std::string{entity.children.front().name} + " count()";
    return out;
}

std::string Questions::group(const EntityModel& entity) {
    Path key;
    do key = path(entity, below(4) == 0 ? 1 : 0);
    while (key.field->decl.type == Type::note || key.field->decl.type == Type::choices ||
           key.field->decl.type == Type::links || key.field->decl.type == Type::any_link ||
           key.field->name() == "id");
    const auto type = key.field->decl.type;
    constexpr std::string_view parts[] = {"year", "quarter", "month", "week", "day"};
    return type == Type::date || type == Type::instant ? std::string{any(parts)} + "(" + key.text + ")"
                                                       : key.text;
}

}  // namespace teczka::query
