// The journal's SQL. Nothing here is ever changed or removed.
#include "core/change/journal.hpp"

namespace teczka::change {
namespace {

using store::quoted;

constexpr string_view operation_columns =
    "\"row\", op, first_seq, records, at, actor, on_behalf_of, device, batch, via, reasons FROM "
    "journal_operation";
constexpr string_view row_columns = "seq, operation, entity, record, kind, fields FROM journal";

void bind_text(store::Use& statement, int at, const std::string& text) {
    if (text.empty())
        statement->bind_null(at);
    else
        statement->bind(at, string_view(text));
}

}  // namespace

void Journal::write(const Operation& operation) {
    store::Use insert(
        connection_.prepare("INSERT INTO journal_operation (\"row\", op, first_seq, records, at, actor, "
                            "on_behalf_of, device, batch, "
                            "via, reasons) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"));
    insert->bind(1, operation.number);
    insert->bind(2, operation.op);
    insert->bind(3, operation.first_seq);
    insert->bind(4, operation.records);
    insert->bind(5, operation.at);
    insert->bind(6, operation.actor);
    if (!operation.on_behalf_of.is_nil()) insert->bind(7, operation.on_behalf_of);
    bind_text(insert, 8, operation.device);
    if (operation.batch) insert->bind(9, *operation.batch);
    insert->bind(10, static_cast<std::int64_t>(operation.via));
    bind_text(insert, 11, operation.reasons);
    insert->step();
}

void Journal::write(const JournalRow& row) {
    store::Use insert(
        connection_.prepare("INSERT INTO journal (seq, operation, entity, record, kind, fields) VALUES (?1, "
                            "?2, ?3, ?4, ?5, ?6)"));
    insert->bind(1, row.seq);
    insert->bind(2, row.operation);
    insert->bind(3, std::int64_t{numbers_.of(*row.entity)});
    insert->bind(4, row.row);
    insert->bind(5, static_cast<std::int64_t>(row.kind));
    insert->bind_bytes(6, row.fields);
    insert->step();
}

std::int64_t Journal::last_operation() {
    store::Use last(connection_.prepare("SELECT coalesce(max(\"row\"), 0) FROM journal_operation"));
    return last->step() ? last->integer(0) : 0;
}

std::vector<Operation> Journal::read_operations(store::Use& rows) {
    std::vector<Operation> out;
    while (rows->step()) {
        Operation one{.number = rows->integer(0), .op = rows->id(1), .actor = rows->id(5)};
        one.first_seq = rows->integer(2);
        one.records = rows->integer(3);
        one.at = rows->integer(4);
        if (!rows->is_null(6)) one.on_behalf_of = rows->id(6);
        one.device = rows->text(7);
        if (!rows->is_null(8)) one.batch = rows->id(8);
        one.via = static_cast<Via>(rows->integer(9));
        one.reasons = rows->text(10);
        out.push_back(std::move(one));
    }
    return out;
}

std::optional<Operation> Journal::find(const Id& op) {
    store::Use rows(connection_.prepare("SELECT " + std::string(operation_columns) + " WHERE op = ?1"));
    rows->bind(1, op);
    auto found = read_operations(rows);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Operation> Journal::find(std::int64_t number) {
    store::Use rows(connection_.prepare("SELECT " + std::string(operation_columns) + " WHERE \"row\" = ?1"));
    rows->bind(1, number);
    auto found = read_operations(rows);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Operation> Journal::of_batch(const Id& batch) {
    store::Use rows(connection_.prepare("SELECT " + std::string(operation_columns) +
                                        " WHERE batch = ?1 ORDER BY first_seq DESC"));
    rows->bind(1, batch);
    return read_operations(rows);
}

std::vector<JournalRow> Journal::read(store::Use& rows) {
    std::vector<JournalRow> out;
    while (rows->step())
        out.push_back({.seq = rows->integer(0),
                       .operation = rows->integer(1),
                       .entity = numbers_.find_entity(static_cast<int>(rows->integer(2))),
                       .row = rows->integer(3),
                       .kind = static_cast<Act>(rows->integer(4)),
                       .fields = std::string(rows->bytes(5))});
    return out;
}

std::vector<JournalRow> Journal::rows(const Operation& operation) {
    store::Use rows(connection_.prepare("SELECT " + std::string(row_columns) +
                                        " WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq"));
    rows->bind(1, operation.first_seq);
    rows->bind(2, operation.last_seq());
    return read(rows);
}

std::vector<JournalRow> Journal::history(const EntityModel& entity, std::int64_t row, std::int64_t before,
                                         std::int64_t after, int limit) {
    store::Use rows(connection_.prepare("SELECT " + std::string(row_columns) +
                                        " WHERE entity = ?1 AND record = ?2 AND seq < ?3 AND seq > ?4 "
                                        "ORDER BY seq DESC LIMIT ?5"));
    rows->bind(1, std::int64_t{numbers_.of(entity)});
    rows->bind(2, row);
    rows->bind(3, before > 0 ? before : INT64_MAX);
    rows->bind(4, after);
    rows->bind(5, limit > 0 ? std::int64_t{limit} : INT64_MAX);
    return read(rows);
}

Id Journal::id_of(const EntityModel& entity, std::int64_t row) {
    store::Use found(connection_.prepare("SELECT id FROM " + quoted(entity.name()) + " WHERE \"row\" = ?1"));
    found->bind(1, row);
    TECZKA_INVARIANT(found->step());
    return found->id(0);
}

}  // namespace teczka::change
