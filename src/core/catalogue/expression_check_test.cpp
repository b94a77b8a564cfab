// Names and types against the test office.
#include <gtest/gtest.h>

#include "core/base/dates.hpp"
#include "core/catalogue/testing.hpp"

namespace teczka::catalogue {
namespace {

struct Case {
    const char* entity;
    const char* text;
    const char* code;  // of the refusal; "" when accepted
};

std::string code_of(const char* entity, const char* text, const CheckOptions& options = {}) {
    const auto catalogue = test_catalogue();
    const auto read = parse_condition(text, catalogue->at(entity), options);
    return read ? "" : read.error().complaints[0].code;
}

TEST(Check, resolves_names_and_types) {
    const char* id = "id = \"01890000-0000-7000-8000-000000000001\"";
    const Case cases[] = {
        {"company", id, ""},
        {"company", "status = \"active\"", ""},
        {"company", "status = \"nonsense\"", "choice_unknown"},
        {"company", "status in (\"active\", \"former\")", ""},
        {"company", "status in (\"active\", \"x\")", "choice_unknown"},
        {"company", "status in (null)", "type_mismatch"},
        {"company", "status = 1", "type_mismatch"},
        {"company", "status < \"active\"", "type_mismatch"},
        {"company", "coalesce(status, \"active\") = \"x\"", "choice_unknown"},
        {"company", "nothing = 1", "field_unknown"},
        {"company", "address = \"x\"", "field_unknown"},
        {"company", "address_city = \"Łódź\"", ""},
        {"company", "turnover_by_month > 0", "field_unknown"},
        {"company", "turnover >= 100000", ""},
        {"company", "turnover >= \"100000.50\"", ""},
        {"company", "turnover >= 9999999999999999", ""},
        {"company", "turnover >= 99999999999999999", "type_mismatch"},  // with its cents 19 digits
        {"company", "turnover >= \"100000.505\"", "type_mismatch"},
        {"company", "turnover >= \"x\"", "type_mismatch"},
        {"company", "turnover = is_key", "type_mismatch"},
        {"company", "credit_limit * credit_limit > 1", "type_mismatch"},
        {"company", "credit_limit * discount > 1", ""},
        {"company", "tier + turnover > 1", ""},
        {"company", "name + 1 = 2", "type_mismatch"},
        {"company", "is_key", ""},
        {"company", "is_key and tier", "type_mismatch"},
        {"company", "tier", "type_mismatch"},
        {"company", "is_key = true", ""},
        {"company", "is_key = 1", "type_mismatch"},
        {"company", "is_key > false", "type_mismatch"},
        {"company", "owner = me", ""},
        {"company", "territory = me", "type_mismatch"},
        {"company", "owner = territory", "type_mismatch"},
        {"company", "owner = created_by", ""},
        {"company", "owner = null", ""},
        {"company", "owner = \"not an id\"", "type_mismatch"},
        {"company", "territory in my_territories", ""},
        {"company", "owner in my_territories", "type_mismatch"},
        {"company", "owner in standing_in_for", ""},
        {"company", "my_territories = territory", "type_mismatch"},
        {"company", "name contains \"lodz\"", ""},
        {"company", "name contains 1", "type_mismatch"},
        {"company", "level contains \"x\"", "field_not_searched"},
        {"company", "tier contains \"x\"", "type_mismatch"},
        {"company", "interests contains \"alarms\"", ""},
        {"company", "interests contains \"x\"", "choice_unknown"},
        {"company", "interests starts \"alarms\"", "type_mismatch"},
        {"company", "interests = \"alarms\"", "type_mismatch"},
        {"company", "interests is null", ""},
        {"deal", "participants contains \"01890000-0000-7000-8000-000000000001\"", ""},
        {"deal", "participants contains me", "type_mismatch"},
        {"user", "territories contains \"x\"", "type_mismatch"},
        {"user", "territories in my_territories", ""},
        {"user", "territories in my_groups", "type_mismatch"},
        {"user", "territories in standing_in_for", "type_mismatch"},
        {"user", "territories not in (\"01890000-0000-7000-8000-000000000001\")", ""},
        {"user", "territories in (\"x\")", "type_mismatch"},
        {"company", "owner in my_groups", "type_mismatch"},
        {"company", "founded_on > \"2000-02-30\"", "type_mismatch"},
        {"company", "founded_on > \"2000-02-28\"", ""},
        {"company", "founded_on > today - 3y", ""},
        {"company", "founded_on + tier > today", ""},
        {"company", "founded_on - visited_at > 1", "type_mismatch"},
        {"company", "tier - 3d > 1", "type_mismatch"},
        {"company", "visited_at >= today", ""},
        {"company", "visited_at >= \"2026-01-05T10:00:00Z\"", ""},
        {"company", "visited_at in last_week", ""},
        {"company", "tier in last_week", "type_mismatch"},
        {"company", "month(founded_on) = \"2000-01-01\"", ""},
        {"company", "month(tier) = 1", "type_mismatch"},
        {"company", "coalesce(founded_on, visited_at) is null", "type_mismatch"},
        {"company", "if(is_key, tier, turnover) > 1.5", ""},
        {"company", "if(tier, 1, 2) = 1", "type_mismatch"},
        {"company", "if(is_key, 1, \"a\") = 1", "type_mismatch"},
        {"company", "territory.name starts \"maz\"", ""},
        {"company", "territory.manager.login = \"x\"", ""},
        {"company", "name.x = 1", "field_unknown"},
        {"company", "invoices any(net > 100)", ""},
        {"company", "invoices any(nothing > 100)", "field_unknown"},
        {"company", "invoices any(net)", "type_mismatch"},
        {"company", "invoices count() > 3 and activities none()", ""},
        {"company", "invoices sum(net, sold_on in last_12_months) >= 100000", ""},
        {"company", "invoices sum(number) > 1", "type_mismatch"},
        {"company", "invoices max(sold_on) < \"2026-01-01\"", ""},
        {"company", "invoices max(sold_on) < 5", "type_mismatch"},
        {"company", "nothing any()", "field_unknown"},
        {"company", "owner any()", "field_unknown"},
        {"invoice", "company.activities any(kind = \"call\")", ""},
        {"invoice", "lines any(quantity > 1.5)", ""},
        {"invoice", "lines = 1", "field_unknown"},
        {"company", "anchored", "field_unknown"},
        {"comment", "record = \"01890000-0000-7000-8000-000000000001\"", ""},
        {"comment", "record.name = 1", "field_unknown"},
        {"company", "deleted_at is null and rev > 5", ""},
    };
    for (const auto& [entity, text, code] : cases) EXPECT_EQ(code_of(entity, text), code) << text;
}

TEST(Check, obeys_its_options) {
    const CheckOptions own{.own_fields_only = true}, timeless{.allow_today = false},
        rights{.allow_anchored = true},
        masked{.may_use = [](const FieldModel&field, const void*) { return !field.is_finance; }};
    EXPECT_EQ(code_of("company", "territory.name = \"x\"", own), "own_fields_only");
    EXPECT_EQ(code_of("company", "invoices any()", own), "own_fields_only");
    EXPECT_EQ(code_of("company", "is_key", own), "");
    EXPECT_EQ(code_of("company", "founded_on < today", timeless), "today_not_allowed");
    EXPECT_EQ(code_of("company", "founded_on in last_week", timeless), "today_not_allowed");
    EXPECT_EQ(code_of("company", "anchored or owner = me", rights), "");
    EXPECT_EQ(code_of("company", "turnover > 1", masked), "field_unknown");
    EXPECT_EQ(code_of("company", "invoices any(net > 1)", masked), "field_unknown");
    EXPECT_EQ(code_of("company", "invoices sum(gross) > 1", masked), "field_unknown");
    EXPECT_EQ(code_of("company", "invoices count() > 1", masked), "");
}

TEST(Check, brings_literals_to_the_other_side) {
    const auto catalogue = test_catalogue();
    const EntityModel& company = catalogue->at("company");
    const auto right = [&](const char* text) { return parse_condition(text, company)->args[1]; };
    EXPECT_EQ(right("turnover > 12").value, Value{std::int64_t{1200}});
    EXPECT_EQ(right("turnover > 12").scale, 2);
    EXPECT_EQ(right("turnover > 12.505").value, Value{std::int64_t{12505}});
    EXPECT_EQ(right("turnover > 12.505").scale, 3);
    EXPECT_EQ(right("turnover > \"-0.5\"").value, Value{std::int64_t{-50}});
    EXPECT_EQ(right("founded_on = \"1970-01-03\"").value, Value{std::int64_t{2}});
    EXPECT_EQ(right("visited_at = \"1970-01-03\"").value, Value{std::int64_t{172'800'000}});
    EXPECT_TRUE(std::holds_alternative<Id>(right("owner = \"01890000-0000-7000-8000-000000000001\"").value));
    EXPECT_EQ(right("status = \"active\"").type, Type::choice);
    EXPECT_EQ(to_text(right("founded_on = \"1970-01-03\"")), "\"1970-01-03\"");
}

TEST(Check, gives_each_node_its_type_and_scale) {
    const auto catalogue = test_catalogue();
    const auto checked = [&](const char* entity, const char* text) {
        Expression e = *parse(text);
        EXPECT_TRUE(check(e, catalogue->at(entity)).has_value()) << text;
        return std::pair(e.type, e.scale);
    };
    EXPECT_EQ(checked("invoice_line", "price * quantity"), std::pair(Type::money, 2));
    EXPECT_EQ(checked("invoice_line", "quantity * 2"), std::pair(Type::decimal, 3));
    EXPECT_EQ(checked("invoice_line", "price + quantity"), std::pair(Type::money, 3));
    EXPECT_EQ(checked("invoice", "coalesce(vat, 0)"), std::pair(Type::money, 2));
    EXPECT_EQ(checked("invoice", "lines count()"), std::pair(Type::integer, 0));
    EXPECT_EQ(checked("invoice", "lines sum(quantity)"), std::pair(Type::decimal, 3));
    EXPECT_EQ(checked("invoice", "year(sold_on)"), std::pair(Type::date, 0));
    EXPECT_EQ(checked("invoice", "sold_on + 1m"), std::pair(Type::date, 0));
}

TEST(Check, a_sum_is_no_longer_than_the_database_can_read) {
    const auto catalogue = test_catalogue();
    const auto chain = [&](int links, std::string_view link) {
        std::string text = "price > quantity";
        for (int i = 0; i < links; ++i) text += link;
        Expression e = *parse(text);
        return check(e, catalogue->at("invoice_line"));
    };
    EXPECT_TRUE(chain(20, " + quantity").has_value());
    EXPECT_TRUE(chain(20, " - 2").has_value());
    for (const auto* link : {" + quantity", " - quantity * 2", " + 2"}) {
        const auto refused = chain(40, link);
        ASSERT_FALSE(refused.has_value()) << link;
        EXPECT_EQ(refused.error().complaints.front().code, "condition_depth") << link;
    }
}

TEST(Check, complains_of_everything_at_once) {
    const auto catalogue = test_catalogue();
    const auto read = parse_condition("nothing = 1 and tier = \"x\" and is_key", catalogue->at("company"));
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().complaints.size(), 2u);
}

TEST(Check, wants_a_value_that_fits_the_field) {
    const auto catalogue = test_catalogue();
    const EntityModel& company = catalogue->at("company");
    const auto code = [&](const char* field, const char* text) -> std::string {
        Expression e = *parse(text);
        const auto checked = check_for(e, company, company.at(field));
        return checked ? "" : checked.error().complaints[0].code;
    };
    EXPECT_EQ(code("status", "\"active\""), "");
    EXPECT_EQ(code("status", "\"x\""), "choice_unknown");
    EXPECT_EQ(code("status", "if(is_key, \"active\", \"x\")"), "choice_unknown");
    EXPECT_EQ(code("interests", "\"climate,cabling\""), "");
    EXPECT_EQ(code("interests", "\"climate,x\""), "choice_unknown");
    EXPECT_EQ(code("credit_limit", "0"), "");
    EXPECT_EQ(code("credit_limit", "0.505"), "type_mismatch");
    EXPECT_EQ(code("credit_limit", "tier"), "type_mismatch");
    EXPECT_EQ(code("founded_on", "today"), "");
    EXPECT_EQ(code("visited_at", "today"), "type_mismatch");
    EXPECT_EQ(code("owner", "me"), "");
    EXPECT_EQ(code("territory", "me"), "type_mismatch");
    EXPECT_EQ(code("name", "5"), "type_mismatch");
    EXPECT_EQ(code("founded_on", "null"), "");
}

}  // namespace
}  // namespace teczka::catalogue
