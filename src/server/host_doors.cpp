// All doors of the host, and the two smallest: is it up, and what happens just now.
#include <charconv>

#include "server/doors.hpp"
#include "server/events.hpp"

namespace teczka::server {
namespace {

constexpr std::string_view api_prefix = "/api/v1/";

std::span<const Doors> all_doors() {
    static const Doors all[]{health_doors(),     session_doors(), office_doors(), account_doors(),
                             token_doors(),      totp_doors(),    audit_doors(),  view_doors(),
                             invitation_doors(), upload_doors(),  event_doors()};
    return all;
}

}  // namespace

void Host::Impl::show_health(const Visit&, api::Responder respond) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("status", "ok");
    out.member("version", options.version);
    out.end_object();
    respond({.status = 200, .content_type = "application/json", .body = std::move(body)});
}

void Host::Impl::open_events(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    if (!events->has_room(asker.actor.user))
        return respond(api::problem({Kind::throttled, {{"", "too_many_streams"}}}));
    const auto last = request.header("last-event-id");
    std::int64_t seq = -1;
    const auto read = std::from_chars(last.data(), last.data() + last.size(), seq);
    Lease reader{*this};
    if (read.ec != std::errc{} || seq < 0 || seq > store::load_counter(*reader).seq) seq = -1;
    api::Response response{.status = 200, .content_type = "text/event-stream"};
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Accel-Buffering", "no");
    response.begin_stream = [this, session = hash_of_token(token_of(request)), user = asker.actor.user,
                             seq](std::shared_ptr<api::Stream> stream) {
        events->add(std::move(stream), session, user, seq);
    };
    respond(std::move(response));
}

namespace {

constexpr Door of_health[]{
    {{.method = "GET",
      .path = "/health",
      .name = "health",
      .summary = "Is the server up",
      .answer = R"({status: "ok", version: text})",
      .is_open = true},
     &Host::Impl::show_health},
};
constexpr Door of_events[]{
    {{.method = "GET",
      .path = "/events",
      .name = "listen",
      .summary = "What happens just now, as server-sent events",
      .answer = "RecordsEvent | JobEvent | RightsEvent | CatalogueEvent",
      .answer_type = "text/event-stream"},
     &Host::Impl::open_events},
};
// What the stream's events hold: JSON behind `data:`.
constexpr api::NamedShape shapes_of_events[]{
    {"ChangedRecord", R"({entity: text, id?: id, rev?: integer, removed?: boolean, many?: boolean})"},
    {"CatalogueEvent", R"({version: text})"},
    {"RecordsEvent", R"({records: ChangedRecord[]})"},
    {"RightsEvent", R"({})"},
    {"JobEvent", R"({id: id, kind: text, state: JobState, title: JobTitle, done: integer, total: integer})"},
};

}  // namespace

Doors health_doors() { return {"health", "Is the server up.", of_health}; }
Doors event_doors() { return {"events", "What happens just now.", of_events, shapes_of_events}; }

FoundDoor find_door(const api::Request& request) {
    FoundDoor found;
    const auto path = request.path();
    if (!path.starts_with(api_prefix)) return found;
    const auto segments = api::segments_of(path.substr(api_prefix.size()));
    for (const auto& part : all_doors()) {
        for (const auto& door : part.doors) {
            const auto bound = api::match_path(door.route.path, segments);
            if (!bound) continue;
            if (door.route.method == request.method) return {&door, *bound};
            found.allowed.append(found.allowed.empty() ? "" : ", ").append(door.route.method);
        }
    }
    return found;
}

// What a token that only reads may ask.
static bool only_asks(const api::Request& request) {
    return request.method == "GET" || (request.method == "POST" && request.path() == "/api/v1/query");
}

std::string_view why_closed(const api::Request& request, const Door* door, const SignedIn* asker) {
    if (asker == nullptr) return {};
    const bool is_for_people = door != nullptr && door->route.is_for_people;
    if (asker->is_token && (is_for_people || !(asker->may_write || only_asks(request)))) return "token_scope";
    if (asker->needs_totp && !(door != nullptr && door->is_for_unready)) return "totp_setup_required";
    return {};
}

std::span<const api::Part> host_parts() {
    static const auto all = [] {
        std::pair<std::vector<std::vector<api::Route>>, std::vector<api::Part>> made;
        for (const auto& doors : all_doors()) {
            auto& routes = made.first.emplace_back();
            for (const auto& door : doors.doors) routes.push_back(door.route);
            made.second.push_back({doors.name, doors.about, routes, doors.shapes});
        }
        return made;
    }();
    return all.second;
}

}  // namespace teczka::server
