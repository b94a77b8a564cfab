// A page of records: ids in order through narrow indexes first, then the columns of those few rows alone
// (late look-up). Also counts.
#include <algorithm>

#include "core/base/limits.hpp"
#include "core/query/drive.hpp"
#include "core/query/many.hpp"

namespace teczka::query {
namespace {

using catalogue::Storage;
using catalogue::Type;

bool is_nullable(Sql& sql, const Expression& e, const At& at) {
    if (e.op == Op::children) return e.name == "min" || e.name == "max";
    if (e.op != Op::path || !e.links.empty() || leads_on(*e.field)) return true;
    const bool is_given = e.field->decl.required || e.field->name() == "id" || e.field->name() == "rev" ||
                          e.field->name() == "created_at";
    return !is_given || !sql.shown(*e.field, at).empty();
}

std::vector<Key> order_keys(Sql& sql, const Query& query) {
    const auto at = row_of(query);
    std::vector<Key> out;
    for (const auto& order : query.order) {
        const auto& e = order.expression;
        Key key{.descending = order.descending != query.from_end, .type = e.type};
        key.sql = sql.order_key(e, at, key.is_bytes);
        key.is_nullable = is_nullable(sql, e, at);
        key.is_id = e.op == Op::path && e.field->storage == Storage::id && !key.is_bytes;
        out.push_back(std::move(key));
    }
    return out;
}

// ` ORDER BY o1 DESC, id DESC`, of the columns as `prefix` calls them.
std::string order_by(const Sql& sql, const std::vector<Key>& keys, const std::string& prefix,
                     bool id_descends) {
    std::string out = " ORDER BY ";
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto& key = keys[i];
        out += prefix + "o" + std::to_string(i + 1) + (key.descending ? " DESC" : "");
        if (!sql.is_sqlite() && key.is_nullable) out += key.descending ? " NULLS LAST" : " NULLS FIRST";
        out += ", ";
    }
    return out + prefix + "id" + (id_descends ? " DESC" : "");
}

// `row`, o1…, id of the page's records.
std::string inner_select(Sql& sql, const Query& query, const Arms& arms, const std::vector<Key>& keys,
                         const std::string& behind_cursor, bool id_descends) {
    const auto tail = order_by(sql, keys, "", id_descends) + " LIMIT " + std::to_string(query.limit + 1);
    std::string names = "\"row\"", selected = "t0.\"row\" AS \"row\"";
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto name = "o" + std::to_string(i + 1);
        names += ", " + name;
        selected += ", " + keys[i].sql + " AS " + name;
    }
    names += ", id";
    selected += ", t0.id AS id";
    std::string out;
    for (const auto& arm : arms.all) {
        const auto select = std::string{"SELECT "} + (arm.repeats ? "DISTINCT " : "") + selected + " FROM " +
                            arm.from + " WHERE " + arm.where +
                            (behind_cursor.empty() ? "" : " AND " + behind_cursor) + tail;
        if (arms.all.size() == 1) return select;
        const auto name = "u" + std::to_string(&arm - arms.all.data() + 1);
        out += (out.empty() ? "" : " UNION ") + ("SELECT " + names + " FROM (" + select + ") AS " + name);
    }
    return "SELECT " + names + " FROM (" + out + ") AS u" + tail;
}

}  // namespace

// The place of a column that several slots may share.
int column_of(std::string sql, std::vector<std::string>& selected) {
    const auto known = std::ranges::find(selected, sql);
    if (known != selected.end()) return static_cast<int>(known - selected.begin());
    selected.push_back(std::move(sql));
    return static_cast<int>(selected.size()) - 1;
}

Compiled::Slot value_slot(Sql& sql, const Expression& e, const At& at, std::vector<std::string>& selected) {
    Compiled::Slot slot{.type = e.type, .scale = e.scale, .at = static_cast<int>(selected.size())};
    if (e.op != Op::path) {
        selected.push_back(sql.value(e, at));
        return slot;
    }
    slot.field = e.field;
    const auto& model = *e.field;
    // A mask of the record's own is a column of its own, shared by all fields it covers; nobody reads the
    // value where it says no (is_masked). At the end of a path the value itself is NULL.
    const bool has_own_mask = e.links.empty() && !sql.shown(model, at).empty();
    const auto end = [&](const Sql::Leaf& leaf) { return sql.through(e.links, 0, at, leaf); };
    const auto mask = [&](const At& there) {
        const auto shown = sql.shown(model, there);
        return shown.empty() ? "1" : "CASE WHEN " + shown + " THEN 1 ELSE 0 END";
    };
    const auto is_maskable =
        !is_true(sql.context().rights.field_condition(sql.context().actor, model, "view"));
    const auto raw = [&](const At& there, std::string_view suffix) {
        const auto column = sql.column(there, std::string{model.name()} + std::string{suffix});
        const auto shown = has_own_mask ? std::string{} : sql.shown(model, there);
        return shown.empty() ? column : "CASE WHEN " + shown + " THEN " + column + " END";
    };
    if (model.decl.type == Type::links) {
        slot.is_links = true;
        if (!e.links.empty()) sql.refuse_with("column_impossible", e.written);
    } else if (leads_on(model)) {
        // The id leaves the database only beside a title, which is NULL for what the asker may not see.
        selected.push_back(end([&](const At& there) { return raw(there, ""); }));
        selected.push_back(
            end([&](const At& there) { return sql.tagged_title(*model.target, raw(there, "")); }));
    } else if (model.decl.type == Type::any_link) {
        selected.push_back(end([&](const At& there) { return raw(there, ""); }));
        selected.push_back(end([&](const At& there) { return raw(there, "_entity"); }));
        selected.push_back(end([&](const At& there) {
            return sql.tagged_title_of_any(raw(there, ""),
                                           sql.column(there, std::string{model.name()} + "_entity"));
        }));
    } else {
        selected.push_back(end([&](const At& there) {
            return has_own_mask ? sql.unmasked(model, there, "") : sql.field(model, there);
        }));
    }
    if (is_maskable) slot.mask_at = column_of(end(mask), selected);
    return slot;
}

Result<Compiled> compile(const Context& context, const Query& query, Dialect dialect,
                         std::optional<Drive> force) {
    if (!query.measures.empty()) return compile_groups(context, query, dialect, force);
    std::optional<Cursor> cursor;
    if (!query.after.empty() && !query.from_end) {
        auto read = read_cursor(context, query);
        if (!read) return std::unexpected{read.error()};
        cursor = std::move(*read);
    }
    Sql sql{context, dialect};
    const auto keys = order_keys(sql, query);
    const auto arms = make_arms(sql, query, force.value_or(choose_drive(context, query)));
    const bool id_descends = keys.empty() ? query.from_end : keys.back().descending;
    if (cursor && cursor->values.size() != keys.size()) return refuse("cursor_invalid", "after");
    const auto inner =
        inner_select(sql, query, arms, keys,
                     cursor ? behind(sql, keys, cursor->values, cursor->id) : std::string{}, id_descends);
    Compiled out;
    out.drive = arms.drive;
    std::vector<std::string> selected{"k.id", "t0.rev"};
    out.rev_at = 1;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        out.order_slots.push_back({.type = keys[i].type,
                                   .at = static_cast<int>(selected.size()),
                                   .is_bytes = keys[i].is_bytes,
                                   .is_id = keys[i].is_id});
        selected.push_back("k.o" + std::to_string(i + 1));
    }
    for (const auto& column : query.columns) {
        out.slots.push_back(value_slot(sql, column.expression, row_of(query), selected));
        out.slots.back().name = column.name;
    }
    if (sql.refusal()) return std::unexpected{*sql.refusal()};
    std::string text;
    for (const auto& one : selected) text += (text.empty() ? "SELECT " : ", ") + one;
    text += " FROM (" + inner + ") AS k CROSS JOIN " + quoted(query.entity->name()) +
            " AS t0 WHERE t0.\"row\" = k.\"row\"" + order_by(sql, keys, "k.", id_descends);
    sql.finish(std::move(text), out);
    return out;
}

namespace {

Compiled count_up_to(const Context& context, const Query& query, Dialect dialect, std::int64_t most) {
    Sql sql{context, dialect};
    const auto arms = make_arms(sql, query, choose_drive(context, query));
    const auto limit = " LIMIT " + std::to_string(most + 1);
    std::string rows;
    for (const auto& arm : arms.all) {
        const auto select = std::string{"SELECT "} + (arm.repeats ? "DISTINCT " : "") +
                            "t0.\"row\" AS \"row\" FROM " + arm.from + " WHERE " + arm.where + limit;
        if (arms.all.size() == 1) {
            rows = select;
            break;
        }
        const auto name = "u" + std::to_string(&arm - arms.all.data() + 1);
        rows += (rows.empty() ? "" : " UNION ") + ("SELECT \"row\" FROM (" + select + ") AS " + name);
    }
    Compiled out;
    out.drive = arms.drive;
    sql.finish("SELECT count(*) FROM (" + rows + ") AS k", out);
    return out;
}

}  // namespace

Compiled compile_count(const Context& context, const Query& query, Dialect dialect) {
    return count_up_to(context, query, dialect, limits::exact_count);
}

namespace {

std::int64_t count_rows(const Compiled& counted, store::Connection& connection) {
    store::Use statement{connection.prepare(counted.sql)};
    for (std::size_t i = 0; i < counted.bindings.size(); ++i)
        statement->bind(static_cast<int>(i) + 1, counted.bindings[i]);
    connection.limit_time(limits::read_ms);
    const auto count = statement->step() ? statement->integer(0) : 0;
    connection.limit_time(0);
    return count;
}

}  // namespace

std::int64_t count_all(const Context& context, const Query& query, store::Connection& connection) {
    return count_rows(count_up_to(context, query, connection.dialect(), INT64_MAX - 1), connection);
}

std::int64_t count_up_to_limit(const Context& context, const Query& query, store::Connection& connection) {
    return count_rows(count_up_to(context, query, connection.dialect(), limits::exact_count), connection);
}

void each_found(const Context& context, const Query& query, store::Connection& connection,
                const std::function<bool(const Id& id)>& row) {
    Sql sql{context, connection.dialect()};
    const auto arms = make_arms(sql, query, choose_drive(context, query));
    std::string text;
    for (const auto& arm : arms.all)
        text += (text.empty() ? "SELECT t0.id FROM " : " UNION ALL SELECT t0.id FROM ") + arm.from +
                " WHERE " + arm.where;
    store::Use found{connection.prepare(text)};
    for (std::size_t i = 0; i < sql.bindings().size(); ++i)
        found->bind(static_cast<int>(i) + 1, sql.bindings()[i]);
    connection.limit_time(limits::read_ms);
    while (found->step() && row(found->id(0))) continue;
    connection.limit_time(0);
}

Portfolio count_portfolio(const Context& context, store::Connection& connection) {
    const auto* company = context.catalogue.company();
    if (company == nullptr) return {.own = 0};
    // Rows are numbered as they come and deleted ones stay: near enough, and read from one page.
    store::Use last{connection.prepare("SELECT coalesce(max(\"row\"), 0) FROM " + quoted(company->name()))};
    const auto all = last->step() ? last->integer(0) : 0;
    const auto scope = context.rights.condition(context.actor, *company, "view");
    if (is_true(scope)) return {.own = all, .all = all};
    if (is_false(scope)) return {.own = 0, .all = all};
    const Query own{.entity = company, .where = catalogue::make_literal(true)};
    const auto counted = count_up_to(context, own, connection.dialect(), limits::anchor_bearable - 1);
    store::Use statement{connection.prepare(counted.sql)};
    for (std::size_t i = 0; i < counted.bindings.size(); ++i)
        statement->bind(static_cast<int>(i) + 1, counted.bindings[i]);
    return {.own = statement->step() ? statement->integer(0) : 0, .all = all};
}

}  // namespace teczka::query
