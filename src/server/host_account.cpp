// One's own account: the password, and where one is signed in.
#include <array>

#include "core/base/dates.hpp"
#include "server/body.hpp"
#include "server/doors.hpp"
#include "server/password_rule.hpp"

namespace teczka::server {
namespace {

// Names a session to its owner; half of a hash of 256 random bits opens nothing.
std::string name_of(const store::Session& session) { return to_hex(session.token_hash.substr(0, 16)); }

std::string account_json(std::span<const store::Session> sessions, std::string_view present_hash) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("sessions");
    out.begin_array();
    for (const auto& session : sessions) {
        out.begin_object();
        out.member("id", name_of(session));
        out.member("is_present", session.token_hash == present_hash);
        out.member("created_at", format_instant(session.created_at));
        out.member("last_seen_at", format_instant(session.last_seen_at));
        out.member("address", session.address);
        out.member("agent", session.agent);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return body;
}

}  // namespace

void Host::Impl::show_account(const Visit& visit, api::Responder respond) {
    Lease reader{*this};
    const auto mine = store::sessions_of(*reader, visit.asker->actor.user, thread_environment().now_ms());
    const auto present = hash_of_token(visit.request.cookie(session_cookie));
    respond(no_store({.content_type = "application/json", .body = account_json(mine, present)}));
}

void Host::Impl::end_session(const Visit& visit, api::Responder respond) {
    std::optional<std::string> hash;
    {
        Lease reader{*this};
        const auto now = thread_environment().now_ms();
        for (auto& session : store::sessions_of(*reader, visit.asker->actor.user, now))
            if (name_of(session) == visit.bound.name) hash = std::move(session.token_hash);
    }
    if (!hash) return respond(api::problem({Kind::not_found, {{"", "not_found"}}}));
    auto entry = about(visitor_of(visit.request), "session_ended", visit.asker->actor.user,
                       thread_environment().now_ms());
    want_machine(
        [hash, entry = std::move(entry)](store::Connection& connection) {
            store::remove_session(connection, *hash);
            store::save_audit(connection, entry);
        },
        [this, respond](const Result<void>& ended) {
            forget_sessions();
            respond(ended ? api::Response{.status = 204} : api::problem(ended.error()));
        });
}

// The old one is asked again, for the screen may be left alone; guessing it is slowed down like signing in.
void Host::Impl::change_password(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    std::string old_password, new_password;
    const std::array members{TextMember{"old", &old_password}, TextMember{"new", &new_password}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    const auto now = thread_environment().now_ms();
    const auto& login = asker.actor.login;
    if (auto wait = throttled(login, request.peer_address, now)) return respond(std::move(*wait));
    std::optional<std::string> stored;
    {
        Lease reader{*this};
        stored = store::find_credential(*reader, asker.actor.user);
    }
    const auto matches = worker.verify(old_password, stored.value_or(nobodys_password()));
    if (!matches) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    if (!stored || !*matches) {
        throttle.failed(login, request.peer_address, now);
        note(about(visitor_of(request), "password_refused", asker.actor.user, now));
        return respond(api::problem({Kind::invalid, {{"old", "password_wrong"}}}));
    }
    throttle.succeeded(login);
    if (auto fits = check_password(new_password, login, "new"); !fits)
        return respond(api::problem(fits.error()));
    auto encoded = worker.hash(new_password);
    if (!encoded) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    want_machine(
        [user = asker.actor.user, encoded = std::move(*encoded), now,
         entry = about(visitor_of(request), "password_changed", asker.actor.user, now),
         hash = hash_of_token(request.cookie(session_cookie))](store::Connection& connection) {
            store::save_credential(connection, user, encoded, now);
            store::remove_other_sessions(connection, user, hash);
            store::remove_invitations_of(connection, user);
            store::save_audit(connection, entry);
        },
        [this, respond](const Result<void>& saved) {
            forget_sessions();
            respond(saved ? api::Response{.status = 204} : api::problem(saved.error()));
        });
}

namespace {

constexpr api::NamedShape shapes[]{
    {"OwnSession",
     R"({id: text, is_present: boolean, created_at: instant, last_seen_at: instant, address: text,
        agent: text})"},
};
constexpr Door doors[]{
    {{.method = "GET",
      .path = "/account",
      .name = "show_account",
      .summary = "Where one is signed in",
      .answer = "{sessions: OwnSession[]}"},
     &Host::Impl::show_account},
    {{.method = "DELETE",
      .path = "/account/sessions/{session}",
      .name = "end_session",
      .summary = "End one of one's sessions"},
     &Host::Impl::end_session,
     true},
    {{.method = "POST",
      .path = "/account/password",
      .name = "change_password",
      .summary = "Change one's password",
      .body = "{old: text, new: text}",
      .refused = "429 503"},
     &Host::Impl::change_password,
     true},
};

}  // namespace

Doors account_doors() { return {"account", "One's own account.", doors, shapes}; }

}  // namespace teczka::server
