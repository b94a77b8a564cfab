// Conditions → SQL with the language's two-valued meaning. Positive places may be NULL for false; a negation
// travels down to the leaves, and there `IS NOT TRUE` or `IS NOT` is the exact opposite.
#include "core/base/text.hpp"
#include "core/query/sql.hpp"

namespace teczka::query {
namespace {

using catalogue::Type;

constexpr std::int64_t day_ms = 86'400'000;

bool is_boolean_op(Op op) {
    switch (op) {
        case Op::logical_and:
        case Op::logical_or:
        case Op::logical_not:
        case Op::equal:
        case Op::not_equal:
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
        case Op::in:
        case Op::is_null:
        case Op::contains:
        case Op::starts:
            return true;
        default:
            return false;
    }
}

std::string_view sign_of(Op op) {
    switch (op) {
        case Op::less:
            return " < ";
        case Op::less_equal:
            return " <= ";
        case Op::greater:
            return " > ";
        default:
            return " >= ";
    }
}

Expression any_of(Expression none) {
    none.name = "any";
    return none;
}

// The first text after all that begin with `prefix`, bytewise; empty when there is none.
std::string after_prefix(std::string prefix) {
    while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
    if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

}  // namespace

std::string Sql::condition(const Expression& e, const At& at, bool is_negated) {
    switch (e.op) {
        case Op::logical_and:
        case Op::logical_or: {
            // Constants go: SQLite uses several indexes for an OR only when each term has one.
            const bool is_and = (e.op == Op::logical_and) != is_negated;
            const std::string_view neutral = is_and ? "TRUE" : "FALSE", decides = is_and ? "FALSE" : "TRUE";
            std::string out;
            int terms = 0;
            for (const auto& arg : e.args) {
                auto term = condition(arg, at, is_negated);
                if (term == neutral) continue;
                if (term == decides) return term;
                out += (terms++ == 0 ? "" : is_and ? " AND " : " OR ") + std::move(term);
            }
            if (terms == 0) return std::string{neutral};
            return terms == 1 ? out : "(" + out + ")";
        }
        case Op::logical_not:
            return condition(e.args[0], at, !is_negated);
        case Op::equal:
            return equality(e, at, !is_negated);
        case Op::not_equal:
            return equality(e, at, is_negated);
        case Op::is_null:
            if (e.args[0].type == Type::links) return linked(e.args[0], {}, at, is_negated);
            return value(e.args[0], at) + (is_negated ? " IS NOT NULL" : " IS NULL");
        case Op::literal: {
            const bool holds = !is_null(e.value) && as_integer(e.value) != 0;
            return holds != is_negated ? "TRUE" : "FALSE";
        }
        case Op::children:
            if (e.links.empty() && (e.name == "any" || e.name == "none"))
                return ((e.name == "any") != is_negated ? "EXISTS " : "NOT EXISTS ") +
                       fold_of_children(e, at);
            // Over a path that leads nowhere there are no children: `none` holds.
            if (e.name == "none") return condition(any_of(e), at, !is_negated);
            break;
        default:
            break;
    }
    const auto leaf = compared(e, at);
    if (leaf == "FALSE") return is_negated ? "TRUE" : leaf;
    return is_negated ? "(" + leaf + ") IS NOT TRUE" : leaf;
}

std::string Sql::compared(const Expression& e, const At& at) {
    switch (e.op) {
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
            return sides(e.args[0], e.args[1], at, sign_of(e.op));
        case Op::in:
            return membership(e, at);
        case Op::contains:
        case Op::starts:
            return text_match(e, at);
        case Op::constant:
            if (e.name == "anchored") return anchored(at);
            break;
        default:
            break;
    }
    return value(e, at) + " = 1";  // a boolean field or a boolean made by a function
}

// Both sides in the finer scale; a date beside an instant stands for its midnight.
std::string Sql::sides(const Expression& a, const Expression& b, const At& at, std::string_view op) {
    const auto side = [&](const Expression& one, const Expression& other) {
        if (one.type == Type::date && other.type == Type::instant) {
            if (!is_constant(one)) return "(" + value(one, at) + ") * " + std::to_string(day_ms);
            const auto day = constant_value(one, context_);
            return parameter(is_null(day) ? Value{} : Value{as_integer(day) * day_ms});
        }
        return scaled(one, at, std::max(one.scale, other.scale));
    };
    const auto left = side(a, b);
    return left + std::string{op} + side(b, a);
}

std::string Sql::equality(const Expression& e, const At& at, bool is_equal) {
    const auto* left = &e.args[0];
    const auto* right = &e.args[1];
    if (is_constant(*left)) std::swap(left, right);
    const bool is_known = is_constant(*right);
    if (is_known && is_null(constant_value(*right, context_)))
        return value(*left, at) + (is_equal ? " IS NULL" : " IS NOT NULL");
    // A link beside a known id stays one indexed look-up: what it leads to is asked of the id, not of the
    // row.
    if (is_known && !at.is_granted && left->op == Op::path && left->links.empty() && leads_on(*left->field) &&
        shown(*left->field, at).empty()) {
        const auto id = parameter(constant_value(*right, context_));
        const auto visible_target = target_visible(*left->field->target, id);
        const auto column_sql = column(at, left->field->name());
        if (!visible_target.empty()) {
            const auto both = "(" + column_sql + " = " + id + " AND " + visible_target + ")";
            return is_equal ? both : both + " IS NOT TRUE";
        }
        if (is_equal) return column_sql + " = " + id;
    }
    if (is_equal && is_known) return sides(*left, *right, at, " = ");
    const std::string_view op = is_sqlite() ? (is_equal ? " IS " : " IS NOT ")
                                            : (is_equal ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
    return sides(*left, *right, at, op);
}

std::string Sql::membership(const Expression& e, const At& at) {
    const auto& set = e.args[1];
    if (set.op == Op::period) {
        const auto [first, past] = catalogue::days_of(set, context_.today);
        const bool is_instant = e.args[0].type == Type::instant;
        const auto low = is_instant ? first * day_ms : std::int64_t{first};
        const auto high = (is_instant ? past * day_ms : std::int64_t{past}) - 1;
        return value(e.args[0], at) + " BETWEEN " + parameter(Value{low}) + " AND " + parameter(Value{high});
    }
    std::vector<Value> values;
    if (set.op == Op::constant) {
        const auto& ids = context_.actor.set(set.name);
        values.assign(ids.begin(), ids.end());
    } else {
        for (const auto& one : set.args)
            if (auto known = constant_value(one, context_); !is_null(known))
                values.push_back(std::move(known));
    }
    if (values.empty()) return "FALSE";
    if (e.args[0].type == Type::links) return any_linked(e.args[0], std::move(values), at);
    if (values.size() == 1) return value(e.args[0], at) + " = " + parameter(std::move(values.front()));
    std::string list;
    for (auto& known : values) list += (list.empty() ? "" : ", ") + parameter(std::move(known));
    return value(e.args[0], at) + " IN (" + list + ")";
}

// Is `id` (with an empty one: anything) among the links of a record?
std::string Sql::linked(const Expression& path, const std::string& id, const At& at, bool is_any) {
    const auto found = through(path.links, 0, at, [&](const At& end) {
        const auto table = quoted(std::string{end.entity->name()} + "_" + std::string{path.field->name()});
        const auto mask = shown(*path.field, end);
        const auto link = alias();
        return "CASE WHEN EXISTS (SELECT 1 FROM " + table + " AS " + link + " WHERE " + link +
               ".owner = " + end.alias + ".id" + (id.empty() ? "" : " AND " + link + ".target = " + id) +
               seen_target(path, end, link) + (mask.empty() ? "" : " AND " + mask) + ") THEN 1 ELSE 0 END";
    });
    return is_any ? found + " = 1" : "(" + found + " = 1) IS NOT TRUE";
}

// Is any of `ids` among the links of a record?
std::string Sql::any_linked(const Expression& path, std::vector<Value> ids, const At& at) {
    std::string out;
    for (auto& id : ids)
        out += (out.empty() ? "" : " OR ") + linked(path, parameter(std::move(id)), at, true);
    return ids.size() == 1 ? out : "(" + out + ")";
}

std::string Sql::seen_target(const Expression& path, const At& end, const std::string& link) {
    if (end.is_granted) return {};
    const auto seen = target_visible(*path.field->target, link + ".target");
    return seen.empty() ? seen : " AND " + seen;
}

std::string Sql::text_match(const Expression& e, const At& at) {
    const auto& path = e.args[0];
    if (path.type == Type::links) return linked(path, value(e.args[1], at), at, true);
    if (path.type == Type::choices) {
        const auto code = parameter(Value{"," + as_text(e.args[1].value) + ","});
        return is_sqlite() ? "instr(" + value(path, at) + ", " + code + ") > 0"
                           : "position(" + code + " in " + value(path, at) + ") > 0";
    }
    if (path.op != Op::path || path.field == nullptr || !path.field->keeps_fold) {
        refuse_with("field_not_searched", path.op == Op::path ? path.written : to_text(path));
        return "FALSE";
    }
    const auto sought = constant_value(e.args[1], context_);
    if (is_null(sought)) return "FALSE";
    const auto folded = fold(as_text(sought));
    const auto kept =
        through(path.links, 0, at, [&](const At& end) { return field(*path.field, end, "_fold"); });
    if (e.op == Op::contains) {
        const auto part_sql = bytes_parameter(folded);
        return is_sqlite() ? "instr(" + kept + ", " + part_sql + ") > 0"
                           : "position(" + part_sql + " in " + kept + ") > 0";
    }
    const auto past = after_prefix(folded);
    if (past.empty()) return kept + " IS NOT NULL";
    // One mention of the text, since a path is a look-up of its own; an own column keeps the range its index
    // serves.
    if (!path.links.empty())
        return "substr(" + kept + ", 1, " + std::to_string(folded.size()) + ") = " + bytes_parameter(folded);
    return "(" + kept + " >= " + bytes_parameter(folded) + " AND " + kept + " < " + bytes_parameter(past) +
           ")";
}

// What hangs on any record is visible with it; the record's kind stands beside its id.
std::string Sql::anchored(const At& at) {
    std::string out;
    if (++depth_ <= 1) {
        for (const auto* field_model : at.entity->stored) {
            if (field_model->decl.type != Type::any_link) continue;
            const auto name = std::string{field_model->name()};
            for (const auto& target : context_.catalogue.entities()) {
                if (!context_.rights.may_ever(context_.actor, *target, "view")) continue;
                const At there{.alias = alias(), .entity = target.get(), .is_granted = true};
                const auto seen = visible(there);
                out += (out.empty() ? "(" : " OR ") + ("(" + column(at, name + "_entity") + " = ") +
                       parameter(Value{std::string{target->name()}}) + " AND EXISTS (SELECT 1 FROM " +
                       quoted(target->name()) + " AS " + there.alias + " WHERE " + there.alias +
                       ".id = " + column(at, name) + " AND " + there.alias + ".deleted_at IS NULL" +
                       (seen.empty() ? "" : " AND " + seen) + "))";
            }
        }
    }
    --depth_;
    return out.empty() ? "FALSE" : out + ")";
}

bool is_constant(const Expression& e) {
    switch (e.op) {
        case Op::path:
        case Op::children:
        case Op::period:
        case Op::list:
            return false;
        case Op::constant:
            return e.name == "me" || e.name == "today" || e.name == "now";
        default:
            break;
    }
    if (is_boolean_op(e.op)) return false;
    for (const auto& arg : e.args)
        if (!is_constant(arg)) return false;
    return true;
}

}  // namespace teczka::query
