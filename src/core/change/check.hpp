// Proof that what is derived equals what it is derived from: roll-ups, hidden columns, search terms, and
// every record against its own journal. Reads everything; for `teczka check` and for tests.
#pragma once
#include <string>
#include <vector>

#include "core/change/change.hpp"

namespace teczka::change {

struct Difference {
    std::string kind;  // "rollup" "hidden" "term" "journal" "rev"
    std::string entity, field;
    Id id{};
    std::string expected, found;  // texts for a log, never for a user
};

// At most `limit` differences, in the order of the catalogue.
std::vector<Difference> check(store::Connection& connection, const catalogue::Catalogue& catalogue,
                              const schema::Numbers& numbers, int limit);

}  // namespace teczka::change
