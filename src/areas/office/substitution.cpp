// Who acts for whom while somebody is away. From the first day to the last the deputy sees and does for the
// clients of the absent what his own groups let him do for his own; nothing of the absent's groups comes with
// it.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{
    {.name = "absent",
     .label = {"Nieobecny", "Absent"},
     .type = link,
     .to = "user",
     .inverse = "substitutions",
     .inverse_label = {"Jest zastępowany", "Substituted"},
     .required = true,
     .indexed = true,
     .initial = "me"},
    {.name = "deputy",
     .label = {"Zastępca", "Deputy"},
     .type = link,
     .help =
         {"Widzi klientów nieobecnego i działa za niego; uprawnień jego grup nie dostaje.",
          "Sees the clients of the absent and acts for them; the rights of his groups do not come along."},
     .to = "user",
     .inverse = "deputyships",
     .inverse_label = {"Zastępuje", "Stands in"},
     .required = true,
     .indexed = true},
    {.name = "from",
     .label = {"Od", "From"},
     .type = date,
     .required = true,
     .indexed = true,
     .initial = "today"},
    {.name = "to",
     .label = {"Do", "To"},
     .type = date,
     .help = {"Ostatni dzień; o północy zastępstwo kończy się samo.",
              "The last day; at midnight it ends by itself."},
     .required = true,
     .indexed = true},
    {.name = "reason", .label = {"Powód", "Reason"}, .max = 200},
    {.name = "is_running",
     .label = {"Trwa", "Running"},
     .type = boolean,
     .expression = "from <= today and to >= today"}};
constexpr Table<Check> checks{
    {.code = "period_backwards", .condition = "from <= to", .field = "to"},
    {.code = "deputy_of_oneself", .condition = "absent <> deputy", .field = "deputy"}};
constexpr Table<sv> columns{"absent", "deputy", "from", "to", "reason", "is_running"};

}  // namespace

constexpr Entity substitution{.name = "substitution",
                              .one = {"Zastępstwo", "Substitution"},
                              .many = {"Zastępstwa", "Substitutions"},
                              .title = "absent deputy",
                              .belongs_to = of_the_office,
                              .fields = fields,
                              .checks = checks,
                              .list_columns = columns,
                              .order = "-from"};

}  // namespace teczka::areas::office
