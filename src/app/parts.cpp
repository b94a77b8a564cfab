// See parts.hpp.
#include "app/parts.hpp"

#include "api/kinds.hpp"
#include "app/file_makers.hpp"
#include "app/model.hpp"
#include "exchange/export_job.hpp"
#include "exchange/export_route.hpp"
#include "exchange/wizard.hpp"

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
    static const auto all = joined<api::JobKind>({api::kinds, others, exchange::import_kinds});
    return all;
}

std::span<const api::Part> extra_parts() {
    static const api::Part all[]{exchange::import_part(), exchange::export_part()};
    return all;
}

server::HostOptions host_options(const Folder& folder) {
    return {.data_file = folder.data_file(),
            .folder = folder.path(),
            .worker_path = worker_path(),
            .model = model(),
            .version = TECZKA_VERSION,
            .job_kinds = job_kinds(),
            .parts = extra_parts()};
}

}  // namespace teczka::app
