// teczka undo: takes back one operation or a whole batch (an import, a bulk change).
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/local_door.hpp"
#include "app/said.hpp"
#include "core/base/json.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data, op, batch, as;
};

// A batch of more than a chunk is taken back in the background; here we wait for it.
int say_undone(LocalDoor& door, const api::Response& started) {
    const auto result = wait_for_job(door, started);
    if (!result) return say(result.error());
    const bool is_whole = say_taken_back("undone", *result);
    return is_whole ? 0 : exit_some_refused;
}

int undo(const Given& given) {
    auto door = LocalDoor::open(given.data, given.as);
    if (!door) return say(door.error());
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    if (!given.op.empty()) out.member("op", given.op);
    if (!given.batch.empty()) out.member("batch", given.batch);
    out.end_object();
    const auto response = door->ask("POST", "/api/v1/undo", body);
    if (response.status == 202) return say_undone(*door, response);
    if (response.status != 200) return say_problem(response);
    const auto answer = parse_json(response.body);
    if (!answer) return say(answer.error());
    const auto& kept = answer->at("kept").as_array();
    fmt::print("undone: {} records", answer->at("undone").as_int64());
    fmt::print("{}\n",
               kept.empty() ? std::string{} : fmt::format(", kept as changed since: {} fields", kept.size()));
    for (const auto& one : kept) {
        fmt::print("  {} {} {}\n", one.at("entity").as_string().c_str(), one.at("id").as_string().c_str(),
                   one.at("field").as_string().c_str());
    }
    return 0;
}

}  // namespace

void add_undo(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("undo", "Take back one operation or a whole batch");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    auto* op = verb->add_option("--op", given->op, "the operation's id");
    auto* batch = verb->add_option("--batch", given->batch, "the batch's id");
    op->excludes(batch);
    verb->add_option("--as", given->as, "act as this login instead of as the system");
    verb->callback([given, &chosen] { chosen = [given] { return undo(*given); }; });
}

}  // namespace teczka::app
