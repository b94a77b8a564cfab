// teczka serve: the office on the network until it is told to stop.
#include <fmt/core.h>
#include <signal.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/folder.hpp"
#include "app/model.hpp"
#include "app/parts.hpp"
#include "app/said.hpp"
#include "app/web_files.hpp"
#include "server/environment.hpp"
#include "server/http_server.hpp"
#include "server/tls.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data, config;
    std::vector<std::string> listen;
    bool allow_plain{}, checks_only{};
};

// The file's settings, and the command line's in their place.
Result<Config> config_of(const Given& given) {
    auto config = given.config.empty() ? Result<Config>{Config{}} : load_config(given.config);
    if (!config) return config;
    if (!given.data.empty()) config->data = given.data;
    if (given.allow_plain) config->allow_plain = true;
    if (!given.listen.empty()) config->plain.clear(), config->tls.clear();
    for (const auto& text : given.listen) {
        const auto address = parse_address(text);
        if (!address) return std::unexpected(address.error());
        config->plain.push_back(*address);
    }
    if (auto whole = complete(*config); !whole) return std::unexpected(whole.error());
    return config;
}

// How often the certificate's files are looked at.
constexpr timespec look_every{5, 0};

// Blocks the signals that stop or reload for all threads made later, and waits for one of them.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, number);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        signal(SIGPIPE, SIG_IGN);
    }
    // 0: none came for a while.
    int wait() const { return std::max(0, sigtimedwait(&set_, nullptr, &look_every)); }

private:
    sigset_t set_{};
};

// A certificate that was renewed is taken up without a stop; one that is broken is said, and the old one
// serves on.
void renew(server::Tls& tls) {
    if (const auto loaded = tls.reload(); !loaded) {
        say(loaded.error());
        return;
    }
    fmt::print("The certificate was loaded anew\n");
    std::fflush(stdout);
}

void serve_until_stopped(const Signals& signals, server::Tls* tls) {
    for (;;) {
        const int number = signals.wait();
        if (number == SIGTERM || number == SIGINT) return;
        if (tls != nullptr && (number == SIGHUP || tls->has_changed())) renew(*tls);
    }
}

// One line an address; `port` is what the machine chose for the first. Where a browser on this machine finds
// us, also when we listen everywhere.
std::string say_listening(const Config& config, std::uint16_t port) {
    std::string own;
    for (const auto* list : {&config.plain, &config.tls}) {
        for (auto address : *list) {
            const std::string scheme = list == &config.tls ? "https://" : "http://";
            if (own.empty()) address.port = port;
            fmt::print("Teczka listens on {}{}\n", scheme, address.text());
            const bool is_any = address.host == "0.0.0.0" || address.host == "::";
            if (own.empty()) own = scheme + Address{is_any ? "127.0.0.1" : address.host, address.port}.text();
        }
    }
    return own;
}

void say_first_start(const std::string& code, const std::string& url) {
    if (code.empty()) return;
    fmt::print(
        "This office has nobody yet. Make it at {} on this machine,\n"
        "or from another one with the code  {}  (or by teczka init)\n",
        url, code);
}

int serve(const Given& given) {
    const auto config = config_of(given);
    if (!config) return say(config.error());
    std::shared_ptr<server::Tls> tls;
    if (!config->tls.empty()) {
        auto loaded = server::Tls::load(config->certificate, config->key);
        if (!loaded) return say(loaded.error());
        tls = std::move(*loaded);
    }
    if (given.checks_only) {
        fmt::print("The configuration is in order\n");
        return 0;
    }
    server::keep_memory_small();
    server::set_time_zone("Europe/Warsaw");  // until the office says which is its own
    const Signals signals;
    auto folder = Folder::open(config->data, model());
    if (!folder) return say(folder.error());
    auto options = host_options(*folder);
    options.files = web_files();
    server::Host host{std::move(options)};
    const auto handle = [&host](const api::Request& request, api::Responder respond) {
        host.handle(request, std::move(respond));
    };
    const auto handle_local = [&host](const api::Request& request, api::Responder respond) {
        host.handle_local(request, std::move(respond));
    };
    std::vector<server::Endpoint> endpoints;
    for (const auto* list : {&config->plain, &config->tls}) {
        for (const auto& address : *list)
            endpoints.push_back({.address = address.host,
                                 .port = address.port,
                                 .handler = handle,
                                 .runs_inline = server::Host::runs_inline,
                                 .tls = list == &config->tls ? tls : nullptr});
    }
    endpoints.push_back({.socket_path = folder->socket_path(), .handler = handle_local});
    server::HttpServer http{std::move(endpoints)};
    const auto url = say_listening(*config, http.port());
    say_first_start(host.first_start_code(), url);
    std::fflush(stdout);
    serve_until_stopped(signals, tls.get());
    fmt::print("Stopping: what was accepted is finished first\n");
    http.stop();
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("serve", "Serve the office of a data folder");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder");
    verb->add_option("--listen", given->listen, "address and port [127.0.0.1:8080]; may be given again");
    verb->add_option("--config", given->config, "a TOML file: data, [listen], [tls]");
    verb->add_flag("--allow-plain", given->allow_plain,
                   "listen beyond this machine without TLS: all that is sent can be read on the way");
    verb->add_flag("--check-config", given->checks_only,
                   "say whether the configuration and its certificate are in order, and end");
    verb->callback([given, &chosen] { chosen = [given] { return serve(*given); }; });
}

}  // namespace teczka::app
