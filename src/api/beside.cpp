// One request for a whole file: `with=employments:20,open=tasks` and, for the list called open,
// `open.where=state = "open"`, `open.order`, `open.columns`, `open.count=1`, each as in a list of its own.
#include <algorithm>

#include "api/routes.hpp"

namespace teczka::api {
namespace {

constexpr std::size_t lists_at_most = 16;

// "open=tasks:20"
struct Wanted {
    string_view name, children, limit;
};

std::vector<Wanted> split(string_view text) {
    std::vector<Wanted> out;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto part = text.substr(0, comma);
        text = comma == string_view::npos ? string_view{} : text.substr(comma + 1);
        Wanted one;
        if (const auto colon = part.find(':'); colon != string_view::npos) {
            one.limit = part.substr(colon + 1);
            part = part.substr(0, colon);
        }
        const auto equals = part.find('=');
        one.name = part.substr(0, equals);
        one.children = equals == string_view::npos ? part : part.substr(equals + 1);
        out.push_back(one);
    }
    return out;
}

// Every parameter is `with` or belongs to one of its lists.
Result<void> check_parameters(const Call& call, const std::vector<Wanted>& wanted) {
    constexpr string_view of_list[]{"where", "order", "columns", "count"};
    for (const auto& [name, value] : call.parameters) {
        if (name == "with") continue;
        const string_view whole{name};
        const auto point = whole.find('.');
        const bool is_known =
            point != string_view::npos &&
            std::ranges::find(wanted, whole.substr(0, point), &Wanted::name) != wanted.end() &&
            std::ranges::find(of_list, whole.substr(point + 1)) != std::end(of_list);
        if (!is_known) return refuse("request_unknown_parameter", name);
    }
    return {};
}

// A key of the answer that the record itself uses.
bool is_taken(const EntityModel& entity, string_view name) {
    const auto* field = entity.find(name);
    return name == "may" || name == "title" || name == "id" || name == "rev" || name == "masked" ||
           (field != nullptr && field->decl.type != catalogue::Type::list);
}

Refusal placed(Refusal refusal, string_view name) {
    for (auto& complaint : refusal.complaints) complaint.field.insert(0, std::string{name} + ".");
    return refusal;
}

Result<query::Query> parse_one(const query::Context& context, const catalogue::ChildrenModel& children,
                               string_view name, const query::Compact& asked) {
    auto query = query::parse(context, *children.link->owner, asked);
    if (!query) return std::unexpected{placed(query.error(), name)};
    query->of_seen = children.link;
    if (asked.columns.empty())  // the usual ones, but for the link back
        std::erase_if(query->columns,
                      [&](const query::Column& column) { return column.name == children.link->name(); });
    return query;
}

Result<Beside> make_one(const Call& call, const query::Context& context, const EntityModel& entity,
                        const Wanted& wanted) {
    const auto* children = entity.find_children(wanted.children);
    if (children == nullptr || !call.office.rights.may_ever(call.actor, *children->link->owner, "view"))
        return refuse("field_unknown", "with", {{"name", std::string{wanted.children}}});
    const auto parameter = [&](string_view what) {
        return std::string{call.parameter(std::string{wanted.name} + "." + std::string{what})};
    };
    query::Compact asked{.where = parameter("where"),
                         .columns = parameter("columns"),
                         .order = parameter("order"),
                         .group = {},
                         .measures = {},
                         .after = {},
                         .limit = std::string{wanted.limit},
                         .count = parameter("count") == "1",
                         .from_end = false};
    std::string plan{"beside"};
    for (const auto& part : {std::string{entity.name()}, std::string{children->name}, asked.where,
                             asked.columns, asked.order, asked.limit, parameter("count")})
        plan += '\n' + part;
    return Beside{wanted.name, std::move(plan), [&context, children, name = wanted.name, asked] {
                      return parse_one(context, *children, name, asked);
                  }};
}

}  // namespace

Result<std::vector<Beside>> parse_beside(const Call& call, const query::Context& context,
                                         const EntityModel& entity) {
    const auto wanted = split(call.parameter("with"));
    if (wanted.size() > lists_at_most)
        return refuse("too_many", "with", {{"max", std::to_string(lists_at_most)}});
    if (auto known = check_parameters(call, wanted); !known) return std::unexpected{known.error()};
    std::vector<Beside> out;
    for (const auto& one : wanted) {
        const bool is_named_twice = std::ranges::find(out, one.name, &Beside::name) != out.end();
        if (one.name.empty() || is_named_twice || is_taken(entity, one.name))
            return refuse("field_unknown", "with", {{"name", std::string{one.name}}});
        auto beside = make_one(call, context, entity, one);
        if (!beside) return std::unexpected{beside.error()};
        out.push_back(std::move(*beside));
    }
    return out;
}

}  // namespace teczka::api
