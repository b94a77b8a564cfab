// Nothing is lost, doubled or out of order; full and stopped queues refuse.
#include "server/group_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

namespace teczka::server {
namespace {

TEST(GroupQueue, takes_what_waits_at_once_and_in_order) {
    std::promise<void> gate;
    const auto opened = gate.get_future().share();
    std::vector<std::size_t> sizes;
    std::vector<int> seen;
    GroupQueue<int> queue{100, 8, [&](std::span<int> group) {
                              opened.wait();
                              sizes.push_back(group.size());
                              seen.insert(seen.end(), group.begin(), group.end());
                          }};
    for (int i = 0; i < 30; ++i) EXPECT_TRUE(queue.push(int{i}));
    gate.set_value();
    queue.stop();
    ASSERT_EQ(seen.size(), 30U);
    for (int i = 0; i < 30; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
    EXPECT_EQ(*std::max_element(sizes.begin(), sizes.end()), 8U);
    EXPECT_LE(sizes.size(), 5U);
}

TEST(GroupQueue, refuses_when_full_and_leaves_the_item) {
    std::promise<void> gate;
    std::promise<void> entered;
    const auto opened = gate.get_future().share();
    std::atomic<int> groups{};
    GroupQueue<std::unique_ptr<int>> queue{2, 1, [&](std::span<std::unique_ptr<int>>) {
                                               if (groups++ == 0) entered.set_value();
                                               opened.wait();
                                           }};
    EXPECT_TRUE(queue.push(std::make_unique<int>(0)));
    entered.get_future().wait();
    EXPECT_TRUE(queue.push(std::make_unique<int>(1)));
    EXPECT_TRUE(queue.push(std::make_unique<int>(2)));
    auto third = std::make_unique<int>(3);
    EXPECT_FALSE(queue.push(std::move(third)));
    EXPECT_NE(third, nullptr);
    gate.set_value();
    queue.stop();
    EXPECT_EQ(groups, 3);
    EXPECT_FALSE(queue.push(std::move(third)));
}

TEST(GroupQueue, goes_on_after_a_group_that_threw) {
    std::atomic<int> done{};
    GroupQueue<int> queue{100, 1, [&](std::span<int> group) {
                              if (group[0] == 1) fail({.inside = "planned by the test"});
                              if (group[0] == 2) throw std::runtime_error{"planned by the test"};
                              ++done;
                          }};
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(queue.push(int{i}));
    queue.stop();
    EXPECT_EQ(done, 3);
}

TEST(GroupQueue, loses_nothing_under_many_threads) {
    std::int64_t sum = 0;
    GroupQueue<int> queue{64, 16, [&](std::span<int> group) {
                              for (const int one : group) sum += one;
                          }};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int i = 1; i <= 2'000; ++i)
                while (!queue.push(int{i})) std::this_thread::yield();
        });
    for (auto& thread : threads) thread.join();
    queue.stop();
    EXPECT_EQ(sum, 4 * 2'000 * 2'001 / 2);
}

}  // namespace
}  // namespace teczka::server
