// A choice of a field that the office added itself.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Choice> colours{{"green", {"zielony", "green"}},     {"blue", {"niebieski", "blue"}},
                                {"amber", {"bursztyn", "amber"}},    {"red", {"czerwony", "red"}},
                                {"violet", {"fioletowy", "violet"}}, {"grey", {"szary", "grey"}}};
constexpr Table<Field> fields{
    {.name = "field",
     .label = {"Pole", "Field"},
     .type = link,
     .to = "custom_field",
     .inverse = "choices",
     .required = true,
     .owned = true},
    {.name = "code",
     .label = {"Kod", "Code"},
     .help = {"Zostawiony pusty powstaje z nazwy; później się nie zmienia.",
              "Left empty it is made of the label; it never changes."},
     .max = 30},
    {.name = "label_pl", .label = {"Nazwa po polsku", "Label in Polish"}, .required = true, .max = 80},
    {.name = "label_en", .label = {"Nazwa po angielsku", "Label in English"}, .max = 80},
    {.name = "colour",
     .label = {"Kolor", "Colour"},
     .type = choice,
     .choices = colours,
     .initial = "\"grey\""},
    {.name = "position", .label = {"Kolejność", "Position"}, .type = integer, .max = 100'000, .min = "0"},
    {.name = "is_retired", .label = {"Wycofany", "Retired"}, .type = boolean, .initial = "false"}};
constexpr Table<sv> columns{"label_pl", "field", "code", "colour", "is_retired"};
constexpr Table<Index> indexes{{.keys = {"field", "code"}, .unique = true}};

}  // namespace

constexpr Entity custom_choice{.name = "custom_choice",
                               .one = {"Wartość własnego pola", "Choice of an own field"},
                               .many = {"Wartości własnych pól", "Choices of own fields"},
                               .title = "label_pl",
                               .belongs_to = of_the_office,
                               .fields = fields,
                               .indexes = indexes,
                               .list_columns = columns,
                               .order = "position,label_pl",
                               .is_internal = true};

}  // namespace teczka::areas::office
