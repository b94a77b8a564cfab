// A list somebody keeps: filter, order, columns and grouping of one entity, as its address spells them.
// Private, or shared with groups; whoever opens it asks under his own rights.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Group> groups{{"main", {"Widok", "View"}}, {"shape", {"Układ", "Layout"}}};
constexpr Table<Field> fields{
    {.name = "name",
     .label = {"Nazwa", "Name"},
     .required = true,
     .sorted = true,
     .max = 120,
     .group = "main"},
    {.name = "entity",
     .label = {"Lista", "List"},
     .help = {"Rodzaj wpisów, jak w adresie: „company”.",
              "The kind of records, as in the address: “company”."},
     .required = true,
     .indexed = true,
     .max = 60,
     .group = "main"},
    {.name = "owner",
     .label = {"Właściciel", "Owner"},
     .type = link,
     .to = "user",
     .inverse = "saved_views",
     .required = true,
     .indexed = true,
     .initial = "me",
     .group = "main"},
    {.name = "shared_with",
     .label = {"Udostępniony grupom", "Shared with"},
     .type = links,
     .help = {"Widzą go i używają; zmienia go właściciel.", "They see and use it; its owner changes it."},
     .to = "user_group",
     .group = "main"},
    {.name = "condition", .label = {"Filtr", "Filter"}, .type = condition, .to = "entity", .group = "shape"},
    {.name = "order", .label = {"Kolejność", "Order"}, .max = 1000, .group = "shape"},
    {.name = "columns", .label = {"Kolumny", "Columns"}, .type = note, .max = 8000, .group = "shape"},
    {.name = "widths", .label = {"Szerokości kolumn", "Widths"}, .type = note, .max = 8000, .group = "shape"},
    {.name = "grouping", .label = {"Grupowanie", "Grouping"}, .max = 400, .group = "shape"}};
constexpr Table<sv> columns{"name", "entity", "owner", "shared_with"};

}  // namespace

constexpr Entity saved_view{.name = "saved_view",
                            .one = {"Widok listy", "Saved view"},
                            .many = {"Widoki list", "Saved views"},
                            .title = "name",
                            .belongs_to = of_the_office,
                            .fields = fields,
                            .groups = groups,
                            .list_columns = columns,
                            .order = "name"};

}  // namespace teczka::areas::office
