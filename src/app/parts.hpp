// The lists that other floors hand to the host: kinds of jobs and routes. A new one is one line here.
#pragma once
#include "app/folder.hpp"
#include "server/host.hpp"

namespace teczka::app {

std::span<const api::JobKind> job_kinds();
std::span<const api::Part> extra_parts();
// The office of this folder with all its parts; without the web app's files.
server::HostOptions host_options(const Folder& folder);

}  // namespace teczka::app
