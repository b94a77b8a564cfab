// What every office has from its first day: the four user groups, under ids that are the same everywhere.
#pragma once
#include <string_view>

#include "core/change/change.hpp"

namespace teczka::app {

// accounting, management, sales or administrator.
Id group_id(std::string_view code);

Result<void> make_first_data(change::Committer& committer, const catalogue::Catalogue& catalogue,
                             Environment& environment);

}  // namespace teczka::app
