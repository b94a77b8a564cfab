// What a password must be: long enough, and none of those that everybody tries first (NIST SP
// 800-63B 5.1.1.2: length and a list, no rules of composition): common words with digits around them, walks
// over the keyboard, a piece said again.
#pragma once
#include <string_view>

#include "core/base/refusal.hpp"

namespace teczka::server {

inline constexpr std::size_t password_letters = 10;

// Refuses password_too_short (min, counted in letters), password_is_login, password_common; always at
// `field`.
Result<void> check_password(std::string_view password, std::string_view login, std::string_view field);

}  // namespace teczka::server
