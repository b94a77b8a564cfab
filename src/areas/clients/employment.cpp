// Who works where, as what, and from when to when: people change firms, and the past stays true.
#include "areas/clients/clients.hpp"

namespace teczka::areas::clients {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> by_company{"company"};
constexpr Table<Choice> job_levels{{"board", {"zarząd", "board"}},
                                   {"director", {"dyrektor", "director"}},
                                   {"manager", {"kierownik", "manager"}},
                                   {"specialist", {"specjalista", "specialist"}},
                                   {"installer", {"instalator", "installer"}},
                                   {"assistant", {"asystent", "assistant"}}};
constexpr Table<Choice> decision_roles{{"decides", {"decyduje", "decides"}},
                                       {"influences", {"ma wpływ", "influences"}},
                                       {"uses", {"używa", "uses"}},
                                       {"gatekeeps", {"pilnuje dostępu", "gatekeeps"}}};
constexpr Table<Field> fields{
    {.name = "person",
     .label = {"Osoba", "Person"},
     .type = link,
     .to = "person",
     .inverse = "employments",
     .required = true,
     .indexed = true,
     .owned = true},
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = link,
     .to = "company",
     .inverse = "employments",
     .inverse_label = {"Pracownicy", "People"},
     .required = true,
     .indexed = true,
     .owned = true},
    {.name = "position", .label = {"Stanowisko", "Position"}, .searched = true, .max = 120},
    {.name = "department", .label = {"Dział", "Department"}, .max = 120},
    {.name = "job_level", .label = {"Szczebel", "Job level"}, .type = choice, .choices = job_levels},
    {.name = "decision_role",
     .label = {"Rola w decyzjach", "Decision role"},
     .type = choice,
     .choices = decision_roles},
    {.name = "reports_to",
     .label = {"Podlega", "Reports to"},
     .type = link,
     .to = "person",
     .inverse = "reports",
     .inverse_label = {"Podwładni", "Reports"},
     .indexed = true},
    {.name = "valid_from", .label = {"Od", "From"}, .type = date},
    {.name = "valid_to", .label = {"Do", "To"}, .type = date},
    {.name = "is_primary",
     .label = {"Główne", "Primary"},
     .type = boolean,
     .help = {"Jedno na osobę; nowe główne zastępuje dawne.", "One a person; a new one replaces the former."},
     .initial = "false"},
    {.name = "is_current",
     .label = {"Obecne", "Current"},
     .type = boolean,
     .expression =
         "(valid_from is null or valid_from <= today) and (valid_to is null or valid_to >= today)"}};
constexpr Table<Index> indexes{{.keys = {"person"}, .where = "is_primary", .unique = true}};
constexpr Table<Check> checks{
    {.code = "period_backwards",
     .condition = "valid_from is null or valid_to is null or valid_from <= valid_to",
     .field = "valid_to"},
    {.code = "reports_to_oneself",
     .condition = "reports_to is null or reports_to <> person",
     .field = "reports_to"}};
constexpr Table<sv> columns{"person",     "company",  "position",  "job_level",
                            "valid_from", "valid_to", "is_primary"};

}  // namespace

constexpr Entity employment{.name = "employment",
                            .one = {"Zatrudnienie", "Employment"},
                            .many = {"Zatrudnienia", "Employments"},
                            .title = "position",
                            .belongs_to = by_company,
                            .fields = fields,
                            .indexes = indexes,
                            .checks = checks,
                            .list_columns = columns,
                            .order = "-valid_from",
                            .merge = {.same = "person company",
                                      .meeting = Meeting::join_agreeing,
                                      .only_one = "is_primary",
                                      .to_itself = "reports_to"}};

}  // namespace teczka::areas::clients
