// See tokens.hpp.
#include "core/store/tokens.hpp"

namespace teczka::store {
namespace {

constexpr std::int64_t kept_after_expiry_ms = 30LL * 24 * 3600 * 1000;
constexpr std::string_view token_columns =
    "token_hash, id, \"user\", name, may_write, made_at, expires_at, last_used_at FROM api_token";

bool any_row(Use& statement) {
    bool any = false;
    while (statement->step()) any = true;
    return any;
}

std::vector<ApiToken> read_tokens(Use& row) {
    std::vector<ApiToken> tokens;
    while (row->step()) {
        tokens.push_back({.token_hash = std::string{row->bytes(0)},
                          .id = row->id(1),
                          .user = row->id(2),
                          .name = std::string{row->text(3)},
                          .may_write = row->integer(4) != 0,
                          .made_at = row->integer(5),
                          .expires_at = row->integer(6),
                          .last_used_at = row->integer(7)});
    }
    return tokens;
}

}  // namespace

void save_token(Connection& writer, const ApiToken& token) {
    Use sweep{writer.prepare("DELETE FROM api_token WHERE expires_at < ?1")};
    sweep->bind(1, token.made_at - kept_after_expiry_ms);
    sweep->step();
    Use insert{writer.prepare(
        "INSERT INTO api_token (token_hash, id, \"user\", name, may_write, made_at, expires_at, "
        "last_used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)")};
    insert->bind_bytes(1, token.token_hash);
    insert->bind(2, token.id);
    insert->bind(3, token.user);
    insert->bind(4, std::string_view{token.name});
    insert->bind(5, std::int64_t{token.may_write});
    insert->bind(6, token.made_at);
    insert->bind(7, token.expires_at);
    insert->step();
}

std::optional<ApiToken> find_token(Connection& connection, std::string_view token_hash) {
    Use row{connection.prepare("SELECT " + std::string{token_columns} + " WHERE token_hash = ?1")};
    row->bind_bytes(1, token_hash);
    auto found = read_tokens(row);
    if (found.empty()) return {};
    return std::move(found.front());
}

std::vector<ApiToken> tokens_of(Connection& connection, const Id& user) {
    Use row{connection.prepare("SELECT " + std::string{token_columns} +
                               " WHERE \"user\" = ?1 ORDER BY made_at DESC, id")};
    row->bind(1, user);
    return read_tokens(row);
}

void save_token_used(Connection& writer, std::string_view token_hash, std::int64_t now_ms) {
    Use used{writer.prepare("UPDATE api_token SET last_used_at = ?2 WHERE token_hash = ?1")};
    used->bind_bytes(1, token_hash);
    used->bind(2, now_ms);
    used->step();
}

bool remove_token(Connection& writer, const Id& user, const Id& id) {
    Use remove{writer.prepare("DELETE FROM api_token WHERE \"user\" = ?1 AND id = ?2 RETURNING 1")};
    remove->bind(1, user);
    remove->bind(2, id);
    return any_row(remove);
}

bool remove_tokens_of(Connection& writer, const Id& user) {
    Use remove{writer.prepare("DELETE FROM api_token WHERE \"user\" = ?1 RETURNING 1")};
    remove->bind(1, user);
    return any_row(remove);
}

std::optional<SecondFactor> find_second_factor(Connection& connection, const Id& user) {
    Use row{connection.prepare(
        "SELECT totp_secret, totp_step, (SELECT count(*) FROM recovery_code r WHERE r.\"user\" = ?1) FROM "
        "credential WHERE \"user\" = ?1 AND totp_secret IS NOT NULL")};
    row->bind(1, user);
    if (!row->step()) return {};
    return SecondFactor{.secret = std::string{row->bytes(0)},
                        .last_step = row->is_null(1) ? 0 : row->integer(1),
                        .is_on = !row->is_null(1),
                        .recovery_codes = row->integer(2)};
}

bool save_pending_secret(Connection& writer, const Id& user, std::string_view secret) {
    Use save{writer.prepare(
        "UPDATE credential SET totp_secret = ?2 WHERE \"user\" = ?1 AND totp_step IS NULL RETURNING 1")};
    save->bind(1, user);
    save->bind_bytes(2, secret);
    return any_row(save);
}

void save_step(Connection& writer, const Id& user, std::int64_t step) {
    Use save{writer.prepare("UPDATE credential SET totp_step = ?2 WHERE \"user\" = ?1")};
    save->bind(1, user);
    save->bind(2, step);
    save->step();
}

void save_recovery_codes(Connection& writer, const Id& user, std::span<const std::string> hashes) {
    for (const auto& hash : hashes) {
        Use insert{writer.prepare("INSERT INTO recovery_code (\"user\", hash) VALUES (?1, ?2)")};
        insert->bind(1, user);
        insert->bind_bytes(2, hash);
        insert->step();
    }
}

bool use_recovery_code(Connection& writer, const Id& user, std::string_view hash) {
    Use remove{writer.prepare("DELETE FROM recovery_code WHERE \"user\" = ?1 AND hash = ?2 RETURNING 1")};
    remove->bind(1, user);
    remove->bind_bytes(2, hash);
    return any_row(remove);
}

bool remove_second_factor(Connection& writer, const Id& user) {
    Use codes{writer.prepare("DELETE FROM recovery_code WHERE \"user\" = ?1")};
    codes->bind(1, user);
    codes->step();
    Use secret{writer.prepare(
        "UPDATE credential SET totp_secret = NULL, totp_step = NULL WHERE \"user\" = ?1 AND totp_secret IS "
        "NOT NULL RETURNING 1")};
    secret->bind(1, user);
    return any_row(secret);
}

}  // namespace teczka::store
