// Roll-ups brought along with a change, by difference: what each touched child gave its parent before and
// gives now. Private to change/.
#pragma once
#include <map>

#include "core/change/work.hpp"

namespace teczka::change {

// Differences of one grouped roll-up: how much is added to a group, and how many children with it.
struct GroupKey {
    const FieldModel* rollup{};
    Id parent{};
    Row keys;
    auto operator<=>(const GroupKey&) const = default;
};
struct GroupDelta {
    std::int64_t value{}, count{};
};
using GroupDeltas = std::map<GroupKey, GroupDelta>;

// Changes stored roll-ups of parents in the workspace (they are then among touched() or rolled()), and says
// what grouped ones gain. A sum beyond 64 bits is refused there.
GroupDeltas bring_along(Work& work);

// What a record with these values gives to a roll-up of its parent. Also used by check.hpp.
Contribution contribution(const FieldModel& rollup, const EntityLayout& child, const Row& row, const Id& id);

}  // namespace teczka::change
