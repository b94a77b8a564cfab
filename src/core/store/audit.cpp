// See audit.hpp.
#include "core/store/audit.hpp"

#include <algorithm>

#include "core/base/refusal.hpp"

namespace teczka::store {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

void bind_id(Use& statement, int at, const Id& id) {
    id.is_nil() ? statement->bind_null(at) : statement->bind(at, id);
}

// Both walk an index from its old end and nearly always find nothing to do.
void sweep(Connection& writer, std::int64_t now_ms) {
    Use old{writer.prepare("DELETE FROM audit WHERE at < ?1")};
    old->bind(1, now_ms - audit_days * day_ms);
    old->step();
    Use many{writer.prepare("DELETE FROM audit WHERE \"row\" <= (SELECT max(\"row\") FROM audit) - ?1")};
    many->bind(1, audit_entries);
    many->step();
}

}  // namespace

void save_audit(Connection& writer, const AuditEntry& entry) {
    TECZKA_INVARIANT(std::ranges::find(audit_kinds, entry.kind) != std::end(audit_kinds));
    Use insert{
        writer.prepare("INSERT INTO audit (at, kind, \"user\", actor, address, detail) VALUES (?1, ?2, ?3, "
                       "?4, ?5, ?6)")};
    insert->bind(1, entry.at);
    insert->bind(2, std::string_view{entry.kind});
    bind_id(insert, 3, entry.user);
    bind_id(insert, 4, entry.actor);
    insert->bind(5, std::string_view{entry.address});
    insert->bind(6, std::string_view{entry.detail});
    insert->step();
    sweep(writer, entry.at);
}

std::vector<AuditEntry> load_audit(Connection& connection, const AuditQuestion& question) {
    std::string sql =
        "SELECT \"row\", at, kind, \"user\", actor, address, detail FROM audit WHERE \"row\" < ?1 AND at >= "
        "?2 AND at < ?3";
    if (!question.kind.empty()) sql += " AND kind = ?5";
    if (!question.user.is_nil()) sql += " AND (\"user\" = ?6 OR actor = ?6)";
    Use row{connection.prepare(sql + " ORDER BY \"row\" DESC LIMIT ?4")};
    row->bind(1, question.before);
    row->bind(2, question.since);
    row->bind(3, question.until);
    row->bind(4, std::int64_t{question.limit});
    if (!question.kind.empty()) row->bind(5, std::string_view{question.kind});
    if (!question.user.is_nil()) row->bind(6, question.user);
    std::vector<AuditEntry> entries;
    while (row->step()) {
        entries.push_back({.row = row->integer(0),
                           .at = row->integer(1),
                           .kind = std::string{row->text(2)},
                           .user = row->is_null(3) ? Id{} : row->id(3),
                           .actor = row->is_null(4) ? Id{} : row->id(4),
                           .address = std::string{row->text(5)},
                           .detail = std::string{row->text(6)}});
    }
    return entries;
}

}  // namespace teczka::store
