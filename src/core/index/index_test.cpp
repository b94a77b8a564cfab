// Terms of Polish names, numbers in any spelling, the rows of search_term as records change, and all anew.
#include "core/index/index.hpp"

#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/catalogue/testing.hpp"
#include "core/schema/schema.hpp"

namespace teczka::index {
namespace {

const catalogue::Catalogue& office() {
    static const auto catalogue = catalogue::test_catalogue();
    return *catalogue;
}

using Set = std::vector<std::pair<std::string_view, std::string>>;

std::vector<Value> values(std::string_view entity, const Set& set) {
    const auto& model = office().at(entity);
    std::vector<Value> all(model.fields.size());
    for (const auto& [field, text] : set) all[static_cast<std::size_t>(model.at(field).position)] = text;
    return all;
}

std::string terms(std::string_view entity, const Set& set) {
    std::string text;
    for (const Term& term : terms_of(office().at(entity), values(entity, set)))
        text += (text.empty() ? "" : " ") + term.text + ":" + std::to_string(term.rank);
    return text;
}

std::string key(std::string_view entity, const Set& set) {
    return name_key(office().at(entity), values(entity, set));
}

struct Case {
    Set set;
    const char* terms;
};
const Case company_cases[] = {
    {{{"name", "Zakład Łączności „Żółw”"}}, "lacznosci:0 zaklad:0 zolw:0"},
    {{{"name", "Źdźbło"}, {"address_city", "Łódź"}}, "lodz:1 zdzblo:0"},
    {{{"name", "Alfa"}, {"short_name", "ALFA Beta"}}, "alfa:0 beta:1"},
    {{{"name", "Alfa"}, {"tax_id", "525-234-40-78"}}, "5252344078:2 alfa:0"},
    {{{"name", "Alfa"}, {"tax_id", "DE 123 456 789"}}, "123456789:2 alfa:0"},
    {{{"name", "3M Polska"}}, "3m:0 polska:0"},
    {{{"name", "A i B"}}, ""},                          // single letters are not looked up
    {{{"name", ""}}, ""},                               //
    {{}, ""},                                           // null
    {{{"notes", "tajne"}, {"kind", "installer"}}, ""},  // not searched
    {{{"level", "wysoki"}}, ""},
    {{{"address_street", "12"}}, "12:1"},  // too short for a number
};

TEST(Terms, are_folded_words_and_digits) {
    for (const auto& [set, expected] : company_cases) EXPECT_EQ(terms("company", set), expected);
}

TEST(Terms, of_phones_begin_with_and_without_the_country) {
    EXPECT_EQ(terms("person", {{"phone", "+48 601 234-567"}}), "48601234567:2 601234567:2");
    EXPECT_EQ(terms("person", {{"phone", "601234567"}}), "601234567:2");
    EXPECT_EQ(terms("person", {{"phone", "(22) 100"}}), "22100:2");
    EXPECT_EQ(terms("person", {{"phone", "-"}}), "");
}

TEST(Terms, are_sorted_unique_and_bounded) {
    std::string name;
    for (int i = 0; i < 100; ++i) name += "słowo" + std::to_string(99 - i) + " ";
    name += std::string(300, 'x');
    const auto all = terms_of(office().at("company"), values("company", {{"name", name}, {"tax_id", "525"}}));
    EXPECT_EQ(all.size(), terms_at_most);
    EXPECT_TRUE(std::ranges::is_sorted(all));
    for (const auto& term : all) EXPECT_LE(term.text.size(), term_bytes);
}

TEST(Terms, stay_texts_when_cut) {
    std::string name = "a";
    for (int i = 0; i < 50; ++i) name += "ж";
    const auto all = terms_of(office().at("company"), values("company", {{"name", name}}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(is_utf8(all[0].text));
    EXPECT_LE(all[0].text.size(), term_bytes);
}

TEST(NameKey, orders_as_poles_do) {
    const char* const names[] = {"3M",    "Abako", "Ąbra", "Cement", "Ćma",
                                 "Lampa", "Łata",  "Zero", "Źródło", "Żuk"};
    for (std::size_t i = 1; i < std::size(names); ++i)
        EXPECT_LT(key("company", {{"name", names[i - 1]}}), key("company", {{"name", names[i]}})) << names[i];
    EXPECT_LE(key("company", {{"name", std::string(500, 'z')}}).size(), name_key_bytes);
    EXPECT_EQ(key("company", {}), sort_key("").substr(0, name_key_bytes));
}

TEST(Searched, are_entities_with_a_searched_field) {
    EXPECT_TRUE(is_searched(office().at("company")));
    EXPECT_TRUE(is_searched(office().at("user")));
    EXPECT_FALSE(is_searched(office().at("supply")));
}

class Rows : public testing::Test {
protected:
    void SetUp() override {
        db = store::open_sqlite({.path = ":memory:", .is_writer = true});
        schema::apply(*db, office(), *schema::difference(*db, office()));
        numbers = schema::load_numbers(*db, office());
    }
    std::string terms_in_table() {
        std::string text;
        store::Use rows(db->prepare("SELECT term, record FROM search_term ORDER BY term, record"));
        while (rows->step())
            text += std::string(rows->text(0)) + "@" + std::to_string(rows->integer(1)) + " ";
        return text;
    }
    void move(int number, std::int64_t row, const Entry& before, const Entry& after) {
        TermMoves moves;
        moves.add(number, row, before, after);
        moves.write(*db);
    }
    static Entry entry(const Set& set) { return entry_of(office().at("company"), values("company", set)); }
    std::unique_ptr<store::Connection> db;
    schema::Numbers numbers;
};

TEST_F(Rows, follow_the_record) {
    const int number = numbers.of(office().at("company"));
    const Entry first = entry({{"name", "Żółty Kot"}}), second = entry({{"name", "Żółty Pies"}});
    move(number, 7, {}, first);
    EXPECT_EQ(terms_in_table(), "kot@7 zolty@7 ");
    move(number, 7, first, first);
    EXPECT_EQ(terms_in_table(), "kot@7 zolty@7 ");
    move(number, 7, first, second);
    EXPECT_EQ(terms_in_table(), "pies@7 zolty@7 ");
    move(number, 7, second, {});
    EXPECT_EQ(terms_in_table(), "");
}

TEST_F(Rows, move_with_the_name_alone) {
    const int number = numbers.of(office().at("company"));
    const Entry lower = entry({{"name", "kot"}}), upper = entry({{"name", "kót"}});
    move(number, 1, {}, lower);
    move(number, 1, lower, upper);
    store::Use row(db->prepare("SELECT name_sort FROM search_term"));
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->bytes(0), upper.name_key);
}

TEST_F(Rows, are_made_anew_with_hidden_columns) {
    db->execute(
        "INSERT INTO company (id, rev, created_at, created_by, changed_at, changed_by, name, deleted_at, "
        "name_fold) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) "
        "SELECT CAST(printf('%016d', i) AS BLOB), 1, 0, zeroblob(16), 0, zeroblob(16), "
        "iif(i = 4500, NULL, 'Łąka ' || i), iif(i = 2, 5, NULL), x'ff' FROM n;"
        "INSERT INTO search_term VALUES ('stale', 0, x'', 1, 1); UPDATE counter SET text_version = 0");
    rebuild(*db, office(), numbers.entity);
    const auto number = [&](const char* sql) {
        store::Use row(db->prepare(sql));
        row->step();
        return row->integer(0);
    };
    EXPECT_EQ(number("SELECT count(*) FROM search_term WHERE term = 'laka'"), 4498);
    EXPECT_EQ(number("SELECT count(*) FROM search_term WHERE term = 'stale'"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM company WHERE name_fold = CAST('laka ' || \"row\" AS BLOB)"),
              4499);
    EXPECT_EQ(number("SELECT count(*) FROM company WHERE name_fold IS NULL AND name_sort IS NULL"), 1);
    EXPECT_EQ(number("SELECT text_version FROM counter"), text_tables_version);
}

}  // namespace
}  // namespace teczka::index
