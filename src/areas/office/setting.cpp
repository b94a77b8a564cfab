// What the administrator sets and no other entity holds: a key and a text.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{
    {.name = "key", .label = {"Klucz", "Key"}, .required = true, .unique = true, .max = 120},
    {.name = "value", .label = {"Wartość", "Value"}, .type = note, .max = 10'000}};
constexpr Table<sv> columns{"key", "value"};

}  // namespace

constexpr Entity setting{.name = "setting",
                         .one = {"Ustawienie", "Setting"},
                         .many = {"Ustawienia", "Settings"},
                         .title = "key",
                         .belongs_to = of_the_office,
                         .fields = fields,
                         .list_columns = columns,
                         .order = "key",
                         .is_internal = true};

}  // namespace teczka::areas::office
