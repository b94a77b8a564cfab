// The job of a merge that is too large for one change.
#pragma once
#include "api/job.hpp"

namespace teczka::api {

extern const JobKind merge_job;

}  // namespace teczka::api
