// The catalogue as others read it.
#include "core/catalogue/model.hpp"

#include <gtest/gtest.h>

#include "core/base/json.hpp"
#include "core/catalogue/testing.hpp"

namespace teczka::catalogue {
namespace {

const json::object* find_named(const json::array& list, sv name) {
    for (const json::value& one : list)
        if (const json::string* found = one.as_object().at("name").if_string(); *found == std::string(name))
            return &one.as_object();
    return nullptr;
}

TEST(Model, tells_every_field_of_every_entity_as_json) {
    const auto catalogue = test_catalogue();
    const auto read = parse_json(model_json(*catalogue));
    ASSERT_TRUE(read.has_value());
    const json::array& entities = read->as_object().at("entities").as_array();
    ASSERT_EQ(entities.size(), catalogue->entities().size());
    for (const auto& entity : catalogue->entities()) {
        const json::object* told = find_named(entities, entity->name());
        ASSERT_NE(told, nullptr);
        for (const FieldModel& field : entity->fields) {
            const json::object* one = find_named(told->at("fields").as_array(), field.name());
            ASSERT_NE(one, nullptr) << field.name();
            EXPECT_EQ(one->at("type").as_string(), std::string(name_of(field.decl.type)));
            EXPECT_EQ(one->contains("writable"), field.is_writable()) << field.name();
            EXPECT_EQ(one->contains("to"), field.target != nullptr) << field.name();
        }
    }
    const json::object& turnover =
        *find_named(find_named(entities, "company")->at("fields").as_array(), "turnover_by_month");
    EXPECT_EQ(turnover.at("rollup").as_object().at("by").as_string(), "month(sold_on), salesperson");
    EXPECT_TRUE(turnover.at("finance").as_bool());
}

TEST(Model, draws_entities_and_links) {
    const std::string drawn = model_mermaid(*test_catalogue());
    EXPECT_TRUE(drawn.starts_with("erDiagram\n"));
    for (const char* line :
         {"    company {\n", "        money credit_limit\n", "    invoice }o--|| company : company\n",
          "    company }o--o| user : owner\n", "    deal }o--o{ person : participants\n"})
        EXPECT_NE(drawn.find(line), std::string::npos) << line;
    EXPECT_EQ(drawn.find(" lines\n"), std::string::npos);
    EXPECT_EQ(drawn.find("created_by"), std::string::npos);
}

}  // namespace
}  // namespace teczka::catalogue
