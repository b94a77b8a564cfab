// posix_spawn rather than fork: the serving process has threads and a big address space.
#include "worker/client.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <utility>

namespace teczka::worker {
namespace {

std::unexpected<Refusal> unavailable() { return refuse(Kind::unavailable, "worker_unavailable"); }

}  // namespace

Client::Client(std::string executable, std::chrono::milliseconds time_limit)
    : executable_{std::move(executable)}, time_limit_{time_limit} {}

Client::~Client() { end(); }

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
        if (fd_ < 0 && !start()) return std::nullopt;
        if (send_bytes(fd_, bytes, deadline))
            if (auto answer = receive(fd_, deadline)) return answer;
        end();
        if (std::chrono::steady_clock::now() >= *deadline) break;
    }
    return std::nullopt;
}

bool Client::start() {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, pair[1], 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 1);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    // Its own group: an interrupt from the terminal is for the server, which then ends the worker.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    char name[] = "teczka-worker";
    char* const arguments[] = {name, nullptr};
    char* const environment[] = {nullptr};
    const int error =
        ::posix_spawn(&child_, executable_.c_str(), &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    ::close(pair[1]);
    fd_ = pair[0];
    if (error == 0) return true;
    child_ = -1;
    end();
    fmt::print(stderr, "cannot start {}: {}\n", executable_, std::strerror(error));
    return false;
}

void Client::end() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    if (child_ < 0) return;
    ::kill(child_, SIGKILL);  // it holds nothing worth a farewell
    ::waitpid(std::exchange(child_, -1), nullptr, 0);
}

}  // namespace teczka::worker
