// A bounded queue with one thread behind it that takes all that waits, up to a number, at once: so that
// writes which arrive together are committed together.
#pragma once
#include <fmt/format.h>

#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/refusal.hpp"

namespace teczka::server {

template <class Item>
class GroupQueue {
public:
    // Called on the queue's thread with 1 to `at_most` items in the order of their pushing; may move them
    // away. What it throws is logged and costs only that group, whose items are destroyed.
    using Consumer = std::function<void(std::span<Item>)>;

    GroupQueue(std::size_t capacity, std::size_t at_most, Consumer consumer)
        : capacity_{capacity}, at_most_{at_most}, consumer_{std::move(consumer)}, thread_{[this] {
              run();
          }} {}
    GroupQueue(const GroupQueue&) = delete;
    GroupQueue& operator=(const GroupQueue&) = delete;
    ~GroupQueue() { stop(); }

    // From any thread. False, and `item` is left as it was, when the queue is full or stopped.
    bool push(Item&& item) {
        {
            const std::lock_guard lock{mutex_};
            if (is_stopping_ || waiting_.size() >= capacity_) return false;
            waiting_.push_back(std::move(item));
        }
        changed_.notify_one();
        return true;
    }

    // Takes no more, hands all that waits to the consumer, then returns. Not from the consumer.
    void stop() {
        {
            const std::lock_guard lock{mutex_};
            is_stopping_ = true;
        }
        changed_.notify_one();
        if (thread_.joinable()) thread_.join();
    }

private:
    void run() {
        std::vector<Item> group;
        while (take(group)) {
            try {
                consumer_(group);
            } catch (const Failure& failure) {
                fmt::print(stderr, "group failed: {}\n", failure.inside);
            } catch (const std::exception& error) {
                fmt::print(stderr, "group failed: {}\n", error.what());
            }
            group.clear();
        }
    }

    bool take(std::vector<Item>& group) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
        while (!waiting_.empty() && group.size() < at_most_) {
            group.push_back(std::move(waiting_.front()));
            waiting_.pop_front();
        }
        return !group.empty();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> waiting_;
    std::size_t capacity_;
    std::size_t at_most_;
    bool is_stopping_{};
    Consumer consumer_;
    std::thread thread_;  // last: uses all above
};

}  // namespace teczka::server
