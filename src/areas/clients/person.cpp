// A human being; works somewhere over a period (employment) and belongs to every company of those.
#include "areas/clients/clients.hpp"
#include "areas/shared/tags.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_employments{"employments.company"};
constexpr Table<Group> groups{{"main", {"Osoba", "Person"}},
                              {"contact", {"Kontakt", "Contact"}},
                              {"work", {"Praca", "Work"}},
                              {"notes", {"Uwagi", "Notes"}}};
constexpr Table<Field> fields{
    {.name = "last_name",
     .label = {"Nazwisko", "Last name"},
     .required = true,
     .searched = true,
     .sorted = true,
     .is_title = true,
     .max = 120,
     .group = "main"},
    {.name = "first_name",
     .label = {"Imię", "First name"},
     .searched = true,
     .is_title = true,
     .max = 80,
     .group = "main"},
    {.name = "title",
     .label = {"Tytuł", "Title"},
     .help = {"Np. dr, mgr inż.", "Dr, Prof. and the like."},
     .max = 60,
     .group = "main"},
    {.name = "salutation",
     .label = {"Zwrot", "Salutation"},
     .help = {"Jak zaczyna się list: „Szanowny Panie Janie”.", "How a letter opens: “Dear Mr Smith”."},
     .max = 120,
     .group = "main"},
    {.name = "born_on", .label = {"Data urodzenia", "Born on"}, .type = date, .group = "main"},
    {.name = "language", .label = {"Język", "Language"}, .type = language, .group = "main"},
    {.name = "email",
     .label = {"E-mail", "E-mail"},
     .searched = true,
     .indexed = true,
     .max = 254,
     .checker = "email",
     .twice = "email_twice",
     .group = "contact"},
    {.name = "phone",
     .label = {"Telefon", "Phone"},
     .searched = true,
     .max = 60,
     .checker = "phone",
     .group = "contact"},
    {.name = "mobile",
     .label = {"Komórka", "Mobile"},
     .searched = true,
     .max = 60,
     .checker = "phone",
     .group = "contact"},
    {.name = "contact_points",
     .label = {"Dalsze kontakty", "More contacts"},
     .type = list,
     .to = "contact_point",
     .group = "contact"},
    {.name = "employments",
     .label = {"Zatrudnienia", "Employments"},
     .type = list,
     .to = "employment",
     .group = "work"},
    {.name = "last_contact_at",
     .label = {"Ostatni kontakt", "Last contact"},
     .type = instant,
     .rollup = {Fold::max, "activities", "happened_at"},
     .group = "work"},
    tags("notes"),
    {.name = "notes", .label = {"Uwagi", "Notes"}, .type = note, .group = "notes"}};
// Whoever created a person sees him before he works anywhere (rights.cpp).
constexpr Table<Index> indexes{{.keys = {"created_by"}}};
constexpr Table<sv> columns{"last_name", "first_name", "mobile", "email", "last_contact_at"};

}  // namespace

constexpr Entity person{.name = "person",
                        .one = {"Osoba", "Person"},
                        .many = {"Osoby", "People"},
                        .title = "last_name first_name",
                        .belongs_to = by_employments,
                        .fields = fields,
                        .indexes = indexes,
                        .groups = groups,
                        .list_columns = columns,
                        .order = "last_name",
                        .merge = {.is_mergeable = true}};

}  // namespace teczka::areas::clients
