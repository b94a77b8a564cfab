// Statements run, answers written. Pages read one row more than they show: it tells whether another follows.
#include <algorithm>
#include <unordered_set>

#include "core/base/limits.hpp"
#include "core/query/answer.hpp"
#include "core/query/drive.hpp"
#include "core/query/each.hpp"
#include "core/query/many.hpp"

namespace teczka::query {
namespace {

// With the actor's companies counted, when nobody has and the choice of side depends on them.
Context counted(const Context& context, const Query& query, store::Connection& connection) {
    Context out = context;
    if (out.portfolio.own < 0 && context.rights.anchor_scope(context.actor, *query.entity))
        out.portfolio = count_portfolio(context, connection);
    return out;
}

Cursor cursor_at(const Compiled& compiled, store::Statement& row) {
    Cursor out;
    for (const auto& slot : compiled.order_slots) out.values.push_back(key_value(slot, row));
    out.id = row.id(compiled.id_at);
    return out;
}

// Returns the cursor of the next page, empty on the last.
std::string write_rows(const Context& context, const Query& query, const Compiled& compiled,
                       store::Connection& connection, std::string& out) {
    LinksReader links{context, *query.entity, compiled.slots, connection};
    store::Use row{connection.prepare(compiled.sql)};
    bind_all(*row, compiled.bindings);
    std::vector<std::string> backwards;
    std::string page, next;
    Cursor last;
    int count = 0;
    while (row->step()) {
        if (count++ == query.limit) {
            if (!query.from_end) next = make_cursor(context, query, last);
            break;
        }
        std::string text;
        JsonWriter writer{text};
        writer.begin_object();
        const auto id = row->id(compiled.id_at);
        writer.member("id", id);
        writer.member("rev", row->integer(compiled.rev_at));
        write_slots(compiled.slots, *row, id, links, writer);
        writer.end_object();
        if (query.from_end) {
            backwards.push_back(std::move(text));
        } else {
            page += (page.empty() ? "" : ",") + text;
            if (count == query.limit) last = cursor_at(compiled, *row);
        }
    }
    for (auto text = backwards.rbegin(); text != backwards.rend(); ++text)
        page += (page.empty() ? "" : ",") + *text;
    out += page;
    return next;
}

void write_count(const Context& context, const Query& query, store::Connection& connection,
                 std::string& out) {
    const auto count = count_up_to_limit(context, query, connection);
    out += ",\"count\":" + std::to_string(std::min<std::int64_t>(count, limits::exact_count));
    out += count > limits::exact_count ? ",\"count_is_exact\":false" : ",\"count_is_exact\":true";
}

void write_groups(const Query& query, const Compiled& compiled, store::Connection& connection,
                  std::string& out) {
    store::Use row{connection.prepare(compiled.sql)};
    bind_all(*row, compiled.bindings);
    int count = 0;
    bool has_more = false;
    out += "{\"groups\":[";
    while (!has_more && row->step()) {
        if (count++ == limits::group_rows) {
            has_more = true;
            break;
        }
        if (count > 1) out += ',';
        JsonWriter writer{out};
        writer.begin_object();
        writer.key("keys");
        writer.begin_array();
        for (std::size_t i = 0; i < query.group.size(); ++i) {
            if (is_masked(compiled.slots[i], *row))
                write_link({}, true, {}, writer);
            else
                write_slot(compiled.slots[i], *row, writer);
        }
        writer.end_array();
        writer.key("values");
        writer.begin_array();
        for (std::size_t i = query.group.size(); i < compiled.slots.size(); ++i)
            write_slot(compiled.slots[i], *row, writer);
        writer.end_array();
        writer.end_object();
    }
    out += has_more ? "],\"more\":true}" : "],\"more\":false}";
}

void write_answer(const Context& context, const Query& query, const Compiled& compiled,
                  store::Connection& connection, std::string& out) {
    connection.limit_time(limits::read_ms);
    if (!query.measures.empty()) {
        write_groups(query, compiled, connection, out);
    } else {
        out += "{\"rows\":[";
        const auto next = write_rows(context, query, compiled, connection, out);
        out += next.empty() ? "]" : "],\"next\":\"" + next + "\"";
        if (query.wants_count) write_count(context, query, connection, out);
        out += '}';
    }
    connection.limit_time(0);
}

// The title of a link instead of its id.
Value title_value(const Compiled::Slot& slot, store::Statement& row) {
    const bool is_link = slot.type == catalogue::Type::link && slot.field != nullptr && leads_on(*slot.field);
    if (!is_link && slot.type != catalogue::Type::any_link) return slot_value(slot, row);
    const int title_at = slot.at + (is_link ? 1 : 2);
    if (is_masked(slot, row) || row.is_null(slot.at) || row.is_null(title_at)) return {};
    return std::string{row.text(title_at).substr(1)};
}

using EachRow = std::function<bool(const Id&, std::span<const Value>)>;

// Where the next page begins; nothing when this was the last, or enough.
std::optional<Cursor> each_of_page(const Context& context, const Query& page, const Compiled& compiled,
                                   store::Connection& connection, const EachRow& row, bool with_titles) {
    LinksReader links{context, *page.entity, compiled.slots, connection};
    store::Use statement{connection.prepare(compiled.sql)};
    bind_all(*statement, compiled.bindings);
    std::vector<Value> values(compiled.slots.size());
    for (int count = 0; count < page.limit && statement->step();) {
        const auto id = statement->id(compiled.id_at);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto& slot = compiled.slots[i];
            if (!slot.is_links)
                values[i] = with_titles ? title_value(slot, *statement) : slot_value(slot, *statement);
            else if (is_masked(slot, *statement))
                values[i] = {};
            else
                values[i] = with_titles ? Value{links.titles(i, id)} : Value{links.ids(i, id)};
        }
        if (!row(id, values)) return {};
        if (++count == page.limit) return cursor_at(compiled, *statement);
    }
    return {};
}

}  // namespace

Result<void> run(const Context& context, const Query& query, store::Connection& connection,
                 std::string& out) {
    const auto asked = counted(context, query, connection);
    const auto compiled = compile(asked, query, connection.dialect());
    if (!compiled) return std::unexpected{compiled.error()};
    write_answer(asked, query, *compiled, connection, out);
    return {};
}

Result<void> run_about(const Context& context, string_view name, const Id& about,
                       const std::function<Result<Query>()>& make, store::Connection& connection,
                       std::string& out) {
    Plans alone;
    auto& plans = context.plans == nullptr ? alone : *context.plans;
    const auto* plan = plans.find(context, name, about);
    if (plan == nullptr) {
        auto query = make();
        if (!query) return std::unexpected{query.error()};
        query->about = about;
        auto compiled = compile(counted(context, *query, connection), *query, connection.dialect());
        if (!compiled) return std::unexpected{compiled.error()};
        plan = &plans.keep(context, name, about, std::move(*query), std::move(*compiled));
    }
    write_answer(context, plan->query, plan->compiled, connection, out);
    return {};
}

Result<void> each(const Context& context, const Query& query, store::Connection& connection,
                  const std::function<bool(const Id& id, std::span<const Value> values)>& row) {
    return each(context, query, connection, row, {});
}

Result<void> each(const Context& context, const Query& query, store::Connection& connection,
                  const std::function<bool(const Id& id, std::span<const Value> values)>& row,
                  const EachOptions& options) {
    const auto asked = counted(context, query, connection);
    Query page = query;
    const bool is_whole = query.limit == 0;
    if (is_whole) page.limit = limits::page_rows;
    for (;;) {
        const auto compiled = compile(asked, page, connection.dialect());
        if (!compiled) return std::unexpected{compiled.error()};
        const auto last = each_of_page(asked, page, *compiled, connection, row, options.with_titles);
        if (!is_whole || !last) return {};
        if (options.between && !options.between()) return {};
        page.after = make_cursor(asked, page, *last);
    }
}

namespace {

Ids visible_among(const Context& context, const EntityModel& entity, const Ids& ids,
                  store::Connection& connection, string_view life) {
    std::unordered_set<Id> seen;
    const At at{.alias = "t0", .entity = &entity, .is_granted = true};
    for (std::size_t from = 0; from < ids.size(); from += limits::in_values) {
        Sql sql{context, connection.dialect()};
        const auto past = std::min(ids.size(), from + limits::in_values);
        std::string list;
        for (auto i = from; i < past; ++i) list += (list.empty() ? "" : ", ") + sql.parameter(Value{ids[i]});
        const auto scope = sql.visible(at);
        const auto text = "SELECT t0.id FROM " + quoted(entity.name()) + " AS t0 WHERE t0.id IN (" + list +
                          ") AND t0.deleted_at IS " + std::string{life} +
                          (scope.empty() ? "" : " AND " + scope);
        store::Use row{connection.prepare(text)};
        bind_all(*row, sql.bindings());
        while (row->step()) seen.insert(row->id(0));
    }
    Ids out;
    std::ranges::copy_if(ids, std::back_inserter(out), [&](const Id& id) { return seen.contains(id); });
    return out;
}

}  // namespace

Ids visible(const Context& context, const EntityModel& entity, const Ids& ids,
            store::Connection& connection) {
    return visible_among(context, entity, ids, connection, "NULL");
}

Ids visible_removed(const Context& context, const EntityModel& entity, const Ids& ids,
                    store::Connection& connection) {
    return visible_among(context, entity, ids, connection, "NOT NULL");
}

}  // namespace teczka::query
