// Who is signed in. A cookie holds 256 random bits; the file holds their hash. Actors are kept in memory and
// made anew when users, groups or territories change, so that a right that was taken away is gone at the next
// request.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/http.hpp"
#include "core/query/query.hpp"
#include "core/rights/rights.hpp"

namespace teczka::server {

// Through TLS the prefix makes browsers take the cookie from this very host alone (RFC 6265bis 4.1.3.2).
inline constexpr std::string_view session_cookie = "teczka_session";
inline constexpr std::string_view secure_session_cookie = "__Host-teczka_session";
inline constexpr std::int64_t session_ms =
    12LL * 3600 * 1000;  // a working day; who stays away longer signs in again

// The signed-in user as his requests use him.
struct SignedIn {
    rights::Actor actor;
    std::string name;
    std::int64_t expires_at{};     // UTC ms
    std::int64_t users_seq{};      // state of users and groups that the actor was made of
    std::int32_t day{};            // of the office: substitutions begin and end with it
    query::Portfolio portfolio{};  // for the query compiler
    std::int64_t counted_at{};     // UTC ms of that estimate
    bool is_token{};               // came by an API token, not by a cookie
    bool may_write{true};          // false: by a token that only reads
    bool requires_totp{};          // by one of his groups
    bool needs_totp{};             // and has none: may set it up and nothing else
    // Of one who looks as somebody else: himself. `actor` and `name` are then the other's, or the group's.
    std::shared_ptr<const SignedIn> self{};
    bool is_group{};
    std::int64_t good_until{INT64_MAX};  // UTC ms; then he is made anew
};

struct FoundUser {
    rights::Actor actor;
    std::string name;
};
// The active user whose `field` (login or id) is `value`; `system` is a context of the system actor.
std::optional<FoundUser> find_user(const query::Context& system, store::Connection& reader,
                                   std::string_view field, std::string_view value);

// A member of this group alone, who is nobody: nothing is his own.
std::optional<FoundUser> find_group(const query::Context& system, store::Connection& reader, const Id& id,
                                    std::string_view language);

// For whom `user` stands in today, by the office's date, each once and until the last of his days.
struct StandIn {
    Id user;
    std::string name;
    std::int32_t until{};
};
std::vector<StandIn> standing_in(const query::Context& system, store::Connection& reader, const Id& user);

// Of the groups with these codes, ascending. Refuses group_unknown (name).
Result<Ids> ids_of_groups(const query::Context& system, store::Connection& reader,
                          const std::vector<std::string>& codes);

// The codes of these groups, as far as they are there.
std::vector<std::string> codes_of_groups(const query::Context& system, store::Connection& reader,
                                         const Ids& groups);

std::string random_bytes(std::size_t count);
std::string to_hex(std::string_view bytes);
std::string new_token();                                         // 64 hexadecimal digits
std::string hash_of_token(std::string_view token);               // 32 bytes
std::string_view session_token_of(const api::Request& request);  // out of its cookie
std::string cookie_header(std::string_view token, std::int64_t max_age_s, bool secure);

// Requests that change something must come from our own pages (Sec-Fetch-Site, else Origin against Host).
bool is_same_origin(const api::Request& request);

class Sessions {
public:
    using Load = std::function<std::optional<SignedIn>(const std::string& hash)>;

    struct Moment {
        std::int64_t now_ms{};
        std::int32_t day{};
        std::int64_t users_seq{};
    };

    // The signed-in user of this hash; asks `load` when he is unknown, was made before `users_seq` or on
    // another day, or his estimate is older than a minute. Null: nobody.
    std::shared_ptr<const SignedIn> find(const std::string& hash, const Moment& moment, const Load& load);
    void forget(const std::string& hash);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const SignedIn>> by_hash_;
};

}  // namespace teczka::server
