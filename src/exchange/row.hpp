// One row on its way to records: templates filled, values translated and typed, links looked up.
#pragma once
#include <string_view>
#include <vector>

#include "exchange/keys.hpp"
#include "exchange/mapping.hpp"
#include "exchange/tables.hpp"

namespace teczka::exchange {

// The cells of one row; texts hold as long as whoever made it says.
struct RowCells {
    std::vector<std::string_view> texts;
    std::vector<CellKind> kinds;  // beside `texts`
};

// Cells → typed value, by the mapping's rules; codes as of change::parse_text_value, and number_invalid,
// date_invalid, link_unknown, cell_error. Of a field with `of_row` the caller knows the value.
Result<Value> value_of_row(const FieldMapping& mapping, const RowCells& row, Keys& keys);

// "5.01.2026" by "DD.MM.YYYY" → "2026-01-05", a time behind it left out; nothing when it does not fit.
std::optional<std::string> iso_date(std::string_view text, std::string_view format);

// The parts of an address written in one line; what is not there is empty.
struct AddressParts {
    std::string_view street, postal_code, city;
};
AddressParts split_address(std::string_view text);

}  // namespace teczka::exchange
