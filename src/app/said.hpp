// What the command line says: refusals as sentences, and the statuses verbs end with.
#pragma once
#include <string>

#include "core/base/refusal.hpp"

namespace teczka::app {

// Exit statuses, after sysexits: what was asked cannot be done as it stands; some of it was refused.
inline constexpr int exit_refused = 65;
inline constexpr int exit_some_refused = 1;

std::string sentence(const Complaint& complaint);
int say(const Refusal& refusal);  // to stderr, one line a complaint; returns exit_refused

}  // namespace teczka::app
