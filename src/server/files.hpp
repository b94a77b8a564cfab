// The web app's files as answers: hashed names are cached for ever, every other address is the app's own
// page.
#pragma once
#include <span>

#include "api/http.hpp"
#include "server/host.hpp"

namespace teczka::server {

// Answers GET of anything outside /api/ and /local/. Each page gets its own nonce for styles (CSP level 3).
api::Response answer_file(const api::Request& request, std::span<const StaticFile> files);

}  // namespace teczka::server
