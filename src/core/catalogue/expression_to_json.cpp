// Tree → the JSON form, for those who show a condition part by part. The opposite of expression_json.cpp.
#include <optional>

#include "core/base/decimal.hpp"
#include "core/base/json.hpp"
#include "core/catalogue/expression.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

json::value text_of(const Expression& e) { return json::value(to_text(e)); }

sv sign_of(Op op) {
    switch (op) {
        case Op::equal:
            return "=";
        case Op::not_equal:
            return "<>";
        case Op::less:
            return "<";
        case Op::less_equal:
            return "<=";
        case Op::greater:
            return ">";
        case Op::greater_equal:
            return ">=";
        case Op::contains:
            return "contains";
        case Op::starts:
            return "starts";
        default:
            return {};
    }
}

json::value literal(const Expression& e) {
    if (is_null(e.value)) return nullptr;
    if (const auto* text = std::get_if<std::string>(&e.value)) return json::value(*text);
    if (e.type == Type::boolean) return as_integer(e.value) != 0;
    if (e.scale > 0) return json::value(format_decimal(as_integer(e.value), e.scale));
    return as_integer(e.value);
}

// The right side of a comparison; nothing when the form has no object for it.
std::optional<json::value> operand(const Expression& e) {
    if (e.op == Op::literal) return literal(e);
    if (e.op == Op::path) return json::object{{"field", e.written}};
    if (e.op == Op::constant) return json::object{{"constant", e.name}};
    const bool is_moved =
        (e.op == Op::add || e.op == Op::subtract) && e.args[0].op == Op::constant && e.args[1].op == Op::span;
    if (!is_moved) return {};
    return json::object{{"constant", e.args[0].name},
                        {e.op == Op::add ? "plus" : "minus", to_text(e.args[1])}};
}

json::value set(const Expression& e) {
    if (e.op == Op::constant) return json::object{{"constant", e.name}};
    if (e.op == Op::period) return json::object{{"period", to_text(e)}};
    json::array values;
    for (const Expression& one : e.args) values.push_back(literal(one));
    return values;
}

// The left side: children with their fold, or the text of a value.
json::object subject(const Expression& e) {
    if (e.op != Op::children) return {{"field", to_text(e)}};
    json::object object{{"children", e.written}, {"fold", e.name}};
    if (e.args.size() > std::size_t{e.has_where}) object["of"] = to_text(e.args[0]);
    if (e.has_where) object["where"] = to_json_form(e.args.back());
    return object;
}

json::value compared(const Expression& e, sv op, std::optional<json::value> value) {
    json::object object = subject(e.args[0]);
    object["op"] = op;
    if (value) object["value"] = std::move(*value);
    return object;
}

json::value joined(const char* name, const Expression& e) {
    json::array parts;
    for (const Expression& arg : e.args) parts.push_back(to_json_form(arg));
    return json::object{{name, std::move(parts)}};
}

json::value opposite(const Expression& e) {
    if (e.op == Op::in) return compared(e, "not_in", set(e.args[1]));
    if (e.op == Op::is_null) return compared(e, "not_null", {});
    return json::object{{"not", to_json_form(e)}};
}

}  // namespace

json::value to_json_form(const Expression& e) {
    switch (e.op) {
        case Op::literal:
            if (is_true(e)) return json::object{{"and", json::array{}}};
            return is_false(e) ? json::value(json::object{{"or", json::array{}}}) : text_of(e);
        case Op::logical_and:
            return joined("and", e);
        case Op::logical_or:
            return joined("or", e);
        case Op::logical_not:
            return opposite(e.args[0]);
        case Op::path:
        case Op::children:
            return subject(e);
        case Op::in:
            return compared(e, "in", set(e.args[1]));
        case Op::is_null:
            return compared(e, "is_null", {});
        default:
            break;
    }
    const sv sign = sign_of(e.op);
    auto value = sign.empty() ? std::nullopt : operand(e.args[1]);
    return value ? compared(e, sign, std::move(value)) : text_of(e);
}

}  // namespace teczka::catalogue
