// The two written forms of a query → one checked tree. Complaints name the parameter they stand in.
#include <boost/json/serialize.hpp>
#include <charconv>

#include "core/base/limits.hpp"
#include "core/query/query.hpp"

namespace teczka::query {
namespace {

using catalogue::CheckOptions;
using catalogue::Fold;
using catalogue::Op;
using catalogue::Type;

bool may_use(const FieldModel& field, const void* context) {
    const auto& asked = *static_cast<const Context*>(context);
    return asked.rights.may_ever_see(asked.actor, field);
}

CheckOptions options(const Context& context) { return {.may_use = may_use, .context = &context}; }

std::unexpected<Refusal> placed(Refusal refusal, string_view parameter) {
    for (auto& complaint : refusal.complaints)
        if (complaint.field.empty()) complaint.field = parameter;
    return std::unexpected{std::move(refusal)};
}

// At commas outside brackets and quotes.
std::vector<string_view> split(string_view text) {
    std::vector<string_view> out;
    int depth = 0;
    char quote = 0;
    std::size_t start = 0;
    const auto add = [&](std::size_t end) {
        auto part = text.substr(start, end - start);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        if (!part.empty()) out.push_back(part);
        start = end + 1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(')
            ++depth;
        else if (c == ')')
            --depth;
        else if (c == ',' && depth == 0)
            add(i);
    }
    add(text.size());
    return out;
}

// The parts of a query as texts: what both forms come down to.
struct Parts {
    std::vector<std::string> columns, order, group, measures;
};

Result<Expression> parse_value(const Context& context, const EntityModel& entity, string_view text) {
    auto tree = catalogue::parse(text);
    if (!tree) return tree;
    if (auto ok = check(*tree, entity, options(context)); !ok) return std::unexpected{ok.error()};
    return tree;
}

bool is_orderable(const Expression& e) {
    switch (e.type) {
        case Type::note:
        case Type::choices:
        case Type::links:
        case Type::any_link:
        case Type::condition:
        case Type::list:
            return false;
        default:
            return e.op != Op::literal;
    }
}

bool is_column(const Expression& e) {
    return (e.op == Op::path || e.op == Op::children || e.op == Op::part) && e.type != Type::list;
}

bool is_grouped_rollup(const Expression& e) { return e.op == Op::path && e.field->is_grouped_rollup(); }

Result<void> add_columns(const Context& context, const std::vector<std::string>& texts, Query& query) {
    for (const auto& text : texts) {
        auto column = parse_value(context, *query.entity, text);
        if (!column) return placed(column.error(), "columns");
        if (!is_column(*column) || is_grouped_rollup(*column) ||
            (column->type == Type::links && !column->links.empty()))
            return refuse("column_impossible", "columns", {{"name", text}});
        if (text == "id" || text == "rev") continue;  // every row has them
        query.columns.push_back({std::move(*column), text});
    }
    return {};
}

Result<void> add_order(const Context& context, const std::vector<std::string>& texts, Query& query) {
    for (const auto& text : texts) {
        const bool descending = text.starts_with('-');
        auto key = parse_value(context, *query.entity, descending ? text.substr(1) : text);
        if (!key) return placed(key.error(), "order");
        if (!is_orderable(*key) || is_grouped_rollup(*key))
            return refuse("order_impossible", "order", {{"name", text}});
        query.order.push_back({std::move(*key), descending});
    }
    return {};
}

Result<void> add_groups(const Context& context, const std::vector<std::string>& texts, Query& query) {
    for (const auto& text : texts) {
        auto key = parse_value(context, *query.entity, text);
        if (!key) return placed(key.error(), "group");
        if ((key->op != Op::path && key->op != Op::part) || !is_orderable(*key) || is_grouped_rollup(*key))
            return refuse("group_impossible", "group", {{"name", text}});
        query.group.push_back({std::move(*key), text});
    }
    return {};
}

Fold fold_of(string_view name) {
    constexpr std::pair<string_view, Fold> folds[]{
        {"sum", Fold::sum}, {"count", Fold::count}, {"min", Fold::min}, {"max", Fold::max}};
    for (const auto& [word, fold] : folds)
        if (word == name) return fold;
    return Fold::none;
}

// "sum(net)", "count()".
Result<Measure> parse_measure(const Context& context, const EntityModel& entity, const std::string& text) {
    const auto wrong = [&] { return refuse("measure_impossible", "measures", {{"name", text}}); };
    const auto open = text.find('(');
    if (open == std::string::npos || text.back() != ')') return wrong();
    Measure out{.fold = fold_of(string_view{text}.substr(0, open)), .of = {}, .name = text};
    const auto inside = text.substr(open + 1, text.size() - open - 2);
    if (out.fold == Fold::none || (out.fold == Fold::count) != inside.empty()) return wrong();
    if (out.fold == Fold::count) return out;
    auto of = parse_value(context, entity, inside);
    if (!of) return placed(of.error(), "measures");
    const bool is_amount = of->type == Type::integer || of->type == Type::decimal || of->type == Type::money;
    const bool is_time = of->type == Type::date || of->type == Type::instant;
    if (!is_amount && !(is_time && out.fold != Fold::sum)) return wrong();
    if (is_grouped_rollup(*of)) return wrong();
    out.of = std::move(*of);
    return out;
}

Result<void> fill(const Context& context, const Parts& parts, Query& query) {
    const auto too_many = [](std::size_t count, int most, string_view parameter) -> Result<void> {
        if (count <= static_cast<std::size_t>(most)) return {};
        return refuse("too_many", std::string{parameter}, {{"max", std::to_string(most)}});
    };
    if (auto ok = too_many(parts.columns.size(), limits::columns, "columns"); !ok) return ok;
    if (auto ok = too_many(parts.order.size(), limits::order_keys, "order"); !ok) return ok;
    if (auto ok = too_many(parts.group.size(), limits::group_keys, "group"); !ok) return ok;
    if (auto ok = too_many(parts.measures.size(), limits::columns, "measures"); !ok) return ok;
    if (auto ok = add_columns(context, parts.columns, query); !ok) return ok;
    if (auto ok = add_order(context, parts.order, query); !ok) return ok;
    if (auto ok = add_groups(context, parts.group, query); !ok) return ok;
    for (const auto& text : parts.measures) {
        auto measure = parse_measure(context, *query.entity, text);
        if (!measure) return std::unexpected{measure.error()};
        query.measures.push_back(std::move(*measure));
    }
    if (query.measures.empty() && !query.group.empty())
        query.measures.push_back({.fold = Fold::count, .of = {}, .name = "count()"});
    if (query.columns.empty() || query.order.empty()) {
        auto usual = default_query(context, *query.entity);
        if (parts.columns.empty()) query.columns = std::move(usual.columns);
        if (parts.order.empty()) query.order = std::move(usual.order);
    }
    return {};
}

std::vector<std::string> strings(const std::vector<string_view>& views) {
    return {views.begin(), views.end()};
}

Result<int> parse_limit(string_view text) {
    if (text.empty()) return limits::page_rows_default;
    int limit = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || limit < 1 ||
        limit > limits::page_rows)
        return refuse("limit_invalid", "limit", {{"max", std::to_string(limits::page_rows)}});
    return limit;
}

Result<std::vector<std::string>> string_list(const json::value& value, string_view name) {
    std::vector<std::string> out;
    if (const auto* text = value.if_string()) return strings(split({text->data(), text->size()}));
    const auto* array = value.if_array();
    if (array == nullptr) return refuse("wrong_type", std::string{name});
    for (const auto& one : *array) {
        const auto* text = one.if_string();
        if (text == nullptr || text->empty()) return refuse("wrong_type", std::string{name});
        out.emplace_back(text->data(), text->size());
    }
    return out;
}

Result<Expression> json_condition(const Context& context, const EntityModel& entity,
                                  const json::value& value) {
    auto tree = catalogue::parse_json_form(json::serialize(value));
    if (!tree) return placed(tree.error(), "where");
    if (auto ok = check(*tree, entity, options(context)); !ok) return placed(ok.error(), "where");
    if (tree->type != Type::boolean) return refuse("type_mismatch", "where");
    return tree;
}

// One member of the JSON form into the query or its parts.
Result<void> take_member(const Context& context, string_view name, const json::value& value, Query& query,
                         Parts& parts) {
    const std::pair<string_view, std::vector<std::string>*> lists[]{{"columns", &parts.columns},
                                                                    {"order", &parts.order},
                                                                    {"group", &parts.group},
                                                                    {"measures", &parts.measures}};
    for (const auto& [list, target] : lists) {
        if (name != list) continue;
        auto read = string_list(value, name);
        if (!read) return std::unexpected{read.error()};
        *target = std::move(*read);
        return {};
    }
    const auto wrong = [&] { return refuse("wrong_type", std::string{name}); };
    if (name == "entity") return {};
    if (name == "where") {
        if (value.is_null()) return {};
        auto where = json_condition(context, *query.entity, value);
        if (!where) return std::unexpected{where.error()};
        query.where = std::move(*where);
    } else if (name == "after") {
        if (value.is_null()) return {};
        const auto* text = value.if_string();
        if (text == nullptr) return wrong();
        query.after.assign(text->data(), text->size());
    } else if (name == "limit") {
        const auto* number = value.if_int64();
        if (number == nullptr) return wrong();
        auto limit = parse_limit(std::to_string(*number));
        if (!limit) return std::unexpected{limit.error()};
        query.limit = *limit;
    } else if (name == "count" || name == "end") {
        const auto* flag = value.if_bool();
        if (flag == nullptr) return wrong();
        (name == "count" ? query.wants_count : query.from_end) = *flag;
    } else {
        return refuse("member_unknown", std::string{name});
    }
    return {};
}

}  // namespace

Result<Query> parse(const Context& context, const EntityModel& entity, const Compact& compact) {
    if (!context.rights.may_ever(context.actor, entity, "view")) return refuse("entity_unknown", "entity");
    Query out{.entity = &entity, .where = catalogue::make_literal(true)};
    if (!compact.where.empty()) {
        auto where = catalogue::parse_condition(compact.where, entity, options(context));
        if (!where) return placed(where.error(), "where");
        out.where = std::move(*where);
    }
    const auto limit = parse_limit(compact.limit);
    if (!limit) return std::unexpected{limit.error()};
    out.limit = *limit;
    out.after = compact.after;
    out.from_end = compact.from_end;
    out.wants_count = compact.count;
    const Parts parts{strings(split(compact.columns)), strings(split(compact.order)),
                      strings(split(compact.group)), strings(split(compact.measures))};
    if (auto ok = fill(context, parts, out); !ok) return std::unexpected{ok.error()};
    return out;
}

Result<Query> parse_json_query(const Context& context, const json::object& body) {
    const auto* named = body.if_contains("entity");
    const auto* name = named == nullptr ? nullptr : named->if_string();
    if (name == nullptr) return refuse("wrong_type", "entity");
    const auto* entity = context.catalogue.find({name->data(), name->size()});
    if (entity == nullptr || !context.rights.may_ever(context.actor, *entity, "view"))
        return refuse("entity_unknown", "entity");
    Query out{.entity = entity, .where = catalogue::make_literal(true), .limit = limits::page_rows_default};
    Parts parts;
    for (const auto& member : body)
        if (auto ok =
                take_member(context, {member.key().data(), member.key().size()}, member.value(), out, parts);
            !ok)
            return std::unexpected{ok.error()};
    if (auto ok = fill(context, parts, out); !ok) return std::unexpected{ok.error()};
    return out;
}

Query default_query(const Context& context, const EntityModel& entity) {
    Query out{.entity = &entity, .where = catalogue::make_literal(true), .limit = limits::page_rows_default};
    for (const auto name : entity.decl.list_columns) {
        auto column = parse_value(context, entity, name);  // refused when the asker may never see it
        if (column) out.columns.push_back({std::move(*column), std::string{name}});
    }
    for (const auto name : split(entity.decl.order)) {
        const bool descending = name.starts_with('-');
        auto key = parse_value(context, entity, descending ? name.substr(1) : name);
        if (key) out.order.push_back({std::move(*key), descending});
    }
    return out;
}

}  // namespace teczka::query
