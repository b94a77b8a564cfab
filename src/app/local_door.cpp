// See local_door.hpp.
#include "app/local_door.hpp"

#include <fmt/core.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "app/folder.hpp"
#include "app/model.hpp"
#include "app/parts.hpp"
#include "app/said.hpp"
#include "server/host.hpp"
#include "server/local_client.hpp"

namespace teczka::app {

struct LocalDoor::Impl {
    std::string as;
    std::optional<std::string> socket;  // of the running server, or
    std::optional<Folder> folder;       // ours with
    std::unique_ptr<server::Host> host;
};

LocalDoor::LocalDoor(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
LocalDoor::LocalDoor(LocalDoor&&) noexcept = default;
LocalDoor::~LocalDoor() = default;

Result<LocalDoor> LocalDoor::open(const std::string& folder, std::string as) {
    auto impl = std::make_unique<Impl>();
    impl->as = std::move(as);
    auto own = Folder::open(folder, model());
    if (own) {
        impl->folder = std::move(*own);
        impl->host = std::make_unique<server::Host>(host_options(*impl->folder));
    } else if (own.error().complaints.front().code == "folder_in_use") {
        impl->socket = (std::filesystem::path{folder} / "teczka.sock").string();
    } else {
        return std::unexpected(own.error());
    }
    return LocalDoor{std::move(impl)};
}

api::Response LocalDoor::ask(std::string_view method, std::string_view target, std::string_view body) {
    const server::LocalRequest request{std::string{method}, std::string{target}, impl_->as,
                                       std::string{body}};
    if (impl_->socket) return server::ask_local(*impl_->socket, request);
    return server::answer_local(*impl_->host, request);
}

namespace {

Refusal refusal_of(const api::Response& response) {
    Refusal refusal;
    const auto value = parse_json(response.body);
    const auto* errors = value && value->is_object() ? value->as_object().if_contains("errors") : nullptr;
    if (errors != nullptr && errors->is_array()) {
        for (const auto& error : errors->as_array()) {
            const auto text = [&](std::string_view name) {
                const auto* one = error.as_object().if_contains(name);
                return one != nullptr && one->is_string() ? std::string{std::string_view{one->as_string()}}
                                                          : "";
            };
            refusal.complaints.push_back({text("field"), text("code"), {}});
        }
    }
    if (refusal.complaints.empty())
        refusal.complaints.push_back({"", "status " + std::to_string(response.status), {}});
    return refusal;
}

}  // namespace

int say_problem(const api::Response& response) { return say(refusal_of(response)); }

Result<json::object> wait_for_job(LocalDoor& door, const api::Response& started) {
    const auto answer = parse_json(started.body);
    if (!answer) return std::unexpected(answer.error());
    const auto target = "/api/v1/jobs/" + std::string{answer->at("job").at("id").as_string()};
    for (;;) {
        const auto response = door.ask("GET", target, {});
        if (response.status != 200) return std::unexpected(refusal_of(response));
        const auto job = parse_json(response.body);
        if (!job) return std::unexpected(job.error());
        const auto& state = job->at("state").as_string();
        if (state == "done") return job->at("result").as_object();
        if (state != "queued" && state != "running") {
            Refusal refusal;
            for (const auto& reason : job->at("reasons").as_array())
                refusal.complaints.push_back({"", std::string{reason.at("code").as_string()}, {}});
            return std::unexpected(std::move(refusal));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

bool say_taken_back(std::string_view done, const json::object& result) {
    const auto kept = result.at("kept").as_int64(), refused = result.at("refused").as_int64();
    fmt::print("{}: {} records", done, result.at("changed").as_int64());
    if (kept > 0) fmt::print(", kept as changed since: {} fields", kept);
    if (refused > 0) fmt::print(", refused: {} records", refused);
    fmt::print("\n");
    for (const auto& line : result.at("lines").as_array()) fmt::print("  {}\n", json::serialize(line));
    return refused == 0;
}

}  // namespace teczka::app
