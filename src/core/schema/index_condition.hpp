// The condition of a partial index as SQL that both engines read: own booleans, choices and states against
// literals. Private to schema/.
#pragma once
#include <string>

#include "core/catalogue/expression.hpp"

namespace teczka::schema {

// Empty when it is true for every row.
std::string index_condition(const catalogue::Expression& condition);

}  // namespace teczka::schema
