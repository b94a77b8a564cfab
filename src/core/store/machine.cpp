// See machine.hpp. Every write stands in a transaction of the caller.
#include "core/store/machine.hpp"

namespace teczka::store {

Counter load_counter(Connection& connection) {
    Use row{connection.prepare(
        "SELECT seq, catalogue_version, rights_version, session_version, epoch FROM counter WHERE one = 1")};
    Counter counter;
    if (!row->step()) return counter;
    counter.seq = row->integer(0);
    counter.catalogue_version = row->integer(1);
    counter.rights_version = row->integer(2);
    counter.session_version = row->integer(3);
    counter.epoch = row->bytes(4);
    return counter;
}

void save_session(Connection& writer, const Session& session) {
    Use insert{writer.prepare(
        "INSERT INTO session (token_hash, \"user\", created_at, last_seen_at, expires_at, address, agent) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")};
    insert->bind_bytes(1, session.token_hash);
    insert->bind(2, session.user);
    insert->bind(3, session.created_at);
    insert->bind(4, session.last_seen_at);
    insert->bind(5, session.expires_at);
    insert->bind(6, std::string_view{session.address});
    insert->bind(7, std::string_view{session.agent});
    insert->step();
}

std::optional<Session> find_session(Connection& connection, std::string_view token_hash) {
    Use row{
        connection.prepare("SELECT \"user\", created_at, last_seen_at, expires_at, address, agent FROM "
                           "session WHERE token_hash = ?1")};
    row->bind_bytes(1, token_hash);
    if (!row->step()) return {};
    return Session{.token_hash = std::string{token_hash},
                   .user = row->id(0),
                   .created_at = row->integer(1),
                   .last_seen_at = row->integer(2),
                   .expires_at = row->integer(3),
                   .address = std::string{row->text(4)},
                   .agent = std::string{row->text(5)}};
}

void remove_session(Connection& writer, std::string_view token_hash) {
    Use remove{writer.prepare("DELETE FROM session WHERE token_hash = ?1")};
    remove->bind_bytes(1, token_hash);
    remove->step();
}

void remove_sessions_of(Connection& writer, const Id& user) {
    Use remove{writer.prepare("DELETE FROM session WHERE \"user\" = ?1")};
    remove->bind(1, user);
    remove->step();
}

void remove_expired_sessions(Connection& writer, std::int64_t now_ms) {
    Use remove{writer.prepare("DELETE FROM session WHERE expires_at < ?1")};
    remove->bind(1, now_ms);
    remove->step();
}

void save_credential(Connection& writer, const Id& user, std::string_view encoded, std::int64_t now_ms) {
    Use save{writer.prepare(
        "INSERT INTO credential (\"user\", encoded, changed_at) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (\"user\") DO UPDATE SET encoded = excluded.encoded, changed_at = excluded.changed_at")};
    save->bind(1, user);
    save->bind(2, encoded);
    save->bind(3, now_ms);
    save->step();
}

std::optional<std::string> find_credential(Connection& connection, const Id& user) {
    Use row{connection.prepare("SELECT encoded FROM credential WHERE \"user\" = ?1")};
    row->bind(1, user);
    if (!row->step()) return {};
    return std::string{row->text(0)};
}

void copy_to(Connection& connection, std::string_view path) {
    Use copy{connection.prepare("VACUUM INTO ?1")};
    copy->bind(1, path);
    copy->step();
}

void save_chunk(Connection& writer, const Id& batch, std::int64_t chunk) {
    Use save{
        writer.prepare("INSERT INTO import_progress (batch, chunk) VALUES (?1, ?2) ON CONFLICT DO NOTHING")};
    save->bind(1, batch);
    save->bind(2, chunk);
    save->step();
}

std::int64_t chunks_done(Connection& connection, const Id& batch) {
    Use row{connection.prepare("SELECT count(*) FROM import_progress WHERE batch = ?1")};
    row->bind(1, batch);
    return row->step() ? row->integer(0) : 0;
}

}  // namespace teczka::store
