// The JSON form says what the text form says.
#include <gtest/gtest.h>

#include "core/base/json.hpp"
#include "core/catalogue/expression.hpp"

namespace teczka::catalogue {
namespace {

TEST(JsonForm, equals_the_text_form) {
    const std::pair<const char*, const char*> cases[] = {
        {R"("status = \"active\"")", R"(status = "active")"},
        {R"({"field":"status","op":"=","value":"active"})", R"(status = "active")"},
        {R"({"field":"is_key"})", "is_key"},
        {R"({"and":[{"field":"a","op":">","value":1},"b or c"]})", "a > 1 and (b or c)"},
        {R"({"or":["a",{"not":"b"}]})", "a or not b"},
        {R"({"and":[]})", "true"},
        {R"({"or":[]})", "false"},
        {R"({"field":"a","op":"is_null"})", "a is null"},
        {R"({"field":"a","op":"not_null"})", "a is not null"},
        {R"({"field":"a","op":"in","value":["x","y"]})", R"(a in ("x","y"))"},
        {R"({"field":"a","op":"not_in","value":["x"]})", R"(a not in ("x"))"},
        {R"({"field":"a","op":"in","value":{"period":"last_12_months"}})", "a in last_12_months"},
        {R"({"field":"a","op":"in","value":{"constant":"my_territories"}})", "a in my_territories"},
        {R"({"field":"owner","op":"=","value":{"constant":"me"}})", "owner = me"},
        {R"({"field":"a","op":">=","value":{"constant":"today","minus":"90d"}})", "a >= today - 90d"},
        {R"({"field":"a","op":"<","value":{"constant":"now","plus":"2w"}})", "a < now + 2w"},
        {R"({"field":"a","op":"<>","value":{"field":"b.c"}})", "a <> b.c"},
        {R"({"field":"a","op":"=","value":null})", "a = null"},
        {R"({"field":"a.b","op":"starts","value":"maz"})", R"(a.b starts "maz")"},
        {R"({"children":"activities","fold":"none","where":"kind = 'call'"})",
         "activities none(kind = 'call')"},
        {R"({"children":"company.invoices","fold":"sum","of":"net","where":{"field":"x"},"op":">=","value":"1"})",
         R"(company.invoices sum(net, x) >= "1")"},
        {R"({"children":"invoices","fold":"count","op":"=","value":0})", "invoices count() = 0"},
    };
    for (const auto& [form, text] : cases) {
        const auto read = parse_json_form(form);
        ASSERT_TRUE(read.has_value()) << form << " " << read.error().complaints[0].field;
        EXPECT_EQ(*read, *parse(text)) << form << " gave " << to_text(*read);
    }
}

// What is read of the form of a text is the text again.
TEST(JsonForm, of_a_text_gives_it_back) {
    const std::pair<const char*, const char*> cases[] = {
        {R"(status = "active" and is_key)",
         R"({"and":[{"field":"status","op":"=","value":"active"},{"field":"is_key"}]})"},
        {"a or not b", R"({"or":[{"field":"a"},{"not":{"field":"b"}}]})"},
        {"a not in (1, 2)", R"({"field":"a","op":"not_in","value":[1,2]})"},
        {"a.b is not null", R"({"field":"a.b","op":"not_null"})"},
        {"a is null", R"({"field":"a","op":"is_null"})"},
        {"a in last_12_months", R"({"field":"a","op":"in","value":{"period":"last_12_months"}})"},
        {"tags in my_groups", R"({"field":"tags","op":"in","value":{"constant":"my_groups"}})"},
        {"owner = me", R"({"field":"owner","op":"=","value":{"constant":"me"}})"},
        {"at >= today - 90d", R"({"field":"at","op":">=","value":{"constant":"today","minus":"90d"}})"},
        {"a <> b.c", R"({"field":"a","op":"<>","value":{"field":"b.c"}})"},
        {"a = null", R"({"field":"a","op":"=","value":null})"},
        {"month(at) = \"2026-01-01\"", R"-({"field":"month(at)","op":"=","value":"2026-01-01"})-"},
        {"invoices sum(net, sold_on in this_year) >= 100000",
         R"({"children":"invoices","fold":"sum","of":"net","where":{"field":"sold_on","op":"in",)"
         R"("value":{"period":"this_year"}},"op":">=","value":100000})"},
        {"activities none()", R"({"children":"activities","fold":"none"})"},
        {"true", R"({"and":[]})"},
        {"false", R"({"or":[]})"},
        {"a < b + 1", R"("a < b + 1")"},
        {"if(a, b, c)", R"-("if(a, b, c)")-"},
    };
    for (const auto& [text, form] : cases) {
        const auto tree = parse(text);
        ASSERT_TRUE(tree.has_value()) << text;
        const auto made = json::serialize(to_json_form(*tree));
        EXPECT_EQ(made, form) << text;
        const auto again = parse_json_form(made);
        ASSERT_TRUE(again.has_value()) << made;
        EXPECT_EQ(to_text(*again), to_text(*tree));
    }
}

struct Refused {
    const char* form;
    const char* place;
    const char* code;
};

TEST(JsonForm, is_refused_by_place) {
    const Refused cases[] = {
        {"5", "", "condition_syntax"},
        {"{", "", "json_malformed"},
        {R"({"field":"a","field":"b"})", "", "json_duplicate_key"},
        {R"({})", "", "condition_syntax"},
        {R"({"and":"a"})", "and", "condition_syntax"},
        {R"({"and":["a",{"or":["b",7]}]})", "and[1].or[1]", "condition_syntax"},
        {R"({"and":[],"or":[]})", "or", "condition_syntax"},
        {R"({"not":{"field":5}})", "not.field", "condition_syntax"},
        {R"({"field":"a","op":"=="})", "op", "condition_syntax"},
        {R"({"field":"a","op":"="})", "value", "condition_syntax"},
        {R"({"field":"a","value":"x"})", "op", "condition_syntax"},
        {R"({"field":"a","op":"is_null","value":1})", "value", "condition_syntax"},
        {R"({"field":"a","op":"=","value":1.5})", "value", "condition_syntax"},
        {R"({"field":"a","op":"=","value":[1]})", "value", "condition_syntax"},
        {R"({"field":"a","op":"=","value":"x","extra":1})", "extra", "condition_syntax"},
        {R"({"field":"a","op":"in","value":[]})", "value", "condition_syntax"},
        {R"({"field":"a","op":"in","value":[1,{}]})", "value[1]", "condition_syntax"},
        {R"({"field":"a","op":"in","value":"x"})", "value", "condition_syntax"},
        {R"({"field":"a","op":"in","value":{"period":"last_x"}})", "value.period", "condition_syntax"},
        {R"({"field":"a","op":"in","value":{"constant":"me"}})", "value.constant", "condition_syntax"},
        {R"({"field":"a","op":"=","value":{"constant":"you"}})", "value.constant", "condition_syntax"},
        {R"({"field":"a","op":"=","value":{"constant":"today","minus":"90"}})", "value.minus",
         "condition_syntax"},
        {R"({"field":"a","op":"=","value":{"constant":"today","minus":"1d or true"}})", "value.minus",
         "condition_syntax"},
        {R"({"field":"a =","op":"=","value":1})", "field", "condition_syntax"},
        {R"({"children":"a","fold":"avg"})", "fold", "condition_syntax"},
        {R"({"children":"a","fold":"sum"})", "of", "condition_syntax"},
        {R"({"children":"a","fold":"any","of":"b"})", "of", "condition_syntax"},
        {R"({"children":"a = 1","fold":"any"})", "children", "condition_syntax"},
        {R"({"children":"a","fold":"any","where":{"field":"x","op":"?"}})", "where.op", "condition_syntax"},
    };
    for (const auto& [form, place, code] : cases) {
        const auto read = parse_json_form(form);
        ASSERT_FALSE(read.has_value()) << form;
        EXPECT_EQ(read.error().complaints[0].code, code) << form;
        EXPECT_EQ(read.error().complaints[0].field, place) << form;
    }
}

TEST(JsonForm, is_bounded) {
    std::string deep = "\"a\"", wide = R"({"or":["a")";
    for (int i = 0; i < 20; ++i) deep = R"({"not":)" + deep + "}";
    for (int i = 0; i < 500; ++i) wide += ",\"a\"";
    EXPECT_EQ(parse_json_form(deep).error().complaints[0].code, "condition_depth");
    EXPECT_EQ(parse_json_form(wide + "]}").error().complaints[0].code, "condition_nodes");
}

}  // namespace
}  // namespace teczka::catalogue
