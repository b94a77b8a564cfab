// What a running job is given: the host's side of api::JobWork. Used on the jobs' thread alone.
#pragma once
#include <chrono>

#include "api/job.hpp"
#include "core/store/machine_jobs.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {

class HostJobWork : public api::JobWork {
public:
    // `job` is kept up to date here and in the database. Refuses user_inactive when its user is gone.
    static Result<std::unique_ptr<HostJobWork>> begin(Host::Impl& host, store::Job& job,
                                                      const std::atomic<bool>& is_stopping);

    const Id& id() const override { return job_.id; }
    const json::object& parameters() const override { return parameters_; }
    const rights::Actor& actor() override { return asker_.actor; }
    api::Office& office() override { return *office_; }
    Result<change::Committed> commit(change::Pending pending) override;
    std::size_t chunk_records() const override { return chunk_records_; }
    Result<change::Committer::Undo> plan_undo(const rights::Actor& actor, const Id& op,
                                              std::optional<Id> newer_to) override;
    void progress(std::int64_t done, std::int64_t total) override;
    std::string kept() const override { return job_.kept; }
    void keep(std::string state) override;
    void keep_now(std::string state) override;
    bool is_cancelled() const override;
    std::string folder() override;

private:
    HostJobWork(Host::Impl& host, store::Job& job, const std::atomic<bool>& is_stopping);
    Result<void> find_asker();
    void meet(Holding held) {
        if (met_.empty() || met_.back() != held) met_.push_back(std::move(held));
    }
    void save();
    void save_sometimes();
    void learn_from(std::size_t records, std::chrono::steady_clock::duration took);

    using Clock = std::chrono::steady_clock;
    Host::Impl& host_;
    store::Job& job_;
    const std::atomic<bool>& is_stopping_;
    json::object parameters_;
    std::unique_ptr<store::Connection> reader_;
    query::Plans plans_;
    SignedIn asker_;
    Holding began_by_;            // whose entities and fields the job speaks of to its end
    std::vector<Holding> met_{};  // whose the changes speak of that it was answered with
    std::optional<api::Office> office_;
    std::size_t chunk_records_{50};
    Clock::time_point saved_at_{};
    mutable Clock::time_point looked_at_{};
    mutable bool is_cancelled_{};
};

}  // namespace teczka::server
