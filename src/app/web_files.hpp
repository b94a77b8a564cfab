// The web app, compiled in by tools/embed; empty when the program was built without it.
#pragma once
#include <span>

#include "server/host.hpp"

namespace teczka::app {

std::span<const server::StaticFile> web_files();

}  // namespace teczka::app
