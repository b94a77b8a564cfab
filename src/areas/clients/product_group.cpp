// A group of products, in a tree: turnover is reported and discounts are given by it.
#include "areas/clients/clients.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{{.name = "name",
                               .label = {"Nazwa", "Name"},
                               .required = true,
                               .searched = true,
                               .sorted = true,
                               .indexed = true,
                               .max = 120,
                               .twice = "name_twice"},
                              {.name = "parent",
                               .label = {"Grupa nadrzędna", "Parent group"},
                               .type = link,
                               .to = "product_group",
                               .inverse = "parts",
                               .inverse_label = {"Podgrupy", "Subgroups"},
                               .indexed = true}};
constexpr Table<sv> columns{"name", "parent"};

}  // namespace

constexpr Entity product_group{.name = "product_group",
                               .one = {"Grupa produktów", "Product group"},
                               .many = {"Grupy produktów", "Product groups"},
                               .title = "name",
                               .belongs_to = of_the_office,
                               .fields = fields,
                               .list_columns = columns,
                               .order = "name"};

}  // namespace teczka::areas::clients
