// Number formats, digits and dates of spreadsheets.
#include "formats/sheet_values.hpp"

#include <gtest/gtest.h>

namespace teczka::formats {
namespace {

using enum NumberFormat;

TEST(SheetValues, formats_are_told_by_their_letters) {
    struct Case {
        std::string_view code;
        NumberFormat format;
    };
    for (const auto& c : std::initializer_list<Case>{{"General", number},
                                                     {"0.00", number},
                                                     {"#,##0.00 \"zł\"", number},
                                                     {"#,##0.00\\ [$zł-415]", number},
                                                     {"[Red]0.00;[Blue]-0.00", number},
                                                     {"0%", number},
                                                     {"0.00E+00", number},
                                                     {"\"day\" 0", number},
                                                     {"\\d0", number},
                                                     {"0_d", number},
                                                     {"", number},
                                                     {"@", number},
                                                     {"[$-415]d mmmm yyyy", date},
                                                     {"yyyy\\-mm\\-dd;@", date},
                                                     {"mmmm", date},
                                                     {"DD.MM.RRRR", date},
                                                     {"d/m/yy", date},
                                                     {"0;yyyy", number},
                                                     {"dd.mm.yyyy hh:mm", date_time},
                                                     {"m/d/yy h:mm AM/PM", date_time},
                                                     {"h:mm:ss", time},
                                                     {"mm:ss.0", time},
                                                     {"[h]:mm", duration},
                                                     {"[mm]:ss", duration},
                                                     {"\"unclosed", number},
                                                     {"[unclosed", number},
                                                     {"\\", number}})
        EXPECT_EQ(format_of_code(c.code), c.format) << c.code;
    EXPECT_EQ(format_of_number(14), date);
    EXPECT_EQ(format_of_number(22), date_time);
    EXPECT_EQ(format_of_number(21), time);
    EXPECT_EQ(format_of_number(46), duration);
    for (const int n : {0, 2, 9, 10, 13, 23, 37, 49, 59, 164, -1})
        EXPECT_EQ(format_of_number(n), number) << n;
}

TEST(SheetValues, numbers_are_the_decimals_people_see) {
    struct Case {
        std::string_view text;
        std::optional<std::string> plain;
    };
    for (const auto& c : std::initializer_list<Case>{{"0", "0"},
                                                     {"-0", "0"},
                                                     {"12", "12"},
                                                     {"-1", "-1"},
                                                     {"+7", "7"},
                                                     {"007", "7"},
                                                     {"1200", "1200"},
                                                     {"12.50", "12.5"},
                                                     {"-12.05", "-12.05"},
                                                     {".5", "0.5"},
                                                     {"5.", "5"},
                                                     {"0.001", "0.001"},
                                                     {"1.1000000000000001", "1.1"},
                                                     {"0.30000000000000004", "0.3"},
                                                     {"1234.5599999999999", "1234.56"},
                                                     {"9.9999999999999999", "10"},
                                                     {"5.265877635E9", "5265877635"},
                                                     {"1.23E-3", "0.00123"},
                                                     {"1e22", "10000000000000000000000"},
                                                     {"12345678901234567890", "12345678901234567890"},
                                                     {"12345678.901234567890", "12345678.9012346"},
                                                     {"1E500", {}},
                                                     {"", {}},
                                                     {"-", {}},
                                                     {".", {}},
                                                     {"1,5", {}},
                                                     {"1 000", {}},
                                                     {"1.2.3", {}},
                                                     {"1e", {}},
                                                     {"1e5x", {}},
                                                     {"NaN", {}},
                                                     {"INF", {}},
                                                     {"0x10", {}}})
        EXPECT_EQ(plain_number(c.text), c.plain) << c.text;
}

TEST(SheetValues, serial_numbers_are_days_of_their_calendar) {
    struct Case {
        std::string_view serial;
        NumberFormat format;
        bool is_1904;
        CellKind kind;
        std::string text;
    };
    for (const auto& c : std::initializer_list<Case>{
             {"1", date, false, CellKind::date, "1900-01-01"},
             {"59", date, false, CellKind::date, "1900-02-28"},
             {"60", date, false, CellKind::text, "1900-02-29"},
             {"61", date, false, CellKind::date, "1900-03-01"},
             {"1", date, true, CellKind::date, "1904-01-02"},
             {"0", date, true, CellKind::date, "1904-01-01"},
             {"46027", date, false, CellKind::date, "2026-01-05"},
             {"44565", date, true, CellKind::date, "2026-01-05"},
             {"46027.43090277778", date_time, false, CellKind::date_time, "2026-01-05T10:20:30"},
             {"46027.5", date, false, CellKind::date_time, "2026-01-05T12:00:00"},
             {"46027", date_time, false, CellKind::date_time, "2026-01-05T00:00:00"},
             {"46027.9999999999", date_time, false, CellKind::date_time, "2026-01-06T00:00:00"},
             {"0.5", time, false, CellKind::time, "12:00:00"},
             {"0.43090277778", time, false, CellKind::time, "10:20:30"},
             {"1.5", duration, false, CellKind::time, "36:00:00"},
             {"1.5", time, false, CellKind::date_time, "1900-01-01T12:00:00"},
             {"2958465", date, false, CellKind::date, "9999-12-31"},
             {"2958466", date, false, CellKind::number, "2958466"},
             {"-1", date, false, CellKind::number, "-1"},
             {"1e300", date, false, CellKind::number, "1" + std::string(300, '0')},
             {"12.50", number, false, CellKind::number, "12.5"},
             {"twelve", number, false, CellKind::text, "twelve"},
             {"12a", date, false, CellKind::text, "12a"}}) {
        const auto typed = typed_number(c.serial, c.format, c.is_1904);
        EXPECT_EQ(typed.kind, c.kind) << c.serial;
        EXPECT_EQ(typed.text, c.text) << c.serial;
    }
}

TEST(SheetValues, iso_dates_are_dates_and_the_rest_is_text) {
    struct Case {
        std::string_view text;
        CellKind kind;
        std::string_view out;
    };
    for (const auto& c : std::initializer_list<Case>{
             {"2026-01-05", CellKind::date, "2026-01-05"},
             {"2026-01-05T00:00:00.000Z", CellKind::date, "2026-01-05"},
             {"2014-02-14T08:27:48.765Z", CellKind::date_time, "2014-02-14T08:27:48.765"},
             {"1960-01-05T10:20:30", CellKind::date_time, "1960-01-05T10:20:30"},
             {"2026-02-30", CellKind::text, "2026-02-30"},
             {"2026-01-05T25:00:00", CellKind::text, "2026-01-05T25:00:00"},
             {"T10:00:00", CellKind::text, "T10:00:00"},
             {"soon", CellKind::text, "soon"},
             {"", CellKind::text, ""}}) {
        const auto typed = typed_iso(c.text);
        EXPECT_EQ(typed.kind, c.kind) << c.text;
        EXPECT_EQ(typed.text, c.out) << c.text;
    }
}

}  // namespace
}  // namespace teczka::formats
