// A word of the office's own that marks records of several kinds; tags.hpp is the field that holds them.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Choice> colours{{"green", {"zielony", "green"}},     {"blue", {"niebieski", "blue"}},
                                {"amber", {"bursztyn", "amber"}},    {"red", {"czerwony", "red"}},
                                {"violet", {"fioletowy", "violet"}}, {"grey", {"szary", "grey"}}};
constexpr Table<Field> fields{{.name = "name",
                               .label = {"Nazwa", "Name"},
                               .required = true,
                               .searched = true,
                               .sorted = true,
                               .unique = true,
                               .max = 60},
                              {.name = "colour",
                               .label = {"Kolor", "Colour"},
                               .type = Type::choice,
                               .choices = colours,
                               .initial = "\"grey\""}};
constexpr Table<sv> columns{"name", "colour"};

}  // namespace

constexpr Entity tag{.name = "tag",
                     .one = {"Etykieta", "Tag"},
                     .many = {"Etykiety", "Tags"},
                     .title = "name",
                     .belongs_to = of_the_office,
                     .fields = fields,
                     .list_columns = columns,
                     .order = "name"};

}  // namespace teczka::areas::office
