// The program `teczka`: its verbs, and the last place where a failure is caught.
#include <fmt/core.h>

#include <new>

#include "app/commands.hpp"
#include "core/base/refusal.hpp"

int main(int argc, char** argv) {
    CLI::App app{"Teczka: the client's file of a representative office", "teczka"};
    app.require_subcommand(1);
    app.set_version_flag("--version", TECZKA_VERSION);
    teczka::app::Chosen chosen;
    for (auto* add :
         {teczka::app::add_init, teczka::app::add_serve, teczka::app::add_user, teczka::app::add_import,
          teczka::app::add_export, teczka::app::add_undo, teczka::app::add_demo, teczka::app::add_model}) {
        add(app, chosen);
    }
    CLI11_PARSE(app, argc, argv);
    try {
        return chosen();
    } catch (const teczka::Failure& failure) {
        fmt::print(stderr, "teczka: {}\n", failure.inside);
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "teczka: out of memory\n");
    } catch (const std::exception& error) {
        fmt::print(stderr, "teczka: {}\n", error.what());
    }
    return 70;
}
