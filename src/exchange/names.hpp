// What people call codes: choices by their labels, countries and languages by name, in Polish or English.
#pragma once
#include <string>
#include <string_view>

#include "core/catalogue/catalogue.hpp"

namespace teczka::exchange {

// The code that `text` names, in any case and without marks ("Klient końcowy" → "end_customer", "Niemcy" →
// "DE"); the text itself when it names none or the field has no codes.
std::string code_of(const catalogue::FieldModel& field, std::string text);

}  // namespace teczka::exchange
