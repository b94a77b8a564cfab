// The language over records in memory. Every rule of its meaning stands in expression.hpp; the query compiler
// must give the same, which its tests prove against this.
#include "core/catalogue/evaluate.hpp"

#include <algorithm>
#include <limits>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/base/text.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

constexpr std::int64_t ms_of_day = 86'400'000;

std::int32_t day_of(std::int64_t ms) {
    return static_cast<std::int32_t>(ms / ms_of_day - (ms % ms_of_day < 0 ? 1 : 0));
}

Value from(const std::optional<std::int64_t>& number) { return number ? Value{*number} : Value{}; }
Value from(bool truth) { return std::int64_t{truth}; }
bool is_held(const Value& value) { return value == Value{std::int64_t{1}}; }

std::optional<std::int64_t> sum_of(std::int64_t a, std::int64_t b) {
    std::int64_t sum{};
    return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional(sum);
}

std::optional<std::int64_t> minus(std::int64_t a) {
    return a == std::numeric_limits<std::int64_t>::min() ? std::nullopt : std::optional(-a);
}

// Days moved by a span; nothing outside of the calendar's years.
std::optional<std::int64_t> moved(std::int32_t day, sv unit, std::int64_t count) {
    const Period period = unit == "d"   ? Period::day
                          : unit == "w" ? Period::week
                          : unit == "m" ? Period::month
                                        : Period::year;
    const std::int64_t longest = unit == "d" ? 1 : unit == "w" ? 7 : unit == "m" ? 31 : 366;
    const std::int64_t about = day + count * longest;
    if (about < to_days({1, 1, 1}) || about > to_days({9999, 12, 31})) return {};
    return add(period, day, static_cast<std::int32_t>(count));
}

Period period_of(sv part) {
    return part == "year"      ? Period::year
           : part == "quarter" ? Period::quarter
           : part == "month"   ? Period::month
           : part == "week"    ? Period::week
                               : Period::day;
}

// -1, 0 or 1 of two values of comparable types; nothing when a number cannot be brought to the other's scale.
std::optional<int> order_of(const Expression& a, const Value& x, const Expression& b, const Value& y) {
    if (x.index() != y.index() || x.index() != 1) return x < y ? -1 : y < x ? 1 : 0;
    std::optional<std::int64_t> left = as_integer(x), right = as_integer(y);
    if (a.type == Type::date && b.type == Type::instant) left = *left * ms_of_day;
    if (a.type == Type::instant && b.type == Type::date) right = *right * ms_of_day;
    const int scale = std::max(a.scale, b.scale);
    left = rescale(*left, a.scale, scale);
    right = rescale(*right, b.scale, scale);
    if (!left || !right) return {};
    return *left < *right ? -1 : *right < *left ? 1 : 0;
}

struct Evaluator {
    Source& source;
    const Circumstances& now;

    Value value(const Expression& e, const EntityModel& entity, const Id& id);
    Value field(const FieldModel& field, const Id& id);
    std::optional<Id> follow(const Expression& e, Id id);
    Value constant(const Expression& e) const;
    Value compare(Op op, const Expression& a, const Value& x, const Expression& b, const Value& y);
    Value in(const Expression& e, const Value& left);
    bool any_linked(const Expression& wanted, const Ids& links) const;
    Value contains(const Expression& e, const Value& left, const Value& right);
    Value sum(const Expression& e, const Value& a, const Value& b);
    Value product(const Expression& e, const Value& a, const Value& b);
    Value children(const Expression& e, const Id& id);
    Value fold_values(const Expression& e, const Ids& records);
    // A branch's number at the scale of the whole.
    Value scaled(const Expression& branch, const Expression& whole, Value value) {
        if (is_null(value) || !is_number(whole.type)) return value;
        return from(rescale(as_integer(value), branch.scale, whole.scale));
    }
};

Value Evaluator::field(const FieldModel& field, const Id& id) {
    if (field.is_system && field.name() == "id") return id;
    if (!field.decl.expression.empty()) return value(field.expression, *field.owner, id);
    return source.value(field, id);
}

// Through the links to the record that the end is asked of; nothing when one is empty or deleted.
std::optional<Id> Evaluator::follow(const Expression& e, Id id) {
    for (const FieldModel* link : e.links) {
        const Value next = field(*link, id);
        if (is_null(next)) return {};
        id = as_id(next);
        if (!source.exists(*link->target, id)) return {};
    }
    return id;
}

Value Evaluator::constant(const Expression& e) const {
    if (e.name == "me") return now.me;
    if (e.name == "today") return std::int64_t{now.today};
    if (e.name == "now") return now.now_ms;
    if (e.name == "my_territories") return now.my_territories;
    if (e.name == "my_groups") return now.my_groups;
    TECZKA_INVARIANT(e.name == "standing_in_for");  // anchored is expanded before
    return now.standing_in_for;
}

Value Evaluator::compare(Op op, const Expression& a, const Value& x, const Expression& b, const Value& y) {
    if (is_null(x) || is_null(y)) {
        const bool is_same = is_null(x) && is_null(y);
        return from(op == Op::equal ? is_same : op == Op::not_equal && !is_same);
    }
    const auto order = order_of(a, x, b, y);
    if (!order) return from(op == Op::not_equal);
    const int sign = *order;
    if (op == Op::equal) return from(sign == 0);
    if (op == Op::not_equal) return from(sign != 0);
    switch (op) {
        case Op::less:
            return from(sign < 0);
        case Op::less_equal:
            return from(sign <= 0);
        case Op::greater:
            return from(sign > 0);
        default:
            return from(sign >= 0);
    }
}

// Is any of the links one of the records of a list or a set?
bool Evaluator::any_linked(const Expression& wanted, const Ids& links) const {
    const auto is_linked = [&](const Id& id) { return std::ranges::find(links, id) != links.end(); };
    if (wanted.op == Op::constant) {
        const Value set = constant(wanted);
        return std::ranges::any_of(as_ids(set), is_linked);
    }
    return std::ranges::any_of(wanted.args,
                               [&](const Expression& one) { return is_linked(as_id(one.value)); });
}

Value Evaluator::in(const Expression& e, const Value& left) {
    const Expression& right = e.args[1];
    if (is_null(left)) return from(false);
    if (right.op == Op::period) {
        const DayRange range = days_of(right, now.today);
        const std::int64_t day =
            e.args[0].type == Type::instant ? day_of(as_integer(left)) : as_integer(left);
        return from(day >= range.first && day < range.past);
    }
    if (e.args[0].type == Type::links) return from(any_linked(right, as_ids(left)));
    if (right.op == Op::constant) {
        const Value set = constant(right);
        return from(std::ranges::find(as_ids(set), as_id(left)) != as_ids(set).end());
    }
    return from(std::ranges::any_of(
        right.args, [&](const Expression& one) { return order_of(e.args[0], left, one, one.value) == 0; }));
}

Value Evaluator::contains(const Expression& e, const Value& left, const Value& right) {
    if (is_null(left) || is_null(right)) return from(false);
    const Type type = e.args[0].type;
    if (type == Type::links) return from(std::ranges::find(as_ids(left), as_id(right)) != as_ids(left).end());
    if (type == Type::choices)
        return from(as_text(left).find("," + as_text(right) + ",") != std::string::npos);
    const std::string text = fold(as_text(left)), part = fold(as_text(right));
    return from(e.op == Op::starts ? text.starts_with(part) : text.find(part) != std::string::npos);
}

Value Evaluator::sum(const Expression& e, const Value& a, const Value& b) {
    const Expression& right = e.args[1];
    if (is_null(a)) return {};
    if (right.op == Op::span) {
        const std::int64_t count = e.op == Op::subtract ? -right.number : right.number;
        if (e.type == Type::date)
            return from(moved(static_cast<std::int32_t>(as_integer(a)), right.name, count));
        const std::int32_t day = day_of(as_integer(a));
        const auto there = moved(day, right.name, count);
        return there ? Value{as_integer(a) + (*there - day) * ms_of_day} : Value{};
    }
    if (is_null(b)) return {};
    const auto left = rescale(as_integer(a), e.args[0].scale, e.scale);
    auto other = rescale(as_integer(b), right.scale, e.scale);
    if (other && e.op == Op::subtract) other = minus(*other);
    return left && other ? from(sum_of(*left, *other)) : Value{};
}

Value Evaluator::product(const Expression& e, const Value& a, const Value& b) {
    if (is_null(a) || is_null(b)) return {};
    const int places = e.args[0].scale + e.args[1].scale - e.scale;
    if (places >= 0) return from(multiply(as_integer(a), as_integer(b), places));
    const auto raw = multiply(as_integer(a), as_integer(b), 0);
    return raw ? from(rescale(*raw, 0, -places)) : Value{};
}

Value Evaluator::children(const Expression& e, const Id& id) {
    const auto target = follow(e, id);
    Ids records = target ? source.children(*e.child_link, *target) : Ids{};
    if (e.has_where)
        std::erase_if(records, [&](const Id& child) {
            return !is_held(value(e.args.back(), *e.child_link->owner, child));
        });
    if (e.name == "any") return from(!records.empty());
    if (e.name == "none") return from(records.empty());
    if (e.name == "count") return static_cast<std::int64_t>(records.size());
    return fold_values(e, records);
}

Value Evaluator::fold_values(const Expression& e, const Ids& records) {
    std::optional<std::int64_t> result;
    if (e.name == "sum") result = 0;
    for (const Id& child : records) {
        const Value one = value(e.args[0], *e.child_link->owner, child);
        if (is_null(one)) continue;
        const std::int64_t number = as_integer(one);
        if (e.name == "sum") {
            result = sum_of(*result, number);
            if (!result) return {};
        } else if (!result || (e.name == "min" ? number < *result : number > *result)) {
            result = number;
        }
    }
    return from(result);
}

Value Evaluator::value(const Expression& e, const EntityModel& entity, const Id& id) {
    const auto arg = [&](std::size_t i) { return value(e.args[i], entity, id); };
    const auto holds_arg = [&](const Expression& one) { return is_held(value(one, entity, id)); };
    switch (e.op) {
        case Op::literal:
            return e.value;
        case Op::path: {
            const auto end = follow(e, id);
            return end ? field(*e.field, *end) : Value{};
        }
        case Op::constant:
            return constant(e);
        case Op::logical_and:
            return from(std::ranges::all_of(e.args, holds_arg));
        case Op::logical_or:
            return from(std::ranges::any_of(e.args, holds_arg));
        case Op::logical_not:
            return from(!holds_arg(e.args[0]));
        case Op::in:
            return in(e, arg(0));
        case Op::is_null: {
            const Value one = arg(0);
            const auto* ids = std::get_if<Ids>(&one);
            return from(is_null(one) || (ids && ids->empty()));
        }
        case Op::contains:
        case Op::starts:
            return contains(e, arg(0), arg(1));
        case Op::add:
        case Op::subtract:
            return sum(e, arg(0), e.args[1].op == Op::span ? Value{} : arg(1));
        case Op::multiply:
            return product(e, arg(0), arg(1));
        case Op::coalesce:
            for (const Expression& one : e.args)
                if (Value found = value(one, entity, id); !is_null(found))
                    return scaled(one, e, std::move(found));
            return {};
        case Op::if_else: {
            const std::size_t branch = holds_arg(e.args[0]) ? 1 : 2;
            return scaled(e.args[branch], e, arg(branch));
        }
        case Op::part: {
            const Value day = arg(0);
            if (is_null(day)) return {};
            const bool is_instant = e.args[0].type == Type::instant;
            const auto days =
                is_instant ? day_of(as_integer(day)) : static_cast<std::int32_t>(as_integer(day));
            return std::int64_t{start_of(period_of(e.name), days)};
        }
        case Op::children:
            return children(e, id);
        case Op::period:
        case Op::list:
        case Op::span:
            return {};
        default:
            return compare(e.op, e.args[0], arg(0), e.args[1], arg(1));
    }
}

}  // namespace

Value evaluate(const Expression& expression, const EntityModel& entity, const Id& id, Source& source,
               const Circumstances& circumstances) {
    return Evaluator{source, circumstances}.value(expression, entity, id);
}

bool holds(const Expression& condition, const EntityModel& entity, const Id& id, Source& source,
           const Circumstances& circumstances) {
    return is_held(evaluate(condition, entity, id, source, circumstances));
}

DayRange days_of(const Expression& period, std::int32_t today) {
    const sv name = period.name;
    if (name == "today") return {today, today + 1};
    if (name == "yesterday") return {today - 1, today};
    const sv unit = name.substr(5);  // behind last_ this_ next_
    if (period.number) {
        const auto count = static_cast<std::int32_t>(period.number);
        const Period whole = period_of(unit.substr(0, unit.size() - 1));
        if (name.starts_with("next_")) return {today, add(whole, today, count)};
        return {add(whole, today, -count) + 1, today + 1};
    }
    const Period whole = period_of(unit);
    const std::int32_t first = start_of(whole, today);
    if (name.starts_with("this_")) return {first, add(whole, first, 1)};
    return {add(whole, first, -1), first};
}

}  // namespace teczka::catalogue
