// teczka serve: the office on the network until it is told to stop.
#include <fmt/core.h>
#include <signal.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "app/commands.hpp"
#include "app/folder.hpp"
#include "app/model.hpp"
#include "app/said.hpp"
#include "app/web_files.hpp"
#include "server/environment.hpp"
#include "server/http_server.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data, listen, config, time_zone;
};

// The configuration file says what the command line leaves out.
Result<void> read_config(Given& given) {
    if (!given.config.empty()) {
        const auto parsed = toml::parse_file(given.config);
        if (!parsed) {
            return refuse(
                "config_syntax", {},
                {{"file", given.config}, {"line", std::to_string(parsed.error().source().begin.line)}});
        }
        for (const auto& [key, node] : parsed.table()) {
            auto* target = key == "data"        ? &given.data
                           : key == "listen"    ? &given.listen
                           : key == "time_zone" ? &given.time_zone
                                                : nullptr;
            const auto value = node.value<std::string>();
            if (target == nullptr || !value) return refuse("config_unknown", std::string{key.str()});
            if (target->empty()) *target = *value;
        }
    }
    if (given.data.empty()) return refuse("required", "data");
    if (given.listen.empty()) given.listen = "127.0.0.1:8080";
    if (given.time_zone.empty()) given.time_zone = "Europe/Warsaw";
    return {};
}

struct Address {
    std::string host;
    std::uint16_t port{};
};

Result<Address> parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    Address address;
    if (colon == std::string::npos) return refuse("address_form", "listen");
    address.host = text.substr(0, colon);
    const auto begin = text.data() + colon + 1, end = text.data() + text.size();
    const auto read = std::from_chars(begin, end, address.port);
    if (read.ec != std::errc{} || read.ptr != end || address.host.empty())
        return refuse("address_form", "listen");
    return address;
}

// Blocks the signals that stop for all threads made later, and waits for one of them.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGTERM);
        sigaddset(&set_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        signal(SIGPIPE, SIG_IGN);
    }
    void wait() {
        int number = 0;
        sigwait(&set_, &number);
    }

private:
    sigset_t set_{};
};

int serve(Given& given) {
    if (auto read = read_config(given); !read) return say(read.error());
    const auto address = parse_address(given.listen);
    if (!address) return say(address.error());
    server::keep_memory_small();
    server::set_time_zone(given.time_zone);
    Signals signals;
    auto folder = Folder::open(given.data, model());
    if (!folder) return say(folder.error());
    server::Host host{{.data_file = folder->data_file(),
                       .worker_path = worker_path(),
                       .model = model(),
                       .files = web_files(),
                       .version = TECZKA_VERSION}};
    const auto handle = [&host](const api::Request& request, api::Responder respond) {
        host.handle(request, std::move(respond));
    };
    const auto handle_local = [&host](const api::Request& request, api::Responder respond) {
        host.handle_local(request, std::move(respond));
    };
    server::HttpServer http{{{.address = address->host,
                              .port = address->port,
                              .handler = handle,
                              .runs_inline = server::Host::runs_inline},
                             {.socket_path = folder->socket_path(), .handler = handle_local}}};
    fmt::print("Teczka listens on http://{}:{}\n", address->host, http.port());
    std::fflush(stdout);
    signals.wait();
    fmt::print("Stopping: what was accepted is finished first\n");
    http.stop();
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("serve", "Serve the office of a data folder");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder");
    verb->add_option("--listen", given->listen, "address and port [127.0.0.1:8080]");
    verb->add_option("--config", given->config, "a TOML file with data, listen, time_zone");
    verb->callback([given, &chosen] { chosen = [given] { return serve(*given); }; });
}

}  // namespace teczka::app
