// From a path and a method to the row of a table that answers them.
#include "api/routes.hpp"
#include "core/base/text.hpp"

namespace teczka::api {
namespace {

constexpr string_view prefix = "/api/v1/";

// Does this row speak of this path? Binds what stands at its braces.
bool fits(const Route& route, Call& call) {
    const bool is_of_entity = route.path.starts_with("/{entity}");
    if (route.act == nullptr || (is_of_entity && call.about == nullptr)) return false;
    const auto bound = match_path(route.path, call.path);
    if (!bound) return false;
    if (is_of_entity && route.is_of != nullptr && !route.is_of(call.entity())) return false;
    if (!bound->action.empty()) {
        const auto actions = actions_of(call.entity());
        if (std::ranges::find(actions, bound->action) == actions.end()) return false;
    }
    call.bound = *bound;
    return true;
}

Outcome act(const Route& row, Call& call) {
    const bool is_looking = call.actor.viewer != nullptr && row.method != "GET" && !row.in_view;
    return is_looking ? problem(view_only()) : row.act(call);
}

Outcome route(Call& call) {
    const auto* entity = call.path.empty() ? nullptr : call.office.catalogue.find(call.path.front());
    const bool is_seen = entity != nullptr && call.office.rights.may_ever(call.actor, *entity, "view");
    call.about = is_seen ? entity : nullptr;
    std::string allowed;
    for (const auto parts : {call.office.parts, own_parts()}) {
        for (const auto& part : parts) {
            for (const auto& row : part.routes) {
                if (!fits(row, call)) continue;
                if (row.method == call.request.method) return act(row, call);
                allowed.append(allowed.empty() ? "" : ", ").append(row.method);
            }
        }
    }
    return allowed.empty() ? problem(not_found()) : method_not_allowed(allowed);
}

}  // namespace

std::vector<string_view> actions_of(const EntityModel& entity) {
    std::vector<string_view> out;
    for (const auto& field : entity.fields)
        for (const auto& move : field.decl.moves)
            if (move.action != "change" && std::ranges::find(out, move.action) == out.end())
                out.push_back(move.action);
    return out;
}

std::span<const Part> own_parts() {
    static const Part parts[]{catalogue_part(), question_part(), change_part(),  job_part(),
                              rights_part(),    demo_part(),     openapi_part(), record_part(),
                              why_part(),       merge_part(),    bulk_part()};
    return parts;
}

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
            .plans = plans,
            .held = held};
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

Refusal view_only() { return {Kind::forbidden, {{"", "view_only"}}}; }

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
    Call call{request, actor, office, segments_of(path.substr(prefix.size())), std::move(*parameters)};
    return route(call);
}

}  // namespace teczka::api
