// One process owns a data folder: DIR/lock, held by flock, with the owner's process id in it. The kernel lets
// go of it when the process ends, however it ends; the file itself stays.
#pragma once
#include <filesystem>
#include <string>

#include "core/base/refusal.hpp"

namespace teczka::server {

class FolderLock {
public:
    // Refuses folder_in_use (folder, pid). Fails when the file can't be made.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    FolderLock() = default;  // holds nothing
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

    bool is_held() const { return fd_ >= 0; }

private:
    explicit FolderLock(int fd) : fd_{fd} {}
    int fd_{-1};
};

// "The data folder /srv/office is in use by process 123: stop it, or choose another folder."
std::string folder_in_use_sentence(const Refusal& refusal);

}  // namespace teczka::server
