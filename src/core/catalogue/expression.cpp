// Small things about trees: equality, joining, depth.
#include "core/catalogue/expression.hpp"

#include <algorithm>

#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

bool Expression::operator==(const Expression& other) const {
    if (op != other.op || value != other.value || name != other.name || written != other.written ||
        number != other.number || args != other.args)
        return false;
    if (op == Op::children && args.size() == 1 && has_where != other.has_where) return false;
    return op != Op::literal || (type == other.type && scale == other.scale);
}

Expression make_literal(bool value) {
    Expression e;
    e.value = std::int64_t{value};
    return e;
}

namespace {

bool is_literal(const Expression& e, bool value) {
    return e.op == Op::literal && e.type == Type::boolean && e.value == Value{std::int64_t{value}};
}

Expression join(Op op, Expression a, Expression b) {
    Expression joined;
    joined.op = op;
    for (Expression* side : {&a, &b}) {
        if (side->op != op) {
            joined.args.push_back(std::move(*side));
            continue;
        }
        for (Expression& arg : side->args) joined.args.push_back(std::move(arg));
    }
    return joined;
}

}  // namespace

bool is_true(const Expression& expression) { return is_literal(expression, true); }
bool is_false(const Expression& expression) { return is_literal(expression, false); }

Expression make_and(Expression a, Expression b) {
    if (is_true(a) || is_false(b)) return b;
    if (is_true(b) || is_false(a)) return a;
    return join(Op::logical_and, std::move(a), std::move(b));
}

Expression make_or(Expression a, Expression b) {
    if (is_false(a) || is_true(b)) return b;
    if (is_false(b) || is_true(a)) return a;
    return join(Op::logical_or, std::move(a), std::move(b));
}

int depth_of(const Expression& expression) {
    const auto is_sum = [](const Expression& e) {
        return e.op == Op::add || e.op == Op::subtract || e.op == Op::multiply;
    };
    int below = 0;
    for (const Expression& arg : expression.args)
        below = std::max(below, depth_of(arg) - (is_sum(expression) && is_sum(arg) ? 1 : 0));
    return below + 1;
}

std::vector<sv> split(sv text, char separator) {
    std::vector<sv> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end) parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

bool is_number(Type type) { return type == Type::integer || type == Type::decimal || type == Type::money; }

bool is_textual(Type type) {
    switch (type) {
        case Type::text:
        case Type::note:
        case Type::choice:
        case Type::state:
        case Type::country:
        case Type::currency:
        case Type::language:
        case Type::condition:
            return true;
        default:
            return false;
    }
}

}  // namespace teczka::catalogue
