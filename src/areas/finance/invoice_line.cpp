// What an invoice is made of.
#include "areas/finance/finance.hpp"

namespace teczka::areas::finance {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_the_invoices_company{"invoice.company"};
constexpr Table<Field> fields{
    {.name = "invoice",
     .label = {"Faktura", "Invoice"},
     .type = link,
     .to = "invoice",
     .inverse = "lines",
     .required = true,
     .indexed = true,
     .owned = true},
    {.name = "position", .label = {"Lp.", "No."}, .type = integer, .max = 100'000, .min = "1"},
    {.name = "product",
     .label = {"Produkt", "Product"},
     .type = link,
     .to = "product",
     .inverse = "invoice_lines",
     .indexed = true},
    {.name = "name", .label = {"Nazwa", "Name"}, .max = 512},
    {.name = "quantity", .label = {"Ilość", "Quantity"}, .type = decimal, .scale = 4},
    {.name = "unit", .label = {"J.m.", "Unit"}, .max = 20},
    {.name = "unit_price",
     .label = {"Cena netto", "Unit price"},
     .type = decimal,
     .finance = true,
     .scale = 4},
    {.name = "discount_percent",
     .label = {"Rabat (%)", "Discount (%)"},
     .type = decimal,
     .finance = true,
     .max = 100,
     .scale = 2,
     .min = "0"},
    {.name = "net",
     .label = {"Netto", "Net"},
     .type = money,
     .help = {"Puste: ilość × cena − rabat, do grosza.", "Empty: quantity × price − discount, to the cent."},
     .finance = true}};
constexpr Table<sv> columns{"name", "product", "quantity", "unit", "unit_price", "discount_percent", "net"};

}  // namespace

constexpr Entity invoice_line{.name = "invoice_line",
                              .one = {"Pozycja faktury", "Invoice line"},
                              .many = {"Pozycje faktur", "Invoice lines"},
                              .title = "name",
                              .belongs_to = by_the_invoices_company,
                              .fields = fields,
                              .list_columns = columns,
                              .order = "position"};

}  // namespace teczka::areas::finance
