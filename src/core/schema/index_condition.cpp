// Only the truth of the whole counts in an index, so null stands for false everywhere but under `not`.
#include "core/schema/index_condition.hpp"

#include "core/base/refusal.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/store/store.hpp"

namespace teczka::schema {
namespace {

using catalogue::Expression;
using catalogue::Op;

std::string condition_sql(const Expression& e);

std::string literal_sql(const Value& value) {
    if (is_null(value)) return "NULL";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    std::string text = "'";
    for (const char c : as_text(value)) text += c == '\'' ? std::string("''") : std::string(1, c);
    return text + "'";
}

std::string operand_sql(const Expression& e) {
    if (e.op == Op::literal) return literal_sql(e.value);
    TECZKA_INVARIANT(e.op == Op::path && e.links.empty() && e.field != nullptr);
    return store::quoted(e.field->name());
}

std::string list_sql(const Expression& list) {
    std::string text;
    for (const auto& one : list.args) text += (text.empty() ? "(" : ", ") + operand_sql(one);
    return text + ")";
}

std::string equality_sql(const Expression& e) {
    const bool is_equal = e.op == Op::equal;
    const auto& [a, b] = std::tie(e.args[0], e.args[1]);
    if (b.op == Op::literal && is_null(b.value))
        return operand_sql(a) + (is_equal ? " IS NULL" : " IS NOT NULL");
    const std::string sql = operand_sql(a) + " = " + operand_sql(b);
    return is_equal ? sql : "(" + sql + ") IS NOT TRUE";
}

std::string joined(const Expression& e, std::string_view word) {
    std::string text;
    for (const auto& arg : e.args) {
        if (!text.empty()) text += word;
        text += "(" + condition_sql(arg) + ")";
    }
    return text;
}

std::string condition_sql(const Expression& e) {
    switch (e.op) {
        case Op::literal:
            return is_true(e) ? "1 = 1" : "1 = 0";
        case Op::path:
            return operand_sql(e) + " = 1";
        case Op::logical_and:
            return joined(e, " AND ");
        case Op::logical_or:
            return joined(e, " OR ");
        case Op::logical_not:
            return "(" + condition_sql(e.args[0]) + ") IS NOT TRUE";
        case Op::equal:
        case Op::not_equal:
            return equality_sql(e);
        case Op::is_null:
            return operand_sql(e.args[0]) + " IS NULL";
        case Op::in:
            return operand_sql(e.args[0]) + " IN " + list_sql(e.args[1]);
        default:
            TECZKA_INVARIANT(false && "a partial index asks for booleans and choices only");
            return {};
    }
}

}  // namespace

std::string index_condition(const Expression& condition) {
    return is_true(condition) ? std::string() : condition_sql(condition);
}

}  // namespace teczka::schema
