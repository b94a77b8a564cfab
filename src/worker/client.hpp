// The serving process's side of teczka-worker: starts the child when first needed, hands it one request at a
// time, and starts another when it died or took too long.
#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/refusal.hpp"
#include "worker/child.hpp"
#include "worker/protocol.hpp"

namespace teczka::worker {

class Client {
public:
    explicit Client(std::string executable, std::chrono::milliseconds time_limit = std::chrono::seconds{10});
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // From any thread; callers wait for each other. Refused with worker_unavailable (Kind::unavailable) when
    // there is no answer within the limit, also while waiting for others.
    Result<std::string> hash(std::string_view password);
    Result<bool> verify(std::string_view password, std::string_view encoded);
    // Any verb; the results without "ok". What the worker refuses comes as its code (Kind::invalid).
    Result<Message> ask(const std::vector<std::string_view>& request);

private:
    std::optional<Message> exchange(std::string_view bytes, Deadline deadline);

    std::string executable_;
    std::chrono::milliseconds time_limit_;
    std::timed_mutex mutex_;
    std::optional<Child> child_;
};

}  // namespace teczka::worker
