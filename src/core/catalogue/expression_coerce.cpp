// The conversions of literals, one a family of types.
#include "core/catalogue/expression_coerce.hpp"

#include <algorithm>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"

namespace teczka::catalogue {

namespace {

const std::string* text_of(const Expression& e) { return std::get_if<std::string>(&e.value); }

std::optional<Misfit> misfit(const Expression& e, sv code = "type_mismatch") {
    const std::string* text = text_of(e);
    return Misfit{&e, code, text ? *text : std::string()};
}

template <class T>
std::optional<Misfit> set(Expression& e, const std::optional<T>& value, const Wanted& wanted) {
    if (!value) return misfit(e);
    e.value = Value{*value};
    e.type = wanted.type;
    e.scale = wanted.scale;
    return {};
}

std::optional<std::int64_t> widened(const std::optional<std::int32_t>& days) {
    return days ? std::optional<std::int64_t>(*days) : std::nullopt;
}

// 12.505 beside money keeps its three places: the comparison brings the money to them.
std::optional<Misfit> number(Expression& e, const Wanted& wanted) {
    if (const std::string* text = text_of(e)) return set(e, parse_decimal(*text, wanted.scale), wanted);
    if (!is_number(e.type)) return misfit(e);
    if (e.scale > wanted.scale) return {};
    auto kept = rescale(as_integer(e.value), e.scale, wanted.scale);
    constexpr std::int64_t most =
        999'999'999'999'999'999;  // what a number may be written with, and read again
    if (kept && (*kept > most || *kept < -most)) kept.reset();
    return set(e, kept, wanted);
}

// "b,a" → ",a,b," in the order of declaration.
std::optional<Misfit> codes(Expression& e, const Wanted& wanted) {
    const auto given = split(*text_of(e), ',');
    for (const sv code : given)
        if (!wanted.field->find_choice(code)) return misfit(e, "choice_unknown");
    std::string kept;
    for (const Choice& choice : wanted.field->decl.choices)
        if (std::ranges::find(given, choice.code) != given.end()) kept += "," + std::string(choice.code);
    if (!kept.empty()) kept += ',';
    return set(e, kept.empty() ? std::optional<std::string>("") : kept, wanted);
}

std::optional<Misfit> literal(Expression& e, const Wanted& wanted) {
    const std::string* text = text_of(e);
    if (is_null(e.value)) {
        e.type = wanted.type;
        e.scale = wanted.scale;
        return {};
    }
    if (is_number(wanted.type)) return number(e, wanted);
    if (wanted.type == Type::boolean) return e.type == Type::boolean ? std::nullopt : misfit(e);
    const bool is_converted = e.type != Type::text && e.type == wanted.type;
    if (is_converted && (!text || !wanted.field || wanted.field->decl.choices.empty())) return {};
    if (!text) return misfit(e);
    switch (wanted.type) {
        case Type::date:
            return set(e, widened(parse_date(*text)), wanted);
        case Type::instant:
            return set(e, parse_instant(*text), wanted);
        case Type::link:
        case Type::any_link:
            return set(e, Id::parse(*text), wanted);
        case Type::choices:
            return wanted.field ? codes(e, wanted) : misfit(e);
        case Type::choice:
        case Type::state:
            if (wanted.field && !wanted.field->find_choice(*text)) return misfit(e, "choice_unknown");
            break;
        default:
            if (!is_textual(wanted.type)) return misfit(e);
    }
    e.type = wanted.type;
    return {};
}

std::size_t first_branch(const Expression& e) { return e.op == Op::if_else ? 1 : 0; }
bool is_choosing(const Expression& e) { return e.op == Op::if_else || e.op == Op::coalesce; }

}  // namespace

bool is_flexible(const Expression& e) {
    if (e.op == Op::literal) return true;
    if (!is_choosing(e)) return false;
    return std::all_of(e.args.begin() + static_cast<std::ptrdiff_t>(first_branch(e)), e.args.end(),
                       is_flexible);
}

bool is_null_literal(const Expression& e) { return e.op == Op::literal && is_null(e.value); }

Wanted wanted_of(const Expression& e) {
    Wanted wanted{e.type, e.scale, e.op == Op::path ? e.field : nullptr};
    if (!is_choosing(e)) return wanted;
    for (std::size_t i = first_branch(e); i < e.args.size() && !wanted.field; ++i)
        wanted.field = wanted_of(e.args[i]).field;
    return wanted;
}

std::optional<Misfit> coerce(Expression& e, const Wanted& wanted) {
    if (e.op == Op::literal) return literal(e, wanted);
    if (!is_choosing(e)) return {};
    for (std::size_t i = first_branch(e); i < e.args.size(); ++i)
        if (auto wrong = coerce(e.args[i], wanted)) return wrong;
    if (!is_flexible(e)) return {};
    e.type = wanted.type;
    e.scale = 0;
    for (std::size_t i = first_branch(e); i < e.args.size(); ++i)
        e.scale = std::max(e.scale, e.args[i].scale);
    return {};
}

bool are_comparable(const Expression& a, const Expression& b) {
    const auto is_day = [](Type type) { return type == Type::date || type == Type::instant; };
    const auto is_link = [](Type type) { return type == Type::link || type == Type::any_link; };
    if (is_number(a.type)) return is_number(b.type);
    if (is_textual(a.type)) return is_textual(b.type);
    if (is_day(a.type)) return is_day(b.type);
    if (a.type == Type::boolean) return b.type == Type::boolean;
    if (!is_link(a.type) || !is_link(b.type)) return false;
    return target_of(a).empty() || target_of(b).empty() || target_of(a) == target_of(b);
}

Type joint_number(const Expression& a, const Expression& b) {
    for (const Type type : {Type::money, Type::decimal})
        if (a.type == type || b.type == type) return type;
    return Type::integer;
}

sv target_of(const Expression& e) {
    if (e.op == Op::constant) return e.name == "me" ? "user" : target_of_set(e.name);
    if (e.op == Op::path && e.field && e.field->target) return e.field->target->name();
    if (!is_choosing(e)) return {};
    for (std::size_t i = first_branch(e); i < e.args.size(); ++i)
        if (const sv target = target_of(e.args[i]); !target.empty()) return target;
    return {};
}

bool uses_constant(const Expression& e, std::span<const sv> names) {
    const bool is_named = e.op == Op::constant && std::ranges::find(names, e.name) != names.end();
    const bool is_period = e.op == Op::period && std::ranges::find(names, sv("today")) != names.end();
    return is_named || is_period ||
           std::ranges::any_of(e.args, [&](const Expression& arg) { return uses_constant(arg, names); });
}

}  // namespace teczka::catalogue
