// The machine's own tables: sessions, credentials and the counter row. Not journalled and without seq; no
// area sees them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/value.hpp"
#include "core/store/store.hpp"

namespace teczka::store {

// The single row that versions and order of changes hang on.
struct Counter {
    std::int64_t seq{};
    std::int64_t catalogue_version{};
    std::int64_t rights_version{};
    std::int64_t session_version{};
    std::string epoch;  // 32 random bytes of this office's life; drawn anew by a restore
};
Counter load_counter(Connection& connection);

// `token_hash` is what is kept of the cookie: whoever reads the file cannot sign in with it.
struct Session {
    std::string token_hash;
    Id user{};
    std::int64_t created_at{}, last_seen_at{}, expires_at{};  // UTC ms
    std::string address, agent;
};
void save_session(Connection& writer, const Session& session);
std::optional<Session> find_session(Connection& connection, std::string_view token_hash);
void remove_session(Connection& writer, std::string_view token_hash);
void remove_sessions_of(Connection& writer, const Id& user);
void remove_expired_sessions(Connection& writer, std::int64_t now_ms);

// The encoded argon2id string of a user; none: cannot sign in by password.
void save_credential(Connection& writer, const Id& user, std::string_view encoded, std::int64_t now_ms);
std::optional<std::string> find_credential(Connection& connection, const Id& user);

// A whole, consistent copy of an embedded database as a new file; not inside a transaction.
void copy_to(Connection& connection, std::string_view path);

// Which chunks of an import are done, so that it can be resumed.
void save_chunk(Connection& writer, const Id& batch, std::int64_t chunk);
std::int64_t chunks_done(Connection& connection, const Id& batch);

}  // namespace teczka::store
