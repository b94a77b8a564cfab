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

// demo_job.cpp: {"batch","with_changed"?}. Takes back what the demo made, as the system, in one batch that
// can be undone. Stays: whoever asks, the office itself, what people's records need, and, but for
// with_changed, demo records changed since; demo users who stay may not sign in any more. The result is a
// Tally.
Result<std::string> run_remove_demo(JobWork& work);

inline constexpr JobKind kinds[]{{"undo_batch", run_undo_batch},
                                 {"bulk", run_bulk},
                                 {"merge", run_merge},
                                 {"remove_demo", run_remove_demo}};

}  // namespace teczka::api
