// What offices and their former programs call a field. Private to exchange/.
#pragma once
#include <span>
#include <string_view>

namespace teczka::exchange {

struct Words {
    std::string_view entity;  // "*": any that has the field
    std::string_view role;
    std::string_view field;
    std::string_view words;  // plain headers apart by |
    std::string_view take{};
};
std::span<const Words> known_words();

}  // namespace teczka::exchange
