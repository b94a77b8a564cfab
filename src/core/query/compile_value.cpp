// Values → SQL: paths, arithmetic in scaled integers, parts of dates, folds over children.
#include <algorithm>

#include "core/base/dates.hpp"
#include "core/catalogue/evaluate.hpp"
#include "core/query/sql.hpp"

namespace teczka::query {
namespace {

using catalogue::Type;

// Asked by nothing: constants have no record.
class NoRecords final : public catalogue::Source {
public:
    bool exists(const EntityModel&, const Id&) override { return false; }
    Value value(const FieldModel&, const Id&) override { return {}; }
    Ids children(const FieldModel&, const Id&) override { return {}; }
};

std::string number(std::int64_t value) { return std::to_string(value); }

std::int64_t power_of_ten(int exponent) {
    std::int64_t out = 1;
    for (int i = 0; i < exponent; ++i) out *= 10;
    return out;
}

// Days since 1970 of an instant, also before 1970: division in SQL truncates towards zero.
std::string day_of_instant(const std::string& ms) {
    const std::string day = "86400000";
    return "((" + ms + " - ((" + ms + ") % " + day + " + " + day + ") % " + day + ") / " + day + ")";
}

std::string sqlite_day(const std::string& days, const std::string& modifiers) {
    return "(CAST(strftime('%s', (" + days + ") * 86400, 'unixepoch'" + modifiers + ") AS INTEGER) / 86400)";
}

std::string postgres_day(const std::string& days, std::string_view period) {
    return "(date_trunc('" + std::string{period} + "', date '1970-01-01' + (" + days +
           ")::int)::date - date '1970-01-01')";
}

std::string start_of_period(const std::string& days, std::string_view period, bool is_sqlite) {
    if (period == "day") return days;
    if (!is_sqlite) return postgres_day(days, period);
    if (period == "week") return "(" + days + " - ((" + days + " + 3) % 7 + 7) % 7)";
    if (period == "year") return sqlite_day(days, ", 'start of year'");
    if (period == "month") return sqlite_day(days, ", 'start of month'");
    const auto month = "(CAST(strftime('%m', (" + days + ") * 86400, 'unixepoch') AS INTEGER) - 1)";
    return sqlite_day(days, ", 'start of month', '-' || (" + month + " % 3) || ' months'");
}

// The same day so many months on, clamped to the month's end.
std::string months_later(const std::string& days, std::int64_t months, bool is_sqlite) {
    if (!is_sqlite)
        return "((date '1970-01-01' + (" + days + ")::int + interval '" + number(months) +
               " months')::date - date '1970-01-01')";
    const auto step = ", 'start of month', '" + number(months) + " months'";
    const auto day = "(CAST(strftime('%d', (" + days + ") * 86400, 'unixepoch') AS INTEGER) - 1)";
    return "min(" + sqlite_day(days, step) + " + " + day + ", " +
           sqlite_day(days, step + ", '1 months', '-1 days'") + ")";
}

}  // namespace

std::string rescaled(const std::string& sql, int from, int to) {
    if (from == to) return sql;
    if (from < to) return "(" + sql + ") * " + number(power_of_ten(to - from));
    const auto unit = power_of_ten(from - to);
    const auto half = number(unit / 2);
    return "((" + sql + ") + CASE WHEN (" + sql + ") < 0 THEN -" + half + " ELSE " + half + " END) / " +
           number(unit);
}

Value constant_value(const Expression& e, const Context& context) {
    if (e.op == Op::literal) return e.value;
    NoRecords none;
    const auto& any = *context.catalogue.entities().front();
    return catalogue::evaluate(e, any, {}, none, context.actor.circumstances(context.today, context.now_ms));
}

std::string Sql::scaled(const Expression& e, const At& at, int scale) {
    if (e.scale == scale) return value(e, at);
    return "(" + rescaled(value(e, at), e.scale, scale) + ")";
}

std::string Sql::through(const std::vector<const FieldModel*>& links, std::size_t from, const At& at,
                         const Leaf& leaf) {
    if (from == links.size()) return leaf(at);
    const auto& link = *links[from];
    const At there{.alias = alias(), .entity = link.target, .is_granted = at.is_granted};
    const auto reached = at.is_granted ? column(at, link.name()) : [&] {
        const auto mask = shown(link, at);
        const auto raw = column(at, link.name());
        return mask.empty() ? raw : "CASE WHEN " + mask + " THEN " + raw + " END";
    }();
    const auto seen = at.is_granted ? std::string{} : visible(there);
    const auto inside = through(links, from + 1, there, leaf);
    return "(SELECT " + inside + " FROM " + quoted(link.target->name()) + " AS " + there.alias + " WHERE " +
           there.alias + ".id = " + reached + " AND " + there.alias + ".deleted_at IS NULL" +
           (seen.empty() ? "" : " AND " + seen) + ")";
}

std::string Sql::value(const Expression& e, const At& at) {
    if (is_constant(e)) return parameter(constant_value(e, context_));
    switch (e.op) {
        case Op::path:
            return through(e.links, 0, at, [&](const At& end) { return field(*e.field, end); });
        case Op::add:
        case Op::subtract:
            if (e.args[1].op == Op::span) return moved(e, at);
            return arithmetic(e, at);
        case Op::multiply:
            return arithmetic(e, at);
        case Op::coalesce: {
            std::string out = "coalesce(";
            for (const auto& arg : e.args) out += (out.back() == '(' ? "" : ", ") + scaled(arg, at, e.scale);
            return out + ")";
        }
        case Op::if_else: {
            const auto asked = condition(e.args[0], at);
            const auto yes = scaled(e.args[1], at, e.scale);
            return "CASE WHEN " + asked + " THEN " + yes + " ELSE " + scaled(e.args[2], at, e.scale) + " END";
        }
        case Op::part:
            return part(e, at);
        case Op::children:
            if (e.links.empty() && (e.name == "any" || e.name == "none")) break;
            return fold_of_children(e, at);
        default:
            break;
    }
    return "CASE WHEN " + condition(e, at) + " THEN 1 ELSE 0 END";
}

std::string Sql::arithmetic(const Expression& e, const At& at) {
    if (e.op != Op::multiply) {
        const auto left = scaled(e.args[0], at, e.scale);
        return "(" + left + (e.op == Op::add ? " + " : " - ") + scaled(e.args[1], at, e.scale) + ")";
    }
    const auto left = value(e.args[0], at);
    const auto product = left + " * " + value(e.args[1], at);
    return "(" + rescaled(product, e.args[0].scale + e.args[1].scale, e.scale) + ")";
}

// A date or instant some days, weeks, months or years away.
std::string Sql::moved(const Expression& e, const At& at) {
    const auto& span = e.args[1];
    const auto count = e.op == Op::add ? span.number : -span.number;
    const auto base = value(e.args[0], at);
    const bool is_instant = e.args[0].type == Type::instant;
    if (span.name == "d" || span.name == "w") {
        const auto days = count * (span.name == "w" ? 7 : 1);
        return "(" + base + " + " + number(is_instant ? days * 86'400'000 : days) + ")";
    }
    const auto months = count * (span.name == "y" ? 12 : 1);
    if (!is_instant) return months_later(base, months, is_sqlite());
    const auto day = day_of_instant(base);
    return "(" + months_later(day, months, is_sqlite()) + " * 86400000 + " + base + " - " + day +
           " * 86400000)";
}

std::string Sql::part(const Expression& e, const At& at) {
    const auto base = value(e.args[0], at);
    return start_of_period(e.args[0].type == Type::instant ? day_of_instant(base) : base, e.name,
                           is_sqlite());
}

std::string Sql::period_start(const std::string& days, std::string_view period) const {
    return start_of_period(days, period, is_sqlite());
}

// Behind own children any gives the select of an EXISTS, else a value. Children are those the asker sees; a
// path that leads nowhere has none.
std::string Sql::fold_of_children(const Expression& e, const At& at) {
    const bool is_any = e.name == "any" || e.name == "none";
    const auto folded = through(e.links, 0, at, [&](const At& parent) {
        const auto& link = *e.child_link;
        const At child{.alias = alias(), .entity = link.owner, .is_granted = at.is_granted};
        std::string selected = "1";
        const auto of = [&] { return scaled(e.args[0], child, e.scale); };
        if (e.name == "count") selected = "count(*)";
        if (e.name == "sum") selected = "coalesce(sum(" + of() + "), 0)";
        if (e.name == "min" || e.name == "max") selected = e.name + "(" + of() + ")";
        auto where = column(child, link.name()) + " = " + parent.alias + ".id AND " + child.alias +
                     ".deleted_at IS NULL";
        if (!at.is_granted) {
            if (const auto mask = shown(link, child); !mask.empty()) where += " AND " + mask;
            if (const auto seen = visible(child); !seen.empty()) where += " AND " + seen;
        }
        if (e.has_where) where += " AND " + condition(e.args.back(), child);
        const auto select = "(SELECT " + selected + " FROM " + quoted(link.owner->name()) + " AS " +
                            child.alias + " WHERE " + where + ")";
        return is_any && !e.links.empty() ? "CASE WHEN EXISTS " + select + " THEN 1 ELSE 0 END" : select;
    });
    const bool is_number = e.name == "count" || e.name == "sum";
    return is_number && !e.links.empty() ? "coalesce(" + folded + ", 0)" : folded;
}

}  // namespace teczka::query
