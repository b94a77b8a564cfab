// Signing in and out, and what the web app asks first: who am I, in which office.
#include <array>

#include "api/demo.hpp"
#include "core/base/dates.hpp"
#include "server/body.hpp"
#include "server/doors.hpp"

namespace teczka::server {
namespace {

struct SessionFacts {
    OfficeFacts office;
    std::vector<StandIn> standing_in;
};

std::string session_json(const SignedIn& asker, const SessionFacts& facts, std::int32_t today) {
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
    out.member("name", facts.office.name);
    out.member("currency", facts.office.currency);
    out.member("time_zone", facts.office.time_zone);
    if (facts.office.is_demo) out.member("is_demo", true);
    out.end_object();
    out.key("standing_in_for");
    out.begin_array();
    for (const auto& one : facts.standing_in) {
        out.begin_object();
        out.member("id", one.user);
        out.member("name", one.name);
        out.member("until", format_date(one.until));
        out.end_object();
    }
    out.end_array();
    if (asker.self) {
        out.key("viewing_as");
        out.begin_object();
        out.member("as", asker.is_group ? "group" : "user");
        out.key("by");
        out.begin_object();
        out.member("id", asker.self->actor.user);
        out.member("name", asker.self->name);
        out.end_object();
        out.member("until", format_instant(asker.good_until));
        out.end_object();
    }
    out.member("today", format_date(today));
    if (asker.needs_totp) out.member("needs_totp", true);
    out.end_object();
    return body;
}

struct Credentials {
    std::string login, password, code;
};

Result<Credentials> parse_credentials(std::string_view body) {
    Credentials credentials;
    const std::array members{TextMember{"login", &credentials.login},
                             TextMember{"password", &credentials.password},
                             TextMember{"code", &credentials.code, false}};
    if (auto read = read_texts(body, members); !read) return std::unexpected(read.error());
    if (credentials.login.size() > 200) return refuse("text_too_long", "login", {{"max", "200"}});
    return credentials;
}

Refusal code_missing() { return {Kind::unauthenticated, {{"code", "totp_required"}}}; }
Refusal code_wrong() { return {Kind::unauthenticated, {{"code", "totp_wrong"}}}; }
Refusal login_failed() { return {Kind::unauthenticated, {{"", "login_failed"}}}; }

}  // namespace

Visitor visitor_of(const api::Request& request) {
    return {std::string{request.peer_address}, std::string{request.header("user-agent").substr(0, 200)},
            request.is_secure};
}

store::AuditEntry about(const Visitor& visitor, std::string kind, const Id& user, std::int64_t now_ms) {
    return {.at = now_ms, .kind = std::move(kind), .user = user, .actor = user, .address = visitor.address};
}

api::Response no_store(api::Response response) {
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

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

namespace {

// That it is a demo office is told to whoever can make it a real one.
SessionFacts load_facts(const query::Context& system, store::Connection& reader, const rights::Actor& actor) {
    SessionFacts facts{load_office(system, reader), standing_in(system, reader, actor.user)};
    facts.office.is_demo = system.rights.may_ever(actor, system.catalogue.at("user"), "change") &&
                           api::find_demo(system, reader).has_value();
    return facts;
}

}  // namespace

void Host::Impl::show_session(const Visit& visit, api::Responder respond) {
    const auto asker = signed_in(visit.request);
    if (!asker)  // the app then shows the first start
        return respond(no_store(
            api::problem({Kind::unauthenticated, {{"", is_empty() ? "office_empty" : "not_signed_in"}}})));
    const auto system = system_asker();
    Lease reader{*this};
    const auto facts = load_facts(office(*reader).context(system.actor), *reader, asker->actor);
    respond(no_store({.content_type = "application/json",
                      .body = session_json(*asker, facts, thread_environment().today())}));
}

void Host::Impl::sign_out(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto hash = hash_of_token(session_token_of(request));
    sessions.forget(hash);
    auto entry =
        about(visitor_of(request), "signed_out", visit.asker->actor.user, thread_environment().now_ms());
    want_machine(
        [this, hash, entry = std::move(entry)](store::Connection& connection) {
            if (const auto ended = store::end_view(connection, hash))
                tell_view(connection, *ended, "view_ended", entry.at, "signed_out");
            store::remove_session(connection, hash);
            store::save_audit(connection, entry);
        },
        [secure = request.is_secure, respond](const Result<void>& done) {
            if (!done) return respond(api::problem(done.error()));
            api::Response response{.status = 204};
            response.headers.emplace_back("Set-Cookie", cookie_header("", 0, secure));
            respond(std::move(response));
        });
}

// The language is the user's own to choose, whatever else he may change of users.
void Host::Impl::choose_language(const Visit& visit, api::Responder respond) {
    const auto& asker = *visit.asker;
    std::string language;
    const std::array members{TextMember{"language", &language}};
    auto read = read_texts(visit.request.body, members);
    if (read && language != "pl" && language != "en") read = refuse("choice_unknown", "language");
    if (!read) return respond(api::problem(read.error()));
    const auto& user = options.model.catalogue->at("user");
    change::Pending pending{.op = thread_environment().make_id(), .actor = asker.actor};
    pending.actor.is_system = true;
    pending.records.push_back(
        {.entity = &user, .id = asker.actor.user, .set = {{&user.at("language"), language}}});
    want_change(std::move(pending), [respond](const Result<api::Written>& written) {
        respond(written ? api::Response{.status = 204} : api::problem(written.error()));
    });
}

// Verified where there is none to verify, so that an unknown login is answered as late as a wrong password.
// Made at the first sign-in, whoever's that is.
std::string Host::Impl::nobodys_password() {
    const std::lock_guard lock{nobody_mutex};
    if (nobody_encoded.empty()) nobody_encoded = worker.hash(new_token()).value_or("");
    return nobody_encoded;
}

void Host::Impl::sign_in(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    auto credentials = parse_credentials(request.body);
    if (!credentials) return respond(api::problem(credentials.error()));
    const auto now = thread_environment().now_ms();
    if (auto wait = throttled(credentials->login, request.peer_address, now))
        return respond(std::move(*wait));
    Id account{};  // that was meant, if there is one
    const auto system = system_asker();
    std::optional<FoundUser> found;
    std::string encoded = nobodys_password();
    if (encoded.empty()) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    {
        Lease reader{*this};
        const auto context = office(*reader).context(system.actor);
        found = find_user(context, *reader, "login", credentials->login);
        if (found) account = found->actor.user;
        auto stored = found ? store::find_credential(*reader, found->actor.user) : std::nullopt;
        if (stored)
            encoded = *stored;
        else
            found.reset();
    }
    const auto matches = worker.verify(credentials->password, encoded);
    if (!matches) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    if (!found || !*matches) {
        throttle.failed(credentials->login, request.peer_address, now);
        note({.kind = "sign_in_failed", .user = account, .address = std::string{request.peer_address}});
        return respond(no_store(api::problem(login_failed())));
    }
    start_session(std::move(*found), {.visitor = visitor_of(request), .code = credentials->code},
                  std::move(respond));
}

std::function<void(const Result<void>&)> Host::Impl::answer_anew(api::Responder respond) {
    return [this, respond = std::move(respond)](const Result<void>& done) {
        forget_sessions();
        respond(done ? api::Response{.status = 204} : api::problem(done.error()));
    };
}

std::optional<api::Response> Host::Impl::throttled(std::string_view account, std::string_view address,
                                                   std::int64_t now_ms) {
    const auto wait_ms = throttle.wait_ms(account, address, now_ms);
    if (wait_ms <= 0) return {};
    note_wait(account, address, now_ms);
    return told_to_wait(wait_ms);
}

api::Response told_to_wait(std::int64_t wait_ms) {
    const auto seconds = std::to_string((wait_ms + 999) / 1000);
    auto response = api::problem({Kind::throttled, {{"", "throttled", {{"seconds", seconds}}}}});
    response.headers.emplace_back("Retry-After", seconds);
    return response;
}

void Host::Impl::enter(const Id& user, const Visitor& visitor, int status, api::Responder respond) {
    std::optional<FoundUser> found;
    {
        Lease reader{*this};
        const auto system = system_asker();
        found = find_user(office(*reader).context(system.actor), *reader, "id", user.to_text());
    }
    if (!found) return respond(no_store(api::problem(login_failed())));
    start_session(std::move(*found), {.visitor = visitor, .status = status}, std::move(respond));
}

// The code is taken in the transaction that makes the session. Failures of an account are forgotten only once
// it is in: a password alone does not buy further guesses at the code.
void Host::Impl::start_session(FoundUser user, const Coming& coming, api::Responder respond) {
    auto& environment = thread_environment();
    const auto& visitor = coming.visitor;
    const auto now = environment.now_ms();
    SignedIn asker{.actor = std::move(user.actor), .name = std::move(user.name)};
    SessionFacts facts;
    {
        Lease reader{*this};
        const auto system = system_asker();
        facts = load_facts(office(*reader).context(system.actor), *reader, asker.actor);
        asker.portfolio = query::count_portfolio(office(*reader).context(asker.actor), *reader);
        judge_second_factor(asker, *reader);
    }
    const auto token = new_token();
    store::Session session{.token_hash = hash_of_token(token),
                           .user = asker.actor.user,
                           .created_at = now,
                           .last_seen_at = now,
                           .expires_at = now + session_ms,
                           .address = visitor.address,
                           .agent = visitor.agent};
    auto response = no_store({.status = coming.status,
                              .content_type = "application/json",
                              .body = session_json(asker, facts, environment.today())});
    response.headers.emplace_back("Set-Cookie", cookie_header(token, session_ms / 1000, visitor.is_secure));
    const auto taken = std::make_shared<SecondStep>();
    want_machine(
        [this, session = std::move(session), visitor, taken,
         code = coming.code](store::Connection& connection) {
            const auto note = [&](std::string kind) {
                store::save_audit(connection,
                                  about(visitor, std::move(kind), session.user, session.created_at));
            };
            *taken = take_code(connection, session.user, code, session.created_at);
            if (*taken == SecondStep::wrong) note("sign_in_failed");
            if (*taken == SecondStep::wrong || *taken == SecondStep::missing) return;
            if (*taken == SecondStep::by_recovery_code) note("recovery_code_used");
            note("signed_in");
            store::remove_expired_sessions(connection, session.created_at);
            end_old_views(connection, session.created_at);
            store::save_session(connection, session);
            store::save_seen(connection, session.token_hash, session.user, session.created_at);
        },
        [this, taken, login = asker.actor.login, address = visitor.address, now,
         response = std::move(response), respond = std::move(respond)](const Result<void>& saved) {
            if (!saved) return respond(api::problem(saved.error()));
            const bool is_wrong = *taken == SecondStep::wrong;
            if (is_wrong) throttle.failed(login, address, now);
            if (is_wrong || *taken == SecondStep::missing)
                return respond(no_store(api::problem(is_wrong ? code_wrong() : code_missing())));
            throttle.succeeded(login, address);
            respond(api::Response{response});
        });
}

namespace {

constexpr api::NamedShape shapes[]{
    {"Language", R"("pl" | "en")"},
    {"Session", R"({user: {id: id, login: text, name: text}, groups: text[], language: Language,
        office: {name: text, currency: text, time_zone: text, is_demo?: boolean}, today: date,
        standing_in_for: {id: id, name: text, until: date}[],
        viewing_as?: {as: "user" | "group", by: {id: id, name: text}, until: instant}, needs_totp?: boolean})"},
};
constexpr Door doors[]{
    {{.method = "GET",
      .path = "/session",
      .name = "show_session",
      .summary = "Who is signed in",
      .answer = "Session",
      .is_open = true},
     &Host::Impl::show_session},
    {{.method = "POST",
      .path = "/session",
      .name = "sign_in",
      .summary = "Sign in",
      .body = "{login: text, password: text, code?: text}",
      .answer = "Session",
      .is_open = true,
      .is_for_people = true,
      .refused = "503"},
     &Host::Impl::sign_in,
     true},
    {{.method = "PATCH",
      .path = "/session",
      .name = "change_session",
      .summary = "Choose the language",
      .body = "{language: Language}",
      .is_for_people = true},
     &Host::Impl::choose_language,
     true,
     true},
    {{.method = "DELETE",
      .path = "/session",
      .name = "sign_out",
      .summary = "Sign out",
      .is_for_people = true,
      .in_view = true},
     &Host::Impl::sign_out,
     true,
     true},
};

}  // namespace

Doors session_doors() { return {"session", "Signing in and out.", doors, shapes}; }

}  // namespace teczka::server
