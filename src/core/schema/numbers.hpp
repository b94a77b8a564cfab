// Giving numbers to what is new. Private to schema/.
#pragma once
#include "core/schema/schema.hpp"

namespace teczka::schema {

// Inside the caller's transaction.
void give_numbers(store::Connection& writer, const catalogue::Catalogue& catalogue);

}  // namespace teczka::schema
