// Numbers that only the office gives: a pattern and the next one ("{year}/{number:6}" → 2026/000123).
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
constexpr Table<Field> fields{
    {.name = "code", .label = {"Kod", "Code"}, .required = true, .unique = true, .max = 40},
    {.name = "pattern",
     .label = {"Wzór", "Pattern"},
     .help = {"Np. {year}/{number:6}", "As in {year}/{number:6}"},
     .required = true,
     .max = 80},
    {.name = "next",
     .label = {"Następny numer", "Next number"},
     .type = integer,
     .required = true,
     .min = "1",
     .initial = "1"}};
constexpr Table<sv> columns{"code", "pattern", "next"};

}  // namespace

constexpr Entity number_series{.name = "number_series",
                               .one = {"Seria numerów", "Number series"},
                               .many = {"Serie numerów", "Number series"},
                               .title = "code",
                               .belongs_to = of_the_office,
                               .fields = fields,
                               .list_columns = columns,
                               .order = "code"};

}  // namespace teczka::areas::office
