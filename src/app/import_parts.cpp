// See import_parts.hpp. Files are opened by the worker that stands beside this program.
#include "app/import_parts.hpp"

#include "app/folder.hpp"
#include "exchange/wizard.hpp"
#include "worker/tables.hpp"

namespace teczka::app {
namespace {

Result<std::unique_ptr<exchange::TableFile>> open_table(const std::string& path,
                                                        const exchange::TableOptions& options) {
    return worker::open_tables(worker_path(), path, options);
}

constexpr api::JobKind kinds[]{
    {exchange::rehearsal_kind,
     [](api::JobWork& work) { return exchange::rehearse_import(work, open_table); }},
    {exchange::run_kind, [](api::JobWork& work) { return exchange::run_import(work, open_table); }},
    {exchange::undo_kind, exchange::undo_import},
};
constexpr api::ExtraRoute routes[]{
    {"imports", [](api::Call& call) { return exchange::answer_imports(call, open_table); }},
};

}  // namespace

std::span<const api::JobKind> import_kinds() { return kinds; }
std::span<const api::ExtraRoute> import_routes() { return routes; }

}  // namespace teczka::app
