// What is known of users besides their record: one-time links to set a password, when they were last here,
// what sessions they have. Machine tables like those of machine.hpp; every write stands in a transaction of
// the caller.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/machine.hpp"

namespace teczka::store {

struct Invitation {
    std::string token_hash;
    Id user{}, made_by{};
    std::int64_t made_at{}, expires_at{};  // UTC ms
};
void save_invitation(Connection& writer, const Invitation& invitation);  // the user's earlier ones end
std::optional<Invitation> find_invitation(Connection& connection, std::string_view token_hash);
bool remove_invitations_of(Connection& writer, const Id& user);  // false: there was none

// The session was used now, and with it its user.
void save_seen(Connection& writer, std::string_view token_hash, const Id& user, std::int64_t now_ms);
std::vector<Session> sessions_of(Connection& connection, const Id& user, std::int64_t now_ms);
void remove_other_sessions(Connection& writer, const Id& user, std::string_view token_hash);
// All that let the user in: sessions, links and API tokens. His password stays, for when he comes back.
// False: nothing did.
bool shut_out(Connection& writer, const Id& user);
void remove_credential(Connection& writer, const Id& user);

struct Account {
    Id user{};
    std::int64_t last_seen_at{};   // 0: never
    std::int64_t invited_until{};  // 0: no link is open
    std::int64_t sessions{};
    std::int64_t tokens{};
    bool has_password{};
    bool has_totp{};
};
std::vector<Account> load_accounts(Connection& connection, std::int64_t now_ms);  // of whom anything is known

}  // namespace teczka::store
