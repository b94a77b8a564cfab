// What we sell, by its catalogue code.
#include "areas/clients/clients.hpp"
#include "areas/shared/tags.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{{.name = "code",
                               .label = {"Kod", "Code"},
                               .required = true,
                               .searched = true,
                               .indexed = true,
                               .max = 60,
                               .twice = "code_twice"},
                              {.name = "name",
                               .label = {"Nazwa", "Name"},
                               .required = true,
                               .searched = true,
                               .sorted = true,
                               .max = 200},
                              {.name = "group",
                               .label = {"Grupa", "Group"},
                               .type = link,
                               .to = "product_group",
                               .inverse = "products",
                               .indexed = true},
                              {.name = "warranty_months",
                               .label = {"Gwarancja (miesiące)", "Warranty (months)"},
                               .type = integer,
                               .max = 1200,
                               .min = "0"},
                              tags()};
constexpr Table<sv> columns{"name", "code", "group", "warranty_months"};

}  // namespace

constexpr Entity product{.name = "product",
                         .one = {"Produkt", "Product"},
                         .many = {"Produkty", "Products"},
                         .title = "name",
                         .belongs_to = of_the_office,
                         .fields = fields,
                         .list_columns = columns,
                         .order = "name"};

}  // namespace teczka::areas::clients
