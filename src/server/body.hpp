// Bodies of the host's own routes: a JSON object of texts, each member into its place.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/base/json.hpp"
#include "core/base/refusal.hpp"

namespace teczka::server {

struct TextMember {
    std::string_view name;
    std::string* place;
    bool required{true};
};

// Refuses what is no object, unknown members, members that are no texts (field_unknown, wrong_type), required
// ones that are missing or empty, texts over 1,000 bytes. `at` stands before the names in complaints:
// "office.".
Result<void> read_texts(const json::value& object, std::span<const TextMember> members,
                        std::string_view at = {});
Result<void> read_texts(std::string_view body, std::span<const TextMember> members);

}  // namespace teczka::server
