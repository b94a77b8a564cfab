// What conditions mean, in tables: two-valued logic, rounding, days, folds over children.
#include "core/catalogue/evaluate.hpp"

#include <gtest/gtest.h>

#include <map>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/catalogue/testing.hpp"

namespace teczka::catalogue {
namespace {

Id id_of(int number) {
    Id id;
    id.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
}
Value text(const char* value) { return std::string(value); }
Value whole(std::int64_t value) { return value; }
Value day(const char* value) { return std::int64_t{*parse_date(value)}; }
Value at(const char* value) { return *parse_instant(value); }

// Records as maps: field → value.
struct Memory : Source {
    std::map<std::pair<const EntityModel*, Id>, std::map<std::string, Value>> records;

    std::map<std::string, Value>& add(sv entity, int number) {
        return records[{&test_catalogue()->at(entity), id_of(number)}];
    }
    bool exists(const EntityModel& entity, const Id& id) override { return records.contains({&entity, id}); }
    Value value(const FieldModel& field, const Id& id) override {
        const auto found = records.find({field.owner, id});
        if (found == records.end()) return {};
        const auto value = found->second.find(std::string(field.name()));
        return value == found->second.end() ? Value{} : value->second;
    }
    Ids children(const FieldModel& link, const Id& target) override {
        Ids ids;
        for (const auto& [key, fields] : records)
            if (key.first == link.owner && value(link, key.second) == Value{target})
                ids.push_back(key.second);
        return ids;
    }
};

class Evaluate : public testing::Test {
protected:
    // today is Monday, 5 January 2026
    Circumstances now{id_of(1),
                      {id_of(21)},
                      {id_of(31)},
                      {id_of(2), id_of(3)},
                      *parse_date("2026-01-05"),
                      *parse_instant("2026-01-05T10:00:00Z")};
    Memory memory;

    void SetUp() override {
        memory.add("user", 1) = {{"login", text("anna")}};
        memory.add("user", 2) = {{"login", text("jan")}};
        memory.add("territory", 21) = {{"name", text("Mazowsze")}, {"manager", id_of(2)}};
        memory.add("company", 31) = {{"name", text("Łódzkie Kable")},
                                     {"status", text("active")},
                                     {"tier", whole(2)},
                                     {"territory", id_of(21)},
                                     {"owner", id_of(1)},
                                     {"interests", text(",cabling,alarms,")},
                                     {"is_key", whole(1)},
                                     {"credit_limit", whole(10'000)},
                                     {"discount", whole(1250)},
                                     {"founded_on", day("2024-02-29")},
                                     {"visited_at", at("2026-01-04T23:30:00Z")},
                                     {"turnover", whole(12'345)},
                                     {"open_total", whole(10'001)}};
        memory.add("company", 32) = {{"name", text("Pusta")}, {"territory", id_of(99)}};
        memory.add("invoice", 41) = {{"company", id_of(31)},         {"number", text("1")},
                                     {"status", text("registered")}, {"net", whole(10'000)},
                                     {"vat", whole(2'300)},          {"sold_on", day("2025-01-06")},
                                     {"due_on", day("2026-01-04")},  {"paid_amount", whole(0)}};
        memory.add("invoice", 42) = {{"company", id_of(31)},         {"number", text("2")},
                                     {"status", text("cancelled")},  {"net", whole(5'000)},
                                     {"sold_on", day("2025-01-05")}, {"paid_amount", whole(0)}};
        memory.add("invoice_line", 51) = {
            {"invoice", id_of(41)}, {"quantity", whole(1'005)}, {"price", whole(100)}};
        memory.add("invoice_line", 52) = {
            {"invoice", id_of(41)}, {"quantity", whole(-1'005)}, {"price", whole(100)}};
        memory.add("deal", 61) = {{"participants", Ids{id_of(71), id_of(72)}}};
    }

    Value value(sv entity, int record, const char* written) {
        const EntityModel& model = test_catalogue()->at(entity);
        auto parsed = parse(written);
        EXPECT_TRUE(parsed.has_value()) << written;
        const auto checked = check(*parsed, model);
        EXPECT_TRUE(checked.has_value()) << written;
        if (!checked) return text("unchecked");
        return evaluate(*parsed, model, id_of(record), memory, now);
    }
    bool is_held(sv entity, int record, const char* written) {
        return value(entity, record, written) == Value{std::int64_t{1}};
    }
};

struct Truth {
    const char* condition;
    bool full, empty;  // of a company with values and of one without
};

TEST_F(Evaluate, is_two_valued) {
    const Truth cases[] = {
        {"tier = 2", true, false},
        {"tier = 1", false, false},
        {"tier <> 2", false, true},
        {"tier <> 1", true, true},
        {"tier = null", false, true},
        {"tier <> null", true, false},
        {"null = null", true, true},
        {"tier < 3", true, false},
        {"not tier < 3", false, true},
        {"tier >= 3", false, false},
        {"not (tier >= 3)", true, true},
        {"tier is null", false, true},
        {"tier is not null", true, false},
        {"is_key", true, false},
        {"not is_key", false, true},
        {"is_key = false", false, false},
        {"is_key = true", true, false},
        {"(tier = 2) = true", true, false},
        {"status in (\"active\", \"former\")", true, false},
        {"status not in (\"active\", \"former\")", false, true},
        {"status in (\"former\")", false, false},
        {"name contains \"lodz\"", true, false},
        {"name starts \"LODZKIE k\"", true, false},
        {"name starts \"kable\"", false, false},
        {"short_name contains \"a\"", false, false},
        {"not short_name contains \"a\"", true, true},
        {"interests contains \"alarms\"", true, false},
        {"interests contains \"climate\"", false, false},
        {"owner = me", true, false},
        {"owner in standing_in_for", false, false},
        {"territory in my_territories", true, false},
        {"not territory in my_territories", false, true},
        {"territory.name starts \"maz\"", true, false},
        {"territory.manager in standing_in_for", true, false},
        {"territory.name is null", false, true},  // leads to a deleted record
        {"territory is null", false, false},
        {"credit_limit + turnover > 0", true, false},
        {"credit_limit + turnover is null", false, true},
        {"coalesce(tier, 9) = 9", false, true},
        {"if(tier = 2, \"a\", \"b\") = \"b\"", false, true},
        {"if(is_key, 1, 2) = 2", false, true},
        {"true and tier = 2 or false", true, false},
        {"is_over_limit", true, false},
        {"is_over_limit = false", false, true},
        {"invoices any()", true, false},
        {"invoices none()", false, true},
        {"invoices none(net > 100000)", true, true},
        {"invoices sum(net) = 0", false, true},
        {"invoices count() = 0", false, true},
        {"invoices min(net) is null", false, true},
    };
    for (const auto& [condition, full, empty] : cases) {
        EXPECT_EQ(is_held("company", 31, condition), full) << condition;
        EXPECT_EQ(is_held("company", 32, condition), empty) << condition;
    }
}

TEST_F(Evaluate, gives_conditions_as_zero_or_one) {
    for (const char* condition :
         {"tier = 1", "not tier = 1", "tier is null", "tier in (1)", "name contains \"x\"",
          "is_key and is_key", "invoices any()", "founded_on in last_week"})
        EXPECT_EQ(value("company", 32, condition).index(), 1u) << condition;
    EXPECT_TRUE(is_null(value("company", 32, "is_key")));
}

struct Computed {
    const char* entity;
    int record;
    const char* written;
    Value expected;
};

TEST_F(Evaluate, counts_exactly) {
    const Computed cases[] = {
        {"company", 31, "credit_limit + 1", whole(10'100)},
        {"company", 31, "credit_limit - 0.005", whole(99'995)},  // scale 3
        {"company", 31, "credit_limit * discount", whole(125'000)},
        {"company", 31, "tier * 1.5", whole(30)},
        {"company", 31, "tier - 5", whole(-3)},
        {"invoice_line", 51, "price * quantity", whole(101)},   // 1.005 → 1.01
        {"invoice_line", 52, "price * quantity", whole(-101)},  // away from zero
        {"invoice_line", 51, "coalesce(price, quantity)", whole(1'000)},
        {"company", 31, "if(tier = 2, tier, 1.25)", whole(200)},
        {"company", 31, "credit_limit * 999999999999999999", Value{}},
        {"invoice", 41, "gross", whole(12'300)},
        {"invoice", 42, "gross", whole(5'000)},
        {"invoice", 42, "open_amount", whole(0)},
        {"invoice", 41, "payment_state", text("overdue")},
        {"invoice", 42, "payment_state", text("paid")},
        {"company", 31, "invoices sum(net)", whole(15'000)},
        {"company", 31, "invoices sum(gross, status = \"registered\")", whole(12'300)},
        {"company", 31, "invoices sum(net, sold_on in last_12_months)", whole(10'000)},
        {"company", 31, "invoices max(vat)", whole(2'300)},
        {"company", 31, "invoices min(sold_on)", day("2025-01-05")},
        {"company", 31, "invoices count(lines any())", whole(1)},
        {"invoice_line", 51, "invoice.company.invoices count()", whole(2)},
        {"invoice", 41, "company.owner.login", text("anna")},
        {"company", 31, "id", id_of(31)},
    };
    for (const auto& [entity, record, written, expected] : cases)
        EXPECT_EQ(value(entity, record, written), expected) << written;
}

TEST_F(Evaluate, knows_the_calendar) {
    const Computed cases[] = {
        {"company", 31, "founded_on + 1y", day("2025-02-28")},
        {"company", 31, "founded_on - 1m", day("2024-01-29")},
        {"company", 31, "founded_on + 1w", day("2024-03-07")},
        {"company", 31, "founded_on + tier", day("2024-03-02")},
        {"company", 31, "founded_on + 9000y", Value{}},
        {"company", 31, "visited_at + 1d", at("2026-01-05T23:30:00Z")},
        {"company", 31, "visited_at - 1m", at("2025-12-04T23:30:00Z")},
        {"company", 31, "year(founded_on)", day("2024-01-01")},
        {"company", 31, "quarter(visited_at)", day("2026-01-01")},
        {"company", 31, "week(visited_at)", day("2025-12-29")},
        {"company", 31, "day(visited_at)", day("2026-01-04")},
        {"company", 32, "month(founded_on)", Value{}},
        {"company", 31, "today - 5d", day("2025-12-31")},
        {"company", 31, "visited_at in yesterday", whole(1)},
        {"company", 31, "visited_at in today", whole(0)},
        {"company", 31, "visited_at < today", whole(1)},
        {"company", 31, "visited_at >= \"2026-01-04\"", whole(1)},
        {"company", 31, "founded_on < visited_at", whole(1)},
        {"company", 31, "visited_at <= now", whole(1)},
    };
    for (const auto& [entity, record, written, expected] : cases)
        EXPECT_EQ(value(entity, record, written), expected) << written;
}

struct PeriodCase {
    const char* period;
    const char *first, *last;
};

TEST_F(Evaluate, bounds_periods) {
    const PeriodCase cases[] = {
        {"today", "2026-01-05", "2026-01-05"},         {"yesterday", "2026-01-04", "2026-01-04"},
        {"this_week", "2026-01-05", "2026-01-11"},     {"last_week", "2025-12-29", "2026-01-04"},
        {"this_month", "2026-01-01", "2026-01-31"},    {"last_month", "2025-12-01", "2025-12-31"},
        {"this_quarter", "2026-01-01", "2026-03-31"},  {"last_quarter", "2025-10-01", "2025-12-31"},
        {"this_year", "2026-01-01", "2026-12-31"},     {"last_year", "2025-01-01", "2025-12-31"},
        {"last_1_days", "2026-01-05", "2026-01-05"},   {"last_7_days", "2025-12-30", "2026-01-05"},
        {"last_2_weeks", "2025-12-23", "2026-01-05"},  {"last_12_months", "2025-01-06", "2026-01-05"},
        {"last_1_years", "2025-01-06", "2026-01-05"},  {"next_7_days", "2026-01-05", "2026-01-11"},
        {"next_1_months", "2026-01-05", "2026-02-04"},
    };
    for (const auto& [period, first, last] : cases) {
        const Expression e = *parse("sold_on in " + std::string(period));
        const DayRange range = days_of(e.args[1], now.today);
        EXPECT_EQ(format_date(range.first), first) << period;
        EXPECT_EQ(format_date(range.past - 1), last) << period;
    }
}

TEST_F(Evaluate, asks_links_for_a_record) {
    EXPECT_TRUE(is_held("deal", 61, ("participants contains \"" + id_of(71).to_text() + "\"").c_str()));
    EXPECT_FALSE(is_held("deal", 61, ("participants contains \"" + id_of(73).to_text() + "\"").c_str()));
    EXPECT_FALSE(is_held("deal", 61, "participants is null"));
}

TEST_F(Evaluate, holds_only_what_is_true) {
    const EntityModel& company = test_catalogue()->at("company");
    EXPECT_TRUE(holds(*parse_condition("is_key", company), company, id_of(31), memory, now));
    EXPECT_FALSE(holds(*parse_condition("is_key", company), company, id_of(32), memory, now));
}

}  // namespace
}  // namespace teczka::catalogue
