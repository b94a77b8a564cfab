// A job that acts as somebody else than whoever started it: as the founding import's maker, as the system.
#pragma once
#include <functional>
#include <utility>

#include "api/job.hpp"

namespace teczka::api {

class WorkAs final : public JobWork {
public:
    // `as`: who acts, of the one who asked as his rights are now.
    WorkAs(JobWork& inner, std::function<rights::Actor(const rights::Actor& asker)> as)
        : inner_{inner}, as_{std::move(as)} {}

    const Id& id() const override { return inner_.id(); }
    const json::object& parameters() const override { return inner_.parameters(); }
    const rights::Actor& actor() override { return actor_ = as_(inner_.actor()); }
    Office& office() override { return inner_.office(); }
    Result<change::Committed> commit(change::Pending pending) override {
        pending.actor = actor();
        return inner_.commit(std::move(pending));
    }
    std::size_t chunk_records() const override { return inner_.chunk_records(); }
    Result<change::Committer::Undo> plan_undo(const rights::Actor& actor, const Id& op,
                                              std::optional<Id> newer_to) override {
        return inner_.plan_undo(actor, op, newer_to);
    }
    void progress(std::int64_t done, std::int64_t total) override { inner_.progress(done, total); }
    std::string kept() const override { return inner_.kept(); }
    void keep(std::string state) override { inner_.keep(std::move(state)); }
    void keep_now(std::string state) override { inner_.keep_now(std::move(state)); }
    bool is_cancelled() const override { return inner_.is_cancelled(); }
    std::string folder() override { return inner_.folder(); }

private:
    JobWork& inner_;
    std::function<rights::Actor(const rights::Actor&)> as_;
    rights::Actor actor_;
};

// May everything; the journal names whoever asked.
inline rights::Actor system_for(const rights::Actor& asker) {
    auto actor = asker;
    actor.is_system = true;
    return actor;
}

}  // namespace teczka::api
