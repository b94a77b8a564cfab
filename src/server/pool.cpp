// The pool's threads.
#include "server/pool.hpp"

#include <utility>

namespace teczka::server {

Pool::Pool(int threads, std::size_t capacity) : capacity_{capacity} {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

bool Pool::push(std::function<void()> task) {
    {
        const std::lock_guard lock{mutex_};
        if (is_stopping_ || tasks_.size() >= capacity_) return false;
        tasks_.push_back(std::move(task));
    }
    ready_.notify_one();
    return true;
}

void Pool::stop() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void Pool::run() {
    for (;;) {
        std::unique_lock lock{mutex_};
        ready_.wait(lock, [&] { return is_stopping_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        const auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
    }
}

}  // namespace teczka::server
