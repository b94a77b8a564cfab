// Our own office: what stands on letters and what "today" and money mean here. One record, code "main".
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Group> groups{{"main", {"Dane", "Details"}},
                              {"address", {"Adresy", "Addresses"}},
                              {"money", {"Konta i waluta", "Accounts and currency"}},
                              {"working", {"Praca", "Working"}}};
constexpr Table<Field> fields{
    {.name = "code",
     .label = {"Kod", "Code"},
     .help = {"Nadawany raz; biuro główne to „main”.", "Given once; the main office is “main”."},
     .required = true,
     .unique = true,
     .read_only = true,
     .max = 40,
     .initial = "\"main\"",
     .group = "main"},
    {.name = "name", .label = {"Nazwa", "Name"}, .required = true, .max = 200, .group = "main"},
    {.name = "tax_id", .label = {"NIP", "Tax id"}, .max = 20, .checker = "tax_id", .group = "main"},
    {.name = "regon", .label = {"REGON", "REGON"}, .max = 14, .checker = "regon", .group = "main"},
    {.name = "krs", .label = {"KRS", "KRS"}, .max = 10, .checker = "krs", .group = "main"},
    {.name = "phone", .label = {"Telefon", "Phone"}, .max = 40, .checker = "phone", .group = "main"},
    {.name = "email", .label = {"E-mail", "E-mail"}, .max = 254, .checker = "email", .group = "main"},
    {.name = "website", .label = {"Strona WWW", "Website"}, .max = 200, .checker = "url", .group = "main"},
    {.name = "logo",
     .label = {"Logo", "Logo"},
     .help = {"Adres obrazka; stoi na wydrukach.", "Address of the picture; stands on prints."},
     .max = 500,
     .group = "main"},
    {.name = "address", .label = {"Adres", "Address"}, .type = address, .group = "address"},
    {.name = "mailing_address",
     .label = {"Adres do korespondencji", "Mailing address"},
     .type = address,
     .group = "address"},
    {.name = "bank_accounts",
     .label = {"Rachunki bankowe", "Bank accounts"},
     .type = note,
     .help = {"Po jednym w wierszu.", "One a line."},
     .max = 2000,
     .group = "money"},
    {.name = "currency",
     .label = {"Waluta", "Currency"},
     .type = currency,
     .help = {"W niej liczone są obroty i należności.", "Turnover and open amounts are counted in it."},
     .required = true,
     .initial = "\"PLN\"",
     .group = "money"},
    {.name = "language",
     .label = {"Język", "Language"},
     .type = language,
     .required = true,
     .initial = "\"pl\"",
     .group = "working"},
    {.name = "time_zone",
     .label = {"Strefa czasowa", "Time zone"},
     .help = {"Nazwa IANA. Decyduje, kiedy zaczyna się dzień.", "IANA name. Decides when a day begins."},
     .required = true,
     .max = 60,
     .initial = "\"Europe/Warsaw\"",
     .group = "working"}};
constexpr Table<sv> columns{"name", "tax_id", "address_city", "phone", "email", "currency"};

}  // namespace

constexpr Entity office{.name = "office",
                        .one = {"Biuro", "Office"},
                        .many = {"Biura", "Offices"},
                        .title = "name",
                        .belongs_to = of_the_office,
                        .fields = fields,
                        .groups = groups,
                        .list_columns = columns,
                        .order = "name"};

}  // namespace teczka::areas::office
