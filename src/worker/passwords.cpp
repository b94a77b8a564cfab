// OWASP's smallest argon2id for servers: 19 MiB, 2 passes; some 20 ms, and the memory is needed once, since
// one worker takes one request at a time.
#include "worker/passwords.hpp"

#include <sodium.h>

namespace teczka::worker {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 << 20;

}  // namespace

Message hash_password(std::span<const std::string> arguments) {
    if (arguments.size() != 1) return {"refused", "arguments"};
    char encoded[crypto_pwhash_STRBYTES];
    const auto& password = arguments[0];
    if (sodium_init() < 0 || crypto_pwhash_str_alg(encoded, password.data(), password.size(), passes,
                                                   memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return {"refused", "out_of_memory"};
    return {"ok", encoded};
}

Message verify_password(std::span<const std::string> arguments) {
    if (arguments.size() != 2) return {"refused", "arguments"};
    const auto& [password, encoded] =
        std::pair<const std::string&, const std::string&>{arguments[0], arguments[1]};
    if (sodium_init() < 0) return {"refused", "out_of_memory"};
    return {"ok",
            crypto_pwhash_str_verify(encoded.c_str(), password.data(), password.size()) == 0 ? "yes" : "no"};
}

}  // namespace teczka::worker
