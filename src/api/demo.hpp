// The demo data of an office: the generator leaves the batch of all it made in the setting demo_batch; an
// office without it has no demo data.
#pragma once
#include <optional>
#include <string_view>

#include "api/office.hpp"

namespace teczka::api {

inline constexpr std::string_view demo_setting = "demo_batch";

struct Demo {
    Id setting{}, batch{};
};
std::optional<Demo> find_demo(const query::Context& system, store::Connection& reader);

}  // namespace teczka::api
