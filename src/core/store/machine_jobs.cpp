// See machine_jobs.hpp.
#include "core/store/machine_jobs.hpp"

namespace teczka::store {
namespace {

constexpr std::string_view job_columns =
    "id, kind, \"user\", state, title, parameters, done, total, kept, result, reasons, tries, is_cancelled, "
    "created_at, started_at, finished_at FROM job ";
constexpr std::string_view upload_columns = "id, \"user\", name, bytes, received, created_at FROM upload ";

std::string select(std::string_view columns, std::string_view rest) {
    return "SELECT " + std::string{columns} + std::string{rest};
}

void bind_optional(Use& use, int at, const std::optional<std::int64_t>& value) {
    if (value)
        use->bind(at, *value);
    else
        use->bind_null(at);
}

std::optional<std::int64_t> optional_integer(Use& row, int column) {
    if (row->is_null(column)) return {};
    return row->integer(column);
}

Job job_of(Use& row) {
    return {.id = row->id(0),
            .kind = std::string{row->text(1)},
            .user = row->is_null(2) ? Id{} : row->id(2),
            .state = std::string{row->text(3)},
            .title = std::string{row->text(4)},
            .parameters = std::string{row->text(5)},
            .done = row->integer(6),
            .total = row->integer(7),
            .kept = std::string{row->text(8)},
            .result = std::string{row->text(9)},
            .reasons = std::string{row->text(10)},
            .tries = row->integer(11),
            .is_cancelled = row->integer(12) != 0,
            .created_at = row->integer(13),
            .started_at = optional_integer(row, 14),
            .finished_at = optional_integer(row, 15)};
}

Upload upload_of(Use& row) {
    return {.id = row->id(0),
            .user = row->id(1),
            .name = std::string{row->text(2)},
            .bytes = row->integer(3),
            .received = row->integer(4),
            .created_at = row->integer(5)};
}

void step_with(Connection& writer, std::string_view sql, const Id& id) {
    Use use{writer.prepare(sql)};
    use->bind(1, id);
    use->step();
}

std::int64_t count_with(Connection& connection, std::string_view sql, const Id& id) {
    Use use{connection.prepare(sql)};
    use->bind(1, id);
    return use->step() ? use->integer(0) : 0;
}

}  // namespace

void insert_job(Connection& writer, const Job& job) {
    Use insert{writer.prepare(
        "INSERT INTO job (id, kind, \"user\", state, title, parameters, done, total, kept, result, reasons, "
        "tries, is_cancelled, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, '', '{}', '[]', 0, 0, ?8)")};
    insert->bind(1, job.id);
    insert->bind(2, std::string_view{job.kind});
    if (!job.user.is_nil()) insert->bind(3, job.user);
    insert->bind(4, std::string_view{job.state});
    insert->bind(5, std::string_view{job.title});
    insert->bind(6, std::string_view{job.parameters});
    insert->bind(7, job.total);
    insert->bind(8, job.created_at);
    insert->step();
}

std::optional<Job> find_job(Connection& connection, const Id& id) {
    Use row{connection.prepare(select(job_columns, "WHERE id = ?1"))};
    row->bind(1, id);
    if (!row->step()) return {};
    return job_of(row);
}

void update_job(Connection& writer, const Job& job) {
    Use update{writer.prepare(
        "UPDATE job SET state = ?2, done = ?3, total = ?4, kept = ?5, result = ?6, reasons = ?7, tries = ?8, "
        "is_cancelled = max(is_cancelled, ?9), started_at = ?10, finished_at = ?11 WHERE id = ?1")};
    update->bind(1, job.id);
    update->bind(2, std::string_view{job.state});
    update->bind(3, job.done);
    update->bind(4, job.total);
    update->bind(5, std::string_view{job.kept});
    update->bind(6, std::string_view{job.result});
    update->bind(7, std::string_view{job.reasons});
    update->bind(8, job.tries);
    update->bind(9, std::int64_t{job.is_cancelled});
    bind_optional(update, 10, job.started_at);
    bind_optional(update, 11, job.finished_at);
    update->step();
}

void cancel_job(Connection& writer, const Id& id, std::int64_t now_ms) {
    Use update{
        writer.prepare("UPDATE job SET is_cancelled = 1, finished_at = CASE state WHEN 'queued' THEN ?2 END, "
                       "state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END "
                       "WHERE id = ?1 AND state IN ('queued', 'running')")};
    update->bind(1, id);
    update->bind(2, now_ms);
    update->step();
}

void requeue_running_jobs(Connection& writer) {
    Use update{writer.prepare("UPDATE job SET state = 'queued' WHERE state = 'running'")};
    update->step();
}

void requeue_job(Connection& writer, const Id& id) {
    step_with(writer,
              "UPDATE job SET state = 'queued', is_cancelled = 0, tries = 0, reasons = '[]', finished_at = "
              "NULL WHERE id = ?1",
              id);
}

void remove_job(Connection& writer, const Id& id) { step_with(writer, "DELETE FROM job WHERE id = ?1", id); }

std::optional<Job> next_job(Connection& connection) {
    Use row{connection.prepare(select(job_columns, "WHERE state = 'queued' ORDER BY id LIMIT 1"))};
    if (!row->step()) return {};
    return job_of(row);
}

void each_job(Connection& connection, std::optional<Id> user, const std::function<bool(const Job&)>& row) {
    Use rows{
        connection.prepare(select(job_columns, user ? "WHERE \"user\" = ?1 ORDER BY created_at DESC, id DESC"
                                                    : "ORDER BY created_at DESC, id DESC"))};
    if (user) rows->bind(1, *user);
    while (rows->step() && row(job_of(rows))) {
    }
}

std::int64_t unfinished_jobs(Connection& connection, const Id& user) {
    return count_with(
        connection, "SELECT count(*) FROM job WHERE \"user\" = ?1 AND state IN ('queued', 'running')", user);
}

void insert_upload(Connection& writer, const Upload& upload) {
    Use insert{
        writer.prepare("INSERT INTO upload (id, \"user\", name, bytes, received, created_at) VALUES (?1, ?2, "
                       "?3, ?4, 0, ?5)")};
    insert->bind(1, upload.id);
    insert->bind(2, upload.user);
    insert->bind(3, std::string_view{upload.name});
    insert->bind(4, upload.bytes);
    insert->bind(5, upload.created_at);
    insert->step();
}

std::optional<Upload> find_upload(Connection& connection, const Id& id) {
    Use row{connection.prepare(select(upload_columns, "WHERE id = ?1"))};
    row->bind(1, id);
    if (!row->step()) return {};
    return upload_of(row);
}

bool advance_upload(Connection& writer, const Id& id, std::int64_t from, std::int64_t to) {
    Use update{
        writer.prepare("UPDATE upload SET received = ?3 WHERE id = ?1 AND received = ?2 AND ?3 <= bytes "
                       "RETURNING received")};
    update->bind(1, id);
    update->bind(2, from);
    update->bind(3, to);
    return update->step();
}

void remove_upload(Connection& writer, const Id& id) {
    step_with(writer, "DELETE FROM upload WHERE id = ?1", id);
}

void each_upload(Connection& connection, const std::function<void(const Upload&)>& row) {
    Use rows{connection.prepare(select(upload_columns, "ORDER BY id"))};
    while (rows->step()) row(upload_of(rows));
}

std::int64_t uploads_of(Connection& connection, const Id& user) {
    return count_with(connection, "SELECT count(*) FROM upload WHERE \"user\" = ?1", user);
}

}  // namespace teczka::store
