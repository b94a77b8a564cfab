// The verbs of the command line, one file each. Each adds its own subcommand and says what to run.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

namespace teczka::app {

// Set by the chosen verb's callback; main runs it and gives its result as the exit status.
using Chosen = std::function<int()>;

void add_init(CLI::App& app, Chosen& chosen);
void add_serve(CLI::App& app, Chosen& chosen);
void add_user(CLI::App& app, Chosen& chosen);
void add_demo(CLI::App& app, Chosen& chosen);
void add_model(CLI::App& app, Chosen& chosen);
void add_import(CLI::App& app, Chosen& chosen);
void add_export(CLI::App& app, Chosen& chosen);
void add_undo(CLI::App& app, Chosen& chosen);

}  // namespace teczka::app
