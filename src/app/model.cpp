// See model.hpp.
#include "app/model.hpp"

#include <fmt/core.h>

#include <cstdlib>

#include "areas/areas.hpp"
#include "areas/catalogue_in_force.hpp"
#include "areas/rights_in_force.hpp"

namespace teczka::app {
namespace {

[[noreturn]] void give_up(const Refusal& refusal) {
    for (const auto& complaint : refusal.complaints) {
        fmt::print(stderr, "{}: {}", complaint.field, complaint.code);
        for (const auto& [name, value] : complaint.parameters) fmt::print(stderr, " {}={}", name, value);
        fmt::print(stderr, "\n");
    }
    std::exit(70);
}

server::Model build() {
    auto catalogue = catalogue::Catalogue::build(areas::entities());
    if (!catalogue) give_up(catalogue.error());
    auto rights = rights::Rights::build(**catalogue, areas::rights());
    if (!rights) give_up(rights.error());
    return {*catalogue, *rights, areas::rules()};
}

}  // namespace

const server::Model& model() {
    static const server::Model built = build();
    return built;
}

server::Model model_of(store::Connection& office) {
    auto own = model();
    const rights::Actor system{.login = "system", .is_system = true};
    own.catalogue = areas::catalogue_in_force(
                        {.catalogue = *model().catalogue, .rights = *model().rights, .actor = system}, office)
                        .catalogue;
    own.rights = areas::rights_in_force(
                     {.catalogue = *own.catalogue, .rights = *model().rights, .actor = system}, office)
                     .rights;
    return own;
}

}  // namespace teczka::app
