// One contact with a client that took place: a call, a meeting, a letter.
#include "areas/cases/cases.hpp"
#include "areas/shared/tags.hpp"

namespace teczka::areas::cases {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_company_or_person{"company", "person.employments.company"};
constexpr Table<Choice> kinds{{"call", {"telefon", "call"}},   {"meeting", {"spotkanie", "meeting"}},
                              {"email", {"e-mail", "e-mail"}}, {"letter", {"list", "letter"}},
                              {"note", {"notatka", "note"}},   {"visit", {"wizyta", "visit"}}};
constexpr Table<Choice> directions{{"in", {"przychodzący", "incoming"}}, {"out", {"wychodzący", "outgoing"}}};
constexpr Table<Field> fields{
    {.name = "subject",
     .label = {"Temat", "Subject"},
     .required = true,
     .searched = true,
     .is_title = true,
     .max = 300},
    {.name = "kind", .label = {"Rodzaj", "Kind"}, .type = choice, .choices = kinds, .initial = "\"note\""},
    {.name = "happened_at", .label = {"Kiedy", "When"}, .type = instant, .required = true, .initial = "now"},
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = link,
     .to = "company",
     .inverse = "activities",
     .owned = true},
    {.name = "person", .label = {"Osoba", "Person"}, .type = link, .to = "person", .inverse = "activities"},
    {.name = "direction", .label = {"Kierunek", "Direction"}, .type = choice, .choices = directions},
    {.name = "user",
     .label = {"Prowadził", "By"},
     .type = link,
     .help = {"Kto z biura rozmawiał albo pisał.", "Who of the office talked or wrote."},
     .to = "user",
     .inverse = "activities",
     .indexed = true,
     .initial = "me"},
    tags(),
    {.name = "body", .label = {"Treść", "Body"}, .type = note}};
constexpr Table<Index> indexes{{.keys = {"company", "happened_at"}},
                               {.keys = {"person", "happened_at"}},
                               {.keys = {"user", "happened_at"}},
                               {.keys = {"happened_at"}}};
constexpr Table<Check> checks{{.code = "company_or_person_missing",
                               .condition = "company is not null or person is not null",
                               .field = "company"}};
constexpr Table<sv> columns{"subject", "kind", "happened_at", "company", "person", "user"};

}  // namespace

constexpr Entity activity{.name = "activity",
                          .one = {"Kontakt", "Activity"},
                          .many = {"Kontakty", "Activities"},
                          .title = "subject",
                          .belongs_to = by_company_or_person,
                          .fields = fields,
                          .indexes = indexes,
                          .checks = checks,
                          .list_columns = columns,
                          .order = "-happened_at"};

}  // namespace teczka::areas::cases
