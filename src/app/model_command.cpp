// teczka model: the catalogue for readers of other kinds.
#include <fmt/core.h>

#include "api/openapi.hpp"
#include "app/commands.hpp"
#include "app/model.hpp"
#include "app/parts.hpp"
#include "core/catalogue/model.hpp"
#include "core/schema/schema.hpp"

namespace teczka::app {
namespace {

// Of the whole api, as whoever may do everything sees it.
std::string describe_api(bool is_general) {
    std::vector<api::Part> others{extra_parts().begin(), extra_parts().end()};
    others.insert(others.end(), server::host_parts().begin(), server::host_parts().end());
    const rights::Actor system{.is_system = true};
    return api::openapi({.catalogue = *model().catalogue,
                         .rights = *model().rights,
                         .actor = system,
                         .others = others,
                         .is_general = is_general});
}

}  // namespace

void add_model(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("model", "Print what exists: entities, fields, links");
    struct Given {
        std::string format{"json"}, engine{"sqlite"};
        bool is_general{};
    };
    auto given = std::make_shared<Given>();
    verb->add_option("--format", given->format)->check(CLI::IsMember({"json", "mermaid", "openapi", "sql"}));
    verb->add_option("--engine", given->engine, "of --format sql")
        ->check(CLI::IsMember({"sqlite", "postgres"}));
    verb->add_flag("--any-entity", given->is_general,
                   "of --format openapi: {entity} in paths, not a path for each of them");
    verb->callback([given, &chosen] {
        chosen = [given] {
            const auto& catalogue = *model().catalogue;
            if (given->format == "json") fmt::print("{}\n", catalogue::model_json(catalogue));
            if (given->format == "mermaid") fmt::print("{}", catalogue::model_mermaid(catalogue));
            if (given->format == "openapi") fmt::print("{}\n", describe_api(given->is_general));
            if (given->format == "sql") {
                const auto dialect =
                    given->engine == "sqlite" ? store::Dialect::sqlite : store::Dialect::postgres;
                for (const auto& statement : schema::create_statements(catalogue, dialect)) {
                    fmt::print("{}\n", statement);
                }
            }
            return 0;
        };
    });
}

}  // namespace teczka::app
