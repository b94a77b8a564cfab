// Sessions that look as somebody else: whose, as whom, until when. A machine table; every write stands in a
// transaction of the caller.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/value.hpp"
#include "core/store/store.hpp"

namespace teczka::store {

struct SessionView {
    std::string token_hash;
    Id viewer{};
    Id as{};  // a user, or a group
    bool is_group{};
    std::int64_t began_at{}, ends_at{};  // UTC ms
};
void save_view(Connection& writer, const SessionView& view);
std::optional<SessionView> find_view(Connection& connection, std::string_view token_hash);
// Takes it away and gives it back; none: it was over already.
std::optional<SessionView> end_view(Connection& writer, std::string_view token_hash);
// The same with all whose time is over or whose session is.
std::vector<SessionView> end_views(Connection& writer, std::int64_t now_ms);

}  // namespace teczka::store
