// See job_work.hpp.
#include "server/job_work.hpp"

#include <filesystem>

#include "core/base/limits.hpp"
#include "server/events.hpp"

namespace teczka::server {
namespace {

constexpr auto save_every = std::chrono::milliseconds{500};
constexpr auto look_every = std::chrono::milliseconds{100};

}  // namespace

HostJobWork::HostJobWork(Host::Impl& host, store::Job& job, const std::atomic<bool>& is_stopping)
    : host_{host}, job_{job}, is_stopping_{is_stopping} {
    reader_ = store::open_sqlite({.path = host.options.data_file, .cache_kib = 512});
    began_by_ = host.now();
    if (auto parsed = parse_json(job.parameters); parsed && parsed->is_object())
        parameters_ = std::move(parsed->as_object());
}

Result<std::unique_ptr<HostJobWork>> HostJobWork::begin(Host::Impl& host, store::Job& job,
                                                        const std::atomic<bool>& is_stopping) {
    std::unique_ptr<HostJobWork> work{new HostJobWork{host, job, is_stopping}};
    if (auto found = work->find_asker(); !found) return std::unexpected(found.error());
    return work;
}

Result<void> HostJobWork::find_asker() {
    asker_ = Host::Impl::system_asker();
    asker_.users_seq = host_.users_seq.load();
    asker_.day = thread_environment().today();
    if (!job_.user.is_nil()) {
        // The job's own reader may stand in the middle of a question, and so see who he was when it began.
        Host::Impl::Lease fresh{host_};
        const auto system = host_.office(*fresh, {}, began_by_).context(asker_.actor);
        auto found = find_user(system, *fresh, "id", job_.user.to_text());
        if (!found) return refuse(Kind::forbidden, "user_inactive");
        asker_.actor = std::move(found->actor);
        asker_.portfolio =
            query::count_portfolio(host_.office(*reader_, {}, began_by_).context(asker_.actor), *reader_);
    }
    office_.emplace(host_.office(*reader_, asker_.portfolio, began_by_));
    office_->plans = &plans_;
    return {};
}

Result<change::Committed> HostJobWork::commit(change::Pending pending) {
    if (is_cancelled()) return refuse("job_cancelled");
    const bool is_as_before =
        asker_.users_seq >= host_.users_seq.load() && asker_.day == thread_environment().today();
    if (!job_.user.is_nil() && !is_as_before) {
        if (auto found = find_asker(); !found) return std::unexpected(found.error());
        if (!pending.actor.is_system) pending.actor = asker_.actor;
    }
    Result<change::Committed> committed = refuse(Kind::unavailable, "busy");
    Clock::duration took{};
    const auto ran = host_.on_writer([&](change::Committer&) {
        meet(host_.now());
        const auto began = Clock::now();
        committed = std::move(host_.commit_together({&pending, 1}).front());
        took = Clock::now() - began;
        if (committed) host_.follow_up({&*committed, 1});
    });
    if (ran && committed) learn_from(pending.records.size(), took);
    return committed;
}

// Towards the number that takes as long as the writer may be held, at most twice as many at once.
void HostJobWork::learn_from(std::size_t records, Clock::duration took) {
    const auto us =
        std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    const auto fitting = static_cast<std::size_t>(std::int64_t(records) * host_.bulk_ms() * 1000 / us);
    chunk_records_ = std::clamp<std::size_t>(std::min(fitting, chunk_records_ * 2), 1, limits::bulk_records);
}

Result<change::Committer::Undo> HostJobWork::plan_undo(const rights::Actor& actor, const Id& op,
                                                       std::optional<Id> newer_to) {
    Result<change::Committer::Undo> plan = refuse(Kind::unavailable, "busy");
    host_.on_writer([&](change::Committer& committer) {
        meet(host_.now());
        plan = committer.plan_undo(actor, op, {}, newer_to);
    });
    return plan;
}

void HostJobWork::progress(std::int64_t done, std::int64_t total) {
    if (job_.done == done && job_.total == total) return;
    job_.done = done;
    job_.total = total;
    save_sometimes();
}

void HostJobWork::keep(std::string state) {
    job_.kept = std::move(state);
    save_sometimes();
}

void HostJobWork::keep_now(std::string state) {
    job_.kept = std::move(state);
    save();
}

void HostJobWork::save_sometimes() {
    if (Clock::now() - saved_at_ >= save_every) save();
}

void HostJobWork::save() {
    const auto saved = host_.write_machine([this](store::Connection& writer) -> Result<void> {
        store::update_job(writer, job_);
        return {};
    });
    if (!saved) fail({.inside = "the state of a job could not be saved"});
    saved_at_ = Clock::now();
    host_.events->note_job(job_);
}

bool HostJobWork::is_cancelled() const {
    if (is_stopping_) return true;
    if (Clock::now() - looked_at_ >= look_every) {
        const auto now = store::find_job(*reader_, job_.id);
        is_cancelled_ = !now || now->is_cancelled;
        looked_at_ = Clock::now();
    }
    return is_cancelled_;
}

std::string HostJobWork::folder() {
    const auto path = std::filesystem::path{host_.options.folder} / "jobs" / job_.id.to_text();
    std::filesystem::create_directories(path);
    return path.string();
}

}  // namespace teczka::server
