// See environment.hpp.
#include "server/environment.hpp"

#include <sys/random.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "core/base/dates.hpp"

namespace teczka::server {

bool is_time_zone(const std::string& zone) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '+' || c == '-' || c == '/';
    };
    if (zone.empty() || zone.size() > 60 || zone.front() == '/' || !std::ranges::all_of(zone, is_plain))
        return false;
    std::error_code error;
    return std::filesystem::is_regular_file(std::filesystem::path{"/usr/share/zoneinfo"} / zone, error);
}

// localtime_r reads TZ only when nobody has called tzset yet, so no other thread looks at the environment.
void set_time_zone(const std::string& zone) {
    if (!is_time_zone(zone)) return;  // the one before stays
    setenv("TZ", zone.c_str(), 1);
    tzset();
}

Environment system_environment() {
    Environment environment;
    environment.now_ms = [] {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    };
    environment.randomness = [](std::span<std::uint8_t> bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const auto got = getrandom(bytes.data() + done, bytes.size() - done, 0);
            if (got > 0) done += static_cast<std::size_t>(got);
        }
    };
    environment.local_day = [](std::int64_t instant_ms) {
        const auto seconds = static_cast<std::time_t>(instant_ms / 1000);
        std::tm local{};
        localtime_r(&seconds, &local);
        return to_days({local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
    };
    return environment;
}

}  // namespace teczka::server
