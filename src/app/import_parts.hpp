// The wizard's routes and kinds of jobs, for the lists of parts.hpp.
#pragma once
#include "api/job.hpp"

namespace teczka::app {

std::span<const api::JobKind> import_kinds();
std::span<const api::ExtraRoute> import_routes();

}  // namespace teczka::app
