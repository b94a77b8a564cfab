// Something to be done by somebody of the office, mostly for a client.
#include "areas/cases/cases.hpp"
#include "areas/shared/tags.hpp"

namespace teczka::areas::cases {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_company_or_person{"company", "person.employments.company"};
constexpr Table<Choice> states{
    {"open", {"otwarte", "open"}}, {"done", {"zrobione", "done"}}, {"dropped", {"porzucone", "dropped"}}};
constexpr Table<Move> moves{{"open", "done", "change"},
                            {"open", "dropped", "change"},
                            {"done", "open", "change"},
                            {"dropped", "open", "change"}};
constexpr Table<Choice> priorities{
    {"low", {"niski", "low"}}, {"normal", {"zwykły", "normal"}}, {"high", {"wysoki", "high"}}};
constexpr Table<Group> groups{{"main", {"Zadanie", "Task"}}, {"time", {"Terminy", "Dates"}}};
constexpr Table<Field> fields{
    {.name = "title",
     .label = {"Zadanie", "Title"},
     .required = true,
     .searched = true,
     .is_title = true,
     .max = 300,
     .group = "main"},
    {.name = "assignee",
     .label = {"Wykonawca", "Assignee"},
     .type = link,
     .to = "user",
     .inverse = "tasks",
     .required = true,
     .initial = "me",
     .group = "main"},
    {.name = "author",
     .label = {"Zlecił", "Author"},
     .type = link,
     .to = "user",
     .inverse = "given_tasks",
     .inverse_label = {"Zlecone zadania", "Given tasks"},
     .indexed = true,
     .initial = "me",
     .group = "main"},
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = link,
     .to = "company",
     .inverse = "tasks",
     .indexed = true,
     .group = "main"},
    {.name = "person",
     .label = {"Osoba", "Person"},
     .type = link,
     .to = "person",
     .inverse = "tasks",
     .indexed = true,
     .group = "main"},
    {.name = "state",
     .label = {"Stan", "State"},
     .type = state,
     .choices = states,
     .moves = moves,
     .initial = "\"open\"",
     .group = "main"},
    {.name = "priority",
     .label = {"Priorytet", "Priority"},
     .type = choice,
     .choices = priorities,
     .initial = "\"normal\"",
     .group = "main"},
    {.name = "description", .label = {"Opis", "Description"}, .type = note, .group = "main"},
    tags("main"),
    {.name = "due_at", .label = {"Termin", "Due"}, .type = instant, .group = "time"},
    {.name = "remind_at", .label = {"Przypomnienie", "Remind at"}, .type = instant, .group = "time"},
    {.name = "recurrence",
     .label = {"Powtarzanie", "Recurrence"},
     .help = {"Jak często zadanie wraca.", "How often the task comes back."},
     .max = 300,
     .group = "time"},
    {.name = "done_at",
     .label = {"Zrobione", "Done at"},
     .type = instant,
     .read_only = true,
     .group = "time"},
    {.name = "is_overdue",
     .label = {"Po terminie", "Overdue"},
     .type = boolean,
     .expression = "state = \"open\" and due_at is not null and due_at < now",
     .group = "time"}};
constexpr Table<Index> indexes{{.keys = {"assignee", "due_at"}}};
constexpr Table<Check> checks{{.code = "reminder_after_due",
                               .condition = "remind_at is null or due_at is null or remind_at <= due_at",
                               .is_warning = true,
                               .field = "remind_at"}};
constexpr Table<sv> columns{"title", "assignee", "due_at", "company", "priority", "state"};

}  // namespace

constexpr Entity task{.name = "task",
                      .one = {"Zadanie", "Task"},
                      .many = {"Zadania", "Tasks"},
                      .title = "title",
                      .belongs_to = by_company_or_person,
                      .fields = fields,
                      .indexes = indexes,
                      .checks = checks,
                      .groups = groups,
                      .list_columns = columns,
                      .order = "due_at"};

}  // namespace teczka::areas::cases
