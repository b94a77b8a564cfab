// /jobs: what runs in the background, for whoever started it; administrators and management see that
// something runs, not what it is about.
#include <charconv>

#include "api/job.hpp"
#include "api/routes.hpp"
#include "core/base/dates.hpp"
#include "core/base/limits.hpp"
#include "core/store/machine_jobs.hpp"

namespace teczka::api {
namespace {

using store::Job;

constexpr string_view overseers[]{"administrator", "management"};

bool is_own(const rights::Actor& actor, const Job& job) {
    return actor.is_system || (!job.user.is_nil() && job.user == actor.self().user);
}

bool oversees(const rights::Actor& actor) {
    if (actor.viewer != nullptr) return false;  // his own are his, and no other's
    return actor.is_system ||
           std::ranges::any_of(overseers, [&](string_view group) { return actor.is_in(group); });
}

std::optional<Job> visible_job(Call& call, const Id& id) {
    auto job = store::find_job(call.office.reader, id);
    if (!job || (!is_own(call.actor, *job) && !oversees(call.actor))) return {};
    return job;
}

// Of another's job only which entity it is about, where the asker may see such records at all.
std::string title_for(const Call& call, const Job& job) {
    if (is_own(call.actor, job)) return job.title;
    std::string out;
    JsonWriter writer{out};
    writer.begin_object();
    const auto title = parse_json(job.title);
    const auto* name = title && title->is_object() ? title->as_object().if_contains("entity") : nullptr;
    if (name != nullptr && name->is_string()) {
        const auto* entity = call.office.catalogue.find(std::string_view{name->as_string()});
        if (entity != nullptr && call.office.rights.may_ever(call.actor, *entity, "view"))
            writer.member("entity", entity->name());
    }
    writer.end_object();
    return out;
}

void write_instant(JsonWriter& out, string_view name, std::optional<std::int64_t> at) {
    out.key(name);
    if (at)
        out.text(format_instant(*at));
    else
        out.null();
}

// Everybody sees his colleagues.
void write_user(JsonWriter& out, const Call& call, const Id& user) {
    out.key("started_by");
    if (user.is_nil()) return out.null();
    out.begin_object();
    out.member("id", user);
    const auto context = call.office.context(call.actor);
    auto query = query::parse(context, call.office.catalogue.at("user"),
                              {.where = "id = \"" + user.to_text() + "\"", .columns = "name", .limit = "1"});
    if (query) {
        (void)query::each(context, *query, call.office.reader, [&](const Id&, std::span<const Value> values) {
            if (!is_null(values[0])) out.member("title", as_text(values[0]));
            return false;
        });
    }
    out.end_object();
}

void write_job(JsonWriter& out, const Call& call, const Job& job) {
    const bool own = is_own(call.actor, job);
    out.begin_object();
    out.member("id", job.id);
    out.member("kind", job.kind);
    out.member("state", job.state);
    out.key("title");
    out.raw(title_for(call, job));
    out.member("done", job.done);
    out.member("total", job.total);
    out.member("is_own", own);
    out.member("is_cancelled", job.is_cancelled);
    write_user(out, call, job.user);
    write_instant(out, "created_at", job.created_at);
    write_instant(out, "started_at", job.started_at);
    write_instant(out, "finished_at", job.finished_at);
    out.member("tries", job.tries);
    out.key("result");
    out.raw(own ? string_view{job.result} : "{}");
    out.key("reasons");
    out.raw(own ? string_view{job.reasons} : "[]");
    out.end_object();
}

Outcome list_jobs(Call& call) {
    const Picture picture{call.office.reader};
    std::optional<Id> user;
    if (!oversees(call.actor)) user = call.actor.self().user;
    std::vector<Job> jobs;
    store::each_job(call.office.reader, user, [&](const Job& job) {
        jobs.push_back(job);
        return jobs.size() < std::size_t{limits::jobs_listed};
    });
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("jobs");
    out.begin_array();
    for (const auto& job : jobs) write_job(out, call, job);
    out.end_array();
    out.end_object();
    return json_answer(std::move(body));
}

Outcome show_job(Call& call) {
    const auto id = call.id();
    const Picture picture{call.office.reader};
    const auto job = visible_job(call, id);
    if (!job) return problem(not_found());
    std::string body;
    JsonWriter out{body};
    write_job(out, call, *job);
    return json_answer(std::move(body));
}

Write machine_write(std::function<Result<void>(store::Connection&)> write) {
    return {MachineWish{std::move(write), true}, [](Office&, const Result<Written>& written) {
                return written ? Response{.status = 204} : problem(written.error());
            }};
}

Outcome cancel(Call& call) {
    const auto id = call.id();
    const auto job = visible_job(call, id);
    if (!job) return problem(not_found());
    return machine_write(
        [id, now = call.office.environment.now_ms()](store::Connection& writer) -> Result<void> {
            store::cancel_job(writer, id, now);
            return {};
        });
}

// Only a job that ended without its result, and only by whoever it acts for.
Outcome again(Call& call) {
    const auto id = call.id();
    const auto job = visible_job(call, id);
    if (!job) return problem(not_found());
    if (!is_own(call.actor, *job)) return problem({Kind::forbidden, {{"", "right_missing"}}});
    return machine_write([id](store::Connection& writer) -> Result<void> {
        const auto now = store::find_job(writer, id);
        if (!now || (now->state != "failed" && now->state != "cancelled"))
            return refuse(Kind::conflict, "job_not_over");
        store::requeue_job(writer, id);
        return {};
    });
}

Outcome remove(Call& call) {
    const auto id = call.id();
    const auto job = visible_job(call, id);
    if (!job) return problem(not_found());
    if (!is_own(call.actor, *job)) return problem({Kind::forbidden, {{"", "right_missing"}}});
    return machine_write([id](store::Connection& writer) -> Result<void> {
        const auto now = store::find_job(writer, id);
        if (now && !now->is_over()) return refuse(Kind::conflict, "job_not_over");
        store::remove_job(writer, id);
        return {};
    });
}

struct MediaType {
    string_view ending, type;
};
constexpr MediaType media_types[]{
    {".csv", "text/csv; charset=utf-8"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".zip", "application/zip"},
    {".json", "application/json"},
};

string_view media_type_of(string_view name) {
    for (const auto& one : media_types)
        if (name.ends_with(one.ending)) return one.type;
    return "application/octet-stream";
}

// RFC 6266, with the name in UTF-8 by RFC 8187; never shown by the browser itself.
std::string attachment(string_view name) {
    constexpr string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
    constexpr char digits[] = "0123456789ABCDEF";
    std::string ascii, encoded;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = plain.find(c) != string_view::npos;
        if (byte < 0x80 || byte >= 0xC0) ascii += is_plain ? c : '_';
        if (is_plain) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 15];
        }
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
}

// The name it shall have on the user's disk, when the result lists such a file.
std::optional<std::string> label_of(const Job& job, string_view name) {
    const auto result = parse_json(job.result);
    const auto* files = result && result->is_object() ? result->as_object().if_contains("files") : nullptr;
    if (files == nullptr || !files->is_array()) return {};
    for (const auto& one : files->as_array()) {
        const auto* file = one.if_object();
        const auto* known = file == nullptr ? nullptr : file->if_contains("name");
        if (known == nullptr || !known->is_string() || string_view{known->as_string()} != name) continue;
        const auto* label = file->if_contains("label");
        return std::string{label != nullptr && label->is_string() ? string_view{label->as_string()} : name};
    }
    return {};
}

Outcome download(Call& call) {
    const auto job = store::find_job(call.office.reader, call.id());
    const auto name = percent_decoded(call.bound.name, false);
    if (!job || !is_own(call.actor, *job) || !name || call.office.lender == nullptr)
        return problem(not_found());
    const auto label = label_of(*job, *name);
    if (!label || name->find('/') != std::string::npos || name->starts_with('.')) return problem(not_found());
    Response response{.status = 200, .content_type = std::string{media_type_of(*name)}};
    response.file_path =
        std::string{call.office.lender->folder()} + "/jobs/" + job->id.to_text() + "/" + *name;
    response.headers.emplace_back("Content-Disposition", attachment(*label));
    return response;
}

constexpr NamedShape shapes[]{
    {"JobState", R"("queued" | "running" | "done" | "failed" | "cancelled")"},
    {"JobTitle", R"({entity?: text, count?: integer, act?: text, file?: text, format?: text})"},
    {"JobLine", R"({id: id, entity?: text, field?: text, errors?: Complaint[]})"},
    {"JobResult",
     R"({import?: id, entity?: text, id?: id, created?: integer, changed?: integer, skipped?: integer,
        refused?: integer, doubtful?: integer, kinds?: {...: integer}, kept?: integer, batch?: id, lines?: JobLine[],
        files?: {name: text, label?: text, bytes?: integer}[], rows?: integer, cut?: integer, seq_begin?: integer,
        seq_end?: integer})"},
    {"Job",
     R"({id: id, kind: text, state: JobState, title: JobTitle, done: integer, total: integer, is_own: boolean,
        is_cancelled: boolean, started_by: {id: id, title?: text} | null, created_at: instant,
        started_at: instant | null, finished_at: instant | null, tries: integer, result: JobResult,
        reasons: Complaint[]})"},
};
constexpr Route routes[]{
    {.method = "GET",
     .path = "/jobs",
     .name = "list_jobs",
     .summary = "What runs in the background, newest first",
     .answer = "{jobs: Job[]}",
     .act = list_jobs},
    {.method = "GET",
     .path = "/jobs/{id}",
     .name = "show_job",
     .summary = "A job and what came of it",
     .answer = "Job",
     .act = show_job},
    {.method = "DELETE",
     .path = "/jobs/{id}",
     .name = "remove_job",
     .summary = "Forget a job that is over",
     .refused = "409",
     .act = remove},
    {.method = "POST",
     .path = "/jobs/{id}/cancel",
     .name = "cancel_job",
     .summary = "Cancel a job",
     .act = cancel},
    {.method = "POST",
     .path = "/jobs/{id}/again",
     .name = "repeat_job",
     .summary = "Go on with a job that failed or was cancelled",
     .refused = "409",
     .act = again},
    {.method = "GET",
     .path = "/jobs/{id}/files/{name}",
     .name = "read_job_file",
     .summary = "A file that a job has made",
     .answer = "bytes",
     .answer_type = "application/octet-stream",
     .act = download},
};

}  // namespace

Part job_part() { return {"jobs", "Work in the background.", routes, shapes}; }

Outcome start_job(Office& office, const rights::Actor& actor, JobWanted wanted) {
    Job job{.id = wanted.id,
            .kind = std::string{wanted.kind},
            .user = actor.is_system ? Id{} : actor.user,
            .title = std::move(wanted.title),
            .parameters = std::move(wanted.parameters),
            .created_at = office.environment.now_ms()};
    const auto id = job.id;
    auto write = [job = std::move(job)](store::Connection& writer) -> Result<void> {
        if (const auto known = store::find_job(writer, job.id)) {
            if (known->user == job.user && known->kind == job.kind) return {};
            return refuse(Kind::conflict, "op_reused", "op");
        }
        if (!job.user.is_nil() && store::unfinished_jobs(writer, job.user) >= limits::jobs_per_user)
            return refuse(Kind::throttled, "too_many_jobs", {},
                          {{"max", std::to_string(limits::jobs_per_user)}});
        store::insert_job(writer, job);
        return {};
    };
    return Write{MachineWish{std::move(write), true}, [id](Office&, const Result<Written>& written) {
                     if (!written) return problem(written.error());
                     std::string body;
                     JsonWriter out{body};
                     out.begin_object();
                     out.key("job");
                     out.begin_object();
                     out.member("id", id);
                     out.end_object();
                     out.end_object();
                     return json_answer(std::move(body), 202);
                 }};
}

Result<UploadedFile> uploaded_file(Office& office, const rights::Actor& actor, const Id& id) {
    const auto upload = store::find_upload(office.reader, id);
    if (!upload || office.lender == nullptr || upload->user != actor.self().user ||
        upload->received != upload->bytes)
        return refuse(Kind::not_found, "not_found", "upload");
    return UploadedFile{.name = upload->name,
                        .path = std::string{office.lender->folder()} + "/uploads/" + id.to_text(),
                        .bytes = upload->bytes};
}

}  // namespace teczka::api
