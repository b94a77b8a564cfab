// A further e-mail or number of a company or a person, beside the primary one; found in any spelling.
#include "areas/clients/clients.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_company_or_person{"company", "person.employments.company"};
constexpr Table<Choice> kinds{{"email", {"e-mail", "e-mail"}},    {"phone", {"telefon", "phone"}},
                              {"mobile", {"komórka", "mobile"}},  {"fax", {"faks", "fax"}},
                              {"web", {"strona WWW", "website"}}, {"other", {"inny", "other"}}};
constexpr Table<Choice> reach{
    {"works", {"działa", "works"}}, {"bounces", {"wraca", "bounces"}}, {"wrong", {"błędny", "wrong"}}};
constexpr Table<Field> fields{
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = link,
     .to = "company",
     .inverse = "contact_points",
     .indexed = true,
     .owned = true},
    {.name = "person",
     .label = {"Osoba", "Person"},
     .type = link,
     .to = "person",
     .inverse = "contact_points",
     .indexed = true,
     .owned = true},
    {.name = "kind", .label = {"Rodzaj", "Kind"}, .type = choice, .choices = kinds, .required = true},
    {.name = "value",
     .label = {"Kontakt", "Contact"},
     .required = true,
     .searched = true,
     .indexed = true,
     .max = 254},
    {.name = "label",
     .label = {"Opis", "Label"},
     .help = {"Np. sekretariat, serwis.", "Reception, service and the like."},
     .max = 80},
    {.name = "state", .label = {"Stan", "State"}, .type = choice, .choices = reach}};
constexpr Table<Check> checks{
    {.code = "company_or_person",
     .condition = "(company is null and person is not null) or (company is not null and person is null)",
     .field = "company"}};
constexpr Table<sv> columns{"value", "kind", "label", "company", "person", "state"};

}  // namespace

constexpr Entity contact_point{
    .name = "contact_point",
    .one = {"Kontakt dodatkowy", "Contact point"},
    .many = {"Kontakty dodatkowe", "Contact points"},
    .title = "value",
    .belongs_to = by_company_or_person,
    .fields = fields,
    .checks = checks,
    .list_columns = columns,
    .order = "value",
    .merge = {.same = "company person kind value", .meeting = Meeting::join_agreeing}};

}  // namespace teczka::areas::clients
