// Decimals in, out and in arithmetic: each table holds refusals beside successes.
#include "core/base/decimal.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace teczka {

namespace {

using Maybe = std::optional<std::int64_t>;
constexpr auto nothing = std::nullopt;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

struct Parsed {
    const char* text;
    int scale;
    Maybe value;
};

}  // namespace

TEST(decimal, parses_strictly) {
    const Parsed cases[] = {
        {"0", 2, 0},
        {"-0", 2, 0},
        {"12.5", 2, 1250},
        {"-12.50", 2, -1250},
        {"12.5000", 2, 1250},
        {"7", 0, 7},
        {"7.0", 0, 7},
        {"0.000001", 6, 1},
        {"9999999999999999.99", 2, 999'999'999'999'999'999},
        {"00.10", 2, 10},
        {"", 2, nothing},
        {"-", 2, nothing},
        {"+1", 2, nothing},
        {" 1", 2, nothing},
        {"1 ", 2, nothing},
        {"1.", 2, nothing},
        {".5", 2, nothing},
        {"1,5", 2, nothing},
        {"1.2.3", 2, nothing},
        {"1e3", 2, nothing},
        {"--1", 2, nothing},
        {"0x10", 2, nothing},
        {"12.501", 2, nothing},
        {"12.50a", 2, nothing},
        {"10000000000000000.00", 2, nothing},
        {"99999999999999999999999999999999999999999999", 0, nothing},
        {"١", 0, nothing},
    };
    for (const auto& [text, scale, value] : cases) EXPECT_EQ(parse_decimal(text, scale), value) << text;
}

TEST(decimal, rounds_what_files_hold) {
    const Parsed cases[] = {
        {"14.0000", 2, 1400},
        {"1e3", 2, 100'000},
        {"8.72e-3", 2, 1},
        {"8.72e-3", 5, 872},
        {"1E+2", 0, 100},
        {"0.005", 2, 1},
        {"-0.005", 2, -1},
        {"0.00499999999999999999999999", 2, 0},
        {"0.5", 0, 1},
        {"0.49", 0, 0},
        {"-0.5", 0, -1},
        {"1e-400", 2, 0},
        {"1e-99999999999999999999", 2, 0},
        {"0e99999999999999999999", 2, 0},
        {".5", 1, 5},
        {"+5.", 1, 50},
        {"0.999", 2, 100},
        {"123456789012345.678", 2, 12'345'678'901'234'568},
        {"", 2, nothing},
        {".", 2, nothing},
        {"e3", 2, nothing},
        {"1e", 2, nothing},
        {"1e+", 2, nothing},
        {"1e1.5", 2, nothing},
        {"1 000", 2, nothing},
        {"1,5", 2, nothing},
        {"NaN", 2, nothing},
        {"Infinity", 2, nothing},
        {"1.2.3", 2, nothing},
        {"1e18", 0, nothing},
        {"999999999999999999.5", 0, nothing},
        {"1e400", 2, nothing},
        {"1e99999999999999999999", 2, nothing},
    };
    for (const auto& [text, scale, value] : cases) EXPECT_EQ(parse_rounded(text, scale), value) << text;
}

TEST(decimal, formats_with_all_decimals) {
    EXPECT_EQ(format_decimal(0, 0), "0");
    EXPECT_EQ(format_decimal(0, 2), "0.00");
    EXPECT_EQ(format_decimal(5, 2), "0.05");
    EXPECT_EQ(format_decimal(-5, 2), "-0.05");
    EXPECT_EQ(format_decimal(-1250, 2), "-12.50");
    EXPECT_EQ(format_decimal(123, 0), "123");
    EXPECT_EQ(format_decimal(smallest, 2), "-92233720368547758.08");
    EXPECT_EQ(format_decimal(1, 18), "0.000000000000000001");
}

TEST(decimal, what_is_formatted_parses_back) {
    for (std::int64_t value = -99'999'999'999; value < 100'000'000'000; value += 733'331'337)
        for (int scale = 0; scale <= 6; ++scale) {
            EXPECT_EQ(parse_decimal(format_decimal(value, scale), scale), value);
            EXPECT_EQ(parse_rounded(format_decimal(value, scale), scale), value);
        }
}

TEST(decimal, multiplies_with_rounding_away_from_zero_and_without_overflow) {
    EXPECT_EQ(multiply(1250, 2300, 4), 288);  // 12.50 × 23.00 % = 2.875
    EXPECT_EQ(multiply(-1250, 2300, 4), -288);
    EXPECT_EQ(multiply(1, 5, 1), 1);
    EXPECT_EQ(multiply(-1, 5, 1), -1);
    EXPECT_EQ(multiply(1, 4, 1), 0);
    EXPECT_EQ(multiply(largest, 1, 0), largest);
    EXPECT_EQ(multiply(smallest, 1, 0), smallest);
    EXPECT_EQ(multiply(largest, 1'000'000, 6), largest);
    EXPECT_EQ(multiply(largest, 2, 0), nothing);
    EXPECT_EQ(multiply(smallest, -1, 0), nothing);
    EXPECT_EQ(multiply(largest, largest, 18), nothing);
}

TEST(decimal, divides_with_rounding_away_from_zero) {
    EXPECT_EQ(divide(7, 2), 4);
    EXPECT_EQ(divide(-7, 2), -4);
    EXPECT_EQ(divide(7, -2), -4);
    EXPECT_EQ(divide(10, 3), 3);
    EXPECT_EQ(divide(11, 3), 4);
    EXPECT_EQ(divide(0, 3), 0);
    EXPECT_EQ(divide(largest, smallest), -1);
    EXPECT_EQ(divide(1, 0), nothing);
    EXPECT_EQ(divide(smallest, -1), nothing);
}

TEST(decimal, rescales) {
    EXPECT_EQ(rescale(1250, 2, 4), 125'000);
    EXPECT_EQ(rescale(1250, 2, 0), 13);
    EXPECT_EQ(rescale(-1249, 2, 1), -125);
    EXPECT_EQ(rescale(1250, 2, 2), 1250);
    EXPECT_EQ(rescale(largest, 0, 1), nothing);
}

}  // namespace teczka
