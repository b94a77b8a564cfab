// See client.hpp.
#include "worker/client.hpp"

#include <utility>

namespace teczka::worker {
namespace {

std::unexpected<Refusal> unavailable() { return refuse(Kind::unavailable, "worker_unavailable"); }

}  // namespace

Client::Client(std::string executable, std::chrono::milliseconds time_limit)
    : executable_{std::move(executable)}, time_limit_{time_limit} {}

Result<std::string> Client::hash(std::string_view password) {
    auto results = ask({"hash", password});
    if (!results) return std::unexpected(results.error());
    if (results->size() != 1) return unavailable();
    return std::move(results->front());
}

Result<bool> Client::verify(std::string_view password, std::string_view encoded) {
    const auto results = ask({"verify", password, encoded});
    if (!results) return std::unexpected(results.error());
    if (results->size() != 1) return unavailable();
    return results->front() == "yes";
}

Result<Message> Client::ask(const std::vector<std::string_view>& request) {
    const auto deadline = std::chrono::steady_clock::now() + time_limit_;
    auto bytes = encode(request);
    auto answer = exchange(bytes, deadline);
    wipe(bytes);
    if (!answer || answer->empty()) return unavailable();
    const bool is_ok = answer->front() == "ok";
    if (!is_ok) return refuse(answer->size() > 1 ? (*answer)[1] : "worker_refused");
    answer->erase(answer->begin());
    return std::move(*answer);
}

std::optional<Message> Client::exchange(std::string_view bytes, Deadline deadline) {
    const std::unique_lock lock{mutex_, *deadline};
    if (!lock) return std::nullopt;
    // A child that died while idle shows only now: a fresh one gets the same request, once.
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (!child_) child_ = Child::start(executable_, role_passwords);
        if (!child_) return std::nullopt;
        if (send_bytes(child_->fd(), bytes, deadline))
            if (auto answer = receive(child_->fd(), deadline)) return answer;
        child_.reset();
        if (std::chrono::steady_clock::now() >= *deadline) break;
    }
    return std::nullopt;
}

}  // namespace teczka::worker
