// The real catalogue as a whole: it builds, and its default rights are those of the table.
#include "areas/areas.hpp"

#include <gtest/gtest.h>

#include <string>

namespace teczka::areas {
namespace {

std::string said(const Refusal& refusal) {
    std::string out;
    for (const auto& complaint : refusal.complaints) {
        out += complaint.field + ": " + complaint.code;
        for (const auto& [name, value] : complaint.parameters) out += " " + name + "=" + value;
        out += "\n";
    }
    return out;
}

TEST(Areas, catalogue_builds_without_complaint) {
    const auto built = catalogue::Catalogue::build(entities());
    ASSERT_TRUE(built) << said(built.error());
    EXPECT_EQ((*built)->entities().size(), 26U);
}

TEST(Areas, rights_and_rules_name_what_exists) {
    const auto built = catalogue::Catalogue::build(entities());
    ASSERT_TRUE(built) << said(built.error());
    const auto made = rights::Rights::build(**built, rights());
    ASSERT_TRUE(made) << said(made.error());
    for (const auto& area : rules())
        for (const auto& rule : area) EXPECT_NE((*built)->find(rule.entity), nullptr) << rule.name;
}

// One group sees, another does not: the table of DOMAIN.md section 3 in single cells.
TEST(Areas, default_rights_follow_the_table) {
    const auto built = catalogue::Catalogue::build(entities());
    ASSERT_TRUE(built) << said(built.error());
    const auto made = rights::Rights::build(**built, rights());
    ASSERT_TRUE(made) << said(made.error());
    struct Case {
        const char *group, *entity, *verb;
        bool may;
    };
    const Case cases[]{
        {"accounting", "company", "view", true},       {"accounting", "invoice", "change", true},
        {"accounting", "activity", "view", false},     {"accounting", "user", "change", false},
        {"management", "company", "delete", true},     {"management", "invoice", "view", true},
        {"management", "invoice", "change", false},    {"management", "setting", "view", false},
        {"sales", "company", "create", true},          {"sales", "invoice", "view", true},
        {"sales", "invoice", "create", false},         {"sales", "company", "import", false},
        {"sales", "person", "import", true},           {"sales", "territory", "change", false},
        {"administrator", "invoice", "view", false},   {"administrator", "company", "view", true},
        {"administrator", "company", "change", false}, {"administrator", "user", "change", true},
    };
    for (const auto& [group, entity, verb, may] : cases) {
        const rights::Actor actor{.groups = {group}};
        EXPECT_EQ((*made)->may_ever(actor, (*built)->at(entity), verb), may)
            << group << " " << verb << " " << entity;
    }
    const rights::Actor administrator{.groups = {"administrator"}};
    EXPECT_FALSE((*made)->may_ever_see(administrator, (*built)->at("company").at("credit_limit")));
    EXPECT_FALSE((*made)->may_ever_see(administrator, (*built)->at("company").at("turnover")));
    EXPECT_TRUE((*made)->may_ever_see(administrator, (*built)->at("company").at("name")));
}

}  // namespace
}  // namespace teczka::areas
