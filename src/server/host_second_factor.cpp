// The second step of signing in: setting up an authenticator app, taking its codes, and the way back.
#include <array>

#include "server/body.hpp"
#include "server/doors.hpp"
#include "server/totp.hpp"

namespace teczka::server {
namespace {

std::string hash_of_code(const Id& user, std::string_view typed) {
    return hash_of_token(user.to_text() + ":" + plain_recovery_code(typed));
}

Refusal wrong_code() { return {Kind::invalid, {{"code", "totp_wrong"}}}; }

}  // namespace

// On the writer's thread: two that come at once with the same code come one after the other.
SecondStep take_code(store::Connection& connection, const Id& user, std::string_view code,
                     std::int64_t now_ms) {
    const auto factor = store::find_second_factor(connection, user);
    if (!factor || !factor->is_on) return SecondStep::not_asked;
    if (code.empty()) return SecondStep::missing;
    if (const auto step = find_totp_step(factor->secret, code, now_ms, factor->last_step)) {
        store::save_step(connection, user, *step);
        return SecondStep::by_app;
    }
    return store::use_recovery_code(connection, user, hash_of_code(user, code)) ? SecondStep::by_recovery_code
                                                                                : SecondStep::wrong;
}

// Whether his groups ask for a second factor, and whether he still has to set it up.
void Host::Impl::judge_second_factor(SignedIn& asker, store::Connection& reader) {
    const auto system = system_asker();
    const auto context = office(reader).context(system.actor);
    for (const auto& group : asker.actor.group_ids) {
        auto query =
            query::parse(context, context.catalogue.at("user_group"),
                         {.where = "id = \"" + group.to_text() + "\" and requires_totp", .columns = "id"});
        if (!query) continue;
        (void)query::each(context, *query, reader, [&](const Id&, std::span<const Value>) {
            asker.requires_totp = true;
            return false;
        });
    }
    const auto factor =
        asker.requires_totp ? store::find_second_factor(reader, asker.actor.user) : std::nullopt;
    asker.needs_totp = asker.requires_totp && !(factor && factor->is_on);
}

void Host::Impl::begin_totp(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    std::string password;
    const std::array members{TextMember{"password", &password}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    if (auto doubt = doubt_of(visit, password, "password")) return respond(std::move(*doubt));
    const auto secret = random_bytes(totp_secret_bytes);
    OfficeFacts facts;
    {
        Lease reader{*this};
        const auto system = system_asker();
        facts = load_office(office(*reader).context(system.actor), *reader);
    }
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("secret", std::string_view{to_base32(secret)});
    out.member("address", std::string_view{totp_address(secret, facts.name, asker.actor.login)});
    out.end_object();
    const auto is_saved = std::make_shared<bool>(false);
    want_machine(
        [user = asker.actor.user, secret, is_saved](store::Connection& connection) {
            *is_saved = store::save_pending_secret(connection, user, secret);
        },
        [is_saved, body = std::move(body), respond](const Result<void>& done) {
            if (!done) return respond(api::problem(done.error()));
            if (!*is_saved) return respond(api::problem(refuse(Kind::conflict, "totp_is_on").error()));
            respond(no_store({.status = 201, .content_type = "application/json", .body = body}));
        });
}

// The first code proves that the app has the secret; only now it counts. Other devices sign in anew.
void Host::Impl::confirm_totp(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    std::string code;
    const std::array members{TextMember{"code", &code}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    const auto now = thread_environment().now_ms();
    if (auto wait = throttled(asker.actor.login, request.peer_address, now)) return respond(std::move(*wait));
    const auto codes = new_recovery_codes();
    std::vector<std::string> hashes;
    for (const auto& one : codes) hashes.push_back(hash_of_code(asker.actor.user, one));
    const auto problem = std::make_shared<std::optional<Refusal>>();
    want_machine(
        [user = asker.actor.user, code, now, hashes, problem,
         session = hash_of_token(session_token_of(request)),
         entry =
             about(visitor_of(request), "totp_set", asker.actor.user, now)](store::Connection& connection) {
            const auto factor = store::find_second_factor(connection, user);
            const auto step = factor ? find_totp_step(factor->secret, code, now, 0) : std::nullopt;
            if (!factor || factor->is_on || !step) {
                *problem = !factor         ? refuse(Kind::conflict, "totp_not_begun").error()
                           : factor->is_on ? refuse(Kind::conflict, "totp_is_on").error()
                                           : wrong_code();
                return;
            }
            store::save_step(connection, user, *step);
            store::save_recovery_codes(connection, user, hashes);
            store::remove_other_sessions(connection, user, session);
            store::save_audit(connection, entry);
        },
        [this, problem, codes, login = asker.actor.login, address = std::string{request.peer_address}, now,
         respond](const Result<void>& done) {
            forget_sessions();
            if (!done) return respond(api::problem(done.error()));
            if (*problem) {
                if ((*problem)->kind == Kind::invalid) throttle.failed(login, address, now);
                return respond(api::problem(**problem));
            }
            std::string body;
            JsonWriter out{body};
            out.begin_object();
            out.key("recovery_codes");
            out.begin_array();
            for (const auto& one : codes) out.text(one);
            out.end_array();
            out.end_object();
            respond(no_store({.content_type = "application/json", .body = std::move(body)}));
        });
}

void Host::Impl::end_totp(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    std::string password, code;
    const std::array members{TextMember{"password", &password}, TextMember{"code", &code}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    if (asker.requires_totp) return respond(api::problem(refuse(Kind::conflict, "totp_is_required").error()));
    if (auto doubt = doubt_of(visit, password, "password")) return respond(std::move(*doubt));
    const auto now = thread_environment().now_ms();
    const auto taken = std::make_shared<SecondStep>();
    want_machine(
        [user = asker.actor.user, code, now, taken,
         entry =
             about(visitor_of(request), "totp_ended", asker.actor.user, now)](store::Connection& connection) {
            *taken = take_code(connection, user, code, now);
            if (*taken != SecondStep::by_app && *taken != SecondStep::by_recovery_code) return;
            store::remove_second_factor(connection, user);
            store::save_audit(connection, entry);
        },
        [this, taken, login = asker.actor.login, address = std::string{request.peer_address}, now,
         respond](const Result<void>& done) {
            forget_sessions();
            if (!done) return respond(api::problem(done.error()));
            if (*taken == SecondStep::not_asked)
                return respond(api::problem(refuse(Kind::conflict, "totp_is_off").error()));
            if (*taken == SecondStep::wrong) {
                throttle.failed(login, address, now);
                return respond(api::problem(wrong_code()));
            }
            respond({.status = 204});
        });
}

// By an administrator, for who lost his phone and his codes: all his sessions end.
void Host::Impl::reset_totp(const Visit& visit, api::Responder respond) {
    if (!may_invite(*visit.asker)) return respond(api::problem({Kind::not_found, {{"", "not_found"}}}));
    const auto user = visit.bound.id;
    auto entry = about(visitor_of(visit.request), "totp_reset", user, thread_environment().now_ms());
    entry.actor = visit.asker->actor.user;
    want_machine(
        [user, entry = std::move(entry)](store::Connection& connection) {
            if (!store::remove_second_factor(connection, user)) return;
            store::remove_sessions_of(connection, user);
            store::save_audit(connection, entry);
        },
        answer_anew(respond));
}

namespace {

constexpr Door doors[]{
    {{.method = "POST",
      .path = "/account/totp",
      .name = "begin_totp",
      .summary = "A new secret for an authenticator app",
      .body = "{password: text}",
      .answer = "{secret: text, address: text}",
      .status = 201,
      .is_for_people = true,
      .refused = "409 503"},
     &Host::Impl::begin_totp,
     true,
     true},
    {{.method = "POST",
      .path = "/account/totp/confirm",
      .name = "confirm_totp",
      .summary = "Turn the second step on by a first code",
      .body = "{code: text}",
      .answer = "{recovery_codes: text[]}",
      .is_for_people = true,
      .refused = "409"},
     &Host::Impl::confirm_totp,
     true,
     true},
    {{.method = "DELETE",
      .path = "/account/totp",
      .name = "end_totp",
      .summary = "Turn one's second step off",
      .body = "{password: text, code: text}",
      .is_for_people = true,
      .refused = "409 503"},
     &Host::Impl::end_totp,
     true},
    {{.method = "DELETE",
      .path = "/accounts/{id}/totp",
      .name = "reset_totp",
      .summary = "Forget a user's second step, and end his sessions",
      .is_for_people = true},
     &Host::Impl::reset_totp,
     true},
};

}  // namespace

Doors totp_doors() { return {"totp", "The second step of signing in.", doors}; }

}  // namespace teczka::server
