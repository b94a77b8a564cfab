// All that the office does, gathered: the one ordered list of entities, the default rights and the rules.
#pragma once
#include <span>

#include "core/catalogue/declare.hpp"
#include "core/change/change.hpp"

namespace teczka::areas {

// In the order of the navigation; numbers in the catalogue follow it. For Catalogue::build().
std::span<const catalogue::Entity* const> entities();
// A span an area. For rights::Rights::build() and change::Options.
std::span<const std::span<const catalogue::Right>> rights();
std::span<const std::span<const change::Rule>> rules();

}  // namespace teczka::areas
