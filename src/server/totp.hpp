// Codes of an authenticator app: TOTP (RFC 6238) with HMAC-SHA-1, 30 s, 6 digits, which is what all such apps
// take. SHA-1 is our own, since libsodium has none and OpenSSL is loaded only for TLS; HMAC does not need a
// hash that resists collisions. Proved by the vectors of RFC 2202, 3174 and 6238.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace teczka::server {

inline constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226 4 R6
inline constexpr int totp_digits = 6;
inline constexpr std::int64_t totp_step_ms = 30'000;

std::string sha1(std::string_view bytes);                             // 20 bytes
std::string hmac_sha1(std::string_view key, std::string_view bytes);  // 20 bytes
std::string to_base32(std::string_view bytes);                        // RFC 4648, without "="
std::string totp_code(std::string_view secret, std::int64_t step, int digits = totp_digits);

// The step whose code this is, among the present one, the one before and the one after, but above
// `last_step`: a code works once. Blanks in the code do not count. Always looks at all three.
std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code,
                                           std::int64_t now_ms, std::int64_t last_step);

// otpauth://totp/Teczka:ada?secret=…&issuer=Teczka
std::string totp_address(std::string_view secret, std::string_view office, std::string_view login);

// Ten codes of 50 random bits, "k7q2m-x4d9p", each worth one log-in.
std::vector<std::string> new_recovery_codes();
// As it is compared: lower case, without dashes and blanks.
std::string plain_recovery_code(std::string_view typed);

}  // namespace teczka::server
