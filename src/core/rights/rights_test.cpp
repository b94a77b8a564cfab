// Lines of rights add up, anchors are spelled out, finance is masked; and what is wrong in a table of rights
// is said by line.
#include "core/rights/rights.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/catalogue/testing.hpp"

namespace teczka::rights {
namespace {

using catalogue::Right;
using catalogue::to_text;

Result<std::shared_ptr<const Rights>> built(std::span<const Right> rights) {
    const std::span<const Right> areas[] = {rights};
    return Rights::build(*catalogue::test_catalogue(), areas);
}
const Rights& office_rights() {
    static const auto made = *built(catalogue::test_rights);
    return *made;
}
const EntityModel& entity(std::string_view name) { return catalogue::test_catalogue()->at(name); }
Actor of(std::vector<std::string> groups) { return {.groups = std::move(groups)}; }

TEST(rights, conditions_follow_groups) {
    struct Case {
        std::vector<std::string> groups;
        std::string_view entity, verb, condition;
    };
    const Case cases[] = {
        {{"management"}, "company", "view", "true"},
        {{}, "company", "view", "false"},
        {{"nobody"}, "company", "view", "false"},
        {{"sales"}, "company", "change", "owner = me"},
        {{"accounting"}, "company", "change", "true"},
        {{"accounting"}, "company", "delete", "false"},
        {{"accounting"}, "activity", "view", "false"},
        {{"administrator"}, "invoice", "view", "false"},
        {{"sales"}, "deal", "approve", "false"},
        {{"sales"}, "invoice", "view", "company.owner = me"},
        {{"sales", "accounting"}, "invoice", "view", "true"},
        {{"sales"},
         "employment",
         "view",
         "company.owner = me or company.owner in standing_in_for or company.territory in my_territories"},
        {{"sales"},
         "person",
         "view",
         "employments any(company.owner = me or company.owner in standing_in_for or company.territory in "
         "my_territories)"},
        {{"accounting"}, "person", "view", "true"},
    };
    for (const auto& one : cases)
        EXPECT_EQ(to_text(office_rights().condition(of(one.groups), entity(one.entity), one.verb)),
                  one.condition)
            << one.entity << " " << one.verb;
    EXPECT_TRUE(is_true(office_rights().condition({.is_system = true}, entity("invoice"), "delete")));
}

TEST(rights, finance_is_masked_where_a_line_says_so) {
    const auto mask = [](std::vector<std::string> groups, std::string_view of_entity, std::string_view field,
                         std::string_view verb) {
        return to_text(
            office_rights().field_condition(of(std::move(groups)), entity(of_entity).at(field), verb));
    };
    EXPECT_EQ(mask({"sales"}, "company", "name", "view"), "true");
    EXPECT_EQ(mask({"sales"}, "company", "credit_limit", "view"), "owner = me");
    EXPECT_EQ(mask({"sales"}, "company", "is_over_limit", "view"), "owner = me");  // made of finance
    EXPECT_EQ(mask({"sales"}, "company", "credit_limit", "change"), "false");
    EXPECT_EQ(mask({"sales"}, "company", "name", "change"), "true");
    EXPECT_EQ(mask({"accounting"}, "company", "credit_limit", "change"), "true");
    EXPECT_EQ(mask({"accounting"}, "company", "name", "change"), "false");
    EXPECT_EQ(mask({"sales"}, "supply", "annual_value", "view"), "false");
    EXPECT_EQ(mask({"sales", "accounting"}, "company", "credit_limit", "view"), "true");
    EXPECT_FALSE(office_rights().may_ever_see(of({"sales"}), entity("supply").at("annual_value")));
    EXPECT_TRUE(office_rights().may_ever_see(of({"sales"}), entity("company").at("credit_limit")));
}

TEST(rights, what_follows_from_companies_is_told_apart) {
    const auto scope = [](std::vector<std::string> groups, std::string_view name) {
        return office_rights().anchor_scope(of(std::move(groups)), entity(name));
    };
    const auto activities = scope({"sales"}, "activity");
    ASSERT_TRUE(activities.has_value());
    EXPECT_EQ(to_text(activities->companies),
              "owner = me or owner in standing_in_for or territory in my_territories");
    EXPECT_EQ(to_text(activities->besides), "user = me");
    const auto invoices = scope({"sales"}, "invoice");
    ASSERT_TRUE(invoices.has_value());
    EXPECT_EQ(to_text(invoices->companies), "owner = me");
    EXPECT_TRUE(is_false(invoices->besides));
    EXPECT_FALSE(scope({"management"}, "activity").has_value());
    EXPECT_FALSE(scope({"sales"}, "segment").has_value());
    EXPECT_FALSE(scope({}, "company").has_value());
}

TEST(rights, verbs_are_those_one_may_ever) {
    const auto verbs = office_rights().verbs(of({"sales"}), entity("deal"));
    EXPECT_TRUE(std::ranges::find(verbs, "change") != verbs.end());
    EXPECT_TRUE(std::ranges::find(verbs, "approve") == verbs.end());
    EXPECT_TRUE(office_rights().verbs(of({}), entity("deal")).empty());
}

TEST(rights, wrong_tables_are_refused_by_line) {
    struct Case {
        Right right;
        std::string_view field, code;
    };
    const Case cases[] = {
        {{"sales", "companny", "view"}, "rights[1]: companny view", "entity_unknown"},
        {{"sales", "company", "view", "ownr = me"}, "rights[1]: company view", "field_unknown"},
        {{"sales", "company", "view", "owner ="}, "rights[1]: company view", "condition_syntax"},
        {{"sales", "company", "view", "true", "finance"}, "rights[1]: company view", "right_fields"},
        {{"sales", "territory", "view", "anchored"}, "rights[1]: territory view", "right_without_anchor"},
        {{"sales", "company", "view", "name"}, "rights[1]: company view", "type_mismatch"},
    };
    for (const auto& one : cases) {
        const Right table[] = {{"management", "company", "view"}, one.right};
        const auto made = built(table);
        ASSERT_FALSE(made.has_value()) << one.code;
        EXPECT_EQ(made.error().complaints.front().field, one.field);
        EXPECT_EQ(made.error().complaints.front().code, one.code);
    }
}

}  // namespace
}  // namespace teczka::rights
