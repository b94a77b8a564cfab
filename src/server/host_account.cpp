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

struct Kept {
    std::vector<store::Session> sessions;
    std::vector<store::ApiToken> tokens;
    std::optional<store::SecondFactor> factor;
};

std::string account_json(const Kept& kept, std::string_view present_hash, bool requires_totp) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("sessions");
    out.begin_array();
    for (const auto& session : kept.sessions) {
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
    write_tokens(out, kept.tokens);
    const bool is_on = kept.factor && kept.factor->is_on;
    out.key("totp");
    out.begin_object();
    out.member("is_on", is_on);
    out.member("is_required", requires_totp);
    out.member("recovery_codes", is_on ? kept.factor->recovery_codes : 0);
    out.end_object();
    out.end_object();
    return body;
}

}  // namespace

void Host::Impl::show_account(const Visit& visit, api::Responder respond) {
    Lease reader{*this};
    const auto& me = visit.asker->actor.user;
    const Kept kept{store::sessions_of(*reader, me, thread_environment().now_ms()),
                    store::tokens_of(*reader, me), store::find_second_factor(*reader, me)};
    const auto present = hash_of_token(session_token_of(visit.request));
    respond(no_store({.content_type = "application/json",
                      .body = account_json(kept, present, visit.asker->requires_totp)}));
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
        answer_anew(respond));
}

// The password is asked again, for the screen may be left alone; guessing it is slowed down like signing in.
// Nothing: it is his. Earlier failures stay counted: a password shall not buy guesses at a code.
std::optional<api::Response> Host::Impl::doubt_of(const Visit& visit, const std::string& password,
                                                  std::string field) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    const auto now = thread_environment().now_ms();
    const auto& login = asker.actor.login;
    if (auto wait = throttled(login, request.peer_address, now)) return wait;
    std::optional<std::string> stored;
    {
        Lease reader{*this};
        stored = store::find_credential(*reader, asker.actor.user);
    }
    const auto matches = worker.verify(password, stored.value_or(nobodys_password()));
    if (!matches) return api::problem({Kind::unavailable, {{"", "busy"}}});
    if (!stored || !*matches) {
        throttle.failed(login, request.peer_address, now);
        note(about(visitor_of(request), "password_refused", asker.actor.user, now));
        return api::problem({Kind::invalid, {{std::move(field), "password_wrong"}}});
    }
    return {};
}

void Host::Impl::change_password(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    std::string old_password, new_password;
    const std::array members{TextMember{"old", &old_password}, TextMember{"new", &new_password}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    if (auto doubt = doubt_of(visit, old_password, "old")) return respond(std::move(*doubt));
    const auto now = thread_environment().now_ms();
    const auto& login = asker.actor.login;
    if (auto fits = check_password(new_password, login, "new"); !fits)
        return respond(api::problem(fits.error()));
    auto encoded = worker.hash(new_password);
    if (!encoded) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    want_machine(
        [user = asker.actor.user, encoded = std::move(*encoded), now,
         entry = about(visitor_of(request), "password_changed", asker.actor.user, now),
         hash = hash_of_token(session_token_of(request))](store::Connection& connection) {
            store::save_credential(connection, user, encoded, now);
            store::remove_other_sessions(connection, user, hash);
            store::remove_invitations_of(connection, user);
            store::save_audit(connection, entry);
        },
        [this, login, respond](const Result<void>& saved) {
            forget_sessions();
            throttle.succeeded(login);
            respond(saved ? api::Response{.status = 204} : api::problem(saved.error()));
        });
}

namespace {

constexpr api::NamedShape shapes[]{
    {"OwnSession",
     R"({id: text, is_present: boolean, created_at: instant, last_seen_at: instant, address: text,
        agent: text})"},
    {"OwnAccount", "{sessions: OwnSession[], tokens: ApiToken[], totp: OwnTotp}"},
    {"OwnTotp", "{is_on: boolean, is_required: boolean, recovery_codes: integer}"},
};
constexpr Door doors[]{
    {{.method = "GET",
      .path = "/account",
      .name = "show_account",
      .summary = "Where one is signed in, tokens, the second step",
      .answer = "OwnAccount",
      .is_for_people = true},
     &Host::Impl::show_account},
    {{.method = "DELETE",
      .path = "/account/sessions/{session}",
      .name = "end_session",
      .summary = "End one of one's sessions",
      .is_for_people = true},
     &Host::Impl::end_session,
     true},
    {{.method = "POST",
      .path = "/account/password",
      .name = "change_password",
      .summary = "Change one's password",
      .body = "{old: text, new: text}",
      .is_for_people = true,
      .refused = "503"},
     &Host::Impl::change_password,
     true},
};

}  // namespace

Doors account_doors() { return {"account", "One's own account.", doors, shapes}; }

}  // namespace teczka::server
