// See environment.hpp.
#include "server/environment.hpp"

#include <sys/random.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "core/base/dates.hpp"

namespace teczka::server {

void set_time_zone(const std::string& zone) {
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
