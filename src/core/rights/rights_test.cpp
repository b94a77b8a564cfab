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

Rights decided(std::vector<Decision> decisions) {
    const std::span<const Right> areas[] = {catalogue::test_rights};
    return **Rights::build(*catalogue::test_catalogue(), areas, decisions);
}

TEST(rights, decisions_take_the_place_of_defaults) {
    const auto view = [](const Rights& rights, std::string_view group, std::string_view name) {
        return to_text(rights.condition(of({std::string{group}}), entity(name), "view"));
    };
    const auto narrow = decided({{"sales", "company", "view", "", "owner = me", "false"}});
    EXPECT_EQ(view(narrow, "sales", "company"), "owner = me");
    EXPECT_EQ(view(narrow, "management", "company"), "true");
    // What hangs on companies follows them.
    EXPECT_EQ(view(narrow, "sales", "employment"), "company.owner = me");
    EXPECT_FALSE(narrow.may_ever_see(of({"sales"}), entity("company").at("credit_limit")));
    EXPECT_TRUE(narrow.may_ever_see(of({"sales"}), entity("company").at("name")));
    EXPECT_EQ(to_text(narrow.condition(of({"sales"}), entity("company"), "change")), "owner = me");

    const auto replaced = narrow.replaced();
    ASSERT_EQ(replaced.size(), 2u);  // of records, and of finance fields
    for (const auto& row : replaced) {
        EXPECT_EQ(row.group, "sales");
        EXPECT_EQ(row.verb, "view");
        EXPECT_TRUE(row.is_default);
    }
    EXPECT_TRUE(office_rights().replaced().empty());

    const auto wide = decided({{"sales", "company", "view", "", "true", ""}});
    EXPECT_EQ(view(wide, "sales", "employment"), "not company.id is null");
    EXPECT_EQ(to_text(wide.field_condition(of({"sales"}), entity("company").at("credit_limit"), "view")),
              "true");

    const auto none = decided({{"sales", "company", "view", "", "false", ""}});
    EXPECT_FALSE(none.may_ever(of({"sales"}), entity("company"), "view"));
    EXPECT_FALSE(none.anchor_scope(of({"sales"}), entity("company")).has_value());
    EXPECT_EQ(view(none, "sales", "activity"), "false or user = me");
}

TEST(rights, a_decision_may_be_about_one_field) {
    const auto rights = decided({{"sales", "company", "view", "name", "owner = me", ""},
                                 {"accounting", "company", "change", "name", "true", ""}});
    const auto shown = [&](std::string_view group, std::string_view field, std::string_view verb) {
        return to_text(rights.field_condition(of({std::string{group}}), entity("company").at(field), verb));
    };
    EXPECT_EQ(shown("sales", "name", "view"), "owner = me");
    EXPECT_EQ(shown("sales", "tax_id", "view"), "true");
    EXPECT_EQ(shown("accounting", "name", "change"), "true");
    EXPECT_EQ(to_text(rights.condition(of({"sales"}), entity("company"), "view")),
              to_text(office_rights().condition(of({"sales"}), entity("company"), "view")));
    const auto hidden = decided({{"sales", "company", "view", "name", "false", ""}});
    EXPECT_FALSE(hidden.may_ever_see(of({"sales"}), entity("company").at("name")));
}

TEST(rights, a_decision_that_is_not_understood_allows_nothing) {
    const auto rights = decided({{"sales", "company", "view", "", "ownr = me", ""},
                                 {"management", "invoice", "view", "", "true", ""},
                                 {"management", "ghost", "view", "", "true", ""}});
    EXPECT_FALSE(rights.may_ever(of({"sales"}), entity("company"), "view"));
    EXPECT_TRUE(rights.may_ever(of({"management"}), entity("invoice"), "view"));
    const auto table = rights.table();
    const auto broken = std::ranges::find(table, true, &Row::is_broken);
    ASSERT_NE(broken, table.end());
    EXPECT_EQ(std::string{broken->group} + " " + std::string{broken->when}, "sales ownr = me");
    EXPECT_FALSE(broken->is_default);
}

TEST(rights, decisions_are_checked_before_they_are_taken) {
    struct Case {
        Decision decision;
        std::string_view field, code;
    };
    const Case cases[] = {
        {{"sales", "ghost", "view", "", "true", ""}, "entity", "entity_unknown"},
        {{"sales", "company", "paint", "", "true", ""}, "verb", "verb_unknown"},
        {{"sales", "company", "view", "colour", "true", ""}, "field", "field_unknown"},
        {{"sales", "company", "view", "", "colour = 1", ""}, "when", "field_unknown"},
        {{"sales", "company", "view", "", "name", ""}, "when", "type_mismatch"},
        {{"sales", "company", "view", "", "true", "owner ="}, "finance", "condition_syntax"},
        {{"sales", "territory", "view", "", "anchored", ""}, "when", "right_without_anchor"},
    };
    for (const auto& one : cases) {
        const auto checked = Rights::check(*catalogue::test_catalogue(), one.decision);
        ASSERT_FALSE(checked.has_value()) << one.code;
        EXPECT_EQ(checked.error().complaints.front().field, one.field) << one.code;
        EXPECT_EQ(checked.error().complaints.front().code, one.code);
    }
    for (const Decision& good : {Decision{"sales", "company", "view", "", "owner = me", "false"},
                                 Decision{"sales", "activity", "change", "", "anchored or user = me", ""},
                                 Decision{"sales", "deal", "approve", "", "true", ""}})
        EXPECT_TRUE(Rights::check(*catalogue::test_catalogue(), good).has_value()) << good.entity;
}

Id number(std::uint8_t last) {
    Id id;
    id.bytes[15] = last;
    return id;
}

Actor looking_as(std::vector<std::string> groups, std::string viewer_group) {
    auto out = of(std::move(groups));
    Actor viewer{.user = number(1), .groups = {std::move(viewer_group)}, .territories = {number(2)}};
    out.user = number(9);
    out.viewer = std::make_shared<const Actor>(std::move(viewer));
    return out;
}

TEST(rights, who_looks_as_another_is_shown_what_both_see) {
    const std::string own = "owner = me or owner in standing_in_for or territory in my_territories";
    const std::string of_viewer =
        "owner = \"" + number(1).to_text() + "\" or false or territory in (\"" + number(2).to_text() + "\")";
    struct Case {
        std::vector<std::string> groups;
        std::string viewer;
        std::string_view entity, verb;
        std::string condition;
    };
    const Case cases[] = {
        {{"sales"}, "management", "company", "view", own},
        {{"management"}, "sales", "company", "view", of_viewer},
        {{"sales"}, "sales", "company", "view", "(" + own + ") and (" + of_viewer + ")"},
        {{"sales"}, "management", "company", "change", "owner = me"},  // a button; nobody presses it
        {{"management"}, "administrator", "invoice", "view", "false"},
        {{"administrator"}, "management", "invoice", "view", "false"},
    };
    for (const auto& one : cases)
        EXPECT_EQ(to_text(office_rights().condition(looking_as(one.groups, one.viewer), entity(one.entity),
                                                    one.verb)),
                  one.condition)
            << one.groups.front() << " seen by " << one.viewer << ": " << one.entity << " " << one.verb;
}

TEST(rights, masks_of_both_hold_for_who_looks_as_another) {
    const auto mask = [](const Actor& actor, std::string_view field) {
        return to_text(office_rights().field_condition(actor, entity("company").at(field), "view"));
    };
    EXPECT_EQ(mask(looking_as({"sales"}, "management"), "credit_limit"), "owner = me");
    EXPECT_EQ(mask(looking_as({"management"}, "sales"), "credit_limit"),
              "owner = \"" + number(1).to_text() + "\"");
    EXPECT_EQ(mask(looking_as({"management"}, "sales"), "name"), "true");
    EXPECT_FALSE(office_rights().may_ever_see(looking_as({"accounting"}, "sales"),
                                              entity("supply").at("annual_value")));
}

TEST(rights, what_the_viewer_may_not_do_is_no_way_in_for_him) {
    const auto both = looking_as({"management"}, "accounting");
    EXPECT_FALSE(office_rights().may_ever(both, entity("company"), "create"));
    const auto verbs = office_rights().verbs(both, entity("company"));
    EXPECT_NE(std::ranges::find(verbs, "create"), verbs.end()) << "the button is there";
    EXPECT_TRUE(office_rights().may_ever(looking_as({"sales"}, "management"), entity("company"), "view"));
    EXPECT_FALSE(office_rights().anchor_scope(looking_as({"sales"}, "sales"), entity("invoice")));
    EXPECT_TRUE(office_rights().anchor_scope(looking_as({"sales"}, "management"), entity("invoice")));
}

TEST(rights, lines_that_read_what_the_viewer_does_not_see_show_him_nothing) {
    const auto rights = decided({{"management", "company", "view", "", "credit_limit > 5", ""},
                                 {"accounting", "company", "view", "", "invoices any(net > 5)", ""}});
    EXPECT_EQ(to_text(rights.condition(looking_as({"management"}, "sales"), entity("company"), "view")),
              "false");
    EXPECT_EQ(to_text(rights.condition(looking_as({"accounting"}, "sales"), entity("company"), "view")),
              "false");
    EXPECT_EQ(to_text(rights.condition(of({"management"}), entity("company"), "view")),
              "credit_limit > 5.00");
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
