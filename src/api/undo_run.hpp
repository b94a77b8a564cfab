// Taking a whole batch back in the background: operation by operation, newest first, so that what one built
// on another is gone before the other goes. The undo of operation n has an op id of its own; after a kill it
// tells whether n was done.
#pragma once
#include "api/chunk.hpp"

namespace teczka::api {

struct UndoRun {
    JobWork& work;  // by whose actor it is done, and whose batch the undo becomes
    Id batch{};
    std::optional<Id> newer_to{};
    // How often the batch is gone through: what stayed only for another's sake goes the second time.
    std::int64_t passes{1};
    // What is left as it is and not told; none: nothing.
    std::function<bool(const catalogue::EntityModel& entity, const Id& id)> spares{};
    // Of the last pass: what is to become of a whole record that stays. False: it is told as kept.
    std::function<Result<bool>(const change::Committer::Kept& kept)> settles{};

    Tally tally{};
    std::int64_t next{};  // operation, counted from the newest, through all passes

    // Refused when there is no such batch, or the job is cancelled. `tally` is what came of it.
    Result<void> run();

private:
    std::string state(const std::string& before) const;
    Id op(std::int64_t operation) const;
    void resume();
    Result<void> keep(const std::vector<change::Committer::Kept>& kept);
    Result<void> undo_operation(const Id& op, bool is_last);
};

}  // namespace teczka::api
