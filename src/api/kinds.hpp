// The kinds of jobs that api itself defines.
#pragma once
#include <span>

#include "api/job.hpp"

namespace teczka::api {

// undo_job.cpp: {"batch"}; the result is a Tally.
Result<std::string> run_undo_batch(JobWork& work);
// bulk_job.cpp: the body of POST /{entity}/bulk with its entity; the result is a Tally.
Result<std::string> run_bulk(JobWork& work);

// merge.cpp: the body of POST /{entity}/merge, for what is too large for one change.
Result<std::string> run_merge(JobWork& work);

inline constexpr JobKind kinds[]{{"undo_batch", run_undo_batch}, {"bulk", run_bulk}, {"merge", run_merge}};

}  // namespace teczka::api
