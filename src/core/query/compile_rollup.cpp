// A grouped query answered from a roll-up that is kept anyway: turnover by year and territory over a million
// invoices is then the sum of a few thousand rows. Groups whose kept sum is nought have no row and are left
// out.
#include <algorithm>

#include "core/base/dates.hpp"
#include "core/query/drive.hpp"
#include "core/schema/schema.hpp"

namespace teczka::query {
namespace {

using catalogue::Fold;
using catalogue::RollupModel;
using catalogue::Type;

struct Conjuncts {
    std::vector<const Expression*> all;
    explicit Conjuncts(const Expression& e) { add(e); }
    void add(const Expression& e) {
        if (e.op == Op::logical_and)
            for (const auto& arg : e.args) add(arg);
        else if (!is_true(e))
            all.push_back(&e);
    }
};

bool is_same(const Expression& a, const Expression& b) { return to_text(a) == to_text(b); }

// Periods a finer one lies wholly inside of: a week is part of no month.
bool lies_inside(std::string_view finer, std::string_view coarser) {
    constexpr std::string_view ranks[] = {"day", "month", "quarter", "year"};
    if (finer == coarser || finer == "day") return true;
    const auto rank = [&](std::string_view one) { return std::ranges::find(ranks, one) - std::begin(ranks); };
    return finer != "week" && coarser != "week" && rank(finer) <= rank(coarser);
}

// Every field is shown in every record to this asker.
bool is_open(const Context& context, const Expression& e) {
    if (e.op == Op::children || !e.links.empty()) return false;
    if (e.op == Op::path) {
        if (!is_true(context.rights.field_condition(context.actor, *e.field, "view"))) return false;
        return !leads_on(*e.field) ||
               is_true(context.rights.condition(context.actor, *e.field->target, "view"));
    }
    return std::ranges::all_of(e.args, [&](const Expression& arg) { return is_open(context, arg); });
}

class Cover {
public:
    Cover(Sql& sql, const Query& query, const FieldModel& field) : sql_(sql), query_(query), field_(field) {}

    // The inner select of k1 … and m1; nothing when the roll-up does not tell all that is asked.
    std::optional<std::string> select() {
        const auto& measure = query_.measures.front();
        const auto& rollup = field_.rollup;
        if (field_.decl.rollup.fold != measure.fold) return {};
        if (measure.fold == Fold::sum && !is_same(measure.of, rollup.of)) return {};
        std::string keys, grouped, names, own_keys;
        for (std::size_t i = 0; i < query_.group.size(); ++i) {
            const auto key = column_of(query_.group[i].expression);
            if (!key) return {};
            const auto name = "k" + std::to_string(i + 1);
            keys += *key + " AS " + name + ", ";
            names += name + ", ";
            grouped += (i == 0 ? " GROUP BY " : ", ") + name;
        }
        const auto kept = where();
        if (!kept) return {};
        auto rows = "SELECT " + keys + "r.value AS v FROM " +
                    quoted(std::string{field_.owner->name()} + "_" + std::string{field_.name()}) + " AS r" +
                    (kept->empty() ? "" : " WHERE " + *kept);
        if (!rollup.via->decl.required) rows += " UNION ALL " + without_parent();
        return "SELECT " + names + "coalesce(sum(u.v), 0) AS m1 FROM (" + rows + ") AS u" + grouped;
    }

private:
    std::string key_column(std::size_t i) const {
        const auto& by = field_.rollup.by[i];
        const auto column = "r.key" + std::to_string(i + 1);
        if (by.op != Op::path || by.field->storage == catalogue::Storage::integer)
            return "NULLIF(" + column + ", " + sql_.parameter(Value{schema::no_key}) + ")";
        if (by.field->storage == catalogue::Storage::id)
            return "NULLIF(" + column + ", " + sql_.parameter(Value{Id{}}) + ")";
        return "NULLIF(" + column + ", '')";
    }

    std::optional<std::string> column_of(const Expression& e) const {
        if (!is_open(sql_.context(), e)) return {};
        if (e.op == Op::path && e.field == field_.rollup.via) return "r.parent";
        for (std::size_t i = 0; i < field_.rollup.by.size(); ++i) {
            const auto& by = field_.rollup.by[i];
            if (is_same(e, by)) return key_column(i);
            const bool is_coarser = e.op == Op::part && by.op == Op::part && is_same(e.args[0], by.args[0]) &&
                                    lies_inside(by.name, e.name);
            if (is_coarser) return sql_.period_start(key_column(i), e.name);
        }
        return {};
    }

    // The key that holds periods of this very date.
    std::optional<std::size_t> period_key(const Expression& date) const {
        for (std::size_t i = 0; i < field_.rollup.by.size(); ++i)
            if (field_.rollup.by[i].op == Op::part && is_same(field_.rollup.by[i].args[0], date)) return i;
        return {};
    }

    bool begins_period(std::size_t key, std::int64_t day) const {
        const auto& name = field_.rollup.by[key].name;
        constexpr std::pair<std::string_view, Period> periods[] = {{"day", Period::day},
                                                                   {"week", Period::week},
                                                                   {"month", Period::month},
                                                                   {"quarter", Period::quarter},
                                                                   {"year", Period::year}};
        const auto found = std::ranges::find(periods, name, &std::pair<std::string_view, Period>::first);
        return start_of(found->second, static_cast<std::int32_t>(day)) == day;
    }

    // Of one date between two days that begin periods.
    std::optional<std::string> between(const Expression& date, std::optional<std::int64_t> first,
                                       std::optional<std::int64_t> past) const {
        const auto key = period_key(date);
        if (!key || date.type != Type::date || !is_open(sql_.context(), date)) return {};
        if ((first && !begins_period(*key, *first)) || (past && !begins_period(*key, *past))) return {};
        std::string out;
        if (first) out = key_column(*key) + " >= " + sql_.parameter(Value{*first});
        if (past)
            out += (out.empty() ? "" : " AND ") + key_column(*key) + " < " + sql_.parameter(Value{*past});
        return out;
    }

    std::optional<std::string> translated(const Expression& e) const {
        if (e.op == Op::in && e.args[1].op == Op::period) {
            const auto days = catalogue::days_of(e.args[1], sql_.context().today);
            return between(e.args[0], days.first, days.past);
        }
        const bool is_compared = e.op == Op::equal || e.op == Op::greater_equal || e.op == Op::less;
        if (!is_compared || !is_constant(e.args[1])) return {};
        const auto known = constant_value(e.args[1], sql_.context());
        if (is_null(known)) return {};
        if (e.op == Op::equal) {
            const auto column = column_of(e.args[0]);
            return column ? std::optional{*column + " = " + sql_.parameter(known)} : std::nullopt;
        }
        if (e.args[1].type != Type::date) return {};
        const auto day = std::optional{as_integer(known)};
        return e.op == Op::less ? between(e.args[0], {}, day) : between(e.args[0], day, {});
    }

    // The query's conditions, less those the roll-up has fulfilled already.
    std::optional<std::string> where() const {
        const Conjuncts asked{query_.where}, kept{field_.rollup.where};
        const auto is_among = [](const Expression& one, const Conjuncts& all) {
            return std::ranges::any_of(all.all,
                                       [&](const Expression* other) { return is_same(one, *other); });
        };
        if (!std::ranges::all_of(kept.all, [&](const Expression* one) {
                return is_open(sql_.context(), *one) && is_among(*one, asked);
            }))
            return {};
        std::string out;
        for (const auto* one : asked.all) {
            if (is_among(*one, kept)) continue;
            const auto sql = translated(*one);
            if (!sql) return {};
            out += (out.empty() ? "" : " AND ") + *sql;
        }
        return out;
    }

    // Records that hang on no parent are in no roll-up.
    std::string without_parent() const {
        const auto at = row_of(query_);
        const auto& measure = query_.measures.front();
        std::string keys;
        for (std::size_t i = 0; i < query_.group.size(); ++i)
            keys += sql_.value(query_.group[i].expression, at) + " AS k" + std::to_string(i + 1) + ", ";
        return "SELECT " + keys + (measure.fold == Fold::count ? "1" : sql_.value(measure.of, at)) +
               " AS v FROM " + quoted(query_.entity->name()) + " AS t0 WHERE " +
               sql_.column(at, field_.rollup.via->name()) + " IS NULL AND t0.deleted_at IS NULL" +
               (is_true(query_.where) ? "" : " AND " + sql_.condition(query_.where, at));
    }

    Sql& sql_;
    const Query& query_;
    const FieldModel& field_;
};

bool names(const Query& query, const FieldModel& link) {
    const auto is_link = [&](const Expression& e) {
        return e.op == Op::path && e.links.empty() && e.field == &link;
    };
    const Conjuncts asked{query.where};
    return std::ranges::any_of(query.group, [&](const Column& key) { return is_link(key.expression); }) ||
           std::ranges::any_of(asked.all,
                               [&](const Expression* e) { return !e->args.empty() && is_link(e->args[0]); });
}

}  // namespace

std::optional<std::string> select_from_rollup(Sql& sql, const Query& query) {
    const auto& context = sql.context();
    if (query.measures.size() != 1 || query.with_deleted) return {};
    const auto& measure = query.measures.front();
    if (measure.fold != Fold::sum && measure.fold != Fold::count) return {};
    if (measure.fold == Fold::sum && !is_open(context, measure.of)) return {};
    if (!is_true(context.rights.condition(context.actor, *query.entity, "view"))) return {};
    // A company has a row a month: where no company is asked for, any other parent has fewer.
    for (const bool is_last_resort : {false, true})
        for (const auto& entity : context.catalogue.entities())
            for (const auto& field : entity->fields) {
                if (!field.is_grouped_rollup() || field.rollup.child != query.entity) continue;
                const bool is_long =
                    entity.get() == context.catalogue.company() && !names(query, *field.rollup.via);
                if (is_long != is_last_resort) continue;
                if (auto select = Cover{sql, query, field}.select()) return select;
            }
    return {};
}

}  // namespace teczka::query
