// Literals take the type of what they stand beside: "2026-01-05" beside a date, a code beside a choice.
#pragma once
#include <optional>

#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

struct Misfit {
    const Expression* at{};
    sv code{};           // type_mismatch, choice_unknown
    std::string text{};  // the literal's
};

// A literal, or a coalesce or if of nothing but literals: it may still become another type.
bool is_flexible(const Expression& expression);
bool is_null_literal(const Expression& expression);
Wanted wanted_of(const Expression& expression);
// Converts the literals an expression's value may come from; other expressions stay as they are.
std::optional<Misfit> coerce(Expression& expression, const Wanted& wanted);

bool are_comparable(const Expression& a, const Expression& b);
// money beats decimal beats integer.
Type joint_number(const Expression& a, const Expression& b);

}  // namespace teczka::catalogue
