// Money: what was invoiced to clients and what of it is open. All amounts are finance fields.
#pragma once
#include <span>

#include "core/catalogue/declare.hpp"
#include "core/change/change.hpp"

namespace teczka::areas::finance {

extern const catalogue::Entity invoice;
extern const catalogue::Entity invoice_line;

std::span<const catalogue::Right> rights();
// A line's net follows from quantity, price and discount, an invoice's net from its lines, unless given.
std::span<const change::Rule> rules();

}  // namespace teczka::areas::finance
