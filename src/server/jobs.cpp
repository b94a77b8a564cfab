// See jobs.hpp.
#include "server/jobs.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <filesystem>

#include "core/base/limits.hpp"
#include "server/events.hpp"
#include "server/job_work.hpp"

namespace teczka::server {
namespace {

constexpr auto look_again = std::chrono::minutes{10};
constexpr std::int64_t sweep_every_ms = 3600 * 1000;
constexpr std::int64_t day_ms = 24 * sweep_every_ms;

// An export that is done, for the audit view.
std::optional<store::AuditEntry> taken_out(const store::Job& job) {
    if (!job.kind.starts_with("export")) return {};
    json::object detail;
    const auto take = [&](const std::string& text, std::initializer_list<std::string_view> names) {
        const auto value = parse_json(text);
        if (!value || !value->is_object()) return;
        for (const auto name : names)
            if (const auto* member = value->as_object().if_contains(name)) detail[name] = *member;
    };
    take(job.title, {"entity", "format"});
    take(job.result, {"rows"});
    return store::AuditEntry{.at = job.finished_at.value_or(0),
                             .kind = "exported",
                             .user = job.user,
                             .actor = job.user,
                             .detail = json::serialize(detail)};
}

}  // namespace

Jobs::Jobs(Host::Impl& host) : host_{host}, thread_{[this] { run(); }} {}

void Jobs::stop() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Jobs::wake() {
    {
        const std::lock_guard lock{mutex_};
        is_woken_ = true;
    }
    woken_.notify_one();
}

// True when it is time to look; false when it is time to stop.
bool Jobs::wait() {
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, look_again, [this] { return is_woken_ || is_stopping_; });
    is_woken_ = false;
    return !is_stopping_;
}

std::optional<store::Job> Jobs::next() {
    if (is_stopping_) return {};
    Host::Impl::Lease reader{host_};
    return store::next_job(*reader);
}

void Jobs::run() {
    const auto guarded = [](const auto& act) {
        try {
            act();
        } catch (const Failure& failure) {
            fmt::print(stderr, "jobs: {}\n", failure.inside);
        } catch (const std::exception& error) {
            fmt::print(stderr, "jobs: {}\n", error.what());
        }
    };
    guarded([this] { recover(); });
    while (wait()) {
        guarded([this] {
            while (auto job = next()) run_one(std::move(*job));
        });
        guarded([this] { sweep(); });
    }
}

void Jobs::recover() {
    (void)host_.write_machine([](store::Connection& writer) -> Result<void> {
        store::requeue_running_jobs(writer);
        return {};
    });
}

void Jobs::save(const store::Job& job, const std::optional<store::AuditEntry>& entry) {
    const auto saved = host_.write_machine([&](store::Connection& writer) -> Result<void> {
        if (entry) store::save_audit(writer, *entry);
        store::update_job(writer, job);
        return {};
    });
    // Else it would be taken from the queue again at once, and again.
    if (!saved) fail({.inside = "the state of a job could not be saved"});
    host_.events->note_job(job);
}

bool Jobs::take(const store::Job& job) {
    bool is_taken = false;
    const auto saved = host_.write_machine([&](store::Connection& writer) -> Result<void> {
        const auto now = store::find_job(writer, job.id);
        is_taken = now && now->state == "queued";
        if (is_taken) store::update_job(writer, job);
        return {};
    });
    if (!saved) fail({.inside = "the state of a job could not be saved"});
    if (is_taken) host_.events->note_job(job);
    return is_taken;
}

Result<std::string> Jobs::outcome_of(store::Job& job) {
    const auto kind = std::ranges::find(host_.options.job_kinds, job.kind, &api::JobKind::name);
    if (kind == host_.options.job_kinds.end()) return refuse("job_kind_unknown", {}, {{"kind", job.kind}});
    if (job.tries > limits::job_tries) return refuse("job_ended_the_server");
    try {
        auto work = HostJobWork::begin(host_, job, is_stopping_);
        if (!work) return std::unexpected(work.error());
        return kind->run(**work);
    } catch (const Failure& failure) {
        fmt::print(stderr, "job {} failed: {}\n", job.id.to_text(), failure.inside);
    } catch (const std::exception& error) {
        fmt::print(stderr, "job {} failed: {}\n", job.id.to_text(), error.what());
    }
    return refuse("internal_error");
}

void Jobs::run_one(store::Job job) {
    auto& environment = thread_environment();
    job.state = "running";
    job.started_at = environment.now_ms();
    job.finished_at = {};
    ++job.tries;
    if (!take(job)) return;
    auto outcome = outcome_of(job);
    job.finished_at = environment.now_ms();
    if (outcome) {
        job.state = "done";
        job.result = std::move(*outcome);
        job.kept.clear();
        return save(job, taken_out(job));
    } else if (outcome.error().complaints.front().code == "job_cancelled") {
        job.state = is_stopping_ ? "queued" : "cancelled";
        if (is_stopping_) job.tries = 0, job.finished_at = {};
    } else {
        job.state = "failed";
        job.reasons.clear();
        JsonWriter out{job.reasons};
        api::write_complaints(out, outcome.error().complaints);
    }
    save(job);
}

// What is old, and folders whose job is gone.
void Jobs::sweep() {
    const auto now = thread_environment().now_ms();
    if (now - swept_at_ < sweep_every_ms) return;
    swept_at_ = now;
    std::set<std::string> folders;
    std::vector<Id> old;
    {
        Host::Impl::Lease reader{host_};
        store::each_job(*reader, {}, [&](const store::Job& job) {
            if (job.is_over() && job.finished_at.value_or(0) < now - limits::job_days * day_ms)
                old.push_back(job.id);
            else
                folders.insert(job.id.to_text());
            return true;
        });
    }
    (void)host_.write_machine([&](store::Connection& writer) -> Result<void> {
        for (const auto& id : old) store::remove_job(writer, id);
        host_.end_old_views(writer, thread_environment().now_ms());
        return {};
    });
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator{std::filesystem::path{host_.options.folder} / "jobs", error}) {
        if (!folders.contains(entry.path().filename().string()))
            std::filesystem::remove_all(entry.path(), error);
    }
    host_.sweep_uploads();
}

}  // namespace teczka::server
