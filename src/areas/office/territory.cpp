// A part of the market with its salespeople; companies lie in one, and that decides who sees them.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Group> groups{{"main", {"Dane", "Details"}}, {"rule", {"Zasięg", "Reach"}}};
constexpr Table<Field> fields{
    {.name = "name",
     .label = {"Nazwa", "Name"},
     .required = true,
     .searched = true,
     .sorted = true,
     .max = 120,
     .group = "main"},
    {.name = "parent",
     .label = {"Region nadrzędny", "Parent territory"},
     .type = link,
     .to = "territory",
     .inverse = "parts",
     .inverse_label = {"Podregiony", "Parts"},
     .indexed = true,
     .group = "main"},
    {.name = "manager",
     .label = {"Kierownik", "Manager"},
     .type = link,
     .to = "user",
     .inverse = "managed_territories",
     .inverse_label = {"Kierowane regiony", "Managed territories"},
     .indexed = true,
     .group = "main"},
    {.name = "postal_codes",
     .label = {"Kody pocztowe", "Postal codes"},
     .help = {"Początki kodów, np. „00 01 05-8”; nowa firma spod nich trafia do regionu.",
              "Beginnings, as in “00 01 05-8”; a new company there lies in the territory."},
     .max = 1000,
     .group = "rule"},
    {.name = "countries",
     .label = {"Kraje", "Countries"},
     .help = {"Kody krajów, np. „PL LT”.", "Country codes, as in “PL LT”."},
     .max = 500,
     .group = "rule"},
    {.name = "turnover",
     .label = {"Obrót", "Turnover"},
     .type = money,
     .help = {"Netto faktur, w walucie biura, według miesiąca sprzedaży.",
              "Net of invoices in the office's currency, by month of sale."},
     .finance = true,
     .rollup = {Fold::sum, "invoices", "net_base", "status = \"registered\"", "month(sold_on)"}}};
constexpr Table<sv> columns{"name", "parent", "manager", "postal_codes", "countries"};

}  // namespace

constexpr Entity territory{.name = "territory",
                           .one = {"Region", "Territory"},
                           .many = {"Regiony", "Territories"},
                           .title = "name",
                           .belongs_to = of_the_office,
                           .fields = fields,
                           .groups = groups,
                           .list_columns = columns,
                           .order = "name"};

}  // namespace teczka::areas::office
