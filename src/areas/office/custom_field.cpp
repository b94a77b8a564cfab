// A field that the office added to a kind of records, ours or its own. What its data are stored by (name,
// type, scale, target, search, order) is fixed once it stands.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using namespace catalogue;
using enum Type;

constexpr Table<sv> of_the_office{"office"};
// As declare.hpp has them, but what needs a program behind it: state, condition, list.
constexpr Table<Choice> types{{"text", {"tekst", "text"}},
                              {"note", {"dłuższy tekst", "longer text"}},
                              {"integer", {"liczba całkowita", "whole number"}},
                              {"decimal", {"liczba z ułamkiem", "decimal number"}},
                              {"money", {"kwota", "amount of money"}},
                              {"date", {"data", "date"}},
                              {"instant", {"data i godzina", "date and time"}},
                              {"boolean", {"tak lub nie", "yes or no"}},
                              {"choice", {"jedna z listy", "one of a list"}},
                              {"choices", {"kilka z listy", "several of a list"}},
                              {"link", {"powiązanie z jednym wpisem", "link to one record"}},
                              {"links", {"powiązania z kilkoma wpisami", "links to several records"}},
                              {"any_link", {"powiązanie z dowolnym wpisem", "link to a record of any kind"}},
                              {"address", {"adres", "address"}},
                              {"country", {"kraj", "country"}},
                              {"currency", {"waluta", "currency"}},
                              {"language", {"język", "language"}}};
constexpr Table<Choice> checkers{{"email", {"e-mail", "e-mail"}},
                                 {"phone", {"telefon", "phone"}},
                                 {"url", {"adres strony", "web address"}},
                                 {"tax_id", {"NIP lub numer VAT", "tax id"}},
                                 {"regon", {"REGON", "REGON"}},
                                 {"krs", {"KRS", "KRS"}},
                                 {"iban", {"numer rachunku", "account number"}},
                                 {"postal_code", {"kod pocztowy", "postal code"}}};
constexpr Table<Field> fields{
    {.name = "entity",
     .label = {"Przy wpisach", "Of records"},
     .help = {"Rodzaj wpisów, jak w adresie: „company”.", "A kind of records, as in addresses: “company”."},
     .required = true,
     .max = 40},
    {.name = "name",
     .label = {"Nazwa w adresie", "Name in addresses"},
     .help = {"Zostawiona pusta powstaje z nazwy; później się nie zmienia.",
              "Left empty it is made of the label; it never changes."},
     .max = 30},
    {.name = "type", .label = {"Rodzaj", "Type"}, .type = choice, .choices = types, .required = true},
    {.name = "label_pl", .label = {"Nazwa po polsku", "Label in Polish"}, .required = true, .max = 80},
    {.name = "label_en", .label = {"Nazwa po angielsku", "Label in English"}, .max = 80},
    {.name = "help_pl", .label = {"Podpowiedź po polsku", "Help in Polish"}, .max = 400},
    {.name = "help_en", .label = {"Podpowiedź po angielsku", "Help in English"}, .max = 400},
    {.name = "to",
     .label = {"Powiązane wpisy", "Linked records"},
     .help = {"Rodzaj wpisów, do którego prowadzi powiązanie.", "The kind of records a link leads to."},
     .max = 40},
    {.name = "is_required",
     .label = {"Wymagane w nowych", "Required of new ones"},
     .type = boolean,
     .initial = "false"},
    {.name = "is_searched",
     .label = {"Znajdowane wyszukiwarką", "Found by search"},
     .type = boolean,
     .initial = "false"},
    {.name = "is_finance",
     .label = {"Pole finansowe", "A finance field"},
     .type = boolean,
     .help = {"Widzą je ci, którzy widzą finanse.", "Seen by those who see finance."},
     .initial = "false"},
    {.name = "is_hidden",
     .label = {"Ukryte w formularzu", "Hidden in forms"},
     .type = boolean,
     .initial = "false"},
    {.name = "is_retired", .label = {"Wycofane", "Retired"}, .type = boolean, .initial = "false"},
    {.name = "scale",
     .label = {"Miejsca po przecinku", "Decimal places"},
     .type = integer,
     .max = 9,
     .min = "0"},
    {.name = "min", .label = {"Najmniej", "Least"}, .max = 30},
    {.name = "max", .label = {"Najwięcej", "Greatest"}, .type = integer, .max = 2'000'000'000, .min = "0"},
    {.name = "checker", .label = {"Sprawdzane jako", "Checked as"}, .type = choice, .choices = checkers},
    {.name = "initial",
     .label = {"Wartość na początek", "First value"},
     .help = {"Wyrażenie języka zapytań: \"a\", 5, today, me.",
              "An expression of the query language: \"a\", 5, today, me."},
     .max = 200},
    {.name = "position", .label = {"Kolejność", "Position"}, .type = integer, .max = 100'000, .min = "0"}};
constexpr Table<sv> columns{"label_pl", "entity", "name", "type", "is_hidden", "is_retired"};
constexpr Table<Index> indexes{{.keys = {"entity", "name"}, .unique = true}};

}  // namespace

constexpr Entity custom_field{.name = "custom_field",
                              .one = {"Własne pole", "Own field"},
                              .many = {"Własne pola", "Own fields"},
                              .title = "label_pl",
                              .belongs_to = of_the_office,
                              .fields = fields,
                              .indexes = indexes,
                              .list_columns = columns,
                              .order = "entity,position,label_pl"};

}  // namespace teczka::areas::office
