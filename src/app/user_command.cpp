// teczka user add: makes a user, or sets his password and groups.
#include <fmt/core.h>

#include <iostream>

#include "app/commands.hpp"
#include "app/local_door.hpp"
#include "app/said.hpp"
#include "core/base/json.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data, login, name;
    std::vector<std::string> groups;
    bool password_from_stdin{}, without_totp{};
};

std::string user_json(const Given& given, std::string_view password) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("login", given.login);
    if (!given.name.empty()) out.member("name", given.name);
    out.key("groups");
    out.begin_array();
    for (const auto& group : given.groups) out.text(group);
    out.end_array();
    out.member("password", password);
    if (given.without_totp) out.member("without_totp", true);
    out.end_object();
    return body;
}

int add(const Given& given) {
    std::string password;
    if (!std::getline(std::cin, password)) {
        fmt::print(stderr, "teczka: no password on the standard input\n");
        return exit_refused;
    }
    auto door = LocalDoor::open(given.data, "");
    if (!door) return say(door.error());
    const auto response = door->ask("POST", "/local/users", user_json(given, password));
    if (response.status != 204) return say_problem(response);
    fmt::print("{} may sign in now\n", given.login);
    return 0;
}

}  // namespace

void add_user(CLI::App& app, Chosen& chosen) {
    auto* user = app.add_subcommand("user", "Users who may sign in");
    user->require_subcommand(1);
    auto* verb = user->add_subcommand("add", "Make a user, or set his password and groups");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    verb->add_option("--login", given->login)->required();
    verb->add_option("--name", given->name, "as others see it");
    verb->add_option("--group", given->groups,
                     "accounting, management, sales or administrator; may be given again")
        ->required();
    verb->add_flag("--password-stdin", given->password_from_stdin,
                   "the password is the first line of the input")
        ->required();
    verb->add_flag("--without-totp", given->without_totp,
                   "also forget the user's authenticator app and recovery codes");
    verb->callback([given, &chosen] { chosen = [given] { return add(*given); }; });
}

}  // namespace teczka::app
