// See accounts.hpp.
#include "core/store/accounts.hpp"

#include <map>

#include "core/store/tokens.hpp"

namespace teczka::store {
namespace {

bool removes_any(Use& statement, const Id& user) {
    statement->bind(1, user);
    bool any = false;
    while (statement->step()) any = true;
    return any;
}

}  // namespace

void save_invitation(Connection& writer, const Invitation& invitation) {
    remove_invitations_of(writer, invitation.user);
    Use insert{
        writer.prepare("INSERT INTO invitation (token_hash, \"user\", made_by, made_at, expires_at) VALUES "
                       "(?1, ?2, ?3, ?4, ?5)")};
    insert->bind_bytes(1, invitation.token_hash);
    insert->bind(2, invitation.user);
    insert->bind(3, invitation.made_by);
    insert->bind(4, invitation.made_at);
    insert->bind(5, invitation.expires_at);
    insert->step();
}

std::optional<Invitation> find_invitation(Connection& connection, std::string_view token_hash) {
    Use row{connection.prepare(
        "SELECT \"user\", made_by, made_at, expires_at FROM invitation WHERE token_hash = ?1")};
    row->bind_bytes(1, token_hash);
    if (!row->step()) return {};
    return Invitation{.token_hash = std::string{token_hash},
                      .user = row->id(0),
                      .made_by = row->id(1),
                      .made_at = row->integer(2),
                      .expires_at = row->integer(3)};
}

bool remove_invitations_of(Connection& writer, const Id& user) {
    Use remove{writer.prepare("DELETE FROM invitation WHERE \"user\" = ?1 RETURNING 1")};
    return removes_any(remove, user);
}

void save_seen(Connection& writer, std::string_view token_hash, const Id& user, std::int64_t now_ms) {
    Use session{writer.prepare("UPDATE session SET last_seen_at = ?2 WHERE token_hash = ?1")};
    session->bind_bytes(1, token_hash);
    session->bind(2, now_ms);
    session->step();
    Use seen{writer.prepare(
        "INSERT INTO user_seen (\"user\", at) VALUES (?1, ?2) ON CONFLICT (\"user\") DO UPDATE SET at = "
        "excluded.at")};
    seen->bind(1, user);
    seen->bind(2, now_ms);
    seen->step();
}

std::vector<Session> sessions_of(Connection& connection, const Id& user, std::int64_t now_ms) {
    Use row{connection.prepare(
        "SELECT token_hash, created_at, last_seen_at, expires_at, address, agent FROM session WHERE "
        "\"user\" = ?1 AND expires_at > ?2 ORDER BY last_seen_at DESC, token_hash")};
    row->bind(1, user);
    row->bind(2, now_ms);
    std::vector<Session> sessions;
    while (row->step()) {
        sessions.push_back({.token_hash = std::string{row->bytes(0)},
                            .user = user,
                            .created_at = row->integer(1),
                            .last_seen_at = row->integer(2),
                            .expires_at = row->integer(3),
                            .address = std::string{row->text(4)},
                            .agent = std::string{row->text(5)}});
    }
    return sessions;
}

void remove_other_sessions(Connection& writer, const Id& user, std::string_view token_hash) {
    Use remove{writer.prepare("DELETE FROM session WHERE \"user\" = ?1 AND token_hash <> ?2")};
    remove->bind(1, user);
    remove->bind_bytes(2, token_hash);
    remove->step();
}

bool shut_out(Connection& writer, const Id& user) {
    Use sessions{writer.prepare("DELETE FROM session WHERE \"user\" = ?1 RETURNING 1")};
    const bool had_sessions = removes_any(sessions, user);
    const bool had_tokens = remove_tokens_of(writer, user);
    return remove_invitations_of(writer, user) || had_sessions || had_tokens;
}

void remove_credential(Connection& writer, const Id& user) {
    remove_second_factor(writer, user);
    Use remove{writer.prepare("DELETE FROM credential WHERE \"user\" = ?1")};
    remove->bind(1, user);
    remove->step();
}

std::vector<Account> load_accounts(Connection& connection, std::int64_t now_ms) {
    std::map<Id, Account> accounts;
    const auto read = [&](std::string_view sql, bool needs_now, auto take) {
        Use row{connection.prepare(sql)};
        if (needs_now) row->bind(1, now_ms);
        while (row->step()) take(accounts[row->id(0)], row->integer(1));
    };
    read("SELECT \"user\", changed_at FROM credential", false,
         [](Account& account, std::int64_t) { account.has_password = true; });
    read("SELECT \"user\", at FROM user_seen", false,
         [](Account& account, std::int64_t at) { account.last_seen_at = at; });
    read("SELECT \"user\", expires_at FROM invitation WHERE expires_at > ?1", true,
         [](Account& account, std::int64_t until) { account.invited_until = until; });
    read("SELECT \"user\", count(*) FROM session WHERE expires_at > ?1 GROUP BY \"user\"", true,
         [](Account& account, std::int64_t count) { account.sessions = count; });
    read("SELECT \"user\", totp_step FROM credential WHERE totp_step IS NOT NULL", false,
         [](Account& account, std::int64_t) { account.has_totp = true; });
    read("SELECT \"user\", count(*) FROM api_token WHERE expires_at > ?1 GROUP BY \"user\"", true,
         [](Account& account, std::int64_t count) { account.tokens = count; });
    std::vector<Account> all;
    for (auto& [user, account] : accounts) {
        account.user = user;
        all.push_back(account);
    }
    return all;
}

}  // namespace teczka::store
