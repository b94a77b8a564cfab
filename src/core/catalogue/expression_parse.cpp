// Text → tree: a tokenizer and a descent by precedence. Nesting and size are counted while reading, so that
// no text makes the program's own stack grow.
#include <algorithm>
#include <array>

#include "core/base/decimal.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"
#include "core/catalogue/expression.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

enum class Kind_of_token { word, number, text, span, symbol, end, bad };

struct Token {
    Kind_of_token kind{Kind_of_token::end};
    sv text{};  // as written; of a string with its quotes
    std::int32_t at{};
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
constexpr bool is_word(char c) { return is_word_start(c) || is_digit(c); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t length_of_string(sv rest) {
    const char quote = rest[0];
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] != quote) continue;
        if (i + 1 < rest.size() && rest[i + 1] == quote) {
            ++i;
            continue;
        }
        return i + 1;
    }
    return 0;
}

Token read_number(sv rest, std::int32_t at) {
    std::size_t n = 0;
    while (n < rest.size() && is_digit(rest[n])) ++n;
    if (n + 1 < rest.size() && rest[n] == '.' && is_digit(rest[n + 1])) {
        ++n;
        while (n < rest.size() && is_digit(rest[n])) ++n;
        return {Kind_of_token::number, rest.substr(0, n), at};
    }
    const bool is_unit = n < rest.size() && sv("dwmy").find(rest[n]) != sv::npos;
    if (is_unit && (n + 1 == rest.size() || !is_word(rest[n + 1])))
        return {Kind_of_token::span, rest.substr(0, n + 1), at};
    if (n < rest.size() && (is_word(rest[n]) || rest[n] == '.'))
        return {Kind_of_token::bad, rest.substr(0, 1), at};
    return {Kind_of_token::number, rest.substr(0, n), at};
}

Token read_token(sv source, std::size_t from) {
    while (from < source.size() && is_blank(source[from])) ++from;
    const auto at = static_cast<std::int32_t>(from);
    const sv rest = source.substr(from);
    if (rest.empty()) return {Kind_of_token::end, rest, at};
    if (is_digit(rest[0])) return read_number(rest, at);
    if (is_word_start(rest[0])) {
        const auto past = std::find_if_not(rest.begin(), rest.end(), is_word);
        return {Kind_of_token::word, rest.substr(0, static_cast<std::size_t>(past - rest.begin())), at};
    }
    if (rest[0] == '"' || rest[0] == '\'') {
        const auto n = length_of_string(rest);
        return n ? Token{Kind_of_token::text, rest.substr(0, n), at} : Token{Kind_of_token::bad, rest, at};
    }
    for (const sv symbol : {"<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ",", "."})
        if (rest.starts_with(symbol)) return {Kind_of_token::symbol, rest.substr(0, symbol.size()), at};
    return {Kind_of_token::bad, rest.substr(0, 1), at};
}

std::string unquoted(sv written) {
    std::string out;
    const char quote = written[0];
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
        out += written[i];
        if (written[i] == quote) ++i;
    }
    return out;
}

bool is_part(sv word) {
    return word == "year" || word == "quarter" || word == "month" || word == "week" || word == "day";
}

struct Parser {
    sv source;
    Token now{}, next{};
    Refusal refusal{};
    bool failed{};
    int nodes{}, depth{};

    explicit Parser(sv text) : source(text) {
        now = read_token(source, 0);
        next = read_token(source, end_of(now));
    }
    static std::size_t end_of(const Token& token) {
        return static_cast<std::size_t>(token.at) + token.text.size();
    }
    void advance() {
        now = next;
        next = read_token(source, end_of(now));
    }
    bool is(sv text) const {
        return now.text == text && (now.kind == Kind_of_token::word || now.kind == Kind_of_token::symbol);
    }
    bool next_is(sv text) const { return next.text == text && next.kind != Kind_of_token::text; }
    bool take(sv text) {
        if (!is(text)) return false;
        advance();
        return true;
    }
    Expression stop(sv code, sv expected) {
        if (!failed) {
            refusal = {Kind::invalid, {{"", std::string(code), {{"offset", std::to_string(now.at)}}}}};
            if (!expected.empty()) refusal.complaints[0].parameters.emplace_back("expected", expected);
        }
        failed = true;
        now = next = {Kind_of_token::end, {}, now.at};
        return {};
    }
    Expression stop(sv expected) { return stop("condition_syntax", expected); }
    void expect(sv text) {
        if (!take(text)) stop(text);
    }
    Expression node(Op op, std::int32_t at) {
        if (++nodes > limits::condition_nodes) stop("condition_nodes", {});
        Expression e;
        e.op = op;
        e.offset = at;
        return e;
    }
    Expression node(Op op, std::int32_t at, Expression a, Expression b) {
        Expression e = node(op, at);
        e.args.push_back(std::move(a));
        e.args.push_back(std::move(b));
        return e;
    }

    Expression parse_or();
    Expression parse_joined(Op op, sv word);
    Expression parse_not();
    Expression parse_comparison();
    Expression parse_in(Expression left, std::int32_t at);
    Expression parse_list();
    Expression parse_sum();
    Expression parse_product();
    Expression parse_primary();
    Expression parse_word();
    Expression parse_path();
    Expression parse_children(Expression path);
    Expression parse_literal(bool is_negative);
    Expression parse_function(Op op);
    Expression parse_span();
};

Expression Parser::parse_joined(Op op, sv word) {
    const auto at = now.at;
    const auto one = [&] {
        return op == Op::logical_or ? parse_joined(Op::logical_and, "and") : parse_not();
    };
    Expression first = one();
    if (!is(word)) return first;
    Expression joined = node(op, at);
    const auto add = [&](Expression e) {  // "(a and b) and c" is "a and b and c"
        if (e.op != op) return joined.args.push_back(std::move(e));
        for (Expression& arg : e.args) joined.args.push_back(std::move(arg));
    };
    add(std::move(first));
    while (take(word)) add(one());
    return joined;
}

Expression Parser::parse_or() {
    if (++depth > limits::condition_depth) return stop("condition_depth", {});
    Expression e = parse_joined(Op::logical_or, "or");
    --depth;
    return e;
}

Expression Parser::parse_not() {
    const auto at = now.at;
    if (!take("not")) return parse_comparison();
    if (++depth > limits::condition_depth) return stop("condition_depth", {});
    Expression e = node(Op::logical_not, at);
    e.args.push_back(parse_not());
    --depth;
    return e;
}

struct Comparison {
    sv symbol;
    Op op;
};
constexpr Comparison comparisons[] = {
    {"=", Op::equal},           {"<>", Op::not_equal},  {"<", Op::less},
    {"<=", Op::less_equal},     {">", Op::greater},     {">=", Op::greater_equal},
    {"contains", Op::contains}, {"starts", Op::starts},
};

Expression Parser::parse_comparison() {
    Expression left = parse_sum();
    const auto at = now.at;
    for (const auto& [symbol, op] : comparisons)
        if (take(symbol)) return node(op, at, std::move(left), parse_sum());
    if (take("in")) return parse_in(std::move(left), at);
    if (is("not") && next_is("in")) {
        advance();
        advance();
        Expression e = node(Op::logical_not, at);
        e.args.push_back(parse_in(std::move(left), at));
        return e;
    }
    if (!take("is")) return left;
    const bool is_not = take("not");
    expect("null");
    Expression e = node(Op::is_null, at);
    e.args.push_back(std::move(left));
    if (!is_not) return e;
    Expression opposite = node(Op::logical_not, at);
    opposite.args.push_back(std::move(e));
    return opposite;
}

Expression Parser::parse_in(Expression left, std::int32_t at) {
    if (is("(")) return node(Op::in, at, std::move(left), parse_list());
    Expression right = node(Op::period, now.at);
    if (now.kind == Kind_of_token::word && read_period(now.text, right.name, right.number)) {
        advance();
    } else if (now.kind == Kind_of_token::word && !target_of_set(now.text).empty()) {
        right.op = Op::constant;
        right.name = now.text;
        advance();
    } else {
        return stop("( or a period");
    }
    return node(Op::in, at, std::move(left), std::move(right));
}

Expression Parser::parse_list() {
    Expression list = node(Op::list, now.at);
    expect("(");
    const int nodes_before = nodes;
    do {
        const bool is_negative = take("-");
        list.args.push_back(parse_literal(is_negative));
        nodes = nodes_before;  // counted by in_values instead
        if (list.args.size() > limits::in_values) return stop("condition_nodes", {});
    } while (take(","));
    expect(")");
    return list;
}

Expression Parser::parse_span() {
    Expression e = node(Op::span, now.at);
    const auto number = parse_decimal(now.text.substr(0, now.text.size() - 1), 0);
    if (!number || *number > 100'000) return stop("a span up to 100000");
    e.number = *number;
    e.name = now.text.substr(now.text.size() - 1);
    advance();
    return e;
}

Expression Parser::parse_sum() {
    Expression left = parse_product();
    while (is("+") || is("-")) {
        const auto at = now.at;
        const Op op = is("+") ? Op::add : Op::subtract;
        advance();
        Expression right = now.kind == Kind_of_token::span ? parse_span() : parse_product();
        left = node(op, at, std::move(left), std::move(right));
    }
    return left;
}

Expression Parser::parse_product() {
    Expression left = parse_primary();
    while (is("*")) {
        const auto at = now.at;
        advance();
        left = node(Op::multiply, at, std::move(left), parse_primary());
    }
    return left;
}

Expression Parser::parse_primary() {
    switch (now.kind) {
        case Kind_of_token::text:
        case Kind_of_token::number:
            return parse_literal(false);
        case Kind_of_token::word:
            return parse_word();
        default:
            break;
    }
    if (take("-")) return now.kind == Kind_of_token::number ? parse_literal(true) : stop("a number");
    if (!take("(")) return stop("a value");
    Expression inside = parse_or();
    expect(")");
    return inside;
}

Expression Parser::parse_literal(bool is_negative) {
    Expression e = node(Op::literal, now.at);
    if (now.kind == Kind_of_token::number) {
        const auto point = now.text.find('.');
        e.scale = point == sv::npos ? 0 : static_cast<int>(now.text.size() - point - 1);
        const auto number = e.scale > max_scale ? std::nullopt : parse_decimal(now.text, e.scale);
        if (!number) return stop("a number of at most 18 digits");
        e.value = is_negative ? -*number : *number;
        e.type = e.scale ? Type::decimal : Type::integer;
    } else if (is_negative) {
        return stop("a number");
    } else if (now.kind == Kind_of_token::text) {
        std::string text = unquoted(now.text);
        if (!is_plain_text(text, true)) return stop("plain text");
        e.value = std::move(text);
        e.type = Type::text;
    } else if (is("true") || is("false")) {
        e.value = std::int64_t{is("true")};
    } else if (is("null")) {
        e.type = Type::text;
    } else {
        return stop("a literal");
    }
    advance();
    return e;
}

constexpr sv constants[] = {"me",  "my_territories", "my_groups", "standing_in_for", "today",
                            "now", "anchored"};

Expression Parser::parse_word() {
    if (is("true") || is("false") || is("null")) return parse_literal(false);
    if (std::ranges::find(constants, now.text) != std::end(constants)) {
        Expression e = node(Op::constant, now.at);
        e.name = now.text;
        advance();
        return e;
    }
    if (next_is("(")) {
        if (is("coalesce")) return parse_function(Op::coalesce);
        if (is("if")) return parse_function(Op::if_else);
        if (is_part(now.text)) return parse_function(Op::part);
        return stop("coalesce, if, year, quarter, month, week or day");
    }
    if (is_reserved(now.text)) return stop("a value");
    return parse_path();
}

Expression Parser::parse_function(Op op) {
    Expression e = node(op, now.at);
    if (op == Op::part) e.name = now.text;
    advance();
    expect("(");
    do e.args.push_back(parse_or());
    while (take(","));
    const auto n = e.args.size();
    if (op == Op::coalesce ? n < 2 : op == Op::if_else ? n != 3 : n != 1)
        return stop("another number of arguments");
    expect(")");
    return e;
}

Expression Parser::parse_path() {
    Expression path = node(Op::path, now.at);
    path.written = now.text;
    advance();
    int steps = 1;
    while (take(".")) {
        if (now.kind != Kind_of_token::word) return stop("a name");
        if (++steps > limits::path_steps + 1) return stop("condition_depth", {});
        path.written += '.';
        path.written += now.text;
        advance();
    }
    if (now.kind == Kind_of_token::word && is_fold(now.text) && next_is("("))
        return parse_children(std::move(path));
    return path;
}

Expression Parser::parse_children(Expression path) {
    path.op = Op::children;
    path.name = now.text;
    advance();
    expect("(");
    const bool has_of = path.name == "sum" || path.name == "min" || path.name == "max";
    if (has_of) path.args.push_back(parse_or());
    if (has_of ? take(",") : !is(")")) {
        path.has_where = true;
        path.args.push_back(parse_or());
    }
    expect(")");
    return path;
}

}  // namespace

bool is_fold(sv word) {
    return word == "any" || word == "none" || word == "count" || word == "sum" || word == "min" ||
           word == "max";
}

sv target_of_set(sv constant) {
    if (constant == "my_territories") return "territory";
    if (constant == "my_groups") return "user_group";
    return constant == "standing_in_for" ? sv("user") : sv();
}

bool is_reserved(sv word) {
    constexpr sv words[] = {"and", "or", "not", "in", "is", "null", "true", "false", "contains", "starts"};
    return std::ranges::find(words, word) != std::end(words) ||
           std::ranges::find(constants, word) != std::end(constants);
}

bool read_period(sv word, std::string& name, std::int64_t& number) {
    constexpr sv plain[] = {"today",      "yesterday",    "this_week",    "last_week", "this_month",
                            "last_month", "this_quarter", "last_quarter", "this_year", "last_year"};
    name = word;
    number = 0;
    if (std::ranges::find(plain, word) != std::end(plain)) return true;
    if (!word.starts_with("last_") && !word.starts_with("next_")) return false;
    const sv rest = word.substr(5);
    const auto under = rest.find('_');
    if (under == sv::npos || under == 0 || under > 4) return false;
    const sv unit = rest.substr(under + 1);
    const auto count = parse_decimal(rest.substr(0, under), 0);
    // The calendar ends with the year 9999 and begins with 0001.
    if (!count || *count < 1 || (unit == "years" && *count > 1000)) return false;
    if (unit != "days" && unit != "weeks" && unit != "months" && unit != "years") return false;
    name = std::string(word.substr(0, 5)) + std::string(unit);
    number = *count;
    return true;
}

Result<Expression> parse(std::string_view text) {
    Parser parser(text);
    Expression e = parser.parse_or();
    if (!parser.failed && parser.now.kind != Kind_of_token::end) parser.stop("an operator or the end");
    if (!parser.failed && depth_of(e) > limits::condition_depth) parser.stop("condition_depth", {});
    if (parser.failed) return std::unexpected(std::move(parser.refusal));
    return e;
}

}  // namespace teczka::catalogue
