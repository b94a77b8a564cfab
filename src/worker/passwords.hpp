// Passwords by argon2id (RFC 9106): the verbs `hash` and `verify`. Only teczka-worker links this.
#pragma once
#include <span>
#include <string>

#include "worker/protocol.hpp"

namespace teczka::worker {

// password → "ok", "$argon2id$v=19$m=19456,t=2,p=1$…"
Message hash_password(std::span<const std::string> arguments);
// password, what `hash` answered → "ok", "yes" or "no"
Message verify_password(std::span<const std::string> arguments);

}  // namespace teczka::worker
