// A kind of records that the office added itself. Its records have a name, what they belong to, and the
// fields added to them (custom_field).
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{
    {.name = "name",
     .label = {"Nazwa w adresie", "Name in addresses"},
     .help = {"Zostawiona pusta powstaje z nazwy; później się nie zmienia.",
              "Left empty it is made of the label; it never changes."},
     .indexed = true,
     .unique = true,
     .max = 30},
    {.name = "one_pl", .label = {"Jeden, po polsku", "One, in Polish"}, .required = true, .max = 60},
    {.name = "many_pl", .label = {"Wiele, po polsku", "Many, in Polish"}, .required = true, .max = 60},
    {.name = "one_en", .label = {"Jeden, po angielsku", "One, in English"}, .max = 60},
    {.name = "many_en", .label = {"Wiele, po angielsku", "Many, in English"}, .max = 60},
    {.name = "belongs_to",
     .label = {"Należy do", "Belongs to"},
     .help = {"Rodzaj wpisów, przy którym stoi („company”), albo „office”: słownik dla wszystkich.",
              "The kind of records it stands with (“company”), or “office”: a list for everybody."},
     .required = true,
     .max = 40,
     .initial = "\"company\""},
    {.name = "position", .label = {"Kolejność", "Position"}, .type = integer, .max = 100'000, .min = "0"},
    {.name = "is_retired", .label = {"Wycofany", "Retired"}, .type = boolean, .initial = "false"}};
constexpr Table<sv> columns{"many_pl", "name", "belongs_to", "is_retired"};

}  // namespace

constexpr Entity custom_entity{.name = "custom_entity",
                               .one = {"Własny rodzaj wpisów", "Own kind of records"},
                               .many = {"Własne rodzaje wpisów", "Own kinds of records"},
                               .title = "many_pl",
                               .belongs_to = of_the_office,
                               .fields = fields,
                               .list_columns = columns,
                               .order = "position,many_pl",
                               .is_internal = true};

}  // namespace teczka::areas::office
