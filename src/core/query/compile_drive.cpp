// Which side drives, and the selects of either. No planner finds this: at a million companies the wrong side
// costs hundreds of milliseconds, the right one a few.
#include <algorithm>

#include "core/base/limits.hpp"
#include "core/query/drive.hpp"

namespace teczka::query {
namespace {

using catalogue::AnchorPath;
using catalogue::Storage;
using catalogue::Type;
using AnchorScope = rights::Rights::AnchorScope;

// One arm a value of `owner in (…)`: each walks its index in the order asked for. More are one select.
constexpr std::size_t arms_at_most = 8;
constexpr std::size_t terms_at_most = 64;

bool is_company(const Context& context, const EntityModel& entity) {
    return &entity == context.catalogue.company();
}

void flatten(const Expression& e, Op op, std::vector<const Expression*>& out) {
    if (e.op != op) return out.push_back(&e);
    for (const auto& arg : e.args) flatten(arg, op, out);
}

std::vector<const Expression*> parts(const Expression& e, Op op) {
    std::vector<const Expression*> out;
    flatten(e, op, out);
    return out;
}

const FieldModel* own_field(const Expression& e) {
    return e.op == Op::path && e.links.empty() ? e.field : nullptr;
}

// Few records are left by it, and an index finds them.
bool is_selective(const Expression& where) {
    return std::ranges::any_of(parts(where, Op::logical_and), [](const Expression* part) {
        const auto* field = part->args.empty() ? nullptr : own_field(part->args[0]);
        if (field == nullptr) return false;
        if (part->op == Op::in && field->name() == "id") return part->args[1].op == Op::list;
        if (part->op != Op::equal || !is_constant(part->args[1])) return false;
        const auto& decl = field->decl;
        return field->storage == Storage::id || decl.unique ||
               (decl.indexed && field->storage == Storage::text && decl.choices.empty());
    });
}

// The order is an index's, behind these fields held equal.
bool is_order_indexed(const Query& query, const FieldModel* behind_field = nullptr) {
    if (query.order.size() > 1) return false;
    if (query.order.empty()) return behind_field == nullptr || behind_field->storage == Storage::id;
    const auto* field = own_field(query.order.front().expression);
    if (field == nullptr) return false;
    if (behind_field == nullptr && field->name() == "id") return true;
    return std::ranges::any_of(query.entity->indexes, [&](const catalogue::IndexModel& index) {
        auto keys = std::span{index.keys};
        if (behind_field != nullptr) {
            if (keys.front() != behind_field) return false;
            keys = keys.subspan(1);
        }
        return !keys.empty() && keys.front() == field && is_true(index.where);
    });
}

// From the companies: so many of them are looked through. From the order: a page, each row of which is
// visible with the chance own : all. At a million companies they meet near 7,000 (measured).
bool is_smaller_side(const Portfolio& portfolio) {
    const auto own = std::min(portfolio.own, limits::anchor_bearable);
    return own * own < portfolio.all * limits::page_rows_default;
}

std::vector<Expression> company_terms(const Context& context, const Expression& scope) {
    std::vector<Expression> out;
    for (const auto* term : parts(scope, Op::logical_or)) {
        if (term->op != Op::in || term->args[1].op != Op::constant || term->args[0].type == Type::links) {
            out.push_back(*term);
            continue;
        }
        for (const auto& id : context.actor.set(term->args[1].name)) {
            Expression one = *term;
            one.op = Op::equal;
            one.args[1] = {};
            one.args[1].value = id;
            one.args[1].type = Type::link;
            out.push_back(std::move(one));
        }
    }
    return out;
}

bool each_term_is_ordered(const Context& context, const Query& query, const Expression& scope) {
    const auto terms = company_terms(context, scope);
    return terms.size() <= arms_at_most && std::ranges::all_of(terms, [&](const Expression& term) {
               return term.op == Op::equal && own_field(term.args[0]) != nullptr &&
                      is_order_indexed(query, own_field(term.args[0]));
           });
}

// `(SELECT … UNION SELECT …)`, a select a term, each along its own index: inside an OR SQLite would not see
// that an index of undeleted rows serves.
std::string own_companies(Sql& sql, const Expression& scope) {
    const auto& company = *sql.context().catalogue.company();
    auto terms = company_terms(sql.context(), scope);
    if (terms.size() > terms_at_most) terms = {scope};
    std::string out;
    for (const auto& term : terms) {
        const At at{.alias = sql.alias(), .entity = &company, .is_granted = true};
        out += (out.empty() ? "(" : " UNION ") + ("SELECT " + at.alias + ".id AS id FROM ") +
               quoted(company.name()) + " AS " + at.alias + " WHERE " + sql.condition(term, at) + " AND " +
               at.alias + ".deleted_at IS NULL";
    }
    if (out.empty()) return "(SELECT NULL AS id WHERE FALSE)";
    // In the order of the index that the next table is entered by: its inner pages are then read once. A
    // union comes sorted; the limit keeps SQLite from taking the subquery apart.
    if (sql.is_sqlite() && terms.size() == 1) out += " ORDER BY id LIMIT -1";
    return out + ")";
}

// From the companies back to the record: `FROM (…) CROSS JOIN employment CROSS JOIN person`. CROSS JOIN keeps
// SQLite to this order.
Arm from_companies(Sql& sql, const AnchorPath& path, const Expression& scope, const EntityModel& entity) {
    std::vector<const EntityModel*> entities{&entity};
    for (const auto& [link, is_children] : path) entities.push_back(is_children ? link->owner : link->target);
    auto later = sql.alias();
    Arm arm{.from = own_companies(sql, scope) + " AS " + later, .where = {}};
    for (std::size_t i = path.size(); i-- > 0;) {
        const auto& [link, is_children] = path[i];
        const auto here = i == 0 ? std::string{row_alias} : sql.alias();
        arm.from += " CROSS JOIN " + quoted(entities[i]->name()) + " AS " + here;
        arm.where += (arm.where.empty() ? "" : " AND ") +
                     (is_children ? here + ".id = " + later + "." + quoted(link->name())
                                  : here + "." + quoted(link->name()) + " = " + later + ".id");
        if (i > 0) arm.where += " AND " + here + ".deleted_at IS NULL";
        arm.repeats = arm.repeats || is_children;
        later = here;
    }
    return arm;
}

std::vector<Arm> anchor_arms(Sql& sql, const Query& query, const AnchorScope& scope) {
    const auto& entity = *query.entity;
    const auto plain = quoted(entity.name()) + " AS " + std::string{row_alias};
    const At row{.alias = std::string{row_alias}, .entity = &entity, .is_granted = true};
    std::vector<Arm> out;
    if (is_company(sql.context(), entity)) {
        const auto terms = company_terms(sql.context(), scope.companies);
        if (terms.size() > arms_at_most)
            out.push_back({plain, sql.condition(scope.companies, row)});
        else
            for (const auto& term : terms) out.push_back({plain, sql.condition(term, row)});
    } else {
        for (const auto& path : scope.paths)
            out.push_back(from_companies(sql, path, scope.companies, entity));
    }
    if (!is_false(scope.besides)) out.push_back({plain, sql.condition(scope.besides, row)});
    if (out.empty()) out.push_back({plain, "FALSE"});
    return out;
}

// The record that all hang on is a company, and one of the ways by which they are visible.
bool is_visible_by(const Context& context, const Query& query, const std::optional<AnchorScope>& scope) {
    if (!scope || query.of_seen->target != context.catalogue.company()) return false;
    return std::ranges::any_of(scope->paths, [&](const AnchorPath& path) {
        return path.size() == 1 && path.front().link == query.of_seen && !path.front().is_children;
    });
}

}  // namespace

At row_of(const Query& query) { return {.alias = std::string{row_alias}, .entity = query.entity}; }

Drive choose_drive(const Context& context, const Query& query) {
    const auto scope = context.rights.anchor_scope(context.actor, *query.entity);
    if (!scope || query.of_seen != nullptr || is_selective(query.where)) return Drive::order;
    const bool is_few = is_smaller_side(context.portfolio);
    if (is_company(context, *query.entity))
        return is_few || each_term_is_ordered(context, query, scope->companies) ? Drive::anchor
                                                                                : Drive::order;
    const bool is_bearable = context.portfolio.own < limits::anchor_bearable;
    return is_few || (is_bearable && !is_order_indexed(query)) ? Drive::anchor : Drive::order;
}

Arms make_arms(Sql& sql, const Query& query, Drive drive) {
    Arms out;
    out.drive = drive;
    const auto scope = sql.context().rights.anchor_scope(sql.context().actor, *query.entity);
    auto row = row_of(query);
    std::string common = query.with_deleted ? "" : row.alias + ".deleted_at IS NULL";
    if (query.of_seen != nullptr) {
        const auto hangs = sql.column(row, query.of_seen->name()) + " = " + sql.parameter(Value{query.about});
        common += (common.empty() ? "" : " AND ") + hangs;
    }
    if (query.of_seen != nullptr && is_visible_by(sql.context(), query, scope)) {
        out.all.push_back({quoted(query.entity->name()) + " AS " + std::string{row_alias}, ""});
    } else if (drive == Drive::anchor && scope) {
        out.all = anchor_arms(sql, query, *scope);
    } else {
        out.drive = Drive::order;
        row.is_unindexed = true;
        out.all.push_back({quoted(query.entity->name()) + " AS " + std::string{row_alias}, sql.visible(row)});
        row.is_unindexed = false;
    }
    if (!is_true(query.where)) common += (common.empty() ? "" : " AND ") + sql.condition(query.where, row);
    for (auto& arm : out.all) {
        if (arm.where.empty())
            arm.where = common.empty() ? "TRUE" : common;
        else if (!common.empty())
            arm.where += " AND " + common;
    }
    return out;
}

std::string behind(Sql& sql, const std::vector<Key>& keys, const std::vector<Value>& values, const Id& id) {
    const auto parameter = [&](const Key& key, const Value& value) {
        return key.is_bytes ? sql.bytes_parameter(as_text(value)) : sql.parameter(value);
    };
    const bool id_descends = !keys.empty() && keys.back().descending;
    bool is_row_value = std::ranges::none_of(values, [](const Value& value) { return is_null(value); });
    for (const auto& key : keys)
        is_row_value = is_row_value && key.descending == id_descends && !(key.descending && key.is_nullable);
    if (is_row_value) {
        std::string left, right;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            left += keys[i].sql + ", ";
            right += parameter(keys[i], values[i]) + ", ";
        }
        return "(" + left + "t0.id)" + (id_descends ? " < (" : " > (") + right + sql.parameter(Value{id}) +
               ")";
    }
    std::string out = std::string{"t0.id"} + (id_descends ? " < " : " > ") + sql.parameter(Value{id});
    for (std::size_t i = keys.size(); i-- > 0;) {
        const auto& key = keys[i];
        if (is_null(values[i])) {
            const auto tied = "(" + key.sql + " IS NULL AND " + out + ")";
            out = key.descending ? tied : "(" + tied + " OR " + key.sql + " IS NOT NULL)";
            continue;
        }
        const auto at = parameter(key, values[i]);
        const auto later = key.sql + (key.descending ? " < " : " > ") + at;
        const auto nulls = key.descending && key.is_nullable ? " OR " + key.sql + " IS NULL" : std::string{};
        out = "(" + later + nulls + " OR (" + key.sql + " = " + at + " AND " + out + "))";
    }
    return out;
}

}  // namespace teczka::query
