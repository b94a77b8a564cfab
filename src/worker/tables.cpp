// See tables.hpp.
#include "worker/tables.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace teczka::worker {
namespace {

// An open file that is closed with its last user.
using File = std::shared_ptr<const int>;

File open_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about {};
    if (fd < 0 || ::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (fd >= 0) ::close(fd);
        return nullptr;
    }
    return {new int{fd}, [](const int* held) {
                ::close(*held);
                delete held;
            }};
}

formats::ByteSource source_of(File file) {
    return [file = std::move(file)](std::span<char> to) -> std::size_t {
        for (;;) {
            const auto count = ::read(*file, to.data(), to.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR) fail({.inside = "a file of tables could not be read"});
        }
    };
}

}  // namespace

Result<std::unique_ptr<exchange::TableFile>> open_tables(const std::string&, const std::string& path,
                                                         const exchange::TableOptions& options) {
    auto file = open_file(path);
    if (!file) return refuse(Kind::not_found, "file_missing");
    struct stat about {};
    ::fstat(*file, &about);
    return exchange::csv_table(source_of(std::move(file)), options, about.st_size);
}

}  // namespace teczka::worker
