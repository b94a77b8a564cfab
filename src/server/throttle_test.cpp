// Who must wait, how long, and that nobody waits for ever.
#include "server/throttle.hpp"

#include <gtest/gtest.h>

#include <string>

namespace teczka::server {
namespace {

TEST(Throttle, delay_doubles_up_to_a_minute) {
    struct Case {
        int failures;
        std::int64_t delay_ms;
    };
    for (const auto& c : {Case{0, 0},
                          {4, 0},
                          {5, 1'000},
                          {6, 2'000},
                          {7, 4'000},
                          {10, 32'000},
                          {11, 60'000},
                          {20, 60'000},
                          {1'000, 60'000}})
        EXPECT_EQ(throttle_delay_ms(c.failures, 4), c.delay_ms) << c.failures;
}

TEST(Throttle, slows_an_account_from_all_addresses) {
    Throttle throttle;
    for (int i = 0; i < Throttle::free_by_account; ++i) {
        EXPECT_EQ(throttle.wait_ms("anna", "a" + std::to_string(i), 1'000), 0);
        throttle.failed("anna", "a" + std::to_string(i), 1'000);
    }
    EXPECT_EQ(throttle.wait_ms("anna", "new", 1'000), 0);
    throttle.failed("anna", "new", 1'000);
    EXPECT_EQ(throttle.wait_ms("anna", "other", 1'000), 1'000);
    EXPECT_EQ(throttle.wait_ms("anna", "other", 1'600), 400);
    EXPECT_EQ(throttle.wait_ms("anna", "other", 2'000), 0);
    EXPECT_EQ(throttle.wait_ms("jan", "other", 1'000), 0);
}

TEST(Throttle, slows_an_address_over_all_accounts) {
    Throttle throttle;
    for (int i = 0; i <= Throttle::free_by_address; ++i)
        throttle.failed("user" + std::to_string(i), "10.0.0.1", 0);
    EXPECT_EQ(throttle.wait_ms("somebody", "10.0.0.1", 0), 1'000);
    EXPECT_EQ(throttle.wait_ms("somebody", "10.0.0.2", 0), 0);
    throttle.succeeded("user1", "10.0.0.1");
    EXPECT_EQ(throttle.wait_ms("somebody", "10.0.0.1", 0), 1'000);
}

TEST(Throttle, success_and_time_clear_an_account) {
    Throttle throttle;
    for (int i = 0; i < 50; ++i) throttle.failed("anna", std::to_string(i), 0);
    EXPECT_EQ(throttle.wait_ms("anna", "x", 0), Throttle::longest_ms);
    EXPECT_EQ(throttle.wait_ms("anna", "x", Throttle::longest_ms), 0);
    throttle.succeeded("anna", "x");
    EXPECT_EQ(throttle.wait_ms("anna", "x", 0), 0);
    for (int i = 0; i < 50; ++i) throttle.failed("jan", std::to_string(i), 0);
    throttle.failed("jan", "x", Throttle::memory_ms + 1);
    EXPECT_EQ(throttle.wait_ms("jan", "x", Throttle::memory_ms + 1), 0);
}

TEST(Throttle, forgets_the_oldest_when_flooded) {
    Throttle throttle;
    for (int i = 0; i < 10; ++i) throttle.failed("first", "-", 0);
    for (int i = 0; i < 10; ++i) throttle.failed("recent", "-", 50);
    for (std::size_t i = 0; i < Throttle::remembered - 1; ++i)
        throttle.failed("flood" + std::to_string(i), "-", 60);
    EXPECT_EQ(throttle.wait_ms("first", "x", 60), 0);
    EXPECT_GT(throttle.wait_ms("recent", "x", 60), 0);
}

}  // namespace
}  // namespace teczka::server
