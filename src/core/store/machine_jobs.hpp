// Machine tables of background work: jobs and uploaded files. Not journalled; every write stands in a
// transaction of the caller.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/value.hpp"
#include "core/store/store.hpp"

namespace teczka::store {

// queued → running → done | failed | cancelled; "again" leads from the last two back to queued.
struct Job {
    Id id{};
    std::string kind;
    Id user{};  // who started it; nil: the system
    std::string state{"queued"};
    std::string title{"{}"};       // JSON: what the sentence about it is filled with
    std::string parameters{"{}"};  // JSON: what its kind asks for
    std::int64_t done{}, total{};  // total 0: not known
    std::string kept;              // where to begin from after a kill
    std::string result{"{}"};      // JSON, when done
    std::string reasons{"[]"};     // JSON, when failed: [{"field","code","parameters"}]
    std::int64_t tries{};
    bool is_cancelled{};  // somebody wants it to end
    std::int64_t created_at{};
    std::optional<std::int64_t> started_at{}, finished_at{};  // UTC ms, of the last try
    bool is_over() const { return state == "done" || state == "failed" || state == "cancelled"; }
};
void insert_job(Connection& writer, const Job& job);
std::optional<Job> find_job(Connection& connection, const Id& id);
// All but id, kind, user, title, parameters and created_at; `is_cancelled` is only ever set, not taken back.
void update_job(Connection& writer, const Job& job);
// One that waits ends at once; one that runs is told.
void cancel_job(Connection& writer, const Id& id, std::int64_t now_ms);
// Queued again, not cancelled any more, from what it kept.
void requeue_job(Connection& writer, const Id& id);
void remove_job(Connection& writer, const Id& id);
// Those a kill left running are queued again.
void requeue_running_jobs(Connection& writer);
std::optional<Job> next_job(Connection& connection);  // the oldest queued one
// Newest first; `user`: only his. Stops when `row` says false.
void each_job(Connection& connection, std::optional<Id> user, const std::function<bool(const Job&)>& row);
std::int64_t unfinished_jobs(Connection& connection, const Id& user);

struct Upload {
    Id id{}, user{};
    std::string name;
    std::int64_t bytes{}, received{}, created_at{};
};
void insert_upload(Connection& writer, const Upload& upload);
std::optional<Upload> find_upload(Connection& connection, const Id& id);
// Forward only, and only from `from`: false when somebody was faster.
bool advance_upload(Connection& writer, const Id& id, std::int64_t from, std::int64_t to);
void remove_upload(Connection& writer, const Id& id);
void each_upload(Connection& connection, const std::function<void(const Upload&)>& row);
std::int64_t uploads_of(Connection& connection, const Id& user);

}  // namespace teczka::store
