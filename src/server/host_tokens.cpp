// API tokens: what a program shows instead of a cookie. `Authorization: Bearer tzk_…`; the rights are those
// of the user who made it, less by its scope; never the doors of accounts.
#include <array>
#include <boost/json/serialize.hpp>

#include "core/base/dates.hpp"
#include "server/body.hpp"
#include "server/doors.hpp"

namespace teczka::server {
namespace {

constexpr std::string_view token_prefix = "tzk_";  // so that one is recognised where it does not belong
constexpr std::size_t tokens_per_user = 20;
constexpr std::size_t name_letters = 80;
constexpr std::int32_t longest_days = 366;
constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
constexpr std::int64_t seen_ms = 5 * 60'000;

bool is_like(std::string_view text, std::string_view lower) {
    return text.size() == lower.size() &&
           std::ranges::equal(text, lower, [](char a, char b) { return (a | 0x20) == b; });
}

std::size_t letters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string detail_of(const std::string& name) { return json::serialize(json::object{{"name", name}}); }

// Refuses what no token may be made of.
Result<store::ApiToken> parse_token(std::string_view name, std::string_view scope,
                                    std::string_view expires_on, std::int32_t today) {
    Refusal refusal;
    const auto complain = [&](std::string field, std::string code, std::string max = {}) {
        Complaint complaint{std::move(field), std::move(code)};
        if (!max.empty()) complaint.parameters.emplace_back("max", std::move(max));
        refusal.complaints.push_back(std::move(complaint));
    };
    if (letters(name) > name_letters) complain("name", "text_too_long", std::to_string(name_letters));
    if (scope != "read" && scope != "write") complain("scope", "choice_unknown");
    const auto day = parse_date(expires_on);
    if (!day)
        complain("expires_on", "date_invalid");
    else if (*day < today || *day > today + longest_days)
        complain("expires_on", "token_expiry");
    if (!refusal.complaints.empty()) return std::unexpected(std::move(refusal));
    return store::ApiToken{.name = std::string{name},
                           .may_write = scope == "write",
                           .expires_at = (std::int64_t{*day} + 1) * day_ms};
}

}  // namespace

// Any other scheme is somebody else's affair: a proxy may ask for a password of its own.
std::string_view bearer_of(const api::Request& request) {
    const auto value = request.header("authorization");
    const auto blank = std::min(value.find(' '), value.size());
    if (!is_like(value.substr(0, blank), "bearer")) return {};
    const auto token = value.substr(std::min(blank + 1, value.size()));
    return token.empty() ? std::string_view{"-"} : token;
}

// Wrong, ended, expired, of somebody inactive: alike. Only wrong ones wait: 256 bits are not guessed, and a
// right one behind the same address shall not suffer; nor shall people, so that an address's wrong tokens are
// counted apart from its wrong passwords: a forgotten program that asks every minute locks nobody out.
api::Response Host::Impl::refuse_token(const api::Request& request) {
    const auto now = thread_environment().now_ms();
    const auto place = "token from " + std::string{request.peer_address};
    if (const auto wait_ms = throttle.wait_ms({}, place, now); wait_ms > 0) {
        note_wait({}, request.peer_address, now);
        return told_to_wait(wait_ms);
    }
    throttle.failed(place, place, now);
    note({.kind = "token_refused", .address = std::string{request.peer_address}});
    auto response = no_store(api::problem({Kind::unauthenticated, {{"", "token_not_valid"}}}));
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

// In the audit view a token is told of once a day.
void Host::Impl::note_token_used(const store::ApiToken& token, std::int64_t now_ms) {
    if (token.last_used_at + seen_ms > now_ms) return;
    std::optional<store::AuditEntry> entry;
    if (token.last_used_at / day_ms != now_ms / day_ms)
        entry = {.at = now_ms,
                 .kind = "token_used",
                 .user = token.user,
                 .actor = token.user,
                 .detail = detail_of(token.name)};
    want_machine(
        [entry, hash = token.token_hash, now_ms](store::Connection& connection) {
            store::save_token_used(connection, hash, now_ms);
            if (entry) store::save_audit(connection, *entry);
        },
        [](const Result<void>&) {});
}

void write_tokens(JsonWriter& out, std::span<const store::ApiToken> tokens) {
    out.key("tokens");
    out.begin_array();
    for (const auto& token : tokens) {
        out.begin_object();
        out.member("id", token.id);
        out.member("name", std::string_view{token.name});
        out.member("scope", token.may_write ? "write" : "read");
        out.member("made_at", std::string_view{format_instant(token.made_at)});
        out.member("expires_at", std::string_view{format_instant(token.expires_at)});
        out.key("last_used_at");
        token.last_used_at == 0 ? out.null() : out.text(format_instant(token.last_used_at));
        out.end_object();
    }
    out.end_array();
}

void Host::Impl::make_token(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    const auto& asker = *visit.asker;
    std::string name, scope, expires_on, password;
    const std::array members{TextMember{"name", &name}, TextMember{"scope", &scope},
                             TextMember{"expires_on", &expires_on}, TextMember{"password", &password}};
    if (auto read = read_texts(request.body, members); !read) return respond(api::problem(read.error()));
    auto& environment = thread_environment();
    auto token = parse_token(name, scope, expires_on, environment.today());
    if (!token) return respond(api::problem(token.error()));
    if (auto doubt = doubt_of(visit, password, "password")) return respond(std::move(*doubt));
    const auto secret = std::string{token_prefix} + new_token();
    token->token_hash = hash_of_token(secret);
    token->id = environment.make_id();
    token->user = asker.actor.user;
    token->made_at = environment.now_ms();
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("id", token->id);
    out.member("token", std::string_view{secret});
    out.end_object();
    auto entry = about(visitor_of(request), "token_made", asker.actor.user, token->made_at);
    entry.detail = detail_of(token->name);
    const auto is_full = std::make_shared<bool>(false);
    want_machine(
        [token = *token, entry = std::move(entry), is_full](store::Connection& connection) {
            *is_full = store::tokens_of(connection, token.user).size() >= tokens_per_user;
            if (*is_full) return;
            store::save_token(connection, token);
            store::save_audit(connection, entry);
        },
        [is_full, body = std::move(body), respond](const Result<void>& saved) {
            if (!saved) return respond(api::problem(saved.error()));
            if (*is_full)
                return respond(api::problem(
                    {Kind::conflict, {{"", "too_many_tokens", {{"max", std::to_string(tokens_per_user)}}}}}));
            respond(no_store({.status = 201, .content_type = "application/json", .body = body}));
        });
}

void Host::Impl::end_token(const Visit& visit, api::Responder respond) {
    end_tokens(visit, visit.asker->actor.user, visit.bound.id, std::move(respond));
}

void Host::Impl::end_tokens_of(const Visit& visit, api::Responder respond) {
    if (!may_invite(*visit.asker)) return respond(api::problem({Kind::not_found, {{"", "not_found"}}}));
    end_tokens(visit, visit.bound.id, {}, std::move(respond));
}

// One, or, without an id, all of somebody's.
void Host::Impl::end_tokens(const Visit& visit, const Id& user, std::optional<Id> id,
                            api::Responder respond) {
    auto entry = about(visitor_of(visit.request), "token_ended", user, thread_environment().now_ms());
    entry.actor = visit.asker->actor.user;
    const auto is_there = std::make_shared<bool>(false);
    want_machine(
        [user, id, entry = std::move(entry), is_there](store::Connection& connection) mutable {
            for (const auto& token : store::tokens_of(connection, user)) {
                if (id && token.id != *id) continue;
                *is_there = store::remove_token(connection, user, token.id);
                entry.detail = detail_of(token.name);
                store::save_audit(connection, entry);
            }
        },
        [this, id, is_there, respond](const Result<void>& ended) {
            forget_sessions();
            if (!ended) return respond(api::problem(ended.error()));
            if (id && !*is_there) return respond(api::problem({Kind::not_found, {{"", "not_found"}}}));
            respond({.status = 204});
        });
}

namespace {

constexpr api::NamedShape shapes[]{
    {"TokenScope", R"("read" | "write")"},
    {"ApiToken", R"({id: id, name: text, scope: TokenScope, made_at: instant, expires_at: instant,
        last_used_at: instant | null})"},
};
constexpr Door doors[]{
    {{.method = "POST",
      .path = "/account/tokens",
      .name = "make_token",
      .summary = "Make an API token",
      .body = "{name: text, scope: TokenScope, expires_on: date, password: text}",
      .answer = "{id: id, token: text}",
      .status = 201,
      .is_for_people = true,
      .refused = "409 503"},
     &Host::Impl::make_token,
     true},
    {{.method = "DELETE",
      .path = "/account/tokens/{id}",
      .name = "end_token",
      .summary = "End one of one's tokens",
      .is_for_people = true},
     &Host::Impl::end_token,
     true},
    {{.method = "DELETE",
      .path = "/accounts/{id}/tokens",
      .name = "end_tokens_of",
      .summary = "End all tokens of a user",
      .is_for_people = true},
     &Host::Impl::end_tokens_of,
     true},
};

}  // namespace

Doors token_doors() { return {"tokens", "What programs sign in with.", doors, shapes}; }

}  // namespace teczka::server
