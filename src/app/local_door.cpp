// See local_door.hpp.
#include "app/local_door.hpp"

#include <optional>

#include "app/folder.hpp"
#include "app/model.hpp"
#include "app/parts.hpp"
#include "app/said.hpp"
#include "core/base/json.hpp"
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

int say_problem(const api::Response& response) {
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
    return say(refusal);
}

}  // namespace teczka::app
