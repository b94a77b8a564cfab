// Tree → canonical text with no more parentheses than the grammar needs.
#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/catalogue/expression.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

// How tightly an operator binds, as in the grammar.
enum Level { or_level, and_level, not_level, comparison_level, sum_level, product_level, primary_level };

struct Sign {
    Op op;
    Level level;
    sv text;
};
constexpr Sign signs[] = {
    {Op::logical_or, or_level, " or "},
    {Op::logical_and, and_level, " and "},
    {Op::logical_not, not_level, "not "},
    {Op::equal, comparison_level, " = "},
    {Op::not_equal, comparison_level, " <> "},
    {Op::less, comparison_level, " < "},
    {Op::less_equal, comparison_level, " <= "},
    {Op::greater, comparison_level, " > "},
    {Op::greater_equal, comparison_level, " >= "},
    {Op::in, comparison_level, " in "},
    {Op::contains, comparison_level, " contains "},
    {Op::starts, comparison_level, " starts "},
    {Op::is_null, comparison_level, " is null"},
    {Op::add, sum_level, " + "},
    {Op::subtract, sum_level, " - "},
    {Op::multiply, product_level, " * "},
};

const Sign* find_sign(Op op) {
    for (const Sign& sign : signs)
        if (sign.op == op) return &sign;
    return nullptr;
}

struct Writer {
    std::string out{};

    void quoted(sv text) {
        out += '"';
        for (const char c : text) {
            if (c == '"') out += c;
            out += c;
        }
        out += '"';
    }

    void literal(const Expression& e) {
        if (is_null(e.value)) {
            out += "null";
        } else if (const auto* text = std::get_if<std::string>(&e.value)) {
            quoted(*text);
        } else if (const auto* id = std::get_if<Id>(&e.value)) {
            quoted(id->to_text());
        } else if (e.type == Type::boolean) {
            out += as_integer(e.value) ? "true" : "false";
        } else if (e.type == Type::date) {
            quoted(format_date(static_cast<std::int32_t>(as_integer(e.value))));
        } else if (e.type == Type::instant) {
            quoted(format_instant(as_integer(e.value)));
        } else {
            out += format_decimal(as_integer(e.value), e.scale);
        }
    }

    void args(const Expression& e, sv separator, Level level) {
        for (std::size_t i = 0; i < e.args.size(); ++i) {
            if (i) out += separator;
            write(e.args[i], level);
        }
    }

    void call(sv name, const Expression& e) {
        out += name;
        out += '(';
        args(e, ", ", or_level);
        out += ')';
    }

    void period(const Expression& e) {
        if (!e.number) {
            out += e.name;
            return;
        }
        const auto unit = e.name.find('_') + 1;
        out += e.name.substr(0, unit) + std::to_string(e.number) + "_" + e.name.substr(unit);
    }

    void primary(const Expression& e) {
        switch (e.op) {
            case Op::literal:
                return literal(e);
            case Op::path:
                out += e.written;
                return;
            case Op::constant:
                out += e.name;
                return;
            case Op::period:
                return period(e);
            case Op::span:
                out += std::to_string(e.number) + e.name;
                return;
            case Op::list:
                return call("", e);
            case Op::coalesce:
                return call("coalesce", e);
            case Op::if_else:
                return call("if", e);
            case Op::part:
                return call(e.name, e);
            case Op::children:
                return call(e.written + " " + e.name, e);
            default:
                break;
        }
    }

    void operation(const Expression& e, const Sign& sign) {
        if (e.op == Op::logical_not) {
            out += sign.text;
            return write(e.args[0], not_level);
        }
        const bool is_joint = e.op == Op::logical_or || e.op == Op::logical_and;
        if (is_joint) return args(e, sign.text, static_cast<Level>(sign.level + 1));
        // a - b - c needs none, a - (b - c) does; comparisons do not follow one another
        const bool is_chain = sign.level > comparison_level;
        write(e.args[0], is_chain ? sign.level : sum_level);
        out += sign.text;
        if (e.args.size() > 1) write(e.args[1], static_cast<Level>(sign.level + 1));
    }

    void write(const Expression& e, Level least) {
        const Sign* sign = find_sign(e.op);
        if (!sign) return primary(e);
        const bool is_wrapped = sign->level < least;
        if (is_wrapped) out += '(';
        operation(e, *sign);
        if (is_wrapped) out += ')';
    }
};

}  // namespace

std::string to_text(const Expression& expression) {
    Writer writer;
    writer.write(expression, or_level);
    return std::move(writer.out);
}

}  // namespace teczka::catalogue
