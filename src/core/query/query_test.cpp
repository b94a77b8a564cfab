// What is not a matter of rows alone: plans, roll-ups, records, cursors, exports.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/query/answer.hpp"
#include "core/query/drive.hpp"
#include "core/query/query_oracle.hpp"

namespace teczka::query {
namespace {

Office& office() {
    static Office made{11, 30};
    return made;
}
Context as(int actor, std::int64_t own_companies = 0) {
    return office().context(office().actors()[static_cast<std::size_t>(actor)], own_companies);
}
const EntityModel& entity(std::string_view name) { return office().catalogue().at(name); }

std::string plan_of(const Context& context, const Query& query, std::optional<Drive> force = {}) {
    const auto compiled = compile(context, query, store::Dialect::sqlite, force);
    TECZKA_INVARIANT(compiled.has_value());
    store::Use row{office().connection().prepare("EXPLAIN QUERY PLAN " + compiled->sql)};
    bind_all(*row, compiled->bindings);
    std::string out;
    while (row->step()) out += std::string{row->text(3)} + "\n";
    return out;
}

std::string ran(const Context& context, const Query& query) {
    std::string out;
    EXPECT_TRUE(run(context, query, office().connection(), out).has_value());
    return out;
}

TEST(query_plans, a_list_walks_its_order_and_sorts_no_table) {
    const auto query = *parse(as(0), entity("company"), {.columns = "name", .order = "name"});
    const auto plan = plan_of(as(0), query);
    EXPECT_NE(plan.find("SCAN t0 USING INDEX company_name_sort"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("SEARCH t0 USING INDEX company_owner"), std::string::npos) << plan;
}

TEST(query_plans, a_later_page_starts_where_the_cursor_stands) {
    auto query = *parse(as(0), entity("company"), {.columns = "name", .order = "name", .limit = "2"});
    query.after = make_cursor(as(0), query, {{std::string{"x"}}, Id{}});
    const auto plan = plan_of(as(0), query);
    EXPECT_NE(plan.find("SEARCH t0 USING INDEX company_name_sort"), std::string::npos) << plan;
    EXPECT_NE(plan.find("(name_sort,id)>(?,?)"), std::string::npos) << plan;
}

TEST(query_plans, own_companies_come_in_order_from_owner_and_name) {
    const auto query = *parse(as(2), entity("company"), {.columns = "name", .order = "name"});
    const auto plan = plan_of(as(2), query);
    EXPECT_NE(plan.find("SEARCH t0 USING INDEX company_owner_name_sort"), std::string::npos) << plan;
    EXPECT_NE(plan.find("SEARCH t0 USING INDEX company_territory_name_sort"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("SCAN t0"), std::string::npos) << plan;
}

TEST(query_plans, few_companies_drive_and_many_do_not) {
    const auto query = *parse(as(2), entity("activity"), {.columns = "subject", .order = "-happened_at"});
    const auto few = plan_of(as(2), query), lots = plan_of(as(2, 8'000), query);
    EXPECT_NE(few.find("SEARCH t0 USING INDEX activity_company"), std::string::npos) << few;
    EXPECT_NE(few.find("SEARCH t2 USING INDEX company_owner_name_sort"), std::string::npos) << few;
    EXPECT_EQ(few.find("INDEX activity_happened_at"), std::string::npos) << few;
    for (const auto* table : {"SCAN t0", "SCAN t2", "SCAN t3", "SCAN t4", "SCAN t5"})
        EXPECT_EQ(few.find(table), std::string::npos) << few;
    EXPECT_NE(lots.find("SCAN t0 USING INDEX activity_happened_at"), std::string::npos) << lots;
    EXPECT_NE(lots.find("SEARCH t1 USING INDEX sqlite_autoindex_company"), std::string::npos) << lots;
}

TEST(query_plans, children_of_one_record_come_by_their_link) {
    const auto id = office().records(entity("company")).front().id.to_text();
    for (const int actor : {0, 2}) {
        const auto query =
            *parse(as(actor), entity("activity"),
                   {.where = "company = \"" + id + "\"", .columns = "subject", .order = "-happened_at"});
        const auto plan = plan_of(as(actor), query);
        EXPECT_NE(plan.find("SEARCH t0 USING INDEX activity_company"), std::string::npos) << plan;
    }
}

TEST(query_rollups, answer_as_the_records_do) {
    const std::pair<std::string, std::string> asked[] = {
        {"status = \"registered\"", "year(sold_on),company"},
        {"status = \"registered\"", "month(sold_on),salesperson"},
        {"status = \"registered\"", "quarter(sold_on)"},
        {"status = \"registered\" and sold_on in last_year", "company"},
        {"sold_on >= \"2023-01-01\" and sold_on < \"2024-01-01\" and status = \"registered\"", "salesperson"},
        {"status = \"registered\" and salesperson = me", "year(sold_on)"},
        {"status = \"registered\" and year(sold_on) = \"2024-01-01\"", "month(sold_on)"},
    };
    for (const auto& [where, group] : asked) {
        auto query =
            parse(as(0), entity("invoice"), {.where = where, .group = group, .measures = "sum(net)"});
        ASSERT_TRUE(query.has_value()) << query.error().complaints.front().code;
        EXPECT_NE(compile(as(0), *query, store::Dialect::sqlite)->sql.find("company_turnover_by_month"),
                  std::string::npos)
            << where << group;
        const auto text = ran(as(0), *query);
        std::size_t found = 0;
        for (const auto& one : expected_groups(office(), as(0), *query)) {
            if (one.find("\"values\":[\"0.00\"]") != std::string::npos) continue;
            ++found;
            EXPECT_NE(text.find(one), std::string::npos) << one << "\nnot in " << text;
        }
        std::size_t shown = 0;
        for (auto at = text.find("values"); at != std::string::npos; at = text.find("values", at + 1))
            shown += text.compare(at, 15, "values\":[\"0.00\"") == 0 ? 0 : 1;
        EXPECT_EQ(found, shown) << text;
    }
}

TEST(query_rollups, do_not_answer_what_they_do_not_tell) {
    const std::array<std::string, 3> asked[] = {
        {"", "year(sold_on)", "sum(net)"},                                     // cancelled ones too
        {"status = \"registered\"", "week(sold_on)", "sum(net)"},              // weeks cross months
        {"status = \"registered\"", "year(issued_on)", "sum(net)"},            // another date
        {"status = \"registered\"", "year(sold_on)", "sum(vat)"},              // another amount
        {"status = \"registered\" and net > 1", "year(sold_on)", "sum(net)"},  // a further condition
        {"status = \"registered\" and sold_on in last_30_days", "company", "sum(net)"},    // within a month
        {"status = \"registered\" and sold_on >= \"2023-01-02\"", "company", "sum(net)"},  // within a month
        {"status = \"registered\"", "company.territory", "sum(net)"},      // through the parent
        {"status = \"registered\"", "year(sold_on)", "sum(net),count()"},  // a second measure
    };
    for (const auto& [where, group, measures] : asked) {
        auto query = parse(as(0), entity("invoice"), {.where = where, .group = group, .measures = measures});
        ASSERT_TRUE(query.has_value()) << where;
        EXPECT_EQ(compile(as(0), *query, store::Dialect::sqlite)->sql.find("turnover_by_month"),
                  std::string::npos)
            << where << group << measures;
    }
    const auto query =
        *parse(as(2), entity("invoice"),
               {.where = "status = \"registered\"", .group = "company", .measures = "sum(net)"});
    EXPECT_EQ(compile(as(2), query, store::Dialect::sqlite)->sql.find("turnover_by_month"),
              std::string::npos);
}

TEST(query_records, are_written_whole_or_not_at_all) {
    const auto& company = entity("company");
    for (int actor = 0; actor < 4; ++actor) {
        const auto context = as(actor);
        Seen seen{office(), context};
        for (const auto& record : office().records(company)) {
            std::string text;
            JsonWriter out{text};
            const bool found = write_record(context, company, record.id, office().connection(), out);
            EXPECT_EQ(found, seen.exists(company, record.id));
            if (!found) {
                EXPECT_EQ(text, "");
                continue;
            }
            EXPECT_NE(text.find("\"display\":\"" + seen.title(company, record.id) + "\""), std::string::npos)
                << text;
            EXPECT_EQ(text.find("\"credit_limit\"") != std::string::npos, actor < 4);
            const bool is_masked = text.find("\"masked\":[") != std::string::npos;
            EXPECT_EQ(is_masked, !seen.shows(company.at("credit_limit"), record.id)) << text;
        }
    }
    std::string text;
    JsonWriter out{text};
    EXPECT_FALSE(write_record(as(0), company, Id{}, office().connection(), out));
}

TEST(query_records, visible_keeps_order_and_leaves_out_the_rest) {
    const auto& company = entity("company");
    Ids ids, expected;
    const auto context = as(2);
    Seen seen{office(), context};
    for (const auto& record : office().records(company)) ids.insert(ids.begin(), record.id);
    std::ranges::copy_if(ids, std::back_inserter(expected),
                         [&](const Id& id) { return seen.exists(company, id); });
    EXPECT_EQ(visible(context, company, ids, office().connection()), expected);
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(visible(as(1), entity("activity"), {office().records(entity("activity"))[0].id},
                      office().connection()),
              Ids{});
    const auto portfolio = count_portfolio(context, office().connection());
    EXPECT_EQ(portfolio.own, static_cast<std::int64_t>(expected.size()));
    EXPECT_EQ(portfolio.all, static_cast<std::int64_t>(ids.size()));
}

TEST(query_each, gives_all_pages_until_told_to_stop) {
    auto query = *parse(as(0), entity("invoice"), {.columns = "number,company", .order = "-sold_on"});
    query.limit = 0;
    int rows = 0;
    const auto all = expected_rows(office(), as(0), query);
    ASSERT_TRUE(each(as(0), query, office().connection(), [&](const Id&, std::span<const Value> values) {
                    EXPECT_EQ(values.size(), 2U);
                    ++rows;
                    return true;
                }).has_value());
    EXPECT_EQ(static_cast<std::size_t>(rows), all.size());
    rows = 0;
    ASSERT_TRUE(each(as(0), query, office().connection(), [&](const Id&, std::span<const Value>) {
                    return ++rows < 3;
                }).has_value());
    EXPECT_EQ(rows, 3);
}

TEST(query_cursors, belong_to_their_question_asker_and_rights) {
    auto query = *parse(as(0), entity("company"), {.columns = "name", .order = "name", .limit = "2"});
    const auto cursor = make_cursor(as(0), query, {{std::string{"x"}}, Id{}});
    query.after = cursor;
    EXPECT_TRUE(read_cursor(as(0), query).has_value());
    EXPECT_FALSE(read_cursor(as(1), query).has_value());
    auto later = as(0);
    later.rights_version = 2;
    EXPECT_FALSE(read_cursor(later, query).has_value());
    auto other = query;
    other.where = *catalogue::parse_condition("is_key", entity("company"));
    EXPECT_FALSE(read_cursor(as(0), other).has_value());
    other = query;
    other.order.front().descending = true;
    EXPECT_FALSE(read_cursor(as(0), other).has_value());
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        query.after = cursor;
        query.after[i] = query.after[i] == 'A' ? 'B' : 'A';
        const auto read = read_cursor(as(0), query);
        // The last letter may hold bits of no byte.
        EXPECT_TRUE(!read.has_value() || i + 1 == cursor.size()) << i;
    }
    for (const std::string wrong : {"", "A", "====", "AQ", "ÿ"}) {
        query.after = wrong;
        EXPECT_FALSE(read_cursor(as(0), query).has_value()) << wrong;
    }
}

TEST(query_json, is_read_and_refused_by_place) {
    const auto parsed = [](std::string_view text) {
        const auto body = parse_json(text);
        TECZKA_INVARIANT(body.has_value());
        return parse_json_query(as(2), body->as_object());
    };
    EXPECT_TRUE(parsed(
        R"j({"entity":"company","where":{"field":"status","op":"=","value":"active"},"columns":["name"],"limit":3})j"));
    EXPECT_TRUE(
        parsed(R"j({"entity":"invoice","group":["year(sold_on)"],"measures":["count()"],"where":"net > 0"
})j"));
    const std::array<std::string_view, 3> wrong[] = {
        {R"j({"where":"is_key"})j", "wrong_type", "entity"},
        {R"j({"entity":"companny"})j", "entity_unknown", "entity"},
        {R"j({"entity":"company","where":"nome = 1"})j", "field_unknown", "where"},
        {R"j({"entity":"company","where":"name"})j", "type_mismatch", "where"},
        {R"j({"entity":"company","columns":[1]})j", "wrong_type", "columns"},
        {R"j({"entity":"company","columns":{}})j", "wrong_type", "columns"},
        {R"j({"entity":"company","limit":"5"})j", "wrong_type", "limit"},
        {R"j({"entity":"company","limit":0})j", "limit_invalid", "limit"},
        {R"j({"entity":"company","count":1})j", "wrong_type", "count"},
        {R"j({"entity":"company","after":5})j", "wrong_type", "after"},
        {R"j({"entity":"company","colums":[]})j", "member_unknown", "colums"},
        {R"j({"entity":"supply","measures":["sum(annual_value)"]})j", "field_unknown", "measures"},
    };
    for (const auto& [text, code, field] : wrong) {
        const auto query = parsed(text);
        ASSERT_FALSE(query.has_value()) << text;
        EXPECT_EQ(query.error().complaints.front().code, code) << text;
        EXPECT_EQ(query.error().complaints.front().field, field) << text;
    }
}

TEST(query_comments, follow_the_record_they_hang_on) {
    const auto query =
        *parse(as(2), entity("comment"), {.columns = "body,record", .order = "rev", .limit = "500"});
    const auto text = ran(as(2), query);
    const auto context = as(2);
    Seen seen{office(), context};
    int expected = 0;
    const auto& comment = entity("comment");
    for (const auto& record : office().records(comment)) {
        if (record.is_deleted) continue;
        const auto& on = as_id(record.values[static_cast<std::size_t>(comment.at("record").position)]);
        for (const auto* name : {"company", "activity"})
            if (office().find(entity(name), on) != nullptr) expected += seen.exists(entity(name), on) ? 1 : 0;
    }
    std::size_t rows = 0;
    for (auto at = text.find("\"entity\":"); at != std::string::npos; at = text.find("\"entity\":", at + 1))
        ++rows;
    EXPECT_EQ(rows, static_cast<std::size_t>(expected)) << text;
    EXPECT_GT(expected, 0);
}

}  // namespace
}  // namespace teczka::query
