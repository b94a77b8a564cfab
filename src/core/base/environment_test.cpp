// Ids ascend whatever the clock does, and a seed tells all.
#include "core/base/environment.hpp"

#include <gtest/gtest.h>

namespace teczka {

namespace {

constexpr std::int64_t start = 1'767'571'200'000;  // 2026-01-05

std::int64_t milliseconds_of(const Id& id) {
    std::int64_t ms = 0;
    for (std::size_t at = 0; at < 6; ++at) ms = ms << 8 | id.bytes[at];
    return ms;
}

}  // namespace

TEST(environment, makes_ids_of_version_7_that_hold_the_time) {
    Environment environment = seeded_environment(1, start);
    const Id id = environment.make_id();
    EXPECT_EQ(milliseconds_of(id), start);
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
}

TEST(environment, ids_ascend_within_one_millisecond_beyond_the_counter) {
    Environment environment = seeded_environment(1, start);
    environment.now_ms = [] { return start; };
    Id last = environment.make_id();
    for (int i = 0; i < 10'000; ++i) {
        const Id next = environment.make_id();
        ASSERT_LT(last, next) << i;
        last = next;
    }
    EXPECT_EQ(milliseconds_of(last), start + 2);
}

TEST(environment, ids_ascend_when_the_clock_goes_back) {
    Environment environment = seeded_environment(1, start);
    std::int64_t now = start;
    environment.now_ms = [&now] { return now; };
    const Id before = environment.make_id();
    now -= 3'600'000;
    const Id after = environment.make_id();
    EXPECT_LT(before, after);
}

TEST(environment, same_seed_same_ids_and_other_seed_other_ids) {
    Environment one = seeded_environment(7, start), two = seeded_environment(7, start);
    Environment other = seeded_environment(8, start);
    for (int i = 0; i < 100; ++i) {
        const Id id = one.make_id();
        EXPECT_EQ(id, two.make_id());
        EXPECT_NE(id, other.make_id());
    }
}

TEST(environment, copies_of_a_seeded_environment_never_repeat_an_id) {
    Environment one = seeded_environment(7, start);
    Environment copy = one;
    EXPECT_NE(one.make_id(), copy.make_id());
}

TEST(environment, local_day_is_cut_downwards) {
    const Environment environment = seeded_environment(1, start);
    EXPECT_EQ(environment.local_day(0), 0);
    EXPECT_EQ(environment.local_day(86'399'999), 0);
    EXPECT_EQ(environment.local_day(86'400'000), 1);
    EXPECT_EQ(environment.local_day(-1), -1);
    EXPECT_EQ(environment.local_day(-86'400'000), -1);
    EXPECT_EQ(environment.local_day(-86'400'001), -2);
}

}  // namespace teczka
