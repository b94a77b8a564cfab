// What programs sign in with, and what a user shows besides his password: API tokens, the secret of an
// authenticator app, recovery codes. Machine tables like those of machine.hpp; every write stands in a
// transaction of the caller. Of tokens and recovery codes only hashes are kept.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/value.hpp"
#include "core/store/store.hpp"

namespace teczka::store {

struct ApiToken {
    std::string token_hash;
    Id id{};
    Id user{};
    std::string name;
    bool may_write{};
    std::int64_t made_at{}, expires_at{};  // UTC ms
    std::int64_t last_used_at{};           // 0: not yet
};
void save_token(Connection& writer, const ApiToken& token);  // those that expired a month ago go
std::optional<ApiToken> find_token(Connection& connection, std::string_view token_hash);
std::vector<ApiToken> tokens_of(Connection& connection, const Id& user);  // newest first
void save_token_used(Connection& writer, std::string_view token_hash, std::int64_t now_ms);
bool remove_token(Connection& writer, const Id& user, const Id& id);  // false: there is none such
bool remove_tokens_of(Connection& writer, const Id& user);            // false: there was none

// Of a user who has a password. Pending until a code proves that the app has the secret.
struct SecondFactor {
    std::string secret;
    std::int64_t last_step{};  // codes of this and earlier steps are used up
    bool is_on{};
    std::int64_t recovery_codes{};  // left
};
std::optional<SecondFactor> find_second_factor(Connection& connection, const Id& user);
// False: there is no password, or one is on already.
bool save_pending_secret(Connection& writer, const Id& user, std::string_view secret);
void save_step(Connection& writer, const Id& user, std::int64_t step);  // turns a pending one on
void save_recovery_codes(Connection& writer, const Id& user, std::span<const std::string> hashes);
bool use_recovery_code(Connection& writer, const Id& user, std::string_view hash);
bool remove_second_factor(Connection& writer, const Id& user);  // false: there was none

}  // namespace teczka::store
