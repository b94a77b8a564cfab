// Names and types of a tree against the catalogue. All complaints of a tree are gathered; a node that failed
// is marked so that what stands above it does not complain again.
#include <algorithm>

#include "core/base/limits.hpp"
#include "core/catalogue/expression.hpp"
#include "core/catalogue/expression_coerce.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

bool is_day(Type type) { return type == Type::date || type == Type::instant; }

struct Checker {
    const CheckOptions& options;
    std::vector<Complaint> complaints{};

    bool complain(const Expression& e, sv code, sv name = {}) {
        Complaint complaint{"", std::string(code), {{"offset", std::to_string(e.offset)}}};
        if (!name.empty()) complaint.parameters.emplace_back("name", name);
        complaints.push_back(std::move(complaint));
        return false;
    }
    bool may_use(const FieldModel& field) const {
        return !options.may_use || options.may_use(field, options.context);
    }
    bool coerce_to(Expression& e, const Wanted& wanted) {
        const auto wrong = coerce(e, wanted);
        return !wrong || complain(*wrong->at, wrong->code, wrong->text);
    }

    // Each gives whether the node is sound; false has complained.
    bool node(Expression& e, const EntityModel& entity);
    bool all_args(Expression& e, const EntityModel& entity);
    bool condition(Expression& e, const EntityModel& entity);
    const EntityModel* steps(Expression& e, const EntityModel& entity, std::span<const sv> names);
    bool path(Expression& e, const EntityModel& entity);
    bool children(Expression& e, const EntityModel& entity);
    bool constant(Expression& e);
    bool unify(Expression& a, Expression& b, const Expression& whole);
    bool comparison(Expression& e);
    bool in(Expression& e);
    bool contains(Expression& e);
    bool sum(Expression& e);
    bool product(Expression& e);
    bool choose(Expression& e, std::size_t first);
    bool part(Expression& e);
};

bool Checker::all_args(Expression& e, const EntityModel& entity) {
    bool ok = true;
    for (Expression& arg : e.args) ok = node(arg, entity) && ok;
    return ok;
}

bool Checker::condition(Expression& e, const EntityModel& entity) {
    return node(e, entity) && (e.type == Type::boolean || complain(e, "type_mismatch"));
}

// Follows links; null after a complaint.
const EntityModel* Checker::steps(Expression& e, const EntityModel& entity, std::span<const sv> names) {
    const EntityModel* at = &entity;
    e.links.clear();
    if (names.size() > limits::path_steps) return complain(e, "condition_depth", e.written), nullptr;
    for (const sv name : names) {
        const FieldModel* link = at->find(name);
        if (!link || link->decl.type != Type::link || !link->target || !may_use(*link))
            return complain(e, "field_unknown", e.written), nullptr;
        e.links.push_back(link);
        at = link->target;
    }
    if (options.own_fields_only && !e.links.empty())
        return complain(e, "own_fields_only", e.written), nullptr;
    return at;
}

bool Checker::path(Expression& e, const EntityModel& entity) {
    const auto names = split(e.written, '.');
    if (names.empty()) return complain(e, "field_unknown", e.written);
    const EntityModel* at = steps(e, entity, std::span(names).first(names.size() - 1));
    if (!at) return false;
    e.field = at->find(names.back());
    if (!e.field || e.field->decl.type == Type::list || e.field->is_grouped_rollup() || !may_use(*e.field))
        return complain(e, "field_unknown", e.written);
    e.type = e.field->decl.type;
    e.scale = e.field->scale();
    return true;
}

bool Checker::children(Expression& e, const EntityModel& entity) {
    const auto names = split(e.written, '.');
    if (names.empty()) return complain(e, "field_unknown", e.written);
    const EntityModel* at = steps(e, entity, std::span(names).first(names.size() - 1));
    if (!at) return false;
    const ChildrenModel* model = at->find_children(names.back());
    if (!model || !may_use(*model->link)) return complain(e, "field_unknown", e.written);
    if (options.own_fields_only) return complain(e, "own_fields_only", e.written);
    e.child_link = model->link;
    const EntityModel& child = *model->link->owner;
    const bool has_of = e.name == "sum" || e.name == "min" || e.name == "max";
    if (!is_fold(e.name) || e.args.size() != std::size_t{has_of} + std::size_t{e.has_where})
        return complain(e, "type_mismatch", e.name);
    e.type = e.name == "count" ? Type::integer : Type::boolean;
    e.scale = 0;
    bool ok = true;
    if (has_of) {
        Expression& of = e.args[0];
        ok = node(of, child) && (is_number(of.type) || (e.name != "sum" && is_day(of.type)) ||
                                 complain(of, "type_mismatch", of.written));
        e.type = of.type;
        e.scale = of.scale;
    }
    return (!e.has_where || condition(e.args.back(), child)) && ok;
}

bool Checker::constant(Expression& e) {
    e.scale = 0;
    if (e.name == "me") return e.type = Type::link, true;
    if (e.name == "anchored") {
        e.type = Type::boolean;
        return options.allow_anchored || complain(e, "field_unknown", e.name);
    }
    if (e.name == "today" || e.name == "now") {
        e.type = e.name == "today" ? Type::date : Type::instant;
        return options.allow_today || complain(e, "today_not_allowed", e.name);
    }
    return complain(e, "type_mismatch", e.name);  // the sets stand only behind `in`
}

// Brings literals to the other side's type and refuses sides that cannot be compared.
bool Checker::unify(Expression& a, Expression& b, const Expression& whole) {
    if (is_flexible(b) && !coerce_to(b, wanted_of(a))) return false;
    if (is_flexible(a) && !coerce_to(a, wanted_of(b))) return false;
    return are_comparable(a, b) || complain(whole, "type_mismatch");
}

bool Checker::comparison(Expression& e) {
    Expression &a = e.args[0], &b = e.args[1];
    e.type = Type::boolean;
    if (!unify(a, b, e)) return false;
    const bool is_equality = e.op == Op::equal || e.op == Op::not_equal;
    return is_equality || is_number(a.type) || is_day(a.type) || complain(e, "type_mismatch");
}

bool Checker::in(Expression& e) {
    Expression &left = e.args[0], &right = e.args[1];
    e.type = Type::boolean;
    if (right.op == Op::period) {
        right.type = Type::date;
        if (!options.allow_today) return complain(right, "today_not_allowed", right.name);
        return is_day(left.type) || complain(e, "type_mismatch");
    }
    right.type = left.type;
    if (right.op == Op::constant) {
        const sv target = target_of_set(right.name);
        const bool is_linking = left.type == Type::link || left.type == Type::links;
        const bool fits = is_linking && (target_of(left).empty() || target_of(left) == target);
        return (!target.empty() && fits) || complain(e, "type_mismatch");
    }
    if (right.op != Op::list || right.args.empty()) return complain(e, "type_mismatch");
    if (right.args.size() > limits::in_values) return complain(right, "condition_nodes");
    const bool is_of_links = left.type == Type::links;
    if (is_of_links && left.op != Op::path) return complain(left, "type_mismatch");
    for (Expression& one : right.args) {
        if (one.op != Op::literal || is_null(one.value)) return complain(one, "type_mismatch");
        if (!coerce_to(one, is_of_links ? Wanted{Type::link, 0, nullptr} : wanted_of(left))) return false;
        if (!is_of_links && !are_comparable(left, one)) return complain(one, "type_mismatch");
    }
    return true;
}

bool Checker::contains(Expression& e) {
    Expression &left = e.args[0], &right = e.args[1];
    e.type = Type::boolean;
    if (left.op != Op::path) return complain(left, "type_mismatch");
    if (e.op == Op::contains && left.type == Type::choices) {
        if (right.op != Op::literal) return complain(right, "type_mismatch");
        return coerce_to(right, {Type::choice, 0, left.field});
    }
    if (e.op == Op::contains && left.type == Type::links) {
        if (is_flexible(right) && !coerce_to(right, {Type::link, 0, nullptr})) return false;
        const bool is_same = target_of(right).empty() || target_of(right) == target_of(left);
        return (right.type == Type::link && is_same) || complain(right, "type_mismatch");
    }
    if (!is_textual(left.type)) return complain(left, "type_mismatch");
    if (!left.field->keeps_fold) return complain(left, "field_not_searched", left.written);
    const bool is_text = right.op == Op::literal && std::holds_alternative<std::string>(right.value);
    if (is_text) right.type = Type::text;
    return is_text || complain(right, "type_mismatch");
}

bool Checker::sum(Expression& e) {
    Expression &a = e.args[0], &b = e.args[1];
    e.scale = 0;
    if (is_day(a.type)) {
        e.type = a.type;
        if (b.op == Op::span) return true;
        return (a.type == Type::date && b.type == Type::integer) || complain(e, "type_mismatch");
    }
    if (b.op == Op::span) return complain(e, "type_mismatch");
    if (!unify(a, b, e)) return false;
    if (!is_number(a.type) || !is_number(b.type)) return complain(e, "type_mismatch");
    e.type = joint_number(a, b);
    e.scale = std::max(a.scale, b.scale);
    return true;
}

bool Checker::product(Expression& e) {
    Expression &a = e.args[0], &b = e.args[1];
    const bool is_money = a.type == Type::money || b.type == Type::money;
    const bool is_money_twice = a.type == Type::money && b.type == Type::money;
    if (!is_number(a.type) || !is_number(b.type) || is_money_twice) return complain(e, "type_mismatch");
    e.type = joint_number(a, b);
    e.scale = is_money ? 2 : std::max(a.scale, b.scale);
    return true;
}

// coalesce and if: the first branch with a type of its own decides what literals become.
bool Checker::choose(Expression& e, std::size_t first) {
    const auto begin = e.args.begin() + static_cast<std::ptrdiff_t>(first);
    auto leader = std::find_if(begin, e.args.end(), [](const Expression& arg) { return !is_flexible(arg); });
    if (leader == e.args.end())
        leader = std::find_if(begin, e.args.end(), [](const Expression& a) { return !is_null_literal(a); });
    if (leader == e.args.end()) leader = begin;
    e.type = leader->type;
    e.scale = leader->scale;
    for (auto arg = begin; arg != e.args.end(); ++arg) {
        if (arg == leader) continue;
        if (!unify(*leader, *arg, e)) return false;
        if (is_day(e.type) && arg->type != e.type) return complain(*arg, "type_mismatch");
        if (is_number(e.type)) {
            e.type = joint_number(e, *arg);
            e.scale = std::max(e.scale, arg->scale);
        } else if (e.type != arg->type && !is_flexible(*arg)) {
            e.type = is_textual(e.type) ? Type::text : e.type;
        }
    }
    return true;
}

bool Checker::part(Expression& e) {
    Expression& arg = e.args[0];
    e.type = Type::date;
    if (is_flexible(arg) && !coerce_to(arg, {Type::date, 0, nullptr})) return false;
    return is_day(arg.type) || complain(e, "type_mismatch");
}

std::size_t wanted_args(Op op) {
    switch (op) {
        case Op::logical_not:
        case Op::is_null:
        case Op::part:
            return 1;
        case Op::if_else:
            return 3;
        case Op::literal:
        case Op::path:
        case Op::constant:
        case Op::period:
        case Op::span:
            return 0;
        default:
            return 2;
    }
}

bool Checker::node(Expression& e, const EntityModel& entity) {
    const bool is_many =
        e.op == Op::logical_and || e.op == Op::logical_or || e.op == Op::coalesce || e.op == Op::children;
    if (!is_many && e.op != Op::list && e.args.size() != wanted_args(e.op))
        return complain(e, "type_mismatch");
    switch (e.op) {
        case Op::literal:
            return true;
        case Op::path:
            return path(e, entity);
        case Op::constant:
            return constant(e);
        case Op::period:
        case Op::list:
            return complain(e, "type_mismatch");  // in() looks at them itself
        case Op::span:
            return e.type = Type::integer, true;
        case Op::children:
            return children(e, entity);
        case Op::logical_and:
        case Op::logical_or:
        case Op::logical_not: {
            e.type = Type::boolean;
            bool ok = true;
            for (Expression& arg : e.args) ok = condition(arg, entity) && ok;
            return ok;
        }
        case Op::is_null:
            e.type = Type::boolean;
            return node(e.args[0], entity);
        case Op::in:
            return node(e.args[0], entity) && in(e);
        case Op::if_else: {
            const bool ok = condition(e.args[0], entity);
            return node(e.args[1], entity) && node(e.args[2], entity) && ok && choose(e, 1);
        }
        default:
            break;
    }
    if (!all_args(e, entity)) return false;
    const bool has_span =
        std::ranges::any_of(e.args, [](const Expression& arg) { return arg.op == Op::span; });
    if (has_span && e.op != Op::add && e.op != Op::subtract) return complain(e, "type_mismatch");
    switch (e.op) {
        case Op::contains:
        case Op::starts:
            return contains(e);
        case Op::add:
        case Op::subtract:
            return sum(e);
        case Op::multiply:
            return product(e);
        case Op::coalesce:
            return choose(e, 0);
        case Op::part:
            return part(e);
        default:
            return comparison(e);
    }
}

Result<void> outcome(Checker& checker) {
    if (checker.complaints.empty()) return {};
    return std::unexpected(Refusal{Kind::invalid, std::move(checker.complaints)});
}

// Trees joined of several conditions (rights and a filter) may be deeper than what a person may write.
constexpr int checked_depth = 4 * limits::condition_depth;
// Sums and products inside of each other, as a long chain is: each is a parenthesis in SQL, and SQLite's
// parser holds 100 things open.
constexpr int nested_sums = 24;

int sums_in(const Expression& e) {
    const bool is_sum = e.op == Op::add || e.op == Op::subtract || e.op == Op::multiply;
    int most = 0;
    for (const Expression& arg : e.args) most = std::max(most, sums_in(arg));
    return most + (is_sum ? 1 : 0);
}

}  // namespace

Result<void> check(Expression& expression, const EntityModel& entity, const CheckOptions& options) {
    if (depth_of(expression) > checked_depth || sums_in(expression) > nested_sums)
        return refuse("condition_depth");
    Checker checker{options};
    checker.node(expression, entity);
    return outcome(checker);
}

Result<void> check_for(Expression& expression, const EntityModel& entity, const FieldModel& wanted,
                       const CheckOptions& options) {
    auto checked = check(expression, entity, options);
    if (!checked) return checked;
    Checker checker{options};
    if (!checker.coerce_to(expression, wanted_by(wanted))) return outcome(checker);
    Expression field;
    field.op = Op::path;
    field.field = &wanted;
    field.type = wanted.decl.type;
    field.scale = wanted.scale();
    // Several codes or records compare with nothing but their own kind; a date is no instant here.
    const Type type = wanted.decl.type;
    const bool is_same = type == expression.type;
    const bool is_kind_of_its_own = type == Type::choices || type == Type::links || is_day(type);
    const bool fits = is_kind_of_its_own ? is_same : are_comparable(field, expression);
    if (!fits || expression.scale != field.scale)
        checker.complain(expression, "type_mismatch", wanted.name());
    return outcome(checker);
}

Result<Expression> parse_condition(std::string_view text, const EntityModel& entity,
                                   const CheckOptions& options) {
    auto parsed = parse(text);
    if (!parsed) return parsed;
    const auto checked = check(*parsed, entity, options);
    if (!checked) return std::unexpected(checked.error());
    if (parsed->type != Type::boolean) return refuse("type_mismatch", {}, {{"offset", "0"}});
    return parsed;
}

}  // namespace teczka::catalogue
