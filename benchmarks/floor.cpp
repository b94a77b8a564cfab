// teczka_floor: what the machine and its libraries can do at all, to hold the product's figures against.
#include "benchmarks/floor.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <thread>

#include "server/http_server.hpp"

namespace teczka::floor {

void serve(int port) {
    server::keep_memory_small();
    const auto answer = [](const api::Request&, api::Responder respond) {
        respond({.status = 200, .content_type = "text/plain", .fixed_body = "ok"});
    };
    const auto inline_always = [](const api::Request&) { return true; };
    server::HttpServer http{
        {{.port = static_cast<std::uint16_t>(port), .handler = answer, .runs_inline = inline_always}}};
    std::printf("listening on %d\n", int{http.port()});
    std::fflush(stdout);
    for (;;) std::this_thread::sleep_for(std::chrono::hours{1});
}

}  // namespace teczka::floor

int main(int argc, char** argv) {
    using namespace teczka::floor;
    CLI::App app{"Floors of the benchmarks"};
    app.require_subcommand(1);
    int port = 0;
    auto* http = app.add_subcommand("http");
    http->add_option("port", port)->required();
    http->callback([&] { serve(port); });

    std::string data, ids, login;
    int seconds = 4;
    auto* card = app.add_subcommand("card");
    card->add_option("data", data)->required();
    card->add_option("ids", ids)->required();
    card->add_option("login", login)->required();
    card->add_option("--seconds", seconds);
    card->callback([&] { read_cards(data, ids, login, seconds); });

    std::string target;
    auto* statements = app.add_subcommand("statements");
    statements->add_option("data", data)->required();
    statements->add_option("login", login)->required();
    statements->add_option("target", target)->required();
    statements->callback([&] { show_statements(data, login, target); });

    Inserts given;
    auto* inserts = app.add_subcommand("inserts");
    inserts->add_option("from", given.from)->required();
    inserts->add_option("to", given.to)->required();
    inserts->add_option("--per-commit", given.per_commit);
    inserts->add_option("--since", given.since);
    inserts->add_option("--cache-kib", given.cache_kib);
    inserts->callback([&] { insert_again(given); });

    std::string to;
    auto* plain = app.add_subcommand("plain");
    plain->add_option("from", data)->required();
    plain->add_option("to", to)->required();
    plain->callback([&] { copy_plain(data, to); });

    auto* lines = app.add_subcommand("lines");
    lines->add_option("data", data)->required();
    lines->callback([&] { add_up_lines(data); });

    std::int64_t wanted = 0;
    auto* words = app.add_subcommand("words");
    words->add_option("data", data)->required();
    words->add_option("wanted", wanted)->required();
    words->callback([&] { choose_words(data, wanted); });

    auto* seq = app.add_subcommand("seq");
    seq->add_option("data", data)->required();
    seq->callback([&] { last_seq(data); });

    int rows = 0;
    auto* make = app.add_subcommand("make-sheet");
    make->add_option("to", to)->required();
    make->add_option("rows", rows)->required();
    make->callback([&] { make_sheet(to, rows); });

    std::string worker;
    auto* read = app.add_subcommand("read-sheet");
    read->add_option("worker", worker)->required();
    read->add_option("from", data)->required();
    read->callback([&] { read_sheet(worker, data); });
    CLI11_PARSE(app, argc, argv);
    return 0;
}
