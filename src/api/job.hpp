// Long work in the background: what a kind of job is, and what it may use while it runs. api and exchange
// define kinds, app lists them (app/parts.cpp), the host runs them one after the other on a thread of its
// own.
//
// A job survives a kill: it is queued again at the next start with what it kept. So it must be repeatable
// from any of its states: chunks get their op id from change::op_of_chunk(batch, chunk), and a chunk that was
// committed already is answered as a repetition.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/office.hpp"
#include "core/base/json.hpp"

namespace teczka::api {

class JobWork {
public:
    virtual ~JobWork() = default;

    virtual const Id& id() const = 0;
    virtual const json::object& parameters() const = 0;
    // Who started it, with his rights of now: made anew after each commit(). System when the command line
    // did.
    virtual const rights::Actor& actor() = 0;
    // With a reader of the job's own, for as long as it runs; it sees everything committed before. No reading
    // transaction may stay open longer than limits::read_ms.
    virtual Office& office() = 0;

    // Through the one writer, as its own transaction between others' changes; waits for it. Actor, via and
    // batch are the caller's to set. Refused with job_cancelled once somebody cancels.
    virtual Result<change::Committed> commit(change::Pending pending) = 0;
    // Records a chunk should have so that it takes the writer no longer than limits::bulk_chunk_ms: follows
    // what the last ones took, 1 to limits::bulk_records.
    virtual std::size_t chunk_records() const = 0;
    // What `actor` may not see is not listed among what is kept.
    virtual Result<change::Committer::Undo> plan_undo(const rights::Actor& actor, const Id& op,
                                                      std::optional<Id> newer_to) = 0;

    // Shown to whoever waits; total 0: not known yet. Cheap: call it as often as you like.
    virtual void progress(std::int64_t done, std::int64_t total) = 0;
    // State to begin from after a kill; "" at first. Written within half a second, so up to then the work
    // done since is repeated; keep_now() returns after it is on the disk.
    virtual std::string kept() const = 0;
    virtual void keep(std::string state) = 0;
    virtual void keep_now(std::string state) = 0;
    // Asked between chunks; also true when the server stops (the job then goes on at the next start).
    virtual bool is_cancelled() const = 0;

    // A folder of this job alone, made when first asked for and gone with the job. Files named in the result
    // under "files":[{"name","label"?}] can be downloaded by the owner of the job: GET
    // /jobs/{id}/files/{name}.
    virtual std::string folder() = 0;
};

// Ends with the result as a JSON object ("{}" at least), or with the reason why it failed. A Failure or an
// exception ends it as failed with internal_error. When is_cancelled() return refuse("job_cancelled").
struct JobKind {
    std::string_view name;
    Result<std::string> (*run)(JobWork& work);
};

// What a route answers to start one: 202 {"job":{"id"}}. `title` holds what the sentence of the list of jobs
// is filled with, a JSON object: {"entity":"company","count":120,"file":"clients.xlsx"}; `parameters` what
// the kind asks for. The same id again is the same job (use the client's op id). Refuses too_many_jobs.
struct JobWanted {
    Id id{};
    std::string_view kind;
    std::string title{"{}"}, parameters{"{}"};
};
Outcome start_job(Office& office, const rights::Actor& actor, JobWanted wanted);

// A file that came through /uploads: whole, and the actor's own; else not_found.
struct UploadedFile {
    std::string name;  // as the client called it: never a path of ours
    std::string path;
    std::int64_t bytes{};
};
Result<UploadedFile> uploaded_file(Office& office, const rights::Actor& actor, const Id& id);

}  // namespace teczka::api
