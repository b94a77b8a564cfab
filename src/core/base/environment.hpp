// What the core would otherwise ask of the machine: the time and chance. Handed in, so that tests and the
// browser decide.
#pragma once
#include <cstdint>
#include <functional>
#include <span>

#include "core/base/value.hpp"

namespace teczka {

struct Environment {
    std::function<std::int64_t()> now_ms;                     // UTC, milliseconds since 1970
    std::function<void(std::span<std::uint8_t>)> randomness;  // fills the bytes
    // Days since 1970 of the calendar day at `instant_ms` in the office's zone; core knows no zones.
    std::function<std::int32_t(std::int64_t instant_ms)> local_day;

    // A UUIDv7 of now; ids made by one environment ascend strictly, also within a millisecond.
    Id make_id();
    std::int32_t today() { return local_day(now_ms()); }

private:
    std::int64_t last_ms_{};
    std::uint32_t counter_{};
};

// Reproducible: starts at `start_ms`, every now_ms() is one millisecond later, randomness from `seed`, UTC
// days.
Environment seeded_environment(std::uint64_t seed, std::int64_t start_ms);

}  // namespace teczka
