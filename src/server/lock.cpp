// flock, since it goes with the open file: a fork or a second descriptor of ours cannot drop it by accident.
#include "server/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace teczka::server {
namespace {

std::string read_pid(int fd) {
    // The owner writes its number just after it took the lock.
    for (int attempt = 0; attempt < 20; ++attempt) {
        char text[32];
        const auto count = ::pread(fd, text, sizeof text, 0);
        std::string pid(text, count > 0 ? static_cast<std::size_t>(count) : 0);
        if (const auto end = pid.find('\n'); end != std::string::npos) return pid.substr(0, end);
        ::usleep(5'000);
    }
    return "?";
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
    const auto path = folder / "lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) fail({.inside = fmt::format("cannot open {}: {}", path.string(), std::strerror(errno))});
    FolderLock lock{fd};
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            fail({.inside = fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno))});
        return refuse(Kind::conflict, "folder_in_use", {},
                      {{"folder", folder.string()}, {"pid", read_pid(fd)}});
    }
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd, 0) != 0 ||
        ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        fail({.inside = fmt::format("cannot write {}: {}", path.string(), std::strerror(errno))});
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

FolderLock::~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
}

std::string folder_in_use_sentence(const Refusal& refusal) {
    std::string folder, pid;
    for (const auto& complaint : refusal.complaints)
        for (const auto& [name, value] : complaint.parameters) (name == "pid" ? pid : folder) = value;
    return fmt::format("The data folder {} is in use by process {}: stop it, or choose another folder.",
                       folder, pid);
}

}  // namespace teczka::server
