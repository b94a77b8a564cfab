// Links by which somebody sets his password: made by who may change users, used once by whom they are for.
#include <array>

#include "core/base/dates.hpp"
#include "server/body.hpp"
#include "server/doors.hpp"
#include "server/password_rule.hpp"

namespace teczka::server {
namespace {

constexpr std::int64_t link_ms = 7LL * 24 * 3600 * 1000;
constexpr std::string_view link_account = "\nlink";  // links all count as one: they cannot be guessed anyway

std::string accounts_json(std::span<const store::Account> accounts) {
    std::string body;
    JsonWriter out{body};
    const auto instant = [&](std::string_view name, std::int64_t at) {
        out.key(name);
        at == 0 ? out.null() : out.text(format_instant(at));
    };
    out.begin_object();
    out.key("accounts");
    out.begin_array();
    for (const auto& account : accounts) {
        out.begin_object();
        out.member("user", account.user);
        out.member("has_password", account.has_password);
        out.member("has_totp", account.has_totp);
        out.member("sessions", account.sessions);
        out.member("tokens", account.tokens);
        instant("last_seen_at", account.last_seen_at);
        instant("invited_until", account.invited_until);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return body;
}

Refusal not_found() { return {Kind::not_found, {{"", "not_found"}}}; }
Refusal not_valid() {
    return {Kind::not_found, {{"", "link_not_valid"}}};
}  // unknown, used, revoked, too old: alike

}  // namespace

// To all others there are no accounts.
bool Host::Impl::may_invite(const SignedIn& asker) {
    const auto held = now();
    return held->rights.rights->may_ever(asker.actor, held->catalogue->at("user"), "change");
}

void Host::Impl::list_accounts(const Visit& visit, api::Responder respond) {
    if (!may_invite(*visit.asker)) return respond(api::problem(not_found()));
    Lease reader{*this};
    const auto accounts = store::load_accounts(*reader, thread_environment().now_ms());
    respond(no_store({.content_type = "application/json", .body = accounts_json(accounts)}));
}

void Host::Impl::end_link(const Visit& visit, api::Responder respond) {
    if (!may_invite(*visit.asker)) return respond(api::problem(not_found()));
    auto entry =
        about(visitor_of(visit.request), "link_ended", visit.bound.id, thread_environment().now_ms());
    entry.actor = visit.asker->actor.user;
    want_machine(
        [entry = std::move(entry)](store::Connection& connection) {
            if (store::remove_invitations_of(connection, entry.user)) store::save_audit(connection, entry);
        },
        [respond](const Result<void>& done) {
            respond(done ? api::Response{.status = 204} : api::problem(done.error()));
        });
}

void Host::Impl::end_sessions_of(const Visit& visit, api::Responder respond) {
    if (!may_invite(*visit.asker)) return respond(api::problem(not_found()));
    auto entry =
        about(visitor_of(visit.request), "session_ended", visit.bound.id, thread_environment().now_ms());
    entry.actor = visit.asker->actor.user;
    want_machine(
        [entry = std::move(entry)](store::Connection& connection) {
            if (store::sessions_of(connection, entry.user, entry.at).empty()) return;
            store::remove_sessions_of(connection, entry.user);
            store::save_audit(connection, entry);
        },
        answer_anew(respond));
}

void Host::Impl::make_link(const Visit& visit, api::Responder respond) {
    if (!may_invite(*visit.asker)) return respond(api::problem(not_found()));
    const auto& user = visit.bound.id;
    bool has_password = false, is_known = false;
    {
        Lease reader{*this};
        const auto system = system_asker();
        is_known =
            find_user(office(*reader).context(system.actor), *reader, "id", user.to_text()).has_value();
        has_password = store::find_credential(*reader, user).has_value();
    }
    if (!is_known) return respond(api::problem(not_found()));
    const auto token = new_token();
    const auto now = thread_environment().now_ms();
    const store::Invitation invitation{.token_hash = hash_of_token(token),
                                       .user = user,
                                       .made_by = visit.asker->actor.user,
                                       .made_at = now,
                                       .expires_at = now + link_ms};
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("token", token);
    out.member("kind", has_password ? "reset" : "invite");
    out.member("expires_at", format_instant(invitation.expires_at));
    out.end_object();
    auto entry = about(visitor_of(visit.request), "link_made", user, now);
    entry.actor = visit.asker->actor.user;
    want_machine(
        [invitation, entry = std::move(entry)](store::Connection& connection) {
            store::save_invitation(connection, invitation);
            store::save_audit(connection, entry);
        },
        [respond, body](const Result<void>& saved) {
            if (!saved) return respond(api::problem(saved.error()));
            respond(no_store({.status = 201, .content_type = "application/json", .body = body}));
        });
}

// {"token"}: for whom is it? {"token","password"}: sets it and signs in; all that was open for this user
// ends.
void Host::Impl::answer_invitation(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    std::string token, password;
    const std::array members{TextMember{"token", &token}, TextMember{"password", &password, false}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    const auto now = thread_environment().now_ms();
    if (auto wait = throttled(link_account, request.peer_address, now)) return respond(std::move(*wait));
    std::optional<store::Invitation> invitation;
    std::optional<FoundUser> user;
    OfficeFacts facts;
    bool has_password = false;
    {
        Lease reader{*this};
        const auto system = system_asker();
        const auto context = office(*reader).context(system.actor);
        invitation = store::find_invitation(*reader, hash_of_token(token));
        if (invitation && invitation->expires_at > now)
            user = find_user(context, *reader, "id", invitation->user.to_text());
        if (user) has_password = store::find_credential(*reader, invitation->user).has_value();
        facts = load_office(context, *reader);
    }
    if (!user) {
        throttle.failed({}, request.peer_address, now);
        note({.kind = "link_refused", .address = std::string{request.peer_address}});
        return respond(no_store(api::problem(not_valid())));
    }
    if (password.empty()) {
        std::string body;
        JsonWriter out{body};
        out.begin_object();
        out.member("login", user->actor.login);
        out.member("name", user->name);
        out.member("office", facts.name);
        out.member("kind", has_password ? "reset" : "invite");
        out.end_object();
        return respond(no_store({.content_type = "application/json", .body = std::move(body)}));
    }
    use_link(request, *user, *invitation, password, std::move(respond));
}

void Host::Impl::use_link(const api::Request& request, const FoundUser& user,
                          const store::Invitation& invitation, const std::string& password,
                          api::Responder respond) {
    if (auto fits = check_password(password, user.actor.login, "password"); !fits)
        return respond(api::problem(fits.error()));
    auto encoded = worker.hash(password);
    if (!encoded) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
    const auto is_used = std::make_shared<bool>(false);  // by another request, in between
    want_machine(
        [invitation, is_used, encoded = std::move(*encoded),
         entry = about(visitor_of(request), "link_used", invitation.user, thread_environment().now_ms())](
            store::Connection& connection) {
            *is_used = !store::find_invitation(connection, invitation.token_hash);
            if (*is_used) return;
            store::save_credential(connection, invitation.user, encoded, entry.at);
            store::shut_out(connection, invitation.user);
            store::save_audit(connection, entry);
        },
        [this, is_used, id = invitation.user, login = user.actor.login, visitor = visitor_of(request),
         respond](const Result<void>& saved) {
            if (!saved) return respond(api::problem(saved.error()));
            if (*is_used) return respond(api::problem(not_valid()));
            forget_sessions();
            throttle.succeeded(login);
            enter(id, visitor, 200, respond);
        });
}

namespace {

constexpr api::NamedShape shapes[]{
    {"Account",
     R"({user: id, has_password: boolean, has_totp: boolean, sessions: integer, tokens: integer, last_seen_at: instant | null,
        invited_until: instant | null})"},
    {"LinkKind", R"("invite" | "reset")"},
    {"PasswordLink", R"({token: text, kind: LinkKind, expires_at: instant})"},
    {"Invitation", R"({login: text, name: text, office: text, kind: LinkKind})"},
};
constexpr Door doors[]{
    {{.method = "GET",
      .path = "/accounts",
      .name = "list_accounts",
      .summary = "Who can sign in, who is invited",
      .answer = "{accounts: Account[]}",
      .is_for_people = true,
      .refused = "404"},
     &Host::Impl::list_accounts},
    {{.method = "POST",
      .path = "/accounts/{id}/link",
      .name = "make_link",
      .summary = "Make a link by which a user sets his password",
      .answer = "PasswordLink",
      .status = 201,
      .is_for_people = true},
     &Host::Impl::make_link,
     true},
    {{.method = "DELETE",
      .path = "/accounts/{id}/link",
      .name = "end_link",
      .summary = "Make a user's link worthless",
      .is_for_people = true},
     &Host::Impl::end_link,
     true},
    {{.method = "DELETE",
      .path = "/accounts/{id}/sessions",
      .name = "end_sessions_of",
      .summary = "End all sessions of a user",
      .is_for_people = true},
     &Host::Impl::end_sessions_of,
     true},
    {{.method = "POST",
      .path = "/invitation",
      .name = "use_link",
      .summary = "Whom a link is for; with a password it is set",
      .body = "{token: text, password?: text}",
      .answer = "Invitation | Session",
      .is_open = true,
      .is_for_people = true,
      .refused = "404 503"},
     &Host::Impl::answer_invitation,
     true},
};

}  // namespace

Doors invitation_doors() {
    return {"accounts", "Who can sign in, and links to set a password.", doors, shapes};
}

}  // namespace teczka::server
