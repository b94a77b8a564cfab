// What numbers in spreadsheets mean: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4 (dates as serial
// numbers).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "formats/cells.hpp"

namespace teczka::formats {

enum class NumberFormat : std::uint8_t { number, date, date_time, time, duration };

// By the code of a format ("dd.mm.yyyy", "[Red]0.00", "[h]:mm"), or by the number of one that is built in.
NumberFormat format_of_code(std::string_view code);
NumberFormat format_of_number(int number);

// "1.1000000000000001", "5.265877635E9" → "1.1", "5265877635": the exact decimal of what people see. A
// spreadsheet calculates with 15 digits, so fractions are rounded there; whole numbers that a program wrote
// out keep all their digits. Nothing when it is no number.
std::optional<std::string> plain_number(std::string_view text);

struct TypedText {
    CellKind kind{};
    std::string text{};
};
// A serial number under a format. Times are rounded to milliseconds. 60 is the day that Excel's 1900 system
// invented and comes as the text "1900-02-29"; what is outside of the calendar stays a number.
TypedText typed_number(std::string_view number, NumberFormat format, bool is_1904);
// A cell of type d: "2012-11-11", "2012-11-11T10:00:00Z"; anything else is text.
TypedText typed_iso(std::string_view text);

}  // namespace teczka::formats
