// One chunk of bulk work: the good records go in together, each refused one is told with its reasons.
#pragma once
#include <functional>

#include "api/job.hpp"

namespace teczka::api {

struct ChunkResult {
    std::int64_t changed{};  // records that are really different now
    std::int64_t refused{};
};
// Takes refused records out and tries again, until the rest is committed or nothing is left. A complaint that
// names no record refuses the whole chunk. Refused itself only when the job is cancelled or its user is gone.
Result<ChunkResult> commit_chunk(JobWork& work, change::Pending pending,
                                 const std::function<void(const Id& id, const Refusal& why)>& on_refused);

// The result of such a job, as it grows: numbers, and the first lines of what was not done.
class Tally {
public:
    std::int64_t changed{}, refused{}, kept{};

    void add(const ChunkResult& chunk) { changed += chunk.changed, refused += chunk.refused; }
    void refuse_record(const Id& id, const Refusal& why);
    void keep_field(const change::Committer::Kept& field);
    // {"changed","refused","kept","batch","lines":[{"id","entity"?,"field"?,"errors"?:[…]}]}
    std::string to_json(const Id& batch) const;
    // What to_json() said, to go on from there.
    void read(const json::object& state);

private:
    void add_line(std::string line);
    std::vector<std::string> lines_;
};

}  // namespace teczka::api
