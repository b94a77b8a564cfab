// The oracle's answers: every record asked by the plain evaluator, sorted and written out in the plainest
// way.
#include <algorithm>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/base/text.hpp"
#include "core/query/query_oracle.hpp"
#include "core/query/sql.hpp"

namespace teczka::query {
namespace {

using catalogue::Fold;
using catalogue::Type;

// Ordered as bytes beside other bytes: what a sort column holds.
Value order_value(Office& office, Seen& seen, const Expression& e, const EntityModel& entity, const Id& id) {
    auto value = seen.evaluated(e, entity, id);
    if (e.op != Op::path || is_null(value)) return value;
    if (!leads_on(*e.field)) return e.field->keeps_sort ? Value{sort_key(as_text(value))} : value;
    const auto& target = *e.field->target;
    const auto leading = as_id(value);
    if (!seen.exists(target, leading) || !office.exists(target, leading)) return {};
    if (target.title.empty() || target.title.front()->decl.type == Type::link) return leading;
    value = seen.value(*target.title.front(), leading);
    return is_null(value) || !target.title.front()->keeps_sort ? value : Value{sort_key(as_text(value))};
}

void write_target(Office& office, Seen& seen, const EntityModel& entity, const Id& id, bool names_entity,
                  JsonWriter& out) {
    out.begin_object();
    if (!seen.sees(entity, id)) {
        out.member("hidden", true);
    } else {
        if (names_entity) out.member("entity", entity.name());
        out.member("id", id);
        out.member("title", seen.title(entity, id));
        if (!office.exists(entity, id)) out.member("deleted", true);
    }
    out.end_object();
}

void write_plain(const Value& value, Type type, int scale, JsonWriter& out) {
    if (is_null(value)) return out.null();
    switch (type) {
        case Type::integer:
            return out.integer(as_integer(value));
        case Type::decimal:
        case Type::money:
            return out.text(format_decimal(as_integer(value), scale));
        case Type::date:
            return out.text(format_date(static_cast<std::int32_t>(as_integer(value))));
        case Type::instant:
            return out.text(format_instant(as_integer(value)));
        case Type::boolean:
            return out.boolean(as_integer(value) != 0);
        case Type::link:
            return out.id(as_id(value));
        case Type::choices: {
            out.begin_array();
            const auto& codes = as_text(value);
            for (std::size_t at = 1; at < codes.size();) {
                const auto comma = codes.find(',', at);
                out.text(std::string_view{codes}.substr(at, comma - at));
                at = comma + 1;
            }
            return out.end_array();
        }
        default:
            return out.text(as_text(value));
    }
}

// The record a path ends at; nothing when it leads nowhere.
std::optional<Id> end_of(Seen& seen, const Expression& path, Id id) {
    for (const auto* link : path.links) {
        const auto next = seen.value(*link, id);
        if (is_null(next) || !seen.exists(*link->target, as_id(next))) return {};
        id = as_id(next);
    }
    return id;
}

// False when the value is masked.
bool write_column(Office& office, Seen& seen, const Expression& e, const EntityModel& entity, const Id& id,
                  JsonWriter& out) {
    if (e.op == Op::path) {
        const auto end = end_of(seen, e, id);
        if (!end) return out.null(), true;
        if (!seen.shows(*e.field, *end)) return out.null(), false;
        const auto raw = office.value(*e.field, *end);
        if (leads_on(*e.field)) {
            if (is_null(raw)) return out.null(), true;
            return write_target(office, seen, *e.field->target, as_id(raw), false, out), true;
        }
        if (e.field->decl.type == Type::links) {
            out.begin_array();
            for (const auto& target : as_ids(raw))
                write_target(office, seen, *e.field->target, target, false, out);
            return out.end_array(), true;
        }
    }
    write_plain(seen.evaluated(e, entity, id), e.type, e.scale, out);
    return true;
}

std::vector<Id> found(Office& office, Seen& seen, const Query& query) {
    std::vector<Id> out;
    for (const auto& record : office.records(*query.entity))
        if (!record.is_deleted && seen.sees(*query.entity, record.id) &&
            seen.evaluated(query.where, *query.entity, record.id) == Value{std::int64_t{1}})
            out.push_back(record.id);
    return out;
}

}  // namespace

std::vector<std::string> expected_rows(Office& office, const Context& context, const Query& query) {
    Seen seen{office, context};
    struct Row {
        std::vector<Value> keys;
        Id id;
    };
    std::vector<Row> rows;
    for (const auto& id : found(office, seen, query)) {
        rows.push_back({{}, id});
        for (const auto& order : query.order)
            rows.back().keys.push_back(order_value(office, seen, order.expression, *query.entity, id));
    }
    std::ranges::sort(rows, [&](const Row& a, const Row& b) {
        for (std::size_t i = 0; i < a.keys.size(); ++i)
            if (a.keys[i] != b.keys[i]) return (a.keys[i] < b.keys[i]) != query.order[i].descending;
        const bool is_descending = !query.order.empty() && query.order.back().descending;
        return a.id != b.id && (a.id < b.id) != is_descending;
    });
    std::vector<std::string> out;
    for (const auto& row : rows) {
        std::vector<std::string> masked;
        auto& text = out.emplace_back();
        JsonWriter writer{text};
        writer.begin_object();
        writer.member("id", row.id);
        writer.member("rev", office.find(*query.entity, row.id)->rev);
        for (const auto& column : query.columns) {
            writer.key(column.name);
            if (!write_column(office, seen, column.expression, *query.entity, row.id, writer))
                masked.push_back(column.name);
        }
        if (!masked.empty()) {
            writer.key("masked");
            writer.begin_array();
            for (const auto& name : masked) writer.text(name);
            writer.end_array();
        }
        writer.end_object();
    }
    return out;
}

std::vector<std::string> expected_groups(Office& office, const Context& context, const Query& query) {
    Seen seen{office, context};
    std::map<std::string, std::vector<Id>> groups;  // by the keys as written
    for (const auto& id : found(office, seen, query)) {
        std::string keys;
        JsonWriter writer{keys};
        writer.begin_array();
        for (const auto& group : query.group)
            write_column(office, seen, group.expression, *query.entity, id, writer);
        writer.end_array();
        groups[keys].push_back(id);
    }
    if (groups.empty() && query.group.empty()) groups["[]"] = {};
    std::vector<std::string> out;
    for (const auto& [keys, ids] : groups) {
        std::string text = "{\"keys\":" + keys + ",\"values\":[";
        for (const auto& measure : query.measures) {
            if (text.back() != '[') text += ',';
            JsonWriter writer{text};
            if (measure.fold == Fold::count) {
                writer.integer(static_cast<std::int64_t>(ids.size()));
                continue;
            }
            Value folded = measure.fold == Fold::sum ? Value{std::int64_t{0}} : Value{};
            for (const auto& id : ids) {
                const auto value = seen.evaluated(measure.of, *query.entity, id);
                if (is_null(value)) continue;
                if (measure.fold == Fold::sum)
                    folded = as_integer(folded) + as_integer(value);
                else if (is_null(folded) || (measure.fold == Fold::min ? value < folded : folded < value))
                    folded = value;
            }
            write_plain(folded, measure.of.type, measure.of.scale, writer);
        }
        out.push_back(text + "]}");
    }
    return out;
}

}  // namespace teczka::query
