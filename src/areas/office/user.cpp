// Somebody who works here and may log in. Passwords and sessions are machine tables, not fields.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Group> groups{{"main", {"Dane", "Details"}}, {"duties", {"Uprawnienia", "Duties"}}};
constexpr Table<Field> fields{
    {.name = "login",
     .label = {"Login", "Log-in"},
     .required = true,
     .searched = true,
     .unique = true,
     .max = 60,
     .group = "main"},
    {.name = "name",
     .label = {"Imię i nazwisko", "Name"},
     .required = true,
     .searched = true,
     .sorted = true,
     .max = 120,
     .group = "main"},
    {.name = "email", .label = {"E-mail", "E-mail"}, .max = 254, .checker = "email", .group = "main"},
    {.name = "phone", .label = {"Telefon", "Phone"}, .max = 40, .checker = "phone", .group = "main"},
    {.name = "language",
     .label = {"Język", "Language"},
     .type = language,
     .initial = "\"pl\"",
     .group = "main"},
    {.name = "groups",
     .label = {"Grupy", "Groups"},
     .type = links,
     .help = {"Uprawnienia grup się sumują.", "The rights of groups add up."},
     .to = "user_group",
     .group = "duties"},
    {.name = "territories",
     .label = {"Regiony", "Territories"},
     .type = links,
     .help = {"Handlowiec widzi firmy swoich regionów.", "A salesperson sees the companies of these."},
     .to = "territory",
     .group = "duties"},
    {.name = "manager",
     .label = {"Przełożony", "Manager"},
     .type = link,
     .to = "user",
     .inverse = "subordinates",
     .inverse_label = {"Podwładni", "Subordinates"},
     .indexed = true,
     .group = "duties"},
    {.name = "is_active",
     .label = {"Aktywny", "Active"},
     .type = boolean,
     .help = {"Nieaktywny nie zaloguje się, ale jego praca zostaje.",
              "Whoever is not cannot log in; the work stays."},
     .indexed = true,
     .initial = "true",
     .group = "duties"}};
constexpr Table<sv> columns{"name", "login", "groups", "territories", "is_active"};

}  // namespace

constexpr Entity user{.name = "user",
                      .one = {"Użytkownik", "User"},
                      .many = {"Użytkownicy", "Users"},
                      .title = "name",
                      .belongs_to = of_the_office,
                      .fields = fields,
                      .groups = groups,
                      .list_columns = columns,
                      .order = "name"};

}  // namespace teczka::areas::office
