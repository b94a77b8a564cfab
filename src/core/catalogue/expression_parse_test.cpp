// The text form: what it accepts, its canonical spelling, and what it refuses where.
#include <gtest/gtest.h>

#include "core/base/limits.hpp"
#include "core/catalogue/expression.hpp"

namespace teczka::catalogue {
namespace {

struct Spelling {
    const char* text;
    const char* canonical;
};

TEST(Conditions, are_written_canonically_and_read_back_equal) {
    const Spelling cases[] = {
        {"status=\"active\"", "status = \"active\""},
        {"status = 'it''s \"a\"'", "status = \"it's \"\"a\"\"\""},
        {"a and (b and c) or d", "a and b and c or d"},
        {"(a or b) and not c", "(a or b) and not c"},
        {"not (a or b)", "not (a or b)"},
        {"not not a", "not not a"},
        {"status in (\"a\",\"b\")", "status in (\"a\", \"b\")"},
        {"not status in (\"a\")", "not status in (\"a\")"},
        {"status not in (\"a\")", "not status in (\"a\")"},
        {"x in (-1, 2.50, true)", "x in (-1, 2.50, true)"},
        {"due_on is null", "due_on is null"},
        {"due_on is not null", "not due_on is null"},
        {"sold_on in last_12_months", "sold_on in last_12_months"},
        {"sold_on in this_quarter", "sold_on in this_quarter"},
        {"due_on in next_7_days", "due_on in next_7_days"},
        {"territory in my_territories", "territory in my_territories"},
        {"owner in standing_in_for", "owner in standing_in_for"},
        {"groups in my_groups", "groups in my_groups"},
        {"territory.name starts \"maz\"", "territory.name starts \"maz\""},
        {"at >= today-90d", "at >= today - 90d"},
        {"a - b - c", "a - b - c"},
        {"a - (b - c)", "a - (b - c)"},
        {"(a + b) * c", "(a + b) * c"},
        {"a * (b * c)", "a * (b * c)"},
        {"a - -5", "a - -5"},
        {"(a = b) = true", "(a = b) = true"},
        {"invoices sum(net, sold_on in last_12_months) >= 100000",
         "invoices sum(net, sold_on in last_12_months) >= 100000"},
        {"activities none()", "activities none()"},
        {"company.invoices any(net > 1.5)", "company.invoices any(net > 1.5)"},
        {"invoices max(issued_on) < today", "invoices max(issued_on) < today"},
        {"if(a <= 0, \"paid\", coalesce(b, null))", "if(a <= 0, \"paid\", coalesce(b, null))"},
        {"month(sold_on) = '2026-01-01'", "month(sold_on) = \"2026-01-01\""},
        {"  anchored\n or\tme = owner ", "anchored or me = owner"},
        {"count = 1 and year = 2", "count = 1 and year = 2"},
    };
    for (const auto& [text, canonical] : cases) {
        const auto parsed = parse(text);
        ASSERT_TRUE(parsed.has_value()) << text << ": " << parsed.error().complaints[0].code;
        EXPECT_EQ(to_text(*parsed), canonical);
        const auto again = parse(to_text(*parsed));
        ASSERT_TRUE(again.has_value()) << canonical;
        EXPECT_EQ(*again, *parsed) << text;
    }
}

TEST(Conditions, differ_when_their_literals_differ) {
    EXPECT_NE(*parse("a = 1.0"), *parse("a = 10"));
    EXPECT_NE(*parse("a = \"1\""), *parse("a = 1"));
    EXPECT_NE(*parse("a = true"), *parse("a = 1"));
    EXPECT_NE(*parse("x in last_7_days"), *parse("x in last_8_days"));
    EXPECT_EQ(*parse("a   =   1"), *parse("a = 1"));
}

struct Refused {
    std::string text;
    const char* code;
    int offset;
};

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

TEST(Conditions, are_refused_where_they_are_wrong) {
    const Refused cases[] = {
        {"", "condition_syntax", 0},
        {"status =", "condition_syntax", 8},
        {"status = \"a", "condition_syntax", 9},
        {"= 1", "condition_syntax", 0},
        {"a = b = c", "condition_syntax", 6},
        {"a = 1)", "condition_syntax", 5},
        {"(a = 1", "condition_syntax", 6},
        {"a and", "condition_syntax", 5},
        {"a in ()", "condition_syntax", 6},
        {"a in (b)", "condition_syntax", 6},
        {"a in last_0_days", "condition_syntax", 5},
        {"a in last_5_minutes", "condition_syntax", 5},
        {"a in last_2000_years", "condition_syntax", 5},
        {"a in me", "condition_syntax", 5},
        {"a is 1", "condition_syntax", 5},
        {"a = 12.", "condition_syntax", 4},
        {"a = 1x", "condition_syntax", 4},
        {"a = 1234567890123456789", "condition_syntax", 4},
        {"a = 1.0123456789", "condition_syntax", 4},
        {"a = 90d", "condition_syntax", 4},
        {"a > today - 100001d", "condition_syntax", 12},
        {"a..b = 1", "condition_syntax", 2},
        {"A = 1", "condition_syntax", 0},
        {"a; drop table x", "condition_syntax", 1},
        {"if(a, b)", "condition_syntax", 7},
        {"coalesce(a)", "condition_syntax", 10},
        {"sqrt(a)", "condition_syntax", 0},
        {"and", "condition_syntax", 0},
        {"a = - b", "condition_syntax", 6},
        {"a != 1", "condition_syntax", 2},
        {"a = \"\x01\"", "condition_syntax", 4},
        {"invoices sum()", "condition_syntax", 13},
        {"invoices any(a, b)", "condition_syntax", 14},
        {"a.b.c.d.e.f = 1", "condition_depth", 10},
        {repeated("(", 20) + "a" + repeated(")", 20), "condition_depth", -1},
        {repeated("not ", 20) + "a", "condition_depth", -1},
        {repeated("if(a, b, ", 20) + "c" + repeated(")", 20), "condition_depth", -1},
        {repeated("(", 200'000), "condition_depth", -1},
        {repeated("not ", 200'000), "condition_depth", -1},
        {"a" + repeated(" or a", 500), "condition_nodes", -1},
        {"a = 1" + repeated(" + 1", 500), "condition_nodes", -1},
        {"a in (1" + repeated(", 1", 500) + ")", "condition_nodes", -1},
    };
    for (const auto& [text, code, offset] : cases) {
        const auto parsed = parse(text);
        ASSERT_FALSE(parsed.has_value()) << text.substr(0, 80);
        const Complaint& complaint = parsed.error().complaints[0];
        EXPECT_EQ(complaint.code, code) << text.substr(0, 80);
        if (offset < 0) continue;
        EXPECT_EQ(complaint.parameters[0].second, std::to_string(offset)) << text;
    }
}

TEST(Conditions, may_be_long_without_being_deep) {
    EXPECT_TRUE(parse("a" + repeated(" or a", 300)).has_value());
    EXPECT_TRUE(parse("a = 1" + repeated(" + 1", 150)).has_value());
    EXPECT_TRUE(parse("a in (1" + repeated(", 1", limits::in_values - 1) + ")").has_value());
}

TEST(Conditions, join_without_needless_nodes) {
    const Expression a = *parse("a"), both = *parse("a and b");
    EXPECT_EQ(make_and(make_literal(true), a), a);
    EXPECT_TRUE(is_false(make_and(a, make_literal(false))));
    EXPECT_EQ(make_or(make_literal(false), a), a);
    EXPECT_TRUE(is_true(make_or(a, make_literal(true))));
    EXPECT_EQ(make_and(both, *parse("c")), *parse("a and b and c"));
    EXPECT_FALSE(is_true(*parse("1")));
}

}  // namespace
}  // namespace teczka::catalogue
