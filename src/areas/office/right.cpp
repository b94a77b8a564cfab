// What somebody decided of one cell of the table of rights, in place of the default. Decisions are only
// added: the last one in force for a cell counts, one that says "default" gives the cell back.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Choice> states{{"in_force", {"obowiązuje", "in force"}},
                               {"waiting", {"czeka na drugą osobę", "waits for a second person"}},
                               {"rejected", {"odrzucone", "rejected"}}};
// Management confirms what an administrator grants his own group, and never oneself (DOMAIN.md, section 3).
constexpr Table<Move> moves{{"waiting", "in_force", "confirm", "created_by <> me"},
                            {"waiting", "rejected", "reject", ""}};
constexpr Table<Field> fields{
    {.name = "group",
     .label = {"Grupa", "Group"},
     .type = link,
     .to = "user_group",
     .inverse = "rights",
     .required = true,
     .indexed = true},
    {.name = "entity",
     .label = {"Rodzaj wpisów", "Kind of records"},
     .help = {"Jak w adresie: „company”.", "As in the address: “company”."},
     .required = true,
     .max = 60},
    {.name = "verb", .label = {"Czynność", "Verb"}, .required = true, .max = 60},
    {.name = "field",
     .label = {"Pole", "Field"},
     .help = {"Puste: cały wpis.", "Empty: the whole record."},
     .max = 60},
    {.name = "is_default", .label = {"Wartość domyślna", "The default"}, .type = boolean},
    {.name = "condition",
     .label = {"Których wpisów dotyczy", "Which records"},
     .type = note,
     .help = {"Warunek języka zapytań; „true” – wszystkich, „false” – żadnych.",
              "A condition of the query language; “true” for all, “false” for none."},
     .max = 2000},
    {.name = "finance",
     .label = {"Których dotyczą pola finansowe", "Which records' finance fields"},
     .type = note,
     .help = {"Puste: tych samych.", "Empty: the same."},
     .max = 2000},
    {.name = "state",
     .label = {"Stan", "State"},
     .type = state,
     .choices = states,
     .moves = moves,
     .initial = "\"in_force\""}};
constexpr Table<sv> columns{"group", "entity", "verb", "field", "condition", "finance", "state"};

}  // namespace

constexpr Entity right{.name = "right",
                       .one = {"Uprawnienie", "Right"},
                       .many = {"Uprawnienia", "Rights"},
                       .title = "verb",
                       .belongs_to = of_the_office,
                       .fields = fields,
                       .list_columns = columns,
                       .order = "-created_at",
                       .is_internal = true};

}  // namespace teczka::areas::office
