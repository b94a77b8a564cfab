// Signing in and out, and what the web app asks first: who am I, in which office.
#include "core/base/dates.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {
namespace {

api::Response with_no_store(api::Response response) {
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

struct OfficeFacts {
    std::string name, currency{"PLN"}, time_zone{"Europe/Warsaw"};
};

OfficeFacts load_office(const query::Context& system, store::Connection& reader) {
    OfficeFacts facts;
    auto query = query::parse(system, system.catalogue.at("office"),
                              {.columns = "name,currency,time_zone", .limit = "1"});
    if (!query) return facts;
    (void)query::each(system, *query, reader, [&](const Id&, std::span<const Value> values) {
        if (!is_null(values[0])) facts.name = as_text(values[0]);
        if (!is_null(values[1])) facts.currency = as_text(values[1]);
        if (!is_null(values[2])) facts.time_zone = as_text(values[2]);
        return false;
    });
    return facts;
}

std::string session_json(const SignedIn& asker, const OfficeFacts& facts, std::int32_t today) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("user");
    out.begin_object();
    out.member("id", asker.actor.user);
    out.member("login", asker.actor.login);
    out.member("name", asker.name);
    out.end_object();
    out.key("groups");
    out.begin_array();
    for (const auto& group : asker.actor.groups) out.text(group);
    out.end_array();
    out.member("language", asker.actor.language);
    out.key("office");
    out.begin_object();
    out.member("name", facts.name);
    out.member("currency", facts.currency);
    out.member("time_zone", facts.time_zone);
    out.end_object();
    out.member("today", format_date(today));
    out.end_object();
    return body;
}

struct Credentials {
    std::string login, password;
};

Result<Credentials> parse_credentials(std::string_view body) {
    auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse("json_not_an_object");
    Credentials credentials;
    for (const auto& member : value->as_object()) {
        const std::string_view name{member.key()};
        auto* target = name == "login"      ? &credentials.login
                       : name == "password" ? &credentials.password
                                            : nullptr;
        if (target == nullptr) return refuse("field_unknown", std::string{name});
        if (!member.value().is_string()) return refuse("wrong_type", std::string{name});
        *target = std::string_view{member.value().as_string()};
    }
    if (credentials.login.empty()) return refuse("required", "login");
    if (credentials.password.empty()) return refuse("required", "password");
    if (credentials.login.size() > 200) return refuse("text_too_long", "login");
    if (credentials.password.size() > 1000) return refuse("text_too_long", "password");
    return credentials;
}

Refusal login_failed() { return {Kind::unauthenticated, {{"", "login_failed"}}}; }

}  // namespace

void Host::Impl::answer_session(const api::Request& request, api::Responder respond) {
    if (request.method == "POST") return sign_in(request, std::move(respond));
    const auto asker = signed_in(request);
    if (!asker) return respond(api::problem({Kind::unauthenticated, {{"", "not_signed_in"}}}));
    const auto system = system_asker();
    if (request.method == "GET") {
        Lease reader{*this};
        auto& environment = thread_environment();
        const auto facts = load_office(office(*reader, -1).context(system.actor), *reader);
        return respond(with_no_store({.status = 200,
                                      .content_type = "application/json",
                                      .body = session_json(*asker, facts, environment.today())}));
    }
    if (request.method == "DELETE") {
        const auto hash = hash_of_token(request.cookie(session_cookie));
        sessions.forget(hash);
        const bool secure = options.behind_tls;
        return want(
            {.write = {},
             .machine = [hash](store::Connection& connection) { store::remove_session(connection, hash); },
             .machine_answer =
                 [secure] {
                     api::Response response{.status = 204};
                     response.headers.emplace_back("Set-Cookie", cookie_header("", 0, secure));
                     return response;
                 },
             .actor = {},
             .respond = std::move(respond)});
    }
    if (request.method != "PATCH") return respond(api::problem(405, "method_not_allowed"));
    // The language is the user's own to choose, whatever else he may change of users.
    auto body = parse_json(request.body);
    const auto* language = body && body->is_object() ? body->as_object().if_contains("language") : nullptr;
    if (language == nullptr || !language->is_string() ||
        (language->as_string() != "pl" && language->as_string() != "en")) {
        return respond(api::problem({Kind::invalid, {{"language", "choice_unknown"}}}));
    }
    const auto& user = options.model.catalogue->at("user");
    change::Pending pending{.op = thread_environment().make_id(), .actor = asker->actor};
    pending.actor.is_system = true;
    pending.records.push_back({.entity = &user,
                               .id = asker->actor.user,
                               .set = {{&user.at("language"), std::string{language->as_string()}}}});
    want({.write = {std::move(pending),
                    [](api::Office&, const Result<api::Written>& written) {
                        return written ? api::Response{.status = 204} : api::problem(written.error());
                    }},
          .machine = {},
          .machine_answer = {},
          .actor = asker->actor,
          .respond = std::move(respond)});
}

void Host::Impl::sign_in(const api::Request& request, api::Responder respond) {
    auto credentials = parse_credentials(request.body);
    if (!credentials) return respond(api::problem(credentials.error()));
    auto& environment = thread_environment();
    const auto now = environment.now_ms();
    if (const auto wait_ms = throttle.wait_ms(credentials->login, request.peer_address, now); wait_ms > 0) {
        auto response = api::problem(
            {Kind::throttled, {{"", "throttled", {{"seconds", std::to_string((wait_ms + 999) / 1000)}}}}});
        response.headers.emplace_back("Retry-After", std::to_string((wait_ms + 999) / 1000));
        return respond(std::move(response));
    }
    const auto system = system_asker();
    std::optional<FoundUser> found;
    std::string encoded = nobody_encoded;
    OfficeFacts facts;
    std::int64_t own_companies = -1;
    {
        Lease reader{*this};
        const auto context = office(*reader, -1).context(system.actor);
        found = find_user(context, *reader, "login", credentials->login);
        auto stored = found ? store::find_credential(*reader, found->actor.user) : std::nullopt;
        if (stored)
            encoded = *stored;
        else
            found.reset();
        if (found)
            own_companies = query::count_own_companies(office(*reader, -1).context(found->actor), *reader);
        facts = load_office(context, *reader);
    }
    const auto matches = worker.verify(credentials->password, encoded);
    if (!matches) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    if (!found || !*matches) {
        throttle.failed(credentials->login, request.peer_address, now);
        return respond(with_no_store(api::problem(login_failed())));
    }
    throttle.succeeded(credentials->login, request.peer_address);
    const auto token = new_token();
    store::Session session{.token_hash = hash_of_token(token),
                           .user = found->actor.user,
                           .created_at = now,
                           .last_seen_at = now,
                           .expires_at = now + session_ms,
                           .address = std::string{request.peer_address},
                           .agent = std::string{request.header("user-agent").substr(0, 200)}};
    const SignedIn asker{
        .actor = std::move(found->actor), .name = std::move(found->name), .own_companies = own_companies};
    api::Response response = with_no_store({.status = 200,
                                            .content_type = "application/json",
                                            .body = session_json(asker, facts, environment.today())});
    response.headers.emplace_back("Set-Cookie", cookie_header(token, session_ms / 1000, options.behind_tls));
    want({.write = {},
          .machine =
              [session = std::move(session), now](store::Connection& connection) {
                  store::remove_expired_sessions(connection, now);
                  store::save_session(connection, session);
              },
          .machine_answer = [response = std::move(response)] { return response; },
          .actor = {},
          .respond = std::move(respond)});
}

}  // namespace teczka::server
