// teczka demo: fills an empty data folder with a made-up office, and takes it away again.
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/demo.hpp"
#include "app/folder.hpp"
#include "app/gathered.hpp"
#include "app/local_door.hpp"
#include "app/model.hpp"
#include "app/said.hpp"
#include "core/base/json.hpp"
#include "server/environment.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data;
    std::int64_t companies{2000};
    std::uint64_t seed{1};
    std::vector<std::int64_t> portfolios;
    bool removes{}, with_changed{};
    std::string as{"administrator"};  // of the demo
};

Result<void> fill(const Given& given) {
    const auto folder = Folder::open(given.data, model());
    if (!folder) return std::unexpected(folder.error());
    if (!folder->is_new()) return refuse("office_not_empty", {}, {{"path", given.data}});
    // Nothing is lost by a crash here but a demo office: the folder is new.
    auto writer = store::open_sqlite(
        {.path = folder->data_file(), .is_writer = true, .cache_kib = 256 << 10, .synchronous_full = false});
    Gathered gathered{*writer, 200};
    auto machine = server::system_environment();
    const auto today = machine.today();
    auto environment = seeded_environment(given.seed, std::int64_t{today} * 86'400'000);
    change::Committer committer{gathered, {*model().catalogue, *model().rights, model().rules, environment}};
    const DemoOptions options{.companies = given.companies,
                              .seed = given.seed,
                              .portfolios = given.portfolios,
                              .today = today,
                              .progress = [](std::int64_t done, std::int64_t all) {
                                  fmt::print("  {} of {} companies\n", done, all);
                                  std::fflush(stdout);
                              }};
    auto made = make_demo(committer, *model().catalogue, environment, options);
    gathered.finish();
    return made;
}

Result<void> set_passwords(const Given& given) {
    auto door = LocalDoor::open(given.data, "");
    if (!door) return std::unexpected(door.error());
    const auto set = [&](std::string_view login, std::string_view group) {
        std::string body;
        JsonWriter out{body};
        out.begin_object();
        out.member("login", login);
        out.key("groups");
        out.begin_array();
        out.text(group);
        out.end_array();
        out.member("password", demo_password);
        out.member("is_demo", true);
        out.end_object();
        return door->ask("POST", "/local/users", body).status == 204;
    };
    bool all = true;
    for (const auto& [login, name, group] : demo_logins()) all &= set(login, group);
    for (const auto size : given.portfolios) all &= set("sales-" + std::to_string(size), "sales");
    if (!all) return refuse("password_not_set");
    return {};
}

int remove(const Given& given) {
    auto door = LocalDoor::open(given.data, given.as);
    if (!door) return say(door.error());
    auto environment = server::system_environment();
    const auto started = door->ask("POST", "/api/v1/demo/remove",
                                   R"({"op":")" + environment.make_id().to_text() + R"(","with_changed":)" +
                                       (given.with_changed ? "true}" : "false}"));
    if (started.status == 404) return say({Kind::invalid, {{"", "no_demo_data"}}});
    if (started.status != 202) return say_problem(started);
    const auto result = wait_for_job(*door, started);
    if (!result) return say(result.error());
    say_taken_back("removed", *result);
    fmt::print("teczka undo --data {} --batch {} brings them back\n", given.data,
               std::string_view{result->at("batch").as_string()});
    return 0;
}

int demo(const Given& given) {
    server::set_time_zone("Europe/Warsaw");
    if (given.removes) return remove(given);
    if (auto filled = fill(given); !filled) return say(filled.error());
    if (auto set = set_passwords(given); !set) return say(set.error());
    fmt::print("A demo office with {} companies stands in {}\n", given.companies, given.data);
    return 0;
}

}  // namespace

void add_demo(CLI::App& app, Chosen& chosen) {
    auto* verb =
        app.add_subcommand("demo", "Fill an empty data folder with a made-up office, or take it away");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    verb->add_option("--companies", given->companies)->check(CLI::Range(0, 1'000'000));
    verb->add_option("--seed", given->seed, "the same seed makes the same office");
    verb->add_option("--portfolios", given->portfolios, "salespeople besides, with so many clients each")
        ->delimiter(',');
    auto* removes =
        verb->add_flag("--remove", given->removes, "take the demo data away; what people added stays");
    verb->add_flag("--with-changed", given->with_changed, "also demo records that were changed since")
        ->needs(removes);
    verb->add_option("--as", given->as, "the user who asks, and who stays with the office")
        ->capture_default_str()
        ->needs(removes);
    verb->callback([given, &chosen] { chosen = [given] { return demo(*given); }; });
}

}  // namespace teczka::app
