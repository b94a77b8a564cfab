// A group of users; rights are given to groups. Four are built in: accounting, management, sales,
// administrator.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{
    {.name = "code",
     .label = {"Kod", "Code"},
     .help = {"Uprawnienia wskazują grupę tym kodem.", "Rights name the group by it."},
     .required = true,
     .unique = true,
     .max = 40},
    {.name = "name_pl",
     .label = {"Nazwa polska", "Polish name"},
     .required = true,
     .sorted = true,
     .max = 80},
    {.name = "name_en", .label = {"Nazwa angielska", "English name"}, .required = true, .max = 80},
    {.name = "requires_totp",
     .label = {"Logowanie dwuetapowe", "Two-step sign-in"},
     .type = boolean,
     .help = {"Kto jest w tej grupie, potwierdza logowanie kodem z aplikacji w telefonie.",
              "Members confirm their sign-in by a code of an app on their phone."},
     .initial = "false"}};
constexpr Table<sv> columns{"name_pl", "name_en", "code"};

}  // namespace

constexpr Entity user_group{.name = "user_group",
                            .one = {"Grupa użytkowników", "User group"},
                            .many = {"Grupy użytkowników", "User groups"},
                            .title = "name_pl",
                            .belongs_to = of_the_office,
                            .fields = fields,
                            .list_columns = columns,
                            .order = "name_pl"};

}  // namespace teczka::areas::office
