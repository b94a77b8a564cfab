// posix_spawn rather than fork: the serving process has threads and a big address space.
#include "worker/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

namespace teczka::worker {
namespace {

int spawn(pid_t& pid, const std::string& executable, const char* role, int socket,
          const std::vector<int>& files) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, socket, 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 1);
    int next = file_descriptor;
    for (const int file : files) posix_spawn_file_actions_adddup2(&actions, file, next++);
    posix_spawn_file_actions_addclosefrom_np(&actions, next);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    // Its own group: an interrupt from the terminal is for the server, which then ends the worker.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    std::string name = "teczka-worker", as = role;
    char* const arguments[] = {name.data(), as.data(), nullptr};
    char* const environment[] = {nullptr};
    const int error = ::posix_spawn(&pid, executable.c_str(), &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

}  // namespace

std::optional<Child> Child::start(const std::string& executable, const char* role,
                                  std::initializer_list<int> files) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return std::nullopt;
    // Never 0, 1, 3 or the next ones themselves, which the child's actions overwrite one after the other.
    const int past = file_descriptor + static_cast<int>(files.size());
    const int socket = ::fcntl(pair[1], F_DUPFD_CLOEXEC, past);
    std::vector<int> own;
    for (const int file : files) own.push_back(::fcntl(file, F_DUPFD_CLOEXEC, past));
    Child child;
    child.fd_ = pair[0];
    const int error = spawn(child.pid_, executable, role, socket, own);
    ::close(pair[1]);
    ::close(socket);
    for (const int file : own) ::close(file);
    if (error == 0) return child;
    child.pid_ = -1;
    fmt::print(stderr, "cannot start {}: {}\n", executable, std::strerror(error));
    return std::nullopt;
}

Child::Child(Child&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)}, pid_{std::exchange(other.pid_, -1)} {}

Child& Child::operator=(Child&& other) noexcept {
    if (this == &other) return *this;
    end();
    fd_ = std::exchange(other.fd_, -1);
    pid_ = std::exchange(other.pid_, -1);
    return *this;
}

Child::~Child() { end(); }

void Child::end() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

}  // namespace teczka::worker
