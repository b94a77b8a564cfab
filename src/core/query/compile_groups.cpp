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

Result<Compiled> compile_groups(const Context& context, const Query& query, Dialect dialect,
                                std::optional<Drive> force) {
    Sql sql{context, dialect};
    const auto at = row_of(query);
    Compiled out;
    std::string inner, grouped, ordered;
    std::vector<std::string> selected;
    const auto nulls_first = sql.is_sqlite() ? "" : " NULLS FIRST";
    const auto add_order = [&](const std::string& one) {
        ordered += (ordered.empty() ? " ORDER BY " : ", ") + one + nulls_first;
    };
    for (std::size_t i = 0; i < query.group.size(); ++i) {
        const auto& e = query.group[i].expression;
        const auto number = std::to_string(i + 1);
        const auto key = group_key(sql, e, at);
        inner += (inner.empty() ? "" : ", ") + key.sql + " AS k" + number;
        grouped += (grouped.empty() ? " GROUP BY k" : ", k") + number;
        Compiled::Slot slot{.field = e.op == Op::path ? e.field : nullptr,
                            .type = e.type,
                            .scale = e.scale,
                            .at = static_cast<int>(selected.size()),
                            .name = query.group[i].name};
        selected.push_back("g.k" + number);
        if (is_link(e)) {
            selected.push_back(sql.tagged_title(*e.field->target, "g.k" + number));
            if (const auto by_title = title_order(e, "g.k" + number); !by_title.empty()) add_order(by_title);
        }
        add_order("g.k" + number);
        if (!key.hidden.empty()) {
            slot.mask_at = static_cast<int>(selected.size());
            inner += ", " + key.hidden + " AS h" + number;
            grouped += ", h" + number;
            selected.push_back("g.h" + number);
            add_order("g.h" + number);
        }
        out.slots.push_back(std::move(slot));
    }
    for (std::size_t i = 0; i < query.measures.size(); ++i) {
        const auto& measure = query.measures[i];
        const bool is_count = measure.fold == Fold::count;
        inner +=
            (inner.empty() ? "" : ", ") + measure_sql(sql, measure, at) + " AS m" + std::to_string(i + 1);
        out.slots.push_back({.type = is_count ? Type::integer : measure.of.type,
                             .scale = is_count ? 0 : measure.of.scale,
                             .at = static_cast<int>(selected.size()),
                             .name = measure.name});
        selected.push_back("g.m" + std::to_string(i + 1));
    }
    const auto arms = make_arms(sql, query, force.value_or(choose_drive(context, query)));
    if (sql.refusal()) return std::unexpected{*sql.refusal()};
    out.drive = arms.drive;
    for (const auto& one : selected) out.sql += (out.sql.empty() ? "SELECT " : ", ") + one;
    out.sql += " FROM (SELECT " + inner + " FROM " + records(arms, query) + grouped + ") AS g" + ordered +
               " LIMIT " + std::to_string(limits::group_rows + 1);
    out.bindings = std::move(sql.bindings());
    return out;
}

}  // namespace teczka::query
