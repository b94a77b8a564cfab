// A data folder: teczka.db, its lock, its socket, the copies made before upgrades. One process owns it at a
// time.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/refusal.hpp"
#include "server/host.hpp"
#include "server/lock.hpp"

namespace teczka::app {

class Folder {
public:
    // Makes the folder when it is missing, takes the lock, brings the schema to the model's. Before an
    // upgrade of a file with data a copy is made beside it. Refuses: folder_in_use (pid), file_is_newer,
    // field_disappeared….
    static Result<Folder> open(const std::filesystem::path& path, const server::Model& model);

    std::string path() const { return path_.string(); }
    std::string data_file() const { return (path_ / "teczka.db").string(); }
    std::string socket_path() const { return (path_ / "teczka.sock").string(); }
    bool is_new() const { return is_new_; }  // the file was made just now

private:
    std::filesystem::path path_;
    server::FolderLock lock_;
    bool is_new_{};
};

// The path of teczka-worker: beside this program.
std::string worker_path();

}  // namespace teczka::app
