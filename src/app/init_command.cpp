// teczka init: gives a new office its name and its first administrator. What flags leave out is asked on the
// terminal.
#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "app/commands.hpp"
#include "app/local_door.hpp"
#include "app/said.hpp"
#include "core/base/json.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data, name, tax_id, country, currency, language, time_zone;
    std::string login, admin_name, email, password;
    bool password_from_stdin{};
};

// One thing to ask, what it is when nothing is typed, and the flag that answers it.
struct Question {
    std::string_view flag, text, usual;
    std::string Given::*answer;
};
constexpr Question questions[]{
    {"--name", "Name of the office", "", &Given::name},
    {"--tax-id", "Its tax id (may stay empty)", "", &Given::tax_id},
    {"--country", "Its country", "PL", &Given::country},
    {"--currency", "Its currency", "PLN", &Given::currency},
    {"--language", "Its language, pl or en", "pl", &Given::language},
    {"--time-zone", "Its time zone", "Europe/Warsaw", &Given::time_zone},
    {"--login", "Log-in of the first administrator", "", &Given::login},
    {"--admin-name", "His or her name", "", &Given::admin_name},
    {"--email", "E-mail (may stay empty)", "", &Given::email},
};

class WithoutEcho {
public:
    WithoutEcho() {
        ::tcgetattr(STDIN_FILENO, &before_);
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~WithoutEcho() {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        fmt::print("\n");
    }
    WithoutEcho(const WithoutEcho&) = delete;
    WithoutEcho& operator=(const WithoutEcho&) = delete;

private:
    termios before_{};
};

std::string line_after(std::string_view prompt) {
    fmt::print("{}: ", prompt);
    std::fflush(stdout);
    std::string line;
    std::getline(std::cin, line);
    return line;
}

std::string secret_after(std::string_view prompt) {
    const WithoutEcho quiet;
    return line_after(prompt);
}

Result<void> ask(Given& given, const CLI::App& verb) {
    const bool has_terminal = ::isatty(STDIN_FILENO) == 1 && !given.password_from_stdin;
    for (const auto& [flag, text, usual, answer] : questions) {
        if (verb.count(std::string{flag}) > 0) continue;
        if (has_terminal)
            given.*answer =
                line_after(usual.empty() ? std::string{text} : fmt::format("{} [{}]", text, usual));
        if ((given.*answer).empty()) given.*answer = usual;
    }
    if (!has_terminal) {
        if (!std::getline(std::cin, given.password)) return refuse("required", "password");
        return {};
    }
    given.password = secret_after("Password, at least 10 letters");
    if (secret_after("The same once more") != given.password) return refuse("passwords_differ", "password");
    return {};
}

std::string office_json(const Given& given) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("office");
    out.begin_object();
    out.member("name", given.name);
    out.member("tax_id", given.tax_id);
    out.member("country", given.country);
    out.member("currency", given.currency);
    out.member("language", given.language);
    out.member("time_zone", given.time_zone);
    out.end_object();
    out.key("administrator");
    out.begin_object();
    out.member("login", given.login);
    out.member("name", given.admin_name);
    out.member("email", given.email);
    out.member("password", given.password);
    out.end_object();
    out.end_object();
    return body;
}

int init(Given& given, const CLI::App& verb) {
    if (auto asked = ask(given, verb); !asked) return say(asked.error());
    auto door = LocalDoor::open(given.data, "");
    if (!door) return say(door.error());
    const auto response = door->ask("POST", "/local/office", office_json(given));
    if (response.status != 204) return say_problem(response);
    fmt::print("The office “{}” stands in {}; {} may sign in now\n", given.name, given.data, given.login);
    return 0;
}

}  // namespace

void add_init(CLI::App& app, Chosen& chosen) {
    auto* verb =
        app.add_subcommand("init", "Make an office in an empty data folder; asks for what is not given");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    for (const auto& [flag, text, usual, answer] : questions) {
        verb->add_option(std::string{flag}, (*given).*answer,
                         usual.empty() ? std::string{text} : fmt::format("{} [{}]", text, usual));
    }
    verb->add_flag("--password-stdin", given->password_from_stdin,
                   "ask nothing; the password is the first line of the input");
    verb->callback([given, verb, &chosen] { chosen = [given, verb] { return init(*given, *verb); }; });
}

}  // namespace teczka::app
