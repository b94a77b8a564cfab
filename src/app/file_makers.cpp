// See file_makers.hpp.
#include "app/file_makers.hpp"

#include <ctime>

#include "app/folder.hpp"
#include "worker/sheet_writer.hpp"

namespace teczka::app {
namespace {

std::int64_t local_ms(std::int64_t ms) {
    const auto part = (ms % 1000 + 1000) % 1000;
    const auto seconds = static_cast<std::time_t>((ms - part) / 1000);
    std::tm local{};
    localtime_r(&seconds, &local);
    return (static_cast<std::int64_t>(seconds) + local.tm_gmtoff) * 1000 + part;
}

}  // namespace

exchange::FileMakers file_makers() {
    return {
        .sheet = worker::sheet_writers(worker_path()),
        .zip =
            [](const std::string& folder, const std::string& name, const std::vector<std::string>& parts) {
                return worker::zip_files(worker_path(), folder, name, parts);
            },
        .local_ms = local_ms};
}

}  // namespace teczka::app
