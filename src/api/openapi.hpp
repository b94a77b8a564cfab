// OpenAPI 3.1, written from the tables of routes and the catalogue, as far as somebody may use them.
#pragma once
#include <span>
#include <string>

#include "api/route.hpp"
#include "core/rights/rights.hpp"

namespace teczka::api {

struct Description {
    const catalogue::Catalogue& catalogue;
    const rights::Rights& rights;
    const rights::Actor& actor;
    std::span<const Part> others{};  // besides the api's own
    // One path for whatever {entity} may be instead of one each: the same whatever the catalogue holds.
    bool is_general{};
};
std::string openapi(const Description& description);

}  // namespace teczka::api
