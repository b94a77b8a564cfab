// See views.hpp.
#include "core/store/views.hpp"

namespace teczka::store {
namespace {

// Of a row of token_hash, viewer, as, is_group, began_at, ends_at.
SessionView view_of(Statement& row) {
    return {.token_hash = std::string{row.bytes(0)},
            .viewer = row.id(1),
            .as = row.id(2),
            .is_group = row.integer(3) != 0,
            .began_at = row.integer(4),
            .ends_at = row.integer(5)};
}

}  // namespace

void save_view(Connection& writer, const SessionView& view) {
    Use insert{writer.prepare(
        "INSERT INTO session_view (token_hash, viewer, \"as\", is_group, began_at, ends_at) VALUES "
        "(?1, ?2, ?3, ?4, ?5, ?6)")};
    insert->bind_bytes(1, view.token_hash);
    insert->bind(2, view.viewer);
    insert->bind(3, view.as);
    insert->bind(4, std::int64_t{view.is_group});
    insert->bind(5, view.began_at);
    insert->bind(6, view.ends_at);
    insert->step();
}

std::optional<SessionView> find_view(Connection& connection, std::string_view token_hash) {
    Use row{
        connection.prepare("SELECT token_hash, viewer, \"as\", is_group, began_at, ends_at FROM session_view "
                           "WHERE token_hash = ?1")};
    row->bind_bytes(1, token_hash);
    if (!row->step()) return {};
    return view_of(*row);
}

std::optional<SessionView> end_view(Connection& writer, std::string_view token_hash) {
    Use row{
        writer.prepare("DELETE FROM session_view WHERE token_hash = ?1 "
                       "RETURNING token_hash, viewer, \"as\", is_group, began_at, ends_at")};
    row->bind_bytes(1, token_hash);
    std::optional<SessionView> out;
    while (row->step()) out = view_of(*row);
    return out;
}

std::vector<SessionView> end_views(Connection& writer, std::int64_t now_ms) {
    Use row{writer.prepare(
        "DELETE FROM session_view WHERE ends_at <= ?1 OR token_hash NOT IN (SELECT token_hash FROM session) "
        "RETURNING token_hash, viewer, \"as\", is_group, began_at, ends_at")};
    row->bind(1, now_ms);
    std::vector<SessionView> out;
    while (row->step()) out.push_back(view_of(*row));
    return out;
}

}  // namespace teczka::store
