// The JSON form of conditions → tree. It says the same as the text form, for those who build conditions by
// machine; docs/query.md describes it. Complaints name the place: "and[1].value".
#include <algorithm>

#include "core/base/json.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"
#include "core/catalogue/expression.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

struct Word {
    sv text;
    Op op;
};
constexpr Word comparisons[] = {
    {"=", Op::equal},           {"<>", Op::not_equal},    {"<", Op::less},
    {"<=", Op::less_equal},     {">", Op::greater},       {">=", Op::greater_equal},
    {"contains", Op::contains}, {"starts", Op::starts},   {"in", Op::in},
    {"not_in", Op::in},         {"is_null", Op::is_null}, {"not_null", Op::is_null},
};

Expression make(Op op, std::vector<Expression> args = {}) {
    Expression e;
    e.op = op;
    e.args = std::move(args);
    return e;
}

int nodes_of(const Expression& e) {
    int nodes = 1;
    if (e.op == Op::list) return nodes;
    for (const Expression& arg : e.args) nodes += nodes_of(arg);
    return nodes;
}

struct Reader {
    Refusal refusal{};
    int depth{};
    int nodes{};  // so far: a megabyte of parts is refused at the first one too many

    bool failed() const { return !refusal.complaints.empty(); }
    Expression stop(const std::string& place, sv expected, sv code = "condition_syntax") {
        if (failed()) return {};
        Complaint complaint{place, std::string(code)};
        if (!expected.empty()) complaint.parameters.emplace_back("expected", expected);
        refusal.complaints.push_back(std::move(complaint));
        return {};
    }
    static std::string inside(const std::string& place, sv key) {
        return place.empty() ? std::string(key) : place + "." + std::string(key);
    }
    bool only(const json::object& object, const std::string& place, std::initializer_list<sv> known) {
        for (const auto& member : object) {
            const sv key(member.key().data(), member.key().size());
            if (std::ranges::find(known, key) == known.end())
                return stop(inside(place, key), "no such key"), false;
        }
        return true;
    }
    static const json::value* member(const json::object& object, const char* key) {
        return object.if_contains(key);
    }

    Expression text(const json::value& value, const std::string& place);
    Expression form(const json::value& value, const std::string& place);
    Expression joined(Op op, const json::value& value, const std::string& place);
    Expression field(const json::object& object, const std::string& place);
    Expression children(const json::object& object, const std::string& place);
    Expression compared(Expression left, const json::object& object, const std::string& place);
    Expression operand(const json::value& value, const std::string& place);
    Expression special(const json::object& object, const std::string& place);
    Expression literal(const json::value& value, const std::string& place);
    Expression set(const json::value& value, const std::string& place);
};

Expression Reader::text(const json::value& value, const std::string& place) {
    const json::string* written = value.if_string();
    if (!written) return stop(place, "a text");
    auto parsed = parse(sv(written->data(), written->size()));
    if (parsed) {
        nodes += nodes_of(*parsed);
        if (nodes > limits::condition_nodes) return stop(place, {}, "condition_nodes");
        return std::move(*parsed);
    }
    if (!failed()) {
        refusal = parsed.error();
        for (Complaint& complaint : refusal.complaints) complaint.field = place;
    }
    return {};
}

Expression Reader::form(const json::value& value, const std::string& place) {
    if (value.is_string()) return text(value, place);
    if (++depth > limits::condition_depth) return stop(place, {}, "condition_depth");
    if (++nodes > limits::condition_nodes) return stop(place, {}, "condition_nodes");
    const json::object* object = value.if_object();
    Expression e;
    if (!object)
        e = stop(place, "an object or a text");
    else if (const auto* all = member(*object, "and"))
        e = only(*object, place, {"and"}) ? joined(Op::logical_and, *all, inside(place, "and"))
                                          : Expression{};
    else if (const auto* some = member(*object, "or"))
        e = only(*object, place, {"or"}) ? joined(Op::logical_or, *some, inside(place, "or")) : Expression{};
    else if (const auto* opposite = member(*object, "not"))
        e = only(*object, place, {"not"}) ? make(Op::logical_not, {form(*opposite, inside(place, "not"))})
                                          : Expression{};
    else if (object->contains("field"))
        e = field(*object, place);
    else if (object->contains("children"))
        e = children(*object, place);
    else
        e = stop(place, "and, or, not, field or children");
    --depth;
    return e;
}

// One part stands for itself; none is true for `and`, false for `or`.
Expression Reader::joined(Op op, const json::value& value, const std::string& place) {
    const json::array* parts = value.if_array();
    if (!parts) return stop(place, "an array");
    Expression whole = make_literal(op == Op::logical_and);
    for (std::size_t i = 0; i < parts->size() && !failed(); ++i) {
        Expression part = form((*parts)[i], place + "[" + std::to_string(i) + "]");
        whole = op == Op::logical_and ? make_and(std::move(whole), std::move(part))
                                      : make_or(std::move(whole), std::move(part));
    }
    return whole;
}

Expression Reader::field(const json::object& object, const std::string& place) {
    if (!only(object, place, {"field", "op", "value"})) return {};
    Expression left = text(object.at("field"), inside(place, "field"));
    if (!object.contains("op") && !object.contains("value")) return left;
    return compared(std::move(left), object, place);
}

Expression Reader::children(const json::object& object, const std::string& place) {
    if (!only(object, place, {"children", "fold", "of", "where", "op", "value"})) return {};
    const json::value* fold = member(object, "fold");
    const json::string* fold_name = fold ? fold->if_string() : nullptr;
    const sv name = fold_name ? sv(fold_name->data(), fold_name->size()) : sv();
    if (!is_fold(name)) return stop(inside(place, "fold"), "any, none, count, sum, min or max");
    const Expression path = text(object.at("children"), inside(place, "children"));
    if (path.op != Op::path) return stop(inside(place, "children"), "a path");
    Expression e = make(Op::children);
    e.name = name;
    e.written = path.written;
    const bool has_of = name == "sum" || name == "min" || name == "max";
    if (has_of != object.contains("of")) return stop(inside(place, "of"), has_of ? "a text" : "nothing");
    if (has_of) e.args.push_back(text(object.at("of"), inside(place, "of")));
    if (const auto* where = member(object, "where")) {
        e.has_where = true;
        e.args.push_back(form(*where, inside(place, "where")));
    }
    if (!object.contains("op") && !object.contains("value")) return e;
    return compared(std::move(e), object, place);
}

Expression Reader::compared(Expression left, const json::object& object, const std::string& place) {
    const json::value* op = member(object, "op");
    const json::string* written = op ? op->if_string() : nullptr;
    const sv name = written ? sv(written->data(), written->size()) : sv();
    const auto found = std::ranges::find(comparisons, name, &Word::text);
    if (found == std::end(comparisons)) return stop(inside(place, "op"), "an operator");
    const json::value* value = member(object, "value");
    const bool is_null_asked = found->op == Op::is_null;
    if (is_null_asked == (value != nullptr))
        return stop(inside(place, "value"), is_null_asked ? "nothing" : "a value");
    Expression e = make(found->op);
    e.args.push_back(std::move(left));
    if (value)
        e.args.push_back(found->op == Op::in ? set(*value, inside(place, "value"))
                                             : operand(*value, inside(place, "value")));
    const bool is_opposite = name == "not_in" || name == "not_null";
    return is_opposite ? make(Op::logical_not, {std::move(e)}) : e;
}

Expression Reader::operand(const json::value& value, const std::string& place) {
    const json::object* object = value.if_object();
    return object ? special(*object, place) : literal(value, place);
}

// {"constant":"today","minus":"90d"} and {"field":"other"}, read by the text form's own reader.
Expression Reader::special(const json::object& object, const std::string& place) {
    if (object.contains("field"))
        return only(object, place, {"field"}) ? text(object.at("field"), inside(place, "field"))
                                              : Expression{};
    if (!object.contains("constant")) return stop(place, "constant or field");
    if (!only(object, place, {"constant", "plus", "minus"})) return {};
    Expression e = text(object.at("constant"), inside(place, "constant"));
    if (e.op != Op::constant) return stop(inside(place, "constant"), "a constant");
    for (const char* way : {"plus", "minus"}) {
        const json::value* span = member(object, way);
        if (!span) continue;
        const json::string* written = span->if_string();
        const auto moved =
            parse("today + " + (written ? std::string(written->data(), written->size()) : "?"));
        if (!moved || moved->op != Op::add || moved->args[1].op != Op::span ||
            moved->args[0].op != Op::constant)
            return stop(inside(place, way), "a span such as 90d");
        e = make(sv(way) == "plus" ? Op::add : Op::subtract, {std::move(e), moved->args[1]});
        e.args[1].offset = -1;
    }
    return e;
}

Expression Reader::literal(const json::value& value, const std::string& place) {
    Expression e = make(Op::literal);
    if (value.is_null()) {
        e.type = Type::text;
    } else if (const bool* truth = value.if_bool()) {
        e.value = std::int64_t{*truth};
    } else if (const std::int64_t* number = value.if_int64()) {
        e.value = *number;
        e.type = Type::integer;
    } else if (const json::string* written = value.if_string()) {
        if (!is_plain_text(sv(written->data(), written->size()), true)) return stop(place, "plain text");
        e.value = std::string(written->data(), written->size());
        e.type = Type::text;
    } else {
        return stop(place, "a text, whole number, boolean or null; fractions as text");
    }
    return e;
}

Expression Reader::set(const json::value& value, const std::string& place) {
    if (const json::array* values = value.if_array()) {
        if (values->empty()) return stop(place, "at least one value");
        if (values->size() > limits::in_values) return stop(place, {}, "condition_nodes");
        Expression list = make(Op::list);
        for (std::size_t i = 0; i < values->size(); ++i)
            list.args.push_back(literal((*values)[i], place + "[" + std::to_string(i) + "]"));
        return list;
    }
    const json::object* object = value.if_object();
    if (!object || object->size() != 1) return stop(place, "an array, period or constant");
    const sv key(object->begin()->key().data(), object->begin()->key().size());
    const json::string* written = object->begin()->value().if_string();
    const sv name = written ? sv(written->data(), written->size()) : sv();
    Expression e = make(key == "period" ? Op::period : Op::constant);
    if (key == "period" && read_period(name, e.name, e.number)) return e;
    e.name = name;
    if (key == "constant" && !target_of_set(name).empty()) return e;
    return stop(inside(place, key), "a period, my_territories, my_groups or standing_in_for");
}

}  // namespace

Result<Expression> read_json_form(const json::value& form) {
    Reader reader;
    Expression e = reader.form(form, {});
    if (!reader.failed() && nodes_of(e) > limits::condition_nodes) reader.stop({}, {}, "condition_nodes");
    if (!reader.failed() && depth_of(e) > limits::condition_depth) reader.stop({}, {}, "condition_depth");
    if (reader.failed()) return std::unexpected(std::move(reader.refusal));
    return e;
}

Result<Expression> parse_json_form(std::string_view json_text) {
    const auto value = parse_json(json_text);
    if (!value) return std::unexpected(value.error());
    return read_json_form(*value);
}

}  // namespace teczka::catalogue
