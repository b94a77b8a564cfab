// Schemas of the test office: the DDL as text for both engines, and what an upgrade keeps, adds and refuses.
// TECZKA_WRITE_EXPECTED=1 writes the expected texts anew.
#include "core/schema/schema.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/base/refusal.hpp"
#include "core/catalogue/testing.hpp"

namespace teczka::schema {
namespace {

using catalogue::Catalogue;
using catalogue::Entity;
using catalogue::Field;
using catalogue::sv;
using catalogue::Type;
using store::Dialect;

std::unique_ptr<store::Connection> memory() {
    return store::open_sqlite({.path = ":memory:", .is_writer = true});
}

std::shared_ptr<const Catalogue> built(std::initializer_list<const Entity*> entities) {
    const std::vector<const Entity*> list(entities);
    auto made = Catalogue::build(list);
    if (!made)
        for (const auto& complaint : made.error().complaints)
            ADD_FAILURE() << complaint.field << ": " << complaint.code;
    TECZKA_INVARIANT(made.has_value());
    return *made;
}

// An office that changes shape from version to version.
constexpr sv in_office[] = {"office"};
constexpr sv title_only[] = {"name"};
constexpr Field name_field{
    .name = "name", .label = {"n", "n"}, .required = true, .searched = true, .sorted = true};
constexpr Field color{.name = "color", .label = {"k", "c"}, .indexed = true};
constexpr Field hue{.name = "hue", .label = {"k", "c"}, .indexed = true};
constexpr Field color_number{.name = "color", .label = {"k", "c"}, .type = Type::integer};
constexpr Field friends{.name = "friends", .label = {"p", "f"}, .type = Type::links, .to = "thing"};
constexpr Field size{.name = "size", .label = {"r", "s"}, .type = Type::integer};
constexpr Field parent{
    .name = "parent", .label = {"c", "p"}, .type = Type::link, .to = "thing", .inverse = "parts"};
constexpr Field sum_of_parts{.name = "size_of_parts",
                             .label = {"s", "s"},
                             .type = Type::integer,
                             .rollup = {catalogue::Fold::sum, "parts", "size"}};
constexpr Field about{.name = "about", .label = {"o", "a"}, .type = Type::any_link};

constexpr Entity thing(std::span<const Field> fields, sv name = "thing") {
    return {.name = name,
            .one = {"r", "thing"},
            .many = {"r", "things"},
            .title = "name",
            .belongs_to = in_office,
            .fields = fields,
            .list_columns = title_only,
            .order = "name"};
}
constexpr Field plain[] = {name_field, color, friends};
constexpr Field wider[] = {name_field, color, friends, size, parent, sum_of_parts};
constexpr Field renamed[] = {name_field, hue, friends};
constexpr Field without_color[] = {name_field, friends};
constexpr Field retyped[] = {name_field, color_number, friends};
constexpr Field unsearched_name[] = {{.name = "name", .label = {"n", "n"}, .sorted = true}, color, friends};
constexpr Field friends_of_item[] = {
    name_field, color, {.name = "friends", .label = {"p", "f"}, .type = Type::links, .to = "item"}};
constexpr Field note_fields[] = {name_field, about};
// What an administrator added: a text with its hidden columns, a link with its index, several links.
constexpr Field of_the_office[] = {
    name_field,
    color,
    friends,
    {.name = "x_motto", .label = {"m", "m"}, .searched = true, .sorted = true},
    {.name = "x_twin", .label = {"b", "t"}, .type = Type::link, .to = "thing", .inverse = "thing_x_twin"},
    {.name = "x_rivals", .label = {"r", "r"}, .type = Type::links, .to = "thing"}};
constexpr Entity thing_1 = thing(plain), thing_2 = thing(wider), thing_renamed = thing(renamed),
                 thing_without_color = thing(without_color), thing_retyped = thing(retyped),
                 thing_unsearched = thing(unsearched_name), thing_added = thing(of_the_office),
                 item = thing(friends_of_item, "item"), note = thing(note_fields, "note");

class Upgraded : public testing::Test {
protected:
    void SetUp() override {
        upgrade_to({&thing_1, &note});
        db->execute(
            "INSERT INTO thing (id, rev, created_at, created_by, changed_at, changed_by, name, color) VALUES "
            "(x'00000000000070008000000000000001', 1, 0, x'00000000000000000000000000000000', 0, "
            "x'00000000000000000000000000000000', 'Kula', 'red');"
            "INSERT INTO thing_friends VALUES "
            "(x'00000000000070008000000000000001', x'00000000000070008000000000000001');"
            "INSERT INTO note (id, rev, created_at, created_by, changed_at, changed_by, about, about_entity) "
            "VALUES "
            "(x'00000000000070008000000000000002', 1, 0, x'00000000000000000000000000000000', 0, "
            "x'00000000000000000000000000000000', x'00000000000070008000000000000001', 'thing');");
    }
    Upgrade upgrade_to(std::initializer_list<const Entity*> entities, std::vector<Mark> marks = {}) {
        catalogue = built(entities);
        auto upgrade = difference(*db, *catalogue, marks);
        if (!upgrade) {
            ADD_FAILURE() << upgrade.error().complaints[0].field << ": "
                          << upgrade.error().complaints[0].code;
            return {};
        }
        apply(*db, *catalogue, *upgrade);
        // Nothing is left to do, and the numbers are complete.
        const auto again = difference(*db, *catalogue);
        EXPECT_TRUE(again.has_value());
        if (again) {
            EXPECT_EQ(again->statements, std::vector<std::string>{});
        }
        load_numbers(*db, *catalogue);
        return *upgrade;
    }
    std::string refused(std::initializer_list<const Entity*> entities, std::vector<Mark> marks = {}) {
        const auto upgrade = difference(*db, *built(entities), marks);
        if (upgrade) return "accepted";
        std::string all;
        for (const auto& complaint : upgrade.error().complaints)
            all += (all.empty() ? "" : " ") + complaint.code + "(" + complaint.field + ")";
        return all;
    }
    std::string text(std::string_view sql) {
        store::Use row(db->prepare(sql));
        return row->step() ? std::string(row->text(0)) : "no row";
    }
    std::unique_ptr<store::Connection> db = memory();
    std::shared_ptr<const Catalogue> catalogue;
};

std::string joined(const std::vector<std::string>& statements) {
    std::string text;
    for (const auto& statement : statements) text += statement + "\n";
    return text;
}

void compare_with_file(const std::string& text, const std::string& name) {
    const auto path = std::filesystem::path(TECZKA_SOURCE_DIR) / "src/core/schema/testdata" / name;
    if (std::getenv("TECZKA_WRITE_EXPECTED") != nullptr) std::ofstream(path) << text;
    std::ifstream file(path);
    std::ostringstream expected;
    expected << file.rdbuf();
    EXPECT_EQ(text, expected.str()) << "in " << path;
}

TEST(Ddl, of_the_test_office_on_sqlite) {
    compare_with_file(joined(create_statements(*catalogue::test_catalogue(), Dialect::sqlite)), "sqlite.sql");
}

TEST(Ddl, of_the_test_office_on_postgres) {
    compare_with_file(joined(create_statements(*catalogue::test_catalogue(), Dialect::postgres)),
                      "postgres.sql");
}

TEST(Ddl, names_of_indexes_are_unique_and_short) {
    std::set<std::string> names;
    for (const auto& sql : create_statements(*catalogue::test_catalogue(), Dialect::postgres)) {
        const auto at = sql.find("INDEX \"");
        if (at == std::string::npos) continue;
        const auto name = sql.substr(at + 7, sql.find('"', at + 7) - at - 7);
        EXPECT_LE(name.size(), 63U) << name;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_GT(names.size(), 20U);
}

TEST(NewFile, is_complete_and_at_rest) {
    const auto db = memory();
    const auto catalogue = catalogue::test_catalogue();
    const auto upgrade = difference(*db, *catalogue);
    ASSERT_TRUE(upgrade);
    EXPECT_TRUE(upgrade->is_new);
    EXPECT_FALSE(upgrade->needs_rebuild_of_text);
    apply(*db, *catalogue, *upgrade);
    const auto again = difference(*db, *catalogue);
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->is_new);
    EXPECT_EQ(again->statements, std::vector<std::string>{});
    store::Use row(db->prepare("SELECT catalogue_version, length(epoch) FROM counter"));
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->integer(0), 1);
    EXPECT_EQ(row->integer(1), 32);
}

TEST(Numbers, lead_there_and_back) {
    const auto db = memory();
    const auto catalogue = catalogue::test_catalogue();
    apply(*db, *catalogue, *difference(*db, *catalogue));
    const Numbers numbers = load_numbers(*db, *catalogue);
    for (const auto& entity : catalogue->entities()) {
        EXPECT_EQ(numbers.find_entity(numbers.of(*entity)), entity.get());
        for (const auto& field : entity->fields) {
            if (field.storage == catalogue::Storage::none)
                EXPECT_EQ(numbers.of(field), -1);
            else
                EXPECT_EQ(numbers.find_field(numbers.of(field)), &field);
        }
    }
    EXPECT_EQ(numbers.find_entity(-1), nullptr);
    EXPECT_EQ(numbers.find_field(1'000'000), nullptr);
}

TEST(Constraints, hold_in_the_database) {
    const auto db = memory();
    const auto catalogue = catalogue::test_catalogue();
    apply(*db, *catalogue, *difference(*db, *catalogue));
    const auto add_user = [&](std::string_view id, std::string_view login, std::string_view deleted_at) {
        store::Use row(
            db->prepare("INSERT INTO \"user\" (id, rev, created_at, created_by, changed_at, changed_by, "
                        "login, deleted_at) VALUES (CAST(?1 AS BLOB), 1, 0, zeroblob(16), 0, "
                        "zeroblob(16), ?2, nullif(?3, '') + 0)"));
        row->bind(1, id);
        row->bind(2, login);
        row->bind(3, deleted_at);
        return row->step_unique();
    };
    EXPECT_TRUE(add_user("aaaaaaaaaaaaaaaa", "jan", ""));
    EXPECT_FALSE(add_user("bbbbbbbbbbbbbbbb", "jan", ""));
    EXPECT_TRUE(add_user("cccccccccccccccc", "jan", "5"));  // a deleted record frees its value
    EXPECT_FALSE(add_user("aaaaaaaaaaaaaaaa", "ola", ""));
    // A link to nothing stops the commit, not the write.
    db->begin();
    db->execute("UPDATE \"user\" SET rev = 2");
    db->execute(
        "INSERT INTO user_territories VALUES (CAST('aaaaaaaaaaaaaaaa' AS BLOB), CAST('nothing' AS BLOB))");
    EXPECT_THROW(db->commit(), Failure);
    db->rollback();
}

TEST_F(Upgraded, adds_fields_entities_and_indexes) {
    const Upgrade upgrade = upgrade_to({&thing_2, &note, &item});
    EXPECT_FALSE(upgrade.is_new);
    EXPECT_FALSE(upgrade.needs_rebuild_of_text);
    EXPECT_TRUE(upgrade.needs_rebuild_of_rollups);
    EXPECT_EQ(text("SELECT name || size_of_parts FROM thing"), "Kula0");
    EXPECT_EQ(text("SELECT count(*) FROM item"), "0");
    EXPECT_EQ(text("SELECT catalogue_version FROM counter"), "2");
}

TEST_F(Upgraded, keeps_numbers) {
    const auto before = load_numbers(*db, *catalogue);
    const int color_before = before.of(catalogue->at("thing").at("color"));
    upgrade_to({&item, &note, &thing_2});  // also in another order
    const auto after = load_numbers(*db, *catalogue);
    EXPECT_EQ(after.of(catalogue->at("thing").at("color")), color_before);
}

TEST_F(Upgraded, renames_a_field_by_mark_with_data_and_number) {
    const int before = load_numbers(*db, *catalogue).of(catalogue->at("thing").at("color"));
    upgrade_to({&thing_renamed, &note}, {{"thing", "color", "hue"}});
    EXPECT_EQ(text("SELECT hue FROM thing"), "red");
    EXPECT_EQ(load_numbers(*db, *catalogue).of(catalogue->at("thing").at("hue")), before);
}

TEST_F(Upgraded, keeps_data_of_a_removed_field) {
    upgrade_to({&thing_without_color, &note}, {{"thing", "color", ""}});
    EXPECT_EQ(text("SELECT retired_color FROM thing"), "red");
    upgrade_to({&thing_1, &note});
    EXPECT_EQ(text("SELECT coalesce(color, 'none') || retired_color FROM thing"), "nonered");
}

TEST_F(Upgraded, renames_an_entity_with_its_links_and_what_names_it) {
    upgrade_to({&item, &note}, {{"thing", "", "item"}});
    EXPECT_EQ(text("SELECT name FROM item"), "Kula");
    EXPECT_EQ(text("SELECT count(*) FROM item_friends"), "1");
    EXPECT_EQ(text("SELECT about_entity FROM note"), "item");
}

TEST_F(Upgraded, keeps_data_of_a_removed_entity) {
    upgrade_to({&note}, {{"thing", "", ""}});
    EXPECT_EQ(text("SELECT name FROM retired_thing"), "Kula");
}

TEST_F(Upgraded, drops_hidden_columns_and_asks_to_make_them_again) {
    EXPECT_FALSE(upgrade_to({&thing_unsearched, &note}).needs_rebuild_of_text);
    EXPECT_EQ(text("SELECT count(*) FROM pragma_table_info('thing') WHERE name = 'name_fold'"), "0");
    EXPECT_TRUE(upgrade_to({&thing_1, &note}).needs_rebuild_of_text);
    EXPECT_EQ(text("SELECT count(*) FROM pragma_table_info('thing') WHERE name = 'name_fold'"), "1");
}

TEST_F(Upgraded, asks_for_new_texts_after_new_tables_of_text) {
    db->execute("UPDATE counter SET text_version = 0");
    EXPECT_TRUE(difference(*db, *catalogue)->needs_rebuild_of_text);
}

TEST_F(Upgraded, refuses_what_would_lose_data) {
    EXPECT_EQ(refused({&thing_without_color, &note}), "field_disappeared(thing.color)");
    EXPECT_EQ(refused({&thing_renamed, &note}), "field_disappeared(thing.color)");
    EXPECT_EQ(refused({&thing_retyped, &note}), "type_changed(thing.color)");
    EXPECT_EQ(refused({&note}), "field_disappeared(thing) field_disappeared(thing.friends)");
    EXPECT_EQ(refused({&thing_1, &note}, {{"thing", "weight", "mass"}}), "mark_unknown(thing.weight)");
    EXPECT_EQ(refused({&thing_1, &note}, {{"nothing", "", ""}}), "mark_unknown(nothing)");
    EXPECT_EQ(text("SELECT color FROM thing"), "red");
}

TEST_F(Upgraded, refuses_a_newer_file) {
    db->execute("UPDATE counter SET file_version = 2");
    EXPECT_EQ(refused({&thing_1, &note}), "file_is_newer()");
}

TEST_F(Upgraded, what_is_added_at_run_time_needs_no_rebuild_and_has_its_index) {
    const auto upgrade = upgrade_to({&thing_added, &note});
    EXPECT_FALSE(upgrade.needs_rebuild_of_text);
    EXPECT_EQ(text("SELECT count(*) FROM thing WHERE x_motto IS NULL AND x_motto_fold IS NULL"), "1");
    db->execute("UPDATE thing SET x_twin = id");
    const std::string question =
        "SELECT id FROM thing WHERE x_twin = x'00000000000070008000000000000001' AND deleted_at IS NULL";
    store::Use plan(db->prepare("EXPLAIN QUERY PLAN " + question));
    ASSERT_TRUE(plan->step());
    EXPECT_NE(plan->text(3).find("USING INDEX thing_x_twin"), std::string_view::npos) << plan->text(3);
    plan->reset();
    EXPECT_EQ(text("SELECT count(*) FROM (" + question + ")"), "1");
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(text("SELECT count(*) FROM sqlite_master WHERE name LIKE 'thing\\_x\\_twin%' ESCAPE '\\' AND "
                   "tbl_name = 'thing'"),
              "1");
}

TEST_F(Upgraded, a_program_that_does_not_know_what_was_added_leaves_it) {
    upgrade_to({&thing_added, &note});
    db->execute("UPDATE thing SET x_motto = 'Kto pyta'");
    EXPECT_EQ(upgrade_to({&thing_2, &note}).is_new, false);
    EXPECT_EQ(text("SELECT x_motto FROM thing"), "Kto pyta");
    static constexpr Field more[] = {
        name_field,       color,  friends,     size, of_the_office[3], of_the_office[4],
        of_the_office[5], parent, sum_of_parts};
    static constexpr Entity both = thing(more);
    const auto known_again = upgrade_to({&both, &note});
    EXPECT_EQ(known_again.statements, std::vector<std::string>{});
    EXPECT_EQ(text("SELECT x_motto FROM thing"), "Kto pyta");
}

}  // namespace
}  // namespace teczka::schema
