// The machine's clock and chance for the core. The office's time zone is the process's TZ, set before threads
// start.
#pragma once
#include <string>

#include "core/base/environment.hpp"

namespace teczka::server {

void set_time_zone(const std::string& zone);  // "Europe/Warsaw"
Environment system_environment();             // one a thread: make_id() keeps state

}  // namespace teczka::server
