// Ids of the moment, and the reproducible environment of tests.
#include "core/base/environment.hpp"

#include <memory>

namespace teczka {

namespace {

constexpr std::uint32_t counter_end = 1 << 12;  // the 12 bits that RFC 9562 calls rand_a
constexpr std::int64_t day_ms = 86'400'000;

std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = (state ^ state >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return mixed ^ mixed >> 31;
}

}  // namespace

Id Environment::make_id() {
    const std::int64_t now = now_ms();
    if (now > last_ms_) {
        last_ms_ = now;
        counter_ = 0;
    } else if (++counter_ == counter_end) {
        // More than 4,096 in a millisecond, or a clock that went back: borrow the next millisecond.
        ++last_ms_;
        counter_ = 0;
    }
    Id id;
    randomness(std::span(id.bytes).subspan<8>());
    for (std::size_t at = 0; at < 6; ++at)
        id.bytes[at] = static_cast<std::uint8_t>(last_ms_ >> (40 - 8 * static_cast<int>(at)));
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | counter_ >> 8);
    id.bytes[7] = static_cast<std::uint8_t>(counter_);
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

Environment seeded_environment(std::uint64_t seed, std::int64_t start_ms) {
    // Shared by copies of the environment, so that two copies never make the same id.
    struct State {
        std::uint64_t random;
        std::int64_t now;
    };
    auto state = std::make_shared<State>(State{seed, start_ms});
    Environment environment;
    environment.now_ms = [state] { return state->now++; };
    environment.randomness = [state](std::span<std::uint8_t> bytes) {
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(next_random(state->random) >> 56);
    };
    environment.local_day = [](std::int64_t instant_ms) {
        const std::int64_t cut = instant_ms / day_ms;
        return static_cast<std::int32_t>(instant_ms % day_ms < 0 ? cut - 1 : cut);
    };
    return environment;
}

}  // namespace teczka
