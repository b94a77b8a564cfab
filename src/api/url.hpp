// Percent-decoding and the parts of a target.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teczka::api {

// Nothing when a % is not followed by two hexadecimal digits or the result is not UTF-8; "+" is a blank only
// in queries.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);

// The parameters of a query in order; nothing when one cannot be decoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;
std::optional<Parameters> parse_parameters(std::string_view query);

}  // namespace teczka::api
