// See folder.hpp.
#include "app/folder.hpp"

#include <fmt/core.h>
#include <sys/stat.h>

#include <ctime>

#include "app/first_data.hpp"
#include "areas/catalogue_in_force.hpp"
#include "core/change/rebuild.hpp"
#include "core/index/index.hpp"
#include "core/schema/schema.hpp"
#include "core/store/machine.hpp"
#include "server/environment.hpp"

namespace teczka::app {
namespace {

// "before-upgrade-20260105-103000.db" beside the data: a whole file, made by the engine itself, so that it is
// consistent.
std::string copy_name() {
    const auto now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    return fmt::format("before-upgrade-{:04}{:02}{:02}-{:02}{:02}{:02}.db", utc.tm_year + 1900,
                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace

Result<Folder> Folder::open(const std::filesystem::path& path, const server::Model& model) {
    umask(077);  // an office's data are its owner's alone
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error)
        return refuse("folder_not_writable", {}, {{"path", path.string()}, {"reason", error.message()}});
    auto lock = server::FolderLock::take(path.string());
    if (!lock) return std::unexpected(lock.error());
    Folder folder;
    folder.path_ = path;
    folder.lock_ = std::move(*lock);
    auto writer = store::open_sqlite({.path = folder.data_file(), .is_writer = true});
    auto upgrade = schema::difference(*writer, *model.catalogue);
    if (!upgrade) return std::unexpected(upgrade.error());
    folder.is_new_ = upgrade->is_new;
    if (!upgrade->is_new && !upgrade->statements.empty()) {
        const auto copy = path / copy_name();
        store::copy_to(*writer, copy.string());
        fmt::print("The data file is upgraded; a copy of before is {}\n", copy.string());
    }
    // A sum over records that stand already would begin at nothing and be wrong without a word.
    const bool makes_sums = upgrade->needs_rebuild_of_rollups && !upgrade->is_new;
    schema::apply(*writer, *model.catalogue, *upgrade, [&] {
        if (makes_sums) change::rebuild_rollups(*writer, *model.catalogue);
    });
    const rights::Actor system{.login = "system", .is_system = true};
    const auto own = areas::bring_in_force(
        {.catalogue = *model.catalogue, .rights = *model.rights, .actor = system}, *writer);
    if (upgrade->needs_rebuild_of_text) {
        const auto numbers = schema::load_numbers(*writer, *own.catalogue);
        index::rebuild(*writer, *own.catalogue, numbers.entity);
    }
    if (upgrade->is_new) {
        auto environment = server::system_environment();
        change::Committer committer{*writer, {*model.catalogue, *model.rights, model.rules, environment}};
        if (auto made = make_first_data(committer, *model.catalogue, environment); !made) {
            return std::unexpected(made.error());
        }
    }
    return folder;
}

std::string worker_path() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path() / "teczka-worker").string();
}

}  // namespace teczka::app
