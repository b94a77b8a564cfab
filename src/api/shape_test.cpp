// Shapes as they are written, well and badly.
#include "api/shape.hpp"

#include <gtest/gtest.h>

namespace teczka::api {
namespace {

const SchemaName same = [](std::string_view name) { return std::string{name}; };

TEST(Shape, BecomesASchema) {
    const struct {
        std::string_view shape, schema;
    } cases[]{
        {"text", R"({"type":"string"})"},
        {"any", "{}"},
        {"Job", R"({"$ref":"#/components/schemas/Job"})"},
        {"Job[]", R"({"type":"array","items":{"$ref":"#/components/schemas/Job"}})"},
        {"\"a\"", R"({"type":"string","enum":["a"]})"},
        {"\"a\" | \"b\"", R"({"type":"string","enum":["a","b"]})"},
        {"text | null", R"({"anyOf":[{"type":"string"},{"type":"null"}]})"},
        {"\"a\" | null | \"b\"", R"({"anyOf":[{"type":"null"},{"type":"string","enum":["a","b"]}]})"},
        {"(text | null)[][]",
         R"({"type":"array","items":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"null"}]}}})"},
        {"{}", R"({"type":"object"})"},
        {"{...: text}", R"({"type":"object","additionalProperties":{"type":"string"}})"},
        {"{ one: text,\n  other?: Job }",
         R"({"type":"object","required":["one"],"properties":{"one":{"type":"string"},"other":{"$ref":"#/components/schemas/Job"}}})"},
    };
    for (const auto& [shape, schema] : cases) EXPECT_EQ(schema_of(shape, same).value_or("none"), schema);
}

TEST(Shape, RefusesWhatIsNone) {
    for (const auto* text : {"", "|", "text |", "text text", "[]", "{", "{a}", "{a:}", "{a: text",
                             "{a: text,}", "{?: text}", "(text", "text[", "\"open", "{a: text}}", "text]"})
        EXPECT_FALSE(schema_of(text, same)) << text;
}

TEST(Shape, NamesAreThoseOfTheDocument) {
    const auto schema = schema_of("Record", [](std::string_view) { return std::string{"company"}; });
    EXPECT_EQ(schema, R"({"$ref":"#/components/schemas/company"})");
}

TEST(Shape, MembersOfAnObject) {
    const auto members = members_of("{q: text, limit?: integer, ...: text}", same);
    ASSERT_TRUE(members);
    ASSERT_EQ(members->size(), 3u);
    EXPECT_EQ((*members)[0].name, "q");
    EXPECT_FALSE((*members)[0].is_optional);
    EXPECT_TRUE((*members)[1].is_optional);
    EXPECT_EQ((*members)[2].name, "...");
    EXPECT_FALSE(members_of("text", same));
    EXPECT_FALSE(members_of("{q: text} | null", same));
}

}  // namespace
}  // namespace teczka::api
