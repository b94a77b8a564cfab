// Headers of real files against the real catalogue: where each column is sent.
#include "exchange/suggest.hpp"

#include <gtest/gtest.h>

#include <map>

#include "exchange/mapping.hpp"
#include "exchange/row.hpp"
#include "exchange/shapes.hpp"
#include "exchange/testing_office.hpp"

namespace teczka::exchange {
namespace {

struct Office : TestingOffice {
    Result<json::object> ask(const Sample& sample, const std::string& entity = {}) {
        return suggest(context(), *connection, sample, {entity, "test"});
    }
};

// "role.field" → value, of a plan.
std::map<std::string, std::string> places(const json::object& answer) {
    std::map<std::string, std::string> out;
    for (const auto& one : answer.at("plan").at("fields").as_array()) {
        const auto& field = one.as_object();
        auto value = text_of(field, "value");
        if (const auto take = text_of(field, "take"); !take.empty()) value += "/" + take;
        out[text_of(field, "role") + "." + text_of(field, "field")] = value;
    }
    return out;
}

struct Case {
    const char* name;
    Sample sample;
    std::string entity;
    std::map<std::string, std::string> expected;  // these at least
};

const Case cases[]{
    {"Northwind customers",
     {{"CustomerID", "CompanyName", "ContactName", "ContactTitle", "Address", "City", "Region", "PostalCode",
       "Country", "Phone", "Fax"},
      {{"ALFKI", "Alfreds Futterkiste", "Maria Anders", "Sales Representative", "Obere Str. 57", "Berlin", "",
        "12209", "Germany", "030-0074321", "030-0076545"}}},
     "company",
     {{"main.name", "{CompanyName}"},
      {"contact.last_name", "{ContactName}/last_word"},
      {"contact.first_name", "{ContactName}/first_words"},
      {"post.position", "{ContactTitle}"},
      {"main.address_street", "{Address}"},
      {"main.address_city", "{City}"},
      {"main.address_postal_code", "{PostalCode}"},
      {"main.address_country", "{Country}"},
      {"main.phone", "{Phone}"},
      {"fax.value", "{Fax}"}}},
    {"a Polish sheet",
     {{"Nazwa", "NIP", "Kod pocztowy", "Miasto", "Ulica", "Telefon", "E-mail", "Uwagi"},
      {{"Łącza S.A.", "5265877635", "00-950", "Warszawa", "Długa 5", "22 123 45 67", "a@lacza.pl", "x"}}},
     "company",
     {{"main.name", "{Nazwa}"},
      {"main.tax_id", "{NIP}"},
      {"main.address_postal_code", "{Kod pocztowy}"},
      {"main.address_city", "{Miasto}"},
      {"main.address_street", "{Ulica}"},
      {"main.email", "{E-mail}"}}},
    {"an address in one cell",
     {{"Firma", "Adres"}, {{"Łącza", "ul. Długa 5, 00-950 Warszawa"}}},
     "company",
     {{"main.address_street", "{Adres}/street"},
      {"main.address_postal_code", "{Adres}/postal_code"},
      {"main.address_city", "{Adres}/city"}}},
    {"headers that say nothing, cells that do",
     {{"Firma", "A", "B"}, {{"Łącza", "biuro@lacza.pl", "526-587-76-35"}}},
     "company",
     {{"main.email", "{A}"}, {"main.tax_id", "{B}"}}},
    {"people",
     {{"First Name", "Last Name", "Company", "Job Title", "E-mail", "email_home", "Mobile"},
      {{"Jan", "Kowalski", "Łącza", "Prezes", "jan@lacza.pl", "jan@dom.pl", "600 100 200"}}},
     "person",
     {{"main.first_name", "{First Name}"},
      {"main.last_name", "{Last Name}"},
      {"firm.name", "{Company}"},
      {"post.position", "{Job Title}"},
      {"main.email", "{E-mail}"},
      {"email_2.value", "{email_home}"},
      {"main.mobile", "{Mobile}"}}},
    {"products",
     {{"ProductID", "ProductName"}, {{"1", "Chai"}, {"2", "Chang"}}},
     "product",
     {{"main.name", "{ProductName}"}, {"main.code", "{ProductID}"}}},
};

TEST(Suggest, sends_columns_where_people_mean_them) {
    Office office;
    for (const auto& one : cases) {
        const auto answer = office.ask(one.sample);
        ASSERT_TRUE(answer) << one.name;
        EXPECT_EQ(text_of(*answer, "entity"), one.entity) << one.name;
        const auto told = places(*answer);
        for (const auto& [place, value] : one.expected)
            EXPECT_EQ(told.contains(place) ? told.at(place) : "", value) << one.name << ": " << place;
    }
}

TEST(Suggest, its_plans_are_mappings) {
    Office office;
    for (const auto& one : cases) {
        const auto answer = office.ask(one.sample);
        ASSERT_TRUE(answer) << one.name;
        const auto mapping = mapping_of_plan(answer->at("plan").as_object(), {{"file", "in.csv"}}, "Test");
        ASSERT_TRUE(mapping) << one.name;
        const auto parsed = parse_mapping(*mapping, *office.catalogue);
        EXPECT_TRUE(parsed) << one.name << " " << (parsed ? "" : parsed.error().complaints.front().code);
    }
}

TEST(Suggest, an_entity_that_is_not_or_may_not_be_is_refused) {
    Office office;
    const Sample sample{{"Nazwa"}, {{"x"}}};
    for (const auto* entity : {"colour", "teczka"}) EXPECT_FALSE(office.ask(sample, entity)) << entity;
    office.actor = {.login = "ania", .groups = {"sales"}};
    EXPECT_FALSE(office.ask(sample, "company"));
    EXPECT_FALSE(office.ask(sample, "user"));
    EXPECT_TRUE(office.ask(sample, "person"));
    office.actor = {.login = "nobody"};
    EXPECT_FALSE(office.ask(sample));
}

TEST(Suggest, finds_the_format_of_dates) {
    const std::pair<std::vector<std::string>, std::optional<std::string>> dates[]{
        {{"2026-01-05", "1996-07-04 00:00"}, ""},
        {{"05.01.2026", "31.12.2025"}, "DD.MM.YYYY"},
        {{"5.1.2026"}, "DD.MM.YYYY"},
        {{"05/01/2026", "12/31/2025"}, "MM/DD/YYYY"},
        {{"05/01/2026", "31/12/2025"}, "DD/MM/YYYY"},
        {{"5.1.26"}, "DD.MM.YY"},
        {{"20260105"}, "YYYYMMDD"},
        {{"Monday"}, {}},
        {{"32.01.2026"}, {}},
        {{"05.01.2026", "soon"}, {}},
        {{}, {}},
    };
    for (const auto& [values, format] : dates)
        EXPECT_EQ(date_format_of(values), format) << (values.empty() ? "none" : values.front());
}

TEST(Suggest, tells_decimal_commas_from_thousands) {
    for (const auto* yes : {"1234,50", "1 234,5", "1.234,56", "0,1234"})
        EXPECT_TRUE(has_decimal_comma({yes})) << yes;
    for (const auto* no : {"1234.50", "1,234", "1,234.50", "12", ""})
        EXPECT_FALSE(has_decimal_comma({no})) << no;
}

TEST(Suggest, parts_addresses) {
    const std::array<const char*, 4> addresses[]{
        {"ul. Długa 5, 00-950 Warszawa", "ul. Długa 5", "00-950", "Warszawa"},
        {"Długa 5/7\n00-950 Warszawa", "Długa 5/7", "00-950", "Warszawa"},
        {"00-950 Warszawa", "", "00-950", "Warszawa"},
        {"Obere Str. 57, 12209 Berlin", "Obere Str. 57", "12209", "Berlin"},
        {"Rynek 1, Kraków", "Rynek 1", "", "Kraków"},
        {"Rynek 1000", "Rynek 1000", "", ""},
        {"", "", "", ""},
    };
    for (const auto& [whole, street, code, city] : addresses) {
        const auto parts = split_address(whole);
        EXPECT_EQ(parts.street, street) << whole;
        EXPECT_EQ(parts.postal_code, code) << whole;
        EXPECT_EQ(parts.city, city) << whole;
    }
}

TEST(Plan, a_broken_one_is_refused) {
    const char* broken[]{
        R"({})",
        R"({"entity":"company"})",
        R"({"entity":"company","fields":[]})",
        R"({"entity":"company","fields":[7]})",
        R"({"entity":"company","fields":[{"role":"dog","field":"name","value":"{A}"}]})",
    };
    for (const auto* text : broken)
        EXPECT_FALSE(mapping_of_plan(parse_json(text)->as_object(), {{"file", "a.csv"}}, "Test")) << text;
}

}  // namespace
}  // namespace teczka::exchange
