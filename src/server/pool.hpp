// A fixed number of threads behind a bounded queue: what blocks waits here, and what is too much is refused.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace teczka::server {

class Pool {
public:
    Pool(int threads, std::size_t capacity);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool() { stop(); }

    // From any thread. False when the queue is full or stopped. The task must not throw.
    bool push(std::function<void()> task);
    // Takes no more, ends what was pushed, then returns. Not from a task.
    void stop();

private:
    void run();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> tasks_;
    std::size_t capacity_;
    bool is_stopping_{};
    std::vector<std::thread> threads_;
};

}  // namespace teczka::server
