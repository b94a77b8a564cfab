// The route table: path and method to the function that answers.
#include "api/routes.hpp"
#include "core/base/text.hpp"

namespace teczka::api {
namespace {

constexpr string_view prefix = "/api/v1/";

struct WholeRoute {
    string_view path, method;
    Outcome (*answer)(Call&);
};
constexpr WholeRoute whole_routes[]{
    {"catalogue", "GET", show_catalogue},  {"openapi.json", "GET", show_openapi}, {"query", "POST", ask},
    {"search", "GET", search_all},         {"changes", "POST", change_many},      {"undo", "POST", undo},
    {"condition", "POST", read_condition},
};

// Their first segment is no entity: what follows it is their own affair.
constexpr ExtraRoute own_routes[]{{"jobs", answer_jobs}, {"rights", answer_rights}};

const ExtraRoute* find_route(std::span<const ExtraRoute> routes, string_view path) {
    const auto found = std::ranges::find(routes, path, &ExtraRoute::path);
    return found == routes.end() ? nullptr : &*found;
}

std::vector<string_view> segments(string_view path) {
    std::vector<string_view> out;
    while (!path.empty()) {
        const auto slash = path.find('/');
        out.push_back(path.substr(0, slash));
        path = slash == string_view::npos ? string_view{} : path.substr(slash + 1);
    }
    return out;
}

Outcome on_collection(Call& call, const EntityModel& entity) {
    if (call.request.method == "GET") return list_records(call, entity);
    if (call.request.method == "POST") return create_record(call, entity);
    return method_not_allowed("GET, POST");
}

Outcome on_record(Call& call, const EntityModel& entity, const Id& id) {
    const auto method = call.request.method;
    if (method == "GET") return show_record(call, entity, id);
    if (method == "PATCH") return change_record(call, entity, id, change::Act::change, {});
    if (method == "DELETE") return change_record(call, entity, id, change::Act::remove, {});
    return method_not_allowed("GET, PATCH, DELETE");
}

Outcome on_action(Call& call, const EntityModel& entity, const Id& id, string_view action) {
    if (action == "history") {
        return call.request.method == "GET" ? show_history(call, entity, id) : method_not_allowed("GET");
    }
    if (call.request.method != "POST") return method_not_allowed("POST");
    if (action == "restore") return change_record(call, entity, id, change::Act::restore, {});
    for (const auto& field : entity.fields) {
        for (const auto& move : field.decl.moves) {
            if (move.action == action && action != "change") {
                return change_record(call, entity, id, change::Act::change, action);
            }
        }
    }
    return problem(not_found());
}

Outcome route(Call& call) {
    const auto& path = call.path;
    if (path.size() == 1) {
        for (const auto& whole : whole_routes) {
            if (whole.path != path[0]) continue;
            return call.request.method == whole.method ? whole.answer(call)
                                                       : method_not_allowed(whole.method);
        }
    }
    if (!path.empty()) {
        for (const auto routes : {std::span<const ExtraRoute>{own_routes}, call.office.routes})
            if (const auto* route = find_route(routes, path[0])) return route->answer(call);
    }
    const auto* entity = path.empty() ? nullptr : call.office.catalogue.find(path[0]);
    if (entity == nullptr || path.size() > 3) return problem(not_found());
    if (!call.office.rights.may_ever(call.actor, *entity, "view")) return problem(not_found());
    if (path.size() == 1) return on_collection(call, *entity);
    if (path.size() == 2 && path[1] == "merge" && entity->merge_mark != nullptr)
        return call.request.method == "POST" ? merge_records(call, *entity) : method_not_allowed("POST");
    if (path[1] == "bulk" && path.size() == 2) return change_in_bulk(call, *entity);
    const auto id = Id::parse(path[1]);
    if (!id) return problem(not_found());
    return path.size() == 2 ? on_record(call, *entity, *id) : on_action(call, *entity, *id, path[2]);
}

}  // namespace

query::Context Office::context(const rights::Actor& actor) const {
    const auto now = environment.now_ms();
    return {.catalogue = catalogue,
            .rights = rights,
            .actor = actor,
            .today = environment.local_day(now),
            .now_ms = now,
            .rights_version = rights_version,
            .cursor_key = cursor_key,
            .portfolio = portfolio,
            .plans = plans};
}

string_view Call::parameter(string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    return {};
}

Response method_not_allowed(string_view allowed) {
    auto response = problem(405, "method_not_allowed");
    response.headers.emplace_back("Allow", std::string{allowed});
    return response;
}

Response json_answer(std::string body, int status) {
    return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

Refusal not_found() { return {Kind::not_found, {{"", "not_found"}}}; }

Result<json::object> body_object(const Request& request) {
    if (request.body.empty()) return json::object{};
    const auto type = request.header("content-type");
    if (!type.starts_with("application/json")) return refuse("request_not_json", "content-type");
    auto value = parse_json(request.body);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse("json_not_an_object");
    return std::move(value->as_object());
}

Outcome handle(const Request& request, const rights::Actor& actor, Office& office) {
    const auto path = request.path();
    if (!path.starts_with(prefix)) return problem(not_found());
    auto parameters = parse_parameters(request.query());
    if (!parameters) return problem({Kind::invalid, {{"", "request_encoding"}}});
    Call call{request, actor, office, segments(path.substr(prefix.size())), std::move(*parameters)};
    return route(call);
}

}  // namespace teczka::api
