// See sessions.hpp.
#include "server/sessions.hpp"

#include <sodium.h>
#include <sys/random.h>

#include <algorithm>

#include "core/base/limits.hpp"

namespace teczka::server {
namespace {

constexpr std::int64_t estimate_ms = 60'000;
constexpr std::size_t remembered_sessions = 2'000;

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

Ids ids_or_none(const Value& value) { return is_null(value) ? Ids{} : as_ids(value); }

}  // namespace

std::vector<std::string> codes_of_groups(const query::Context& system, store::Connection& reader,
                                         const Ids& groups) {
    std::vector<std::string> codes;
    const auto& entity = system.catalogue.at("user_group");
    for (const auto& id : groups) {
        auto query =
            query::parse(system, entity, {.where = "id = \"" + id.to_text() + "\"", .columns = "code"});
        if (!query) continue;
        (void)query::each(system, *query, reader, [&](const Id&, std::span<const Value> values) {
            codes.push_back(as_text(values[0]));
            return true;
        });
    }
    return codes;
}

std::optional<FoundUser> find_user(const query::Context& system, store::Connection& reader,
                                   std::string_view field, std::string_view value) {
    const auto& entity = system.catalogue.at("user");
    auto query = query::parse(system, entity,
                              {.where = std::string{field} + " = " + quoted_text(value) + " and is_active",
                               .columns = "login,name,language,groups,territories",
                               .limit = "1"});
    if (!query) return {};
    std::optional<FoundUser> found;
    const auto ran = query::each(system, *query, reader, [&](const Id& id, std::span<const Value> values) {
        found.emplace();
        found->actor.user = id;
        found->actor.login = as_text(values[0]);
        found->name = is_null(values[1]) ? found->actor.login : as_text(values[1]);
        if (!is_null(values[2])) found->actor.language = as_text(values[2]);
        found->actor.groups = {};
        found->actor.territories = ids_or_none(values[4]);
        found->actor.group_ids = ids_or_none(values[3]);
        found->actor.groups = codes_of_groups(system, reader, found->actor.group_ids);
        for (const auto& one : standing_in(system, reader, id))
            found->actor.standing_in_for.push_back(one.user);
        return false;
    });
    if (!ran) return {};
    return found;
}

std::optional<FoundUser> find_group(const query::Context& system, store::Connection& reader, const Id& id,
                                    std::string_view language) {
    auto query = query::parse(system, system.catalogue.at("user_group"),
                              {.where = "id = \"" + id.to_text() + "\"", .columns = "code,name_pl,name_en"});
    std::optional<FoundUser> found;
    if (!query) return found;
    (void)query::each(system, *query, reader, [&](const Id&, std::span<const Value> values) {
        if (is_null(values[0])) return false;
        found.emplace();
        found->actor.user = id;  // of no user
        found->actor.groups = {std::string{as_text(values[0])}};
        found->actor.group_ids = {id};
        const auto& name = values[language == "en" ? 2 : 1];
        found->name = as_text(is_null(name) ? values[0] : name);
        return false;
    });
    return found;
}

std::vector<StandIn> standing_in(const query::Context& system, store::Connection& reader, const Id& user) {
    std::vector<StandIn> out;
    const auto query =
        query::parse(system, system.catalogue.at("substitution"),
                     {.where = "deputy = \"" + user.to_text() + "\" and from <= today and to >= today",
                      .columns = "absent,absent.name,to",
                      .limit = "200"});
    if (!query) return out;
    (void)query::each(system, *query, reader, [&](const Id&, std::span<const Value> values) {
        if (is_null(values[0]) || is_null(values[2])) return true;
        const auto& absent = as_id(values[0]);
        const auto until = static_cast<std::int32_t>(as_integer(values[2]));
        const auto known = std::ranges::find(out, absent, &StandIn::user);
        if (known == out.end())
            out.push_back({absent, is_null(values[1]) ? "" : as_text(values[1]), until});
        else
            known->until = std::max(known->until, until);
        return true;
    });
    std::ranges::sort(out, {}, &StandIn::user);
    return out;
}

Result<Ids> ids_of_groups(const query::Context& system, store::Connection& reader,
                          const std::vector<std::string>& codes) {
    Ids ids;
    for (const auto& code : codes) {
        std::string quoted;
        for (const char c : code) quoted.append(c == '"' ? 2 : 1, c);
        auto query = query::parse(system, system.catalogue.at("user_group"),
                                  {.where = "code = \"" + quoted + "\"", .columns = "code", .limit = "1"});
        const auto before = ids.size();
        if (query) {
            (void)query::each(system, *query, reader, [&](const Id& id, std::span<const Value>) {
                ids.push_back(id);
                return false;
            });
        }
        if (ids.size() == before) return refuse("group_unknown", "groups", {{"name", code}});
    }
    std::ranges::sort(ids);
    return ids;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const auto got = getrandom(bytes.data() + done, count - done, 0);
        if (got > 0) done += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string new_token() { return to_hex(random_bytes(32)); }

std::string hash_of_token(std::string_view token) {
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                       reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
    return hash;
}

std::string_view session_token_of(const api::Request& request) {
    return request.cookie(request.is_secure ? secure_session_cookie : session_cookie);
}

std::string cookie_header(std::string_view token, std::int64_t max_age_s, bool secure) {
    return std::string{secure ? secure_session_cookie : session_cookie} + "=" + std::string{token} +
           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_s) +
           (secure ? "; Secure" : "");
}

bool is_same_origin(const api::Request& request) {
    // Browsers send Sec-Fetch-Site on secure origins and loopback; elsewhere Origin must name the Host that
    // was asked.
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) return site == "same-origin" || site == "none";
    const auto origin = request.header("origin");
    const auto after_scheme = origin.find("://");
    return after_scheme != std::string_view::npos &&
           origin.substr(after_scheme + 3) == request.header("host");
}

std::shared_ptr<const SignedIn> Sessions::find(const std::string& hash, const Moment& moment,
                                               const Load& load) {
    {
        const std::lock_guard lock{mutex_};
        const auto known = by_hash_.find(hash);
        if (known != by_hash_.end() && known->second->users_seq >= moment.users_seq &&
            known->second->day == moment.day && known->second->expires_at > moment.now_ms &&
            known->second->good_until > moment.now_ms &&
            known->second->counted_at + estimate_ms > moment.now_ms) {
            return known->second;
        }
    }
    auto loaded = load(hash);
    const std::lock_guard lock{mutex_};
    if (!loaded || loaded->expires_at <= moment.now_ms) {
        by_hash_.erase(hash);
        return nullptr;
    }
    if (by_hash_.size() >= remembered_sessions) by_hash_.clear();
    auto shared = std::make_shared<const SignedIn>(std::move(*loaded));
    by_hash_[hash] = shared;
    return shared;
}

void Sessions::forget(const std::string& hash) {
    const std::lock_guard lock{mutex_};
    by_hash_.erase(hash);
}

}  // namespace teczka::server
