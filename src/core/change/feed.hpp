// What changed since a moment, for whoever follows the office live.
#pragma once
#include <optional>
#include <vector>

#include "core/change/change.hpp"

namespace teczka::change {

struct Changed {
    const EntityModel* entity{};
    Id id{};
    std::int64_t seq{};  // of its last change in here
    bool is_removed{};   // as it stands now
};
struct Feed {
    std::vector<Changed> records;  // each once, in no order
    std::int64_t seq{};            // up to which they were read
    bool is_cut{};                 // there are more: who wants to know all asks anew
};
// Reads at most `limit` rows of the journal after `after_seq`.
Feed changes_since(store::Connection& connection, const schema::Numbers& numbers, std::int64_t after_seq,
                   int limit);

// What an operation did to a record, and who. Nothing when it left it alone.
struct Done {
    Id actor{};  // nil: the program itself
    Act act{};
};
std::optional<Done> done_to(store::Connection& connection, const schema::Numbers& numbers, const Id& op,
                            const Touched& touched);

// What an operation did to one field of a record, and who: the record was touched by it and has this rev now.
// Nothing when the operation left the field alone.
struct FieldChange {
    Id actor{};  // nil: the program itself
    Value old_value, new_value;
};
std::optional<FieldChange> change_of(store::Connection& connection, const schema::Numbers& numbers,
                                     const Id& op, const Touched& touched, const FieldModel& field);

}  // namespace teczka::change
