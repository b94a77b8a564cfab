// How a verb reaches the office: through the server that holds the folder, else through a host of its own in
// this process. Either way the same local requests are asked, so that a verb is written once.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "api/http.hpp"
#include "core/base/json.hpp"
#include "core/base/refusal.hpp"

namespace teczka::app {

class LocalDoor {
public:
    // Refuses what Folder::open refuses, but for a folder that a running server holds.
    static Result<LocalDoor> open(const std::string& folder, std::string as);
    LocalDoor(LocalDoor&&) noexcept;
    ~LocalDoor();

    api::Response ask(std::string_view method, std::string_view target, std::string_view body);

private:
    struct Impl;
    explicit LocalDoor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Waits for the job that an answer 202 names: its result. Refused with the reasons why it failed.
Result<json::object> wait_for_job(LocalDoor& door, const api::Response& started);

// What the result of taking a batch back says, to stdout; false when some records were refused.
bool say_taken_back(std::string_view done, const json::object& result);

// A problem document's complaints to stderr; the exit status.
int say_problem(const api::Response& response);

}  // namespace teczka::app
