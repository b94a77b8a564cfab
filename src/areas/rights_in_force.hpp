// The table of rights as it stands: the defaults of the areas, and what was decided in their place.
#pragma once
#include <memory>

#include "core/query/query.hpp"
#include "core/rights/rights.hpp"

namespace teczka::areas {

struct RightsInForce {
    std::shared_ptr<const rights::Rights> rights;
    std::int64_t version{};  // of the decisions: 0 when there are none
};
// `system`: a context that sees all. `wanted`: as it would be with one more decision.
RightsInForce rights_in_force(const query::Context& system, store::Connection& reader,
                              const rights::Decision* wanted = nullptr);

}  // namespace teczka::areas
