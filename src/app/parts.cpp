// See parts.hpp.
#include "app/parts.hpp"

#include "api/kinds.hpp"
#include "app/file_makers.hpp"
#include "app/import_parts.hpp"
#include "app/model.hpp"
#include "exchange/export_job.hpp"
#include "exchange/export_route.hpp"

namespace teczka::app {
namespace {

template <class Item>
std::vector<Item> joined(std::initializer_list<std::span<const Item>> lists) {
    std::vector<Item> all;
    for (const auto list : lists) all.insert(all.end(), list.begin(), list.end());
    return all;
}

}  // namespace

std::span<const api::JobKind> job_kinds() {
    static const api::JobKind others[]{
        {"export", [](api::JobWork& work) { return exchange::run_export(work, file_makers()); }},
        {"export_all", [](api::JobWork& work) { return exchange::run_export_all(work, file_makers()); }}};
    static const auto all = joined<api::JobKind>({api::kinds, others, import_kinds()});
    return all;
}

std::span<const api::ExtraRoute> extra_routes() {
    static const api::ExtraRoute others[]{{"exports", exchange::answer_exports}};
    static const auto all = joined<api::ExtraRoute>({others, import_routes()});
    return all;
}

server::HostOptions host_options(const Folder& folder) {
    return {.data_file = folder.data_file(),
            .folder = folder.path(),
            .worker_path = worker_path(),
            .model = model(),
            .version = TECZKA_VERSION,
            .job_kinds = job_kinds(),
            .routes = extra_routes()};
}

}  // namespace teczka::app
