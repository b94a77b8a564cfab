// The test of the test: each classic bug is planted into the statement that the compiler wrote, and the
// oracle must tell it from the right one.
#include <gtest/gtest.h>

#include <functional>
#include <regex>

#include "core/base/text.hpp"
#include "core/query/answer.hpp"
#include "core/query/drive.hpp"
#include "core/query/query_oracle.hpp"

namespace teczka::query {
namespace {

using Plant = std::function<void(Compiled&)>;

Plant replacing(std::string_view pattern, std::string_view with) {
    return [pattern = std::regex{std::string{pattern}}, with = std::string{with}](Compiled& compiled) {
        compiled.sql = std::regex_replace(compiled.sql, pattern, with);
    };
}

// The ids of all pages of the statement as planted; pages by keyset, as run() turns them.
std::vector<Id> asked(Office& office, const Context& context, Query query, const Plant& plant) {
    std::vector<Id> out;
    for (int page = 0; page < 60; ++page) {
        auto compiled = *compile(context, query, store::Dialect::sqlite);
        plant(compiled);
        store::Use row{office.connection().prepare(compiled.sql)};
        bind_all(*row, compiled.bindings);
        int count = 0;
        Cursor last;
        while (count < query.limit && row->step()) {
            ++count;
            out.push_back(row->id(compiled.id_at));
            last = {{}, out.back()};
            for (const auto& slot : compiled.order_slots)
                last.values.push_back(row->is_null(slot.at) ? Value{}
                                      : slot.is_bytes       ? Value{std::string{row->bytes(slot.at)}}
                                      : slot.is_id          ? Value{row->id(slot.at)}
                                      : slot.type == catalogue::Type::text ||
                                              slot.type == catalogue::Type::choice
                                          ? Value{std::string{row->text(slot.at)}}
                                          : Value{row->integer(slot.at)});
        }
        if (!row->step()) break;
        query.after = make_cursor(context, query, last);
    }
    return out;
}

std::vector<Id> expected(Office& office, const Context& context, const Query& query) {
    std::vector<Id> out;
    for (const auto& row : expected_rows(office, context, query))
        out.push_back(*Id::parse(row.substr(7, 36)));
    return out;
}

struct Bug {
    std::string_view name, entity, actor;
    std::string where, order;
    Plant plant;
    std::int64_t own_companies{};
};

// Pages of two, so that keysets are walked; 40 companies, so that each case has its nulls, ties and deleted
// ones.
void expect_found(const Bug& bug) {
    Office office{5, 40};
    const auto& actor = office.actors()[bug.actor == "management" ? 0 : 2];
    const auto context = office.context(actor, bug.own_companies);
    auto query = parse(context, office.catalogue().at(bug.entity),
                       {.where = bug.where, .order = bug.order, .limit = "2"});
    ASSERT_TRUE(query.has_value()) << bug.name << query.error().complaints.front().code;
    const auto right = expected(office, context, *query);
    EXPECT_EQ(asked(office, context, *query, [](Compiled&) {}), right) << bug.name << ": before planting";
    EXPECT_NE(asked(office, context, *query, bug.plant), right) << bug.name << ": not found";
}

TEST(planted_bugs, null_in_unlike) {
    expect_found({"null in <>", "company", "management", "kind <> \"installer\"", "name",
                  replacing(" IS NOT \\?", " <> ?")});
}
TEST(planted_bugs, keyset_tie) {
    expect_found(
        {"keyset tie", "invoice", "management", "", "status",
         replacing("\\((\\S+), t0\\.id\\) > \\((\\?\\d+), (\\?\\d+)\\)", "$1 > $2 AND $3 IS NOT NULL")});
}
TEST(planted_bugs, none_over_null) {
    // NOT IN over a child that names nobody: null, so nothing is "none".
    expect_found({"none over null", "person", "management", "activities none()", "last_name",
                  replacing("NOT EXISTS \\(SELECT 1 FROM \"activity\" AS (t\\d+) WHERE \\S+ = t0\\.id AND",
                            "t0.id NOT IN (SELECT $1.\"person\" FROM \"activity\" AS $1 WHERE")});
}
TEST(planted_bugs, half_of_a_hundredth_rounds_down) {
    expect_found({"half up", "invoice", "management",
                  "net * 0.5 = 0.13 or net * 0.5 = 0.38 or net * 0.5 = 0.63 or net * 0.5 = -0.03 or net * "
                  "0.5 = 0.03 or net * 0.5 = 0.08",
                  "rev", replacing("CASE WHEN \\(\\S+ \\* \\?\\d+\\) < 0 THEN -\\d+ ELSE \\d+ END", "0")});
}
TEST(planted_bugs, lost_mask_in_order) {
    expect_found({"lost mask", "company", "sales", "", "credit_limit",
                  replacing("CASE WHEN \\S+ = \\?\\d+ THEN (t0\\.\"credit_limit\") END AS o1", "$1 AS o1")});
}
TEST(planted_bugs, anchor_through_a_deleted_parent) {
    expect_found({"deleted parent", "activity", "sales", "", "-happened_at",
                  replacing(" AND t[1-9]\\.deleted_at IS NULL", "")});
}
TEST(planted_bugs, duplicates_of_the_wrong_side) {
    expect_found({"duplicates", "person", "sales", "", "last_name", replacing("SELECT DISTINCT", "SELECT")});
    expect_found({"both ends", "supply", "sales", "", "rev", replacing(" UNION ", " UNION ALL ")});
}
TEST(planted_bugs, fold_without_l_with_stroke) {
    expect_found({"folding", "company", "management", "name contains \"łó\"", "name", [](Compiled& compiled) {
                      for (auto& value : compiled.bindings)
                          if (value == Value{fold("łó")}) value = std::string{"łó"};
                  }});
}

TEST(planted_bugs, relative_date_over_midnight) {
    Office office{5, 40};
    const auto right = office.context(office.actors()[0], 0);
    auto wrong = right;
    wrong.today = static_cast<std::int32_t>(right.now_ms / 86'400'000);  // the day in UTC, not the office's
    ASSERT_NE(wrong.today, right.today);
    const auto query =
        *parse(right, office.catalogue().at("invoice"),
               {.where = "sold_on in last_90_days or due_on < today", .order = "rev", .limit = "50"});
    EXPECT_EQ(asked(office, right, query, [](Compiled&) {}), expected(office, right, query));
    // Some day within the month before differs by its edge.
    bool is_found = false;
    for (int back = 0; back < 90 && !is_found; ++back) {
        auto then = right, then_wrong = wrong;
        then.today -= back, then_wrong.today -= back;
        is_found = asked(office, then_wrong, query, [](Compiled&) {}) != expected(office, then, query);
    }
    EXPECT_TRUE(is_found);
}

TEST(planted_bugs, count_over_the_limit) {
    Office office{5, 3};
    auto& db = office.connection();
    for (int i = 0; i < 10'100; ++i) {
        store::Use insert{db.prepare(
            "INSERT INTO territory (id, rev, created_at, created_by, changed_at, changed_by, name) "
            "VALUES (?1, 1, 0, ?1, 0, ?1, 'x')")};
        Id id;
        id.bytes = {9, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
        insert->bind(1, id);
        insert->step();
    }
    const auto context = office.context(office.actors()[0], 0);
    auto query = *parse(context, office.catalogue().at("territory"), {.limit = "1", .count = true});
    std::string text;
    ASSERT_TRUE(run(context, query, db, text).has_value());
    EXPECT_NE(text.find("\"count\":10000,\"count_is_exact\":false"), std::string::npos)
        << text.substr(text.size() - 80);
    auto compiled = compile_count(context, query, store::Dialect::sqlite);
    const auto counted = [&] {
        store::Use row{db.prepare(compiled.sql)};
        bind_all(*row, compiled.bindings);
        row->step();
        return row->integer(0);
    };
    EXPECT_GT(counted(), 10'000);
    replacing("LIMIT 10001", "LIMIT 10000")(compiled);
    EXPECT_FALSE(counted() > 10'000);  // and would be called exact
}

}  // namespace
}  // namespace teczka::query
