// Trees kept by a link to the same entity (a territory's parent, a user's manager): no ring may arise.
#pragma once
#include "core/change/change.hpp"

namespace teczka::change {

// Longer chains than any office has; a walk that long is taken for a ring.
inline constexpr int chain_steps = 1000;

// Does following `link` from the record lead back to it?
bool leads_back(Workspace& work, const FieldModel& link, const Id& id);

// The body of a rule: refuses `code` at the field `link` of the record when it leads back.
void refuse_ring(Workspace& work, const EntityModel& entity, const Id& id, string_view link,
                 string_view code);

}  // namespace teczka::change
