// Who buys from whom: the chain of tiers, our client's clients and the most important of those.
#include "areas/clients/clients.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_either_end{"supplier", "customer"};
constexpr Table<Field> fields{
    {.name = "supplier",
     .label = {"Dostawca", "Supplier"},
     .type = link,
     .to = "company",
     .inverse = "supplies",
     .inverse_label = {"Odbiorcy", "Customers"},
     .required = true,
     .indexed = true,
     .owned = true},
    {.name = "customer",
     .label = {"Odbiorca", "Customer"},
     .type = link,
     .to = "company",
     .inverse = "purchases",
     .inverse_label = {"Dostawcy", "Suppliers"},
     .required = true,
     .indexed = true,
     .owned = true},
    {.name = "key_customer",
     .label = {"Kluczowy odbiorca", "Key customer"},
     .type = boolean,
     .help = {"Jeden z najważniejszych klientów dostawcy.", "One of the supplier's most important ones."},
     .initial = "false"},
    {.name = "since", .label = {"Od", "Since"}, .type = date},
    {.name = "until", .label = {"Do", "Until"}, .type = date},
    {.name = "share_percent",
     .label = {"Udział w zakupach (%)", "Share of purchases (%)"},
     .type = decimal,
     .max = 100,
     .scale = 2,
     .min = "0"},
    {.name = "annual_value",
     .label = {"Wartość roczna", "Annual value"},
     .type = money,
     .finance = true,
     .min = "0"}};
constexpr Table<Check> checks{
    {.code = "supplies_itself", .condition = "supplier <> customer", .field = "customer"},
    {.code = "period_backwards",
     .condition = "since is null or until is null or since <= until",
     .field = "until"}};
constexpr Table<sv> columns{"supplier", "customer", "key_customer", "since", "until", "share_percent"};

}  // namespace

constexpr Entity supply{
    .name = "supply",
    .one = {"Relacja dostaw", "Supply relation"},
    .many = {"Relacje dostaw", "Supply relations"},
    .title = "supplier customer",
    .belongs_to = by_either_end,
    .fields = fields,
    .checks = checks,
    .list_columns = columns,
    .order = "-since",
    .merge = {.same = "supplier customer", .meeting = Meeting::keep_survivors, .to_itself = "record"}};

}  // namespace teczka::areas::clients
