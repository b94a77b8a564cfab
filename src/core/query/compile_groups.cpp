// Grouped queries: keys and measures over what the asker sees.
#include "core/base/limits.hpp"
#include "core/query/drive.hpp"

namespace teczka::query {
namespace {

using catalogue::Fold;
using catalogue::Type;

struct GroupKey {
    const Expression* expression{};
    std::string sql;     // NULL where masked, and for a link to what is invisible
    std::string hidden;  // of a link whose target may be invisible: 1 when it is shown; empty: always
};

bool is_link(const Expression& e) { return e.op == Op::path && leads_on(*e.field); }

GroupKey group_key(Sql& sql, const Expression& e, const At& at) {
    GroupKey out{.expression = &e, .sql = sql.value(e, at), .hidden = {}};
    if (!is_link(e)) return out;
    const auto scope = sql.context().rights.condition(sql.context().actor, *e.field->target, "view");
    if (is_true(scope)) return out;
    // Something is linked, yet reads as nothing: hidden. A masked link stays nothing.
    out.hidden = sql.through(e.links, 0, at, [&](const At& end) {
        const auto raw = sql.column(end, e.field->name());
        const auto mask = sql.shown(*e.field, end);
        const auto is_linked = raw + " IS NOT NULL" + (mask.empty() ? "" : " AND " + mask);
        return "CASE WHEN " + is_linked + " AND " + sql.field(*e.field, end) + " IS NULL THEN 0 ELSE 1 END";
    });
    return out;
}

std::string measure_sql(Sql& sql, const Measure& measure, const At& at) {
    if (measure.fold == Fold::count) return "count(*)";
    const auto of = sql.value(measure.of, at);
    if (measure.fold == Fold::sum) return "coalesce(sum(" + of + "), 0)";
    return (measure.fold == Fold::min ? "min(" : "max(") + of + ")";
}

// From what the arms give: all of one walk, or the rows that several walks found, each once.
std::string records(const Arms& arms, const Query& query) {
    if (arms.is_one()) return arms.all.front().from + " WHERE " + arms.all.front().where;
    std::string rows;
    for (const auto& arm : arms.all)
        rows += (rows.empty() ? "" : " UNION ") +
                ("SELECT t0.\"row\" AS \"row\" FROM " + arm.from + " WHERE " + arm.where);
    if (arms.all.size() == 1) rows.insert(7, "DISTINCT ");
    return "(" + rows + ") AS k CROSS JOIN " + quoted(query.entity->name()) +
           " AS t0 WHERE t0.\"row\" = k.\"row\"";
}

std::string title_order(const Expression& e, const std::string& id) {
    const auto& target = *e.field->target;
    if (target.title.empty() || !target.title.front()->keeps_sort) return {};
    return "(SELECT s." + quoted(std::string{target.title.front()->name()} + "_sort") + " FROM " +
           quoted(target.name()) + " AS s WHERE s.id = " + id + ")";
}

}  // namespace

namespace {

// The statement's pieces as they are collected key by key.
struct Pieces {
    Sql& sql;
    Compiled out;
    std::vector<std::string> selected;
    std::string inner, grouped, ordered;

    void add_order(const std::string& one) {
        ordered += (ordered.empty() ? " ORDER BY " : ", ") + one + (sql.is_sqlite() ? "" : " NULLS FIRST");
    }
    void add_key(const Column& column, std::size_t number, const At& at) {
        const auto& e = column.expression;
        const auto name = std::to_string(number), selected_key = "g.k" + name;
        const auto key = group_key(sql, e, at);
        inner += (inner.empty() ? "" : ", ") + key.sql + " AS k" + name;
        grouped += (grouped.empty() ? " GROUP BY k" : ", k") + name;
        Compiled::Slot slot{.field = e.op == Op::path ? e.field : nullptr,
                            .type = e.type,
                            .scale = e.scale,
                            .at = static_cast<int>(selected.size()),
                            .name = column.name};
        selected.push_back(selected_key);
        if (is_link(e)) {
            selected.push_back(sql.tagged_title(*e.field->target, selected_key));
            if (const auto by_title = title_order(e, selected_key); !by_title.empty()) add_order(by_title);
        }
        add_order(selected_key);
        if (!key.hidden.empty()) {
            slot.mask_at = static_cast<int>(selected.size());
            inner += ", " + key.hidden + " AS h" + name;
            grouped += ", h" + name;
            selected.push_back("g.h" + name);
            add_order("g.h" + name);
        }
        out.slots.push_back(std::move(slot));
    }
    void add_measure(const Measure& measure, std::size_t number, const At& at) {
        const bool is_count = measure.fold == Fold::count;
        const auto name = std::to_string(number);
        inner += (inner.empty() ? "" : ", ") + measure_sql(sql, measure, at) + " AS m" + name;
        out.slots.push_back({.type = is_count ? Type::integer : measure.of.type,
                             .scale = is_count ? 0 : measure.of.scale,
                             .at = static_cast<int>(selected.size()),
                             .name = measure.name});
        selected.push_back("g.m" + name);
    }
};

}  // namespace

Result<Compiled> compile_groups(const Context& context, const Query& query, Dialect dialect,
                                std::optional<Drive> force) {
    Sql sql{context, dialect};
    const auto at = row_of(query);
    Pieces pieces{.sql = sql, .out = {}, .selected = {}, .inner = {}, .grouped = {}, .ordered = {}};
    for (std::size_t i = 0; i < query.group.size(); ++i) pieces.add_key(query.group[i], i + 1, at);
    for (std::size_t i = 0; i < query.measures.size(); ++i) pieces.add_measure(query.measures[i], i + 1, at);
    auto& out = pieces.out;
    std::string source;
    if (auto kept = force ? std::nullopt : select_from_rollup(sql, query)) {
        source = std::move(*kept);
    } else {
        const auto arms = make_arms(sql, query, force.value_or(choose_drive(context, query)));
        out.drive = arms.drive;
        source = "SELECT " + pieces.inner + " FROM " + records(arms, query) + pieces.grouped;
    }
    if (sql.refusal()) return std::unexpected{*sql.refusal()};
    std::string text;
    for (const auto& one : pieces.selected) text += (text.empty() ? "SELECT " : ", ") + one;
    text +=
        " FROM (" + source + ") AS g" + pieces.ordered + " LIMIT " + std::to_string(limits::group_rows + 1);
    sql.finish(std::move(text), out);
    return std::move(out);
}

}  // namespace teczka::query
