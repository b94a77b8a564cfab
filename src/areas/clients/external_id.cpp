// How another system calls a record (an ERP, a former file): imports find by it what they brought before.
#include "areas/clients/clients.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_record{"record"};
constexpr Table<Field> fields{
    {.name = "record", .label = {"Rekord", "Record"}, .type = any_link, .required = true},
    {.name = "system",
     .label = {"System", "System"},
     .help = {"Np. optima, northwind.", "An ERP, a former file."},
     .required = true,
     .max = 60},
    {.name = "key", .label = {"Klucz", "Key"}, .required = true, .searched = true, .max = 200}};
// Not unique: communes and branches share a key in some systems, and one key may name a company and a person.
constexpr Table<Index> indexes{{.keys = {"system", "key"}}, {.keys = {"record"}}};
constexpr Table<sv> columns{"key", "system", "record"};

}  // namespace

constexpr Entity external_id{.name = "external_id",
                             .one = {"Identyfikator zewnętrzny", "External id"},
                             .many = {"Identyfikatory zewnętrzne", "External ids"},
                             .title = "key",
                             .belongs_to = by_record,
                             .fields = fields,
                             .indexes = indexes,
                             .list_columns = columns,
                             .order = "key",
                             .merge = {.same = "record system key", .meeting = Meeting::join_agreeing}};

}  // namespace teczka::areas::clients
