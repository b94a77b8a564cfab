// The test office builds as meant, and each rule of the catalogue refuses what breaks it.
#include "core/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/catalogue/testing.hpp"

namespace teczka::catalogue {
namespace {

TEST(Catalogue, resolves_the_test_office) {
    const auto catalogue = test_catalogue();
    const EntityModel& company = catalogue->at("company");
    EXPECT_EQ(catalogue->company(), &company);
    EXPECT_EQ(company.fields[0].name(), "id");
    EXPECT_EQ(company.at("id").target, &company);
    EXPECT_EQ(company.at("created_by").target, catalogue->find("user"));
    EXPECT_EQ(catalogue->find("nothing"), nullptr);
    EXPECT_EQ(company.find("address"), nullptr);
    EXPECT_EQ(company.find_children("invoices")->link, &catalogue->at("invoice").at("company"));
    EXPECT_EQ(catalogue->at("invoice").at("lines").list_link, &catalogue->at("invoice_line").at("invoice"));
    ASSERT_EQ(catalogue->at("person").title.size(), 2u);
    EXPECT_EQ(catalogue->at("person").title[1]->name(), "first_name");
}

TEST(Catalogue, spreads_addresses) {
    const auto catalogue = test_catalogue();
    const EntityModel& company = catalogue->at("company");
    EXPECT_EQ(company.at("address_postal_code").decl.label.pl, "Kod pocztowy");
    EXPECT_EQ(company.at("address_postal_code").decl.checker, "postal_code");
    EXPECT_EQ(company.at("address_country").decl.type, Type::country);
    EXPECT_EQ(company.at("mailing_address_city").decl.label.pl, "Adres korespondencyjny: miasto");
    EXPECT_EQ(company.at("mailing_address_city").decl.label.en, "Mailing address: city");
    EXPECT_EQ(company.at("mailing_address_city").decl.group, "address");
    EXPECT_TRUE(company.at("address_city").keeps_sort && company.at("address_city").keeps_fold);
    EXPECT_TRUE(company.at("address_street").keeps_fold);
    EXPECT_FALSE(company.at("address_region").keeps_fold);
}

TEST(Catalogue, knows_storage_and_who_writes) {
    const auto catalogue = test_catalogue();
    const EntityModel &company = catalogue->at("company"), &invoice = catalogue->at("invoice");
    EXPECT_EQ(company.at("id").storage, Storage::id);
    EXPECT_EQ(company.at("interests").storage, Storage::text);
    EXPECT_EQ(company.at("turnover").storage, Storage::integer);
    EXPECT_EQ(company.at("turnover_by_month").storage, Storage::none);
    EXPECT_EQ(company.at("is_over_limit").storage, Storage::none);
    EXPECT_EQ(catalogue->at("user").at("territories").storage, Storage::ids);
    EXPECT_EQ(catalogue->at("comment").at("record").storage, Storage::any_id);
    EXPECT_EQ(invoice.at("lines").storage, Storage::none);
    EXPECT_TRUE(company.at("name").is_writable());
    for (const char* name : {"id", "rev", "turnover", "is_over_limit", "level"})
        EXPECT_FALSE(company.at(name).is_writable()) << name;
    EXPECT_FALSE(catalogue->at("deal").at("number").is_writable());
}

TEST(Catalogue, inherits_finance) {
    const auto catalogue = test_catalogue();
    const EntityModel& company = catalogue->at("company");
    for (const char* name : {"turnover", "open_total", "turnover_by_month", "is_over_limit", "credit_limit"})
        EXPECT_TRUE(company.at(name).is_finance) << name;
    for (const char* name : {"activity_count", "contact_state", "name"})
        EXPECT_FALSE(company.at(name).is_finance) << name;
    EXPECT_TRUE(catalogue->at("invoice").at("payment_state").is_finance);
}

TEST(Catalogue, resolves_rollups) {
    const auto catalogue = test_catalogue();
    const RollupModel& rollup = catalogue->at("company").at("turnover_by_month").rollup;
    EXPECT_EQ(rollup.child, &catalogue->at("invoice"));
    EXPECT_EQ(rollup.via, &catalogue->at("invoice").at("company"));
    ASSERT_EQ(rollup.by.size(), 2u);
    EXPECT_EQ(rollup.by[0].op, Op::part);
    EXPECT_EQ(rollup.by[1].field->name(), "salesperson");
    EXPECT_EQ(catalogue->at("invoice").rollups_to_keep.size(), 3u);
    EXPECT_EQ(catalogue->at("payment").rollups_to_keep.size(), 1u);
    EXPECT_TRUE(is_true(catalogue->at("company").at("activity_count").rollup.where));
}

TEST(Catalogue, resolves_anchors) {
    const auto catalogue = test_catalogue();
    ASSERT_EQ(catalogue->at("company").anchors.size(), 1u);
    EXPECT_TRUE(catalogue->at("company").anchors[0].empty());
    const AnchorPath& person = catalogue->at("person").anchors[0];
    ASSERT_EQ(person.size(), 2u);
    EXPECT_TRUE(person[0].is_children);
    EXPECT_EQ(person[0].link, &catalogue->at("employment").at("person"));
    EXPECT_FALSE(person[1].is_children);
    EXPECT_EQ(catalogue->at("supply").anchors.size(), 2u);
    EXPECT_EQ(catalogue->at("invoice_line").anchors[0].size(), 2u);
    EXPECT_TRUE(catalogue->at("comment").belongs_to_record);
    EXPECT_TRUE(catalogue->at("user").belongs_to_office);
}

TEST(Catalogue, makes_indexes) {
    const auto catalogue = test_catalogue();
    const auto has = [&](const char* entity, std::vector<sv> keys, bool is_unique) {
        return std::ranges::any_of(catalogue->at(entity).indexes, [&](const IndexModel& index) {
            return index.unique == is_unique && std::ranges::equal(index.keys, keys, {}, &FieldModel::name);
        });
    };
    EXPECT_TRUE(has("company", {"owner", "name"}, false));
    EXPECT_FALSE(has("company", {"owner"}, false));  // the one above begins with it
    EXPECT_TRUE(has("company", {"group_parent"}, false));
    EXPECT_TRUE(has("company", {"name"}, false));
    EXPECT_TRUE(has("user", {"login"}, true));
    EXPECT_TRUE(has("employment", {"person"}, true));   // where is_primary
    EXPECT_TRUE(has("employment", {"person"}, false));  // all of them
}

// Broken catalogues: one field, or one change of the entity, a case -------------------------------------
constexpr Label both{"Coś", "Thing"};
constexpr sv office[] = {"office"};
constexpr sv lost_anchor[] = {"other.company"};
constexpr sv mixed_anchor[] = {"office", "link"};
constexpr sv on_record[] = {"record"};
constexpr sv unknown_column[] = {"nothing"};
constexpr Field plain[] = {{.name = "name", .label = both},
                           {.name = "flag", .label = both, .type = Type::boolean}};
constexpr Choice two[] = {{"a", both}, {"b", both, true}};
constexpr Choice twice[] = {{"a", both}, {"a", both}};
constexpr Choice unlabelled[] = {{"a", {"tylko", ""}}};
constexpr Move unknown_move[] = {{"a", "x", "change"}};
constexpr Move out_of_final[] = {{"b", "a", "change"}};
constexpr Move to_itself[] = {{"a", "a", "change"}};
constexpr Move without_action[] = {{"a", "b", ""}};
constexpr Move wrong_when[] = {{"a", "b", "change", "nothing = 1"}};

struct BrokenField {
    const char* code;
    Field field;
};

constexpr BrokenField broken_fields[] = {
    {"name_malformed", {.name = "Big", .label = both}},
    {"name_malformed", {.name = "", .label = both}},
    {"name_reserved", {.name = "today", .label = both}},
    {"name_reserved", {.name = "and", .label = both}},
    {"name_reserved", {.name = "row", .label = both}},
    {"name_twice", {.name = "name", .label = both}},
    {"name_twice", {.name = "rev", .label = both}},
    {"label_missing", {.name = "x", .label = {"Tylko", ""}}},
    {"group_unknown", {.name = "x", .label = both, .group = "nothing"}},
    {"target_unknown", {.name = "x", .label = both, .type = Type::link, .to = "nothing"}},
    {"target_unknown", {.name = "x", .label = both, .type = Type::links}},
    {"target_unknown", {.name = "x", .label = both, .type = Type::condition, .to = "nothing"}},
    {"inverse_is_field", {.name = "x", .label = both, .type = Type::link, .to = "thing", .inverse = "name"}},
    {"inverse_needs_link", {.name = "x", .label = both, .inverse = "things"}},
    {"list_link_unclear", {.name = "x", .label = both, .type = Type::list, .to = "thing"}},
    {"choices_missing", {.name = "x", .label = both, .type = Type::choice}},
    {"choices_unwanted", {.name = "x", .label = both, .choices = two}},
    {"choice_twice", {.name = "x", .label = both, .type = Type::choice, .choices = twice}},
    {"label_missing", {.name = "x", .label = both, .type = Type::choice, .choices = unlabelled}},
    {"moves_unwanted",
     {.name = "x", .label = both, .type = Type::choice, .choices = two, .moves = without_action}},
    {"move_unknown",
     {.name = "x", .label = both, .type = Type::state, .choices = two, .moves = unknown_move}},
    {"move_out_of_final",
     {.name = "x", .label = both, .type = Type::state, .choices = two, .moves = out_of_final}},
    {"move_twice", {.name = "x", .label = both, .type = Type::state, .choices = two, .moves = to_itself}},
    {"move_action_missing",
     {.name = "x", .label = both, .type = Type::state, .choices = two, .moves = without_action}},
    {"field_unknown", {.name = "x", .label = both, .type = Type::state, .choices = two, .moves = wrong_when}},
    {"owned_needs_link", {.name = "x", .label = both, .owned = true}},
    {"series_needs_text", {.name = "x", .label = both, .type = Type::integer, .series = "s"}},
    {"checker_unknown", {.name = "x", .label = both, .checker = "nope"}},
    {"checker_needs_text", {.name = "x", .label = both, .type = Type::integer, .checker = "email"}},
    {"searched_needs_text", {.name = "x", .label = both, .type = Type::integer, .searched = true}},
    {"sorted_needs_text", {.name = "x", .label = both, .type = Type::note, .sorted = true}},
    {"indexed_needs_column",
     {.name = "x", .label = both, .type = Type::links, .to = "thing", .indexed = true}},
    {"twice_needs_text", {.name = "x", .label = both, .type = Type::date, .twice = "x_twice"}},
    {"scale_out_of_range", {.name = "x", .label = both, .type = Type::decimal}},
    {"scale_out_of_range", {.name = "x", .label = both, .type = Type::decimal, .scale = 10}},
    {"scale_out_of_range", {.name = "x", .label = both, .type = Type::money, .scale = 2}},
    {"max_out_of_range", {.name = "x", .label = both, .type = Type::date, .max = 3}},
    {"min_malformed", {.name = "x", .label = both, .type = Type::date, .min = "soon"}},
    {"min_malformed", {.name = "x", .label = both, .min = "1"}},
    {"column_twice", {.name = "name_fold", .label = both}},
    {"condition_syntax", {.name = "x", .label = both, .initial = "="}},
    {"type_mismatch", {.name = "x", .label = both, .type = Type::date, .initial = "5"}},
    {"choice_unknown",
     {.name = "x", .label = both, .type = Type::choice, .choices = two, .initial = "\"c\""}},
    {"field_unknown", {.name = "x", .label = both, .type = Type::boolean, .expression = "nothing = 1"}},
    {"type_mismatch", {.name = "x", .label = both, .type = Type::money, .expression = "flag"}},
    {"own_fields_only", {.name = "x", .label = both, .expression = "created_by.name"}},
    {"expression_asks_who",
     {.name = "x", .label = both, .type = Type::boolean, .expression = "created_by = me"}},
    {"computed_cycle", {.name = "x", .label = both, .type = Type::boolean, .expression = "not x"}},
    {"computed_is_set",
     {.name = "x", .label = both, .type = Type::boolean, .required = true, .expression = "flag"}},
    {"children_unknown",
     {.name = "x", .label = both, .type = Type::integer, .rollup = {Fold::count, "nothing"}}},
    {"rollup_of",
     {.name = "x", .label = both, .type = Type::integer, .rollup = {Fold::count, "parts", "size"}}},
    {"rollup_of", {.name = "x", .label = both, .type = Type::integer, .rollup = {Fold::sum, "parts"}}},
    {"type_mismatch",
     {.name = "x", .label = both, .type = Type::money, .rollup = {Fold::sum, "parts", "size"}}},
    {"type_mismatch",
     {.name = "x", .label = both, .type = Type::boolean, .rollup = {Fold::max, "parts", "is_big"}}},
    {"today_not_allowed",
     {.name = "x",
      .label = both,
      .type = Type::integer,
      .rollup = {Fold::count, "parts", "", "made_on = today"}}},
    {"rollup_needs_today",
     {.name = "x", .label = both, .type = Type::integer, .rollup = {Fold::count, "parts", "", "is_new"}}},
    {"expression_asks_who",
     {.name = "x",
      .label = both,
      .type = Type::integer,
      .rollup = {Fold::count, "parts", "", "created_by = me"}}},
    {"rollup_key",
     {.name = "x", .label = both, .type = Type::integer, .rollup = {Fold::count, "parts", "", "", "is_new"}}},
    {"computed_twice",
     {.name = "x",
      .label = both,
      .type = Type::integer,
      .expression = "1",
      .rollup = {Fold::count, "parts"}}},
};

constexpr Field part_fields[] = {
    {.name = "thing", .label = both, .type = Type::link, .to = "thing", .inverse = "parts"},
    {.name = "size", .label = both, .type = Type::integer},
    {.name = "made_on", .label = both, .type = Type::date},
    {.name = "is_big", .label = both, .type = Type::boolean},
    {.name = "is_new", .label = both, .type = Type::boolean, .expression = "made_on > today - 7d"},
};
constexpr Entity part{
    .name = "part", .one = both, .many = both, .title = "size", .belongs_to = office, .fields = part_fields};
constexpr Field user_fields[] = {{.name = "name", .label = both}};
constexpr Entity user{
    .name = "user", .one = both, .many = both, .title = "name", .belongs_to = office, .fields = user_fields};
constexpr Entity sound{
    .name = "thing", .one = both, .many = both, .title = "name", .belongs_to = office, .fields = plain};

std::vector<std::string> codes_of(const Entity& thing) {
    const Entity* entities[] = {&thing, &part, &user};
    const auto built = Catalogue::build(entities);
    std::vector<std::string> codes;
    if (!built)
        for (const Complaint& complaint : built.error().complaints) codes.push_back(complaint.code);
    return codes;
}

TEST(BrokenCatalogue, is_sound_before_it_is_broken) {
    EXPECT_EQ(codes_of(sound), std::vector<std::string>{});
}

TEST(BrokenCatalogue, is_refused_for_a_field) {
    for (const auto& [code, field] : broken_fields) {
        std::vector<Field> fields(std::begin(plain), std::end(plain));
        fields[0].searched = true;
        fields.push_back(field);
        Entity thing = sound;
        thing.fields = fields;
        const auto codes = codes_of(thing);
        EXPECT_TRUE(std::ranges::find(codes, code) != codes.end())
            << code << " of " << field.name << " gave " << testing::PrintToString(codes);
    }
}

constexpr Check wrong_check[] = {{"c", "nothing = 1"}};
constexpr Check untrue_check[] = {{"c", "name"}};
constexpr Check check_twice[] = {{"c", "flag"}, {"c", "flag"}};
constexpr Check lost_check[] = {{.code = "c", .condition = "flag", .field = "nothing"}};
constexpr Index lost_index[] = {{.keys = {"nothing"}}};
constexpr Index empty_index[] = {{}};
constexpr Index wrong_index[] = {{.keys = {"name"}, .where = "name = \"x\""}};
constexpr Group group_twice[] = {{"g", both}, {"g", both}};

TEST(BrokenCatalogue, is_refused_for_an_entity) {
    const auto broken = [](const char* code, auto&& change) {
        Entity thing = sound;
        change(thing);
        const auto codes = codes_of(thing);
        EXPECT_TRUE(std::ranges::find(codes, code) != codes.end()) << code << testing::PrintToString(codes);
    };
    broken("name_malformed", [](Entity& e) { e.name = "Thing"; });
    broken("name_twice", [](Entity& e) { e.name = "part"; });
    broken("label_missing", [](Entity& e) { e.many = {"Rzeczy", ""}; });
    broken("title_missing", [](Entity& e) { e.title = ""; });
    broken("title_unknown", [](Entity& e) { e.title = "name nothing"; });
    broken("belongs_to_missing", [](Entity& e) { e.belongs_to = {}; });
    broken("belongs_to_mixed", [](Entity& e) { e.belongs_to = mixed_anchor; });
    broken("anchor_unknown", [](Entity& e) { e.belongs_to = lost_anchor; });
    broken("record_link_missing", [](Entity& e) { e.belongs_to = on_record; });
    broken("field_unknown", [](Entity& e) { e.list_columns = unknown_column; });
    broken("order_unknown", [](Entity& e) { e.order = "-nothing"; });
    broken("field_unknown", [](Entity& e) { e.checks = wrong_check; });
    broken("type_mismatch", [](Entity& e) { e.checks = untrue_check; });
    broken("check_twice", [](Entity& e) { e.checks = check_twice; });
    broken("check_field_unknown", [](Entity& e) { e.checks = lost_check; });
    broken("index_key_unknown", [](Entity& e) { e.indexes = lost_index; });
    broken("index_empty", [](Entity& e) { e.indexes = empty_index; });
    broken("index_condition", [](Entity& e) { e.indexes = wrong_index; });
    broken("group_twice", [](Entity& e) { e.groups = group_twice; });
}

TEST(BrokenCatalogue, complains_of_everything_at_once_by_place) {
    Entity thing = sound;
    thing.title = "nothing";
    thing.order = "nothing";
    thing.checks = wrong_check;
    const Entity* entities[] = {&thing, &part, &user};
    const auto built = Catalogue::build(entities);
    ASSERT_FALSE(built.has_value());
    ASSERT_EQ(built.error().complaints.size(), 3u);
    EXPECT_EQ(built.error().complaints[0].field, "thing.c");
    EXPECT_EQ(built.error().complaints[1].field, "thing");
}

}  // namespace
}  // namespace teczka::catalogue
