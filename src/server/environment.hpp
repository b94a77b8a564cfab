// The machine's clock and chance for the core. The office's time zone is the process's TZ, set before threads
// start.
#pragma once
#include <string>

#include "core/base/environment.hpp"

namespace teczka::server {

bool is_time_zone(const std::string& zone);   // this machine knows it
void set_time_zone(const std::string& zone);  // "Europe/Warsaw"; of the process, from any thread
Environment system_environment();             // one a thread: make_id() keeps state

}  // namespace teczka::server
