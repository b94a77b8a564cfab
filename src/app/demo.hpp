// A made-up representative office of a structured-cabling manufacturer: tiers, people by level, contacts,
// three years of invoices. Everything goes through the one writer, like anybody's data.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "core/change/change.hpp"

namespace teczka::app {

struct DemoOptions {
    std::int64_t companies{2000};  // 0 to 1,000,000
    std::uint64_t seed{1};
    std::vector<std::int64_t>
        portfolios;  // salespeople besides, with so many clients each: sales-500, sales-5000…
    std::int32_t today{};
    std::function<void(std::int64_t done, std::int64_t all)> progress;
};

inline constexpr std::string_view demo_password = "demo-teczka";
struct DemoLogin {
    std::string_view login, name, group;
};
std::span<const DemoLogin> demo_logins();

Result<void> make_demo(change::Committer& committer, const catalogue::Catalogue& catalogue,
                       Environment& environment, const DemoOptions& options);

}  // namespace teczka::app
