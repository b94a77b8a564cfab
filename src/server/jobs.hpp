// The one thread that runs jobs, one after the other in the order they were asked for. What a kill left
// running is queued again at the start; a job whose handler fails or throws ends as failed, and the next one
// runs.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/store/machine_jobs.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {

class Jobs {
public:
    explicit Jobs(Host::Impl& host);
    ~Jobs() { stop(); }
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    // From any thread: something was queued or cancelled.
    void wake();
    // Ends the running job at its next chunk; it goes on at the next start.
    void stop();

private:
    void run();
    void recover();
    void run_one(store::Job job);
    Result<std::string> outcome_of(store::Job& job);
    void save(const store::Job& job, const std::optional<store::AuditEntry>& entry = {});
    // As running, unless it was cancelled or removed since it was seen in the queue.
    bool take(const store::Job& job);
    void sweep();
    std::optional<store::Job> next();
    bool wait();

    Host::Impl& host_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool is_woken_{true};
    std::atomic<bool> is_stopping_{};
    std::int64_t swept_at_{};
    std::thread thread_;  // last: uses all above
};

}  // namespace teczka::server
