// The calendar against itself over all its days, and what is no date.
#include "core/base/dates.hpp"

#include <gtest/gtest.h>

namespace teczka {

namespace {

std::int32_t day(const char* text) {
    const auto days = parse_date(text);
    EXPECT_TRUE(days) << text;
    return days.value_or(0);
}

}  // namespace

TEST(dates, every_day_of_9999_years_follows_the_one_before) {
    Civil last{0, 12, 31};
    int last_weekday = 7;
    for (std::int32_t days = to_days({1, 1, 1}); days <= to_days({9999, 12, 31}); ++days) {
        const Civil civil = to_civil(days);
        ASSERT_EQ(to_days(civil), days);
        const bool same_month = civil.year == last.year && civil.month == last.month;
        const bool next_month = civil.year * 12 + civil.month == last.year * 12 + last.month + 1;
        ASSERT_TRUE(same_month ? civil.day == last.day + 1 : next_month && civil.day == 1 && last.day >= 28);
        ASSERT_EQ(weekday(days), last_weekday % 7 + 1);
        last = civil, last_weekday = weekday(days);
    }
    EXPECT_EQ(last, (Civil{9999, 12, 31}));
}

TEST(dates, known_days) {
    EXPECT_EQ(day("1970-01-01"), 0);
    EXPECT_EQ(day("1969-12-31"), -1);
    EXPECT_EQ(day("2000-02-29"), 11'016);
    EXPECT_EQ(day("2026-01-05"), 20'458);
    EXPECT_EQ(weekday(day("2026-01-05")), 1);
    EXPECT_EQ(weekday(day("2024-02-29")), 4);
    EXPECT_EQ(format_date(day("0001-01-01")), "0001-01-01");
    EXPECT_EQ(format_date(day("9999-12-31")), "9999-12-31");
}

TEST(dates, refuses_what_is_no_day) {
    const char* wrong[] = {
        "",           "2026-1-5",   "2026-13-01",  "2026-00-10",  "2026-01-00",  "2026-01-32",
        "2026-02-29", "2100-02-29", "2026-04-31",  "0000-01-01",  "26-01-05",    "10000-01-01",
        "2026/01/05", "05.01.2026", "2026-01-05 ", " 2026-01-05", "2026-01-05T", "-026-01-05",
        "2026-01-0x", "20260105"};
    for (const char* text : wrong) EXPECT_FALSE(parse_date(text)) << text;
}

TEST(instants, read_and_written) {
    const struct {
        const char* text;
        const char* expected;
    } cases[] = {
        {"2026-01-05T10:20:30.123Z", "2026-01-05T10:20:30.123Z"},
        {"2026-01-05t10:20:30z", "2026-01-05T10:20:30.000Z"},
        {"2026-01-05 10:20:30Z", "2026-01-05T10:20:30.000Z"},
        {"2026-01-05T10:20:30.5Z", "2026-01-05T10:20:30.500Z"},
        {"2026-01-05T10:20:30.999999999Z", "2026-01-05T10:20:30.999Z"},
        {"2026-01-05T00:30:00+01:00", "2026-01-04T23:30:00.000Z"},
        {"2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"},
        {"2026-01-05", "2026-01-05T00:00:00.000Z"},
        {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
    };
    for (const auto& [text, expected] : cases) {
        const auto instant = parse_instant(text);
        ASSERT_TRUE(instant) << text;
        EXPECT_EQ(format_instant(*instant), expected);
    }
    EXPECT_EQ(parse_instant("1970-01-01T00:00:01Z"), 1'000);
    EXPECT_EQ(parse_instant("1969-12-31T23:59:59.999Z"), -1);
}

TEST(instants, refuses_other_forms) {
    const char* wrong[] = {"",
                           "2026-01-05T",
                           "2026-01-05T10:20Z",
                           "2026-01-05T10:20:30",
                           "2026-01-05T24:00:00Z",
                           "2026-01-05T10:60:00Z",
                           "2026-01-05T10:20:60Z",
                           "2026-01-05T10:20:30.Z",
                           "2026-01-05T10:20:30.1234567890Z",
                           "2026-01-05T10:20:30,5Z",
                           "2026-01-05T10:20:30+0100",
                           "2026-01-05T10:20:30+24:00",
                           "2026-01-05T10:20:30+1:00",
                           "2026-01-05T10:20:30ZZ",
                           "2026-01-05T10:20:30 Z",
                           "2026-02-30T10:20:30Z",
                           "0001-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:00-00:01",
                           "1767571200000"};
    for (const char* text : wrong) EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(periods, start_where_people_expect) {
    const struct {
        Period period;
        const char *any, *start;
    } cases[] = {
        {Period::day, "2026-05-20", "2026-05-20"},     {Period::week, "2026-05-20", "2026-05-18"},
        {Period::week, "2026-05-18", "2026-05-18"},    {Period::week, "2026-05-24", "2026-05-18"},
        {Period::week, "2026-01-01", "2025-12-29"},    {Period::month, "2024-02-29", "2024-02-01"},
        {Period::quarter, "2026-03-31", "2026-01-01"}, {Period::quarter, "2026-12-01", "2026-10-01"},
        {Period::year, "2026-12-31", "2026-01-01"},    {Period::week, "0001-01-01", "0001-01-01"},
        {Period::week, "1969-12-31", "1969-12-29"},
    };
    for (const auto& [period, any, start] : cases)
        EXPECT_EQ(format_date(start_of(period, day(any))), start) << any;
}

TEST(periods, add_clamps_to_the_end_of_the_month_and_of_the_calendar) {
    const struct {
        Period period;
        const char* from;
        std::int32_t count;
        const char* to;
    } cases[] = {
        {Period::day, "2026-02-28", 1, "2026-03-01"},
        {Period::week, "2026-12-31", -1, "2026-12-24"},
        {Period::month, "2026-01-31", 1, "2026-02-28"},
        {Period::month, "2024-01-31", 1, "2024-02-29"},
        {Period::month, "2026-03-31", -1, "2026-02-28"},
        {Period::month, "2026-01-15", -1, "2025-12-15"},
        {Period::month, "2026-11-30", 3, "2027-02-28"},
        {Period::quarter, "2026-11-30", 1, "2027-02-28"},
        {Period::quarter, "2026-05-31", -2, "2025-11-30"},
        {Period::year, "2024-02-29", 1, "2025-02-28"},
        {Period::year, "2024-02-29", 4, "2028-02-29"},
        {Period::year, "2024-02-29", 2'000'000'000, "9999-12-31"},
        {Period::month, "2024-02-29", -2'000'000'000, "0001-01-01"},
        {Period::day, "2024-02-29", 2'147'483'647, "9999-12-31"},
        {Period::week, "2024-02-29", -2'147'483'647, "0001-01-01"},
    };
    for (const auto& [period, from, count, to] : cases)
        EXPECT_EQ(format_date(add(period, day(from), count)), to) << from << " + " << count;
}

}  // namespace teczka
