// Clients: companies of all three tiers, the people who work there, who buys from whom, and what is sold.
#pragma once
#include <span>

#include "core/catalogue/declare.hpp"
#include "core/change/change.hpp"

namespace teczka::areas::clients {

extern const catalogue::Entity company;
extern const catalogue::Entity person;
extern const catalogue::Entity employment;
extern const catalogue::Entity contact_point;
extern const catalogue::Entity supply;
extern const catalogue::Entity product_group;
extern const catalogue::Entity product;
extern const catalogue::Entity external_id;

std::span<const catalogue::Right> rights();
// No rings among suppliers, holdings and product groups; tiers follow the chain (a warning); one primary
// employment a person.
std::span<const change::Rule> rules();

}  // namespace teczka::areas::clients
