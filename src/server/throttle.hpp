// Slows guessing of passwords down: by account, and by the address that asks. Waiting times double with each
// failure up to a minute, so nobody is locked out for good; a quarter of an hour without failure forgets all.
#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace teczka::server {

// Of the n-th failure in a row: what must pass before the next attempt.
std::int64_t throttle_delay_ms(int failures, int free_failures);

class Throttle {
public:
    static constexpr int free_by_account = 4;   // mistyping
    static constexpr int free_by_address = 20;  // an office behind one address
    static constexpr std::int64_t longest_ms = 60'000;
    static constexpr std::int64_t memory_ms = 15 * 60'000;
    static constexpr std::size_t remembered = 4'096;  // of each kind; then the oldest are forgotten

    // From any thread; `now_ms` is any clock that does not run backwards.
    // 0: an attempt may be made.
    std::int64_t wait_ms(std::string_view login, std::string_view address, std::int64_t now_ms) const;
    void failed(std::string_view login, std::string_view address, std::int64_t now_ms);
    // Forgets the account's failures, not the address's: who knows one password may still guess others.
    void succeeded(std::string_view login, std::string_view address = {});

private:
    struct Entry {
        int failures{};
        std::int64_t last_ms{};
    };
    using Entries = std::unordered_map<std::size_t, Entry>;  // by hash: a collision only makes somebody wait

    static std::int64_t wait_of(const Entries& entries, std::string_view key, int free, std::int64_t now_ms);
    static void count(Entries& entries, std::string_view key, std::int64_t now_ms);

    mutable std::mutex mutex_;
    Entries accounts_;
    Entries addresses_;
};

}  // namespace teczka::server
