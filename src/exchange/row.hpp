// One row on its way to records: templates filled, values translated and typed, links looked up.
#pragma once
#include <string_view>
#include <vector>

#include "exchange/keys.hpp"
#include "exchange/mapping.hpp"

namespace teczka::exchange {

// Text of a cell → typed value, by the mapping's rules; codes as of change::parse_text_value, and
// link_unknown.
Result<Value> value_of_row(const FieldMapping& mapping, const std::vector<std::string_view>& row, Keys& keys);

}  // namespace teczka::exchange
