// One run of an import: what came from where, how it went. The handle by which the whole run is undone.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Choice> states{{"running", {"w toku", "running"}},
                               {"done", {"zakończony", "done"}},
                               {"failed", {"przerwany", "failed"}},
                               {"undone", {"cofnięty", "undone"}, true}};
constexpr Table<Move> moves{{"running", "done", "change"},   {"running", "failed", "change"},
                            {"failed", "running", "change"}, {"done", "undone", "change"},
                            {"failed", "undone", "change"},  {"running", "undone", "change"}};
constexpr Table<Group> groups{{"main", {"Import", "Import"}}, {"counts", {"Wynik", "Outcome"}}};
constexpr Table<Field> fields{
    {.name = "name",
     .label = {"Nazwa", "Name"},
     .required = true,
     .searched = true,
     .max = 200,
     .group = "main"},
    {.name = "mapping",
     .label = {"Odwzorowanie", "Mapping"},
     .type = note,
     .help = {"Treść pliku, według którego czytano.", "The text of the file it was read by."},
     .group = "main"},
    {.name = "shape",
     .label = {"Układ kolumn", "Shape of columns"},
     .help = {"Po nim kreator poznaje taki sam plik.", "By it the wizard knows the same kind of file."},
     .indexed = true,
     .read_only = true,
     .max = 40,
     .group = "main"},
    {.name = "is_founding",
     .label = {"Przy zakładaniu biura", "While founding the office"},
     .type = boolean,
     .help = {"Zaczęty, gdy biuro nie miało jeszcze żadnej firmy.",
              "Begun while the office had no company yet."},
     .read_only = true,
     .group = "main"},
    {.name = "started_by",
     .label = {"Uruchomił", "Started by"},
     .type = link,
     .to = "user",
     .inverse = "import_batches",
     .indexed = true,
     .initial = "me",
     .group = "main"},
    {.name = "started_at",
     .label = {"Początek", "Started"},
     .type = instant,
     .indexed = true,
     .initial = "now",
     .group = "main"},
    {.name = "finished_at", .label = {"Koniec", "Finished"}, .type = instant, .group = "main"},
    {.name = "state",
     .label = {"Stan", "State"},
     .type = state,
     .choices = states,
     .moves = moves,
     .initial = "\"running\"",
     .group = "main"},
    {.name = "created_count",
     .label = {"Utworzone", "Created"},
     .type = integer,
     .initial = "0",
     .group = "counts"},
    {.name = "changed_count",
     .label = {"Zmienione", "Changed"},
     .type = integer,
     .initial = "0",
     .group = "counts"},
    {.name = "skipped_count",
     .label = {"Pominięte", "Skipped"},
     .type = integer,
     .initial = "0",
     .group = "counts"},
    {.name = "refused_count",
     .label = {"Odrzucone", "Refused"},
     .type = integer,
     .initial = "0",
     .group = "counts"}};
constexpr Table<sv> columns{"name",          "state",         "started_at",    "finished_at",
                            "created_count", "changed_count", "skipped_count", "refused_count"};

}  // namespace

constexpr Entity import_batch{.name = "import_batch",
                              .one = {"Import", "Import"},
                              .many = {"Importy", "Imports"},
                              .title = "name",
                              .belongs_to = of_the_office,
                              .fields = fields,
                              .groups = groups,
                              .list_columns = columns,
                              .order = "-started_at"};

}  // namespace teczka::areas::office
