// teczka model: the catalogue for readers of other kinds.
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/model.hpp"
#include "core/catalogue/model.hpp"
#include "core/schema/schema.hpp"

namespace teczka::app {

void add_model(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("model", "Print what exists: entities, fields, links");
    struct Given {
        std::string format{"json"}, engine{"sqlite"};
    };
    auto given = std::make_shared<Given>();
    verb->add_option("--format", given->format)->check(CLI::IsMember({"json", "mermaid", "sql"}));
    verb->add_option("--engine", given->engine, "of --format sql")
        ->check(CLI::IsMember({"sqlite", "postgres"}));
    verb->callback([given, &chosen] {
        chosen = [given] {
            const auto& catalogue = *model().catalogue;
            if (given->format == "json") fmt::print("{}\n", catalogue::model_json(catalogue));
            if (given->format == "mermaid") fmt::print("{}", catalogue::model_mermaid(catalogue));
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
