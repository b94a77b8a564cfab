// Two bounded tables of failures.
#include "server/throttle.hpp"

#include <algorithm>
#include <functional>

namespace teczka::server {
namespace {

std::size_t hash_of(std::string_view key) { return std::hash<std::string_view>{}(key); }

}  // namespace

std::int64_t throttle_delay_ms(int failures, int free_failures) {
    const auto counted = failures - free_failures;
    if (counted <= 0) return 0;
    return std::min<std::int64_t>(std::int64_t{500} << std::min(counted, 16), Throttle::longest_ms);
}

std::int64_t Throttle::wait_of(const Entries& entries, std::string_view key, int free, std::int64_t now_ms) {
    const auto found = entries.find(hash_of(key));
    if (found == entries.end()) return 0;
    const auto passed = now_ms - found->second.last_ms;
    return std::max<std::int64_t>(0, throttle_delay_ms(found->second.failures, free) - passed);
}

void Throttle::count(Entries& entries, std::string_view key, std::int64_t now_ms) {
    const auto is_forgotten = [&](const auto& one) { return now_ms - one.second.last_ms > memory_ms; };
    const auto hash = hash_of(key);
    if (entries.size() >= remembered && !entries.contains(hash)) {
        std::erase_if(entries, is_forgotten);
        if (entries.size() >= remembered)
            entries.erase(std::min_element(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
                return a.second.last_ms < b.second.last_ms;
            }));
    }
    auto& entry = entries[hash];
    if (now_ms - entry.last_ms > memory_ms) entry.failures = 0;
    entry = {std::min(entry.failures + 1, 1'000), now_ms};
}

std::int64_t Throttle::wait_ms(std::string_view login, std::string_view address, std::int64_t now_ms) const {
    const std::lock_guard lock{mutex_};
    return std::max(wait_of(accounts_, login, free_by_account, now_ms),
                    wait_of(addresses_, address, free_by_address, now_ms));
}

void Throttle::failed(std::string_view login, std::string_view address, std::int64_t now_ms) {
    const std::lock_guard lock{mutex_};
    count(accounts_, login, now_ms);
    count(addresses_, address, now_ms);
}

void Throttle::succeeded(std::string_view login, std::string_view) {
    const std::lock_guard lock{mutex_};
    accounts_.erase(hash_of(login));
}

}  // namespace teczka::server
