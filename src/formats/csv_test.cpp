// Streams of every kind, cut at every place, and what is refused with its line.
#include "formats/csv.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/base/json.hpp"
#include "core/base/limits.hpp"

namespace teczka::formats {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Reading {
    CsvShape shape;
    Rows rows;
    std::vector<std::int64_t> lines;
    std::vector<std::string> refusals;  // "line code"
};

std::string text_of(const Refusal& refusal) {
    const auto& complaint = refusal.complaints.at(0);
    for (const auto& [name, value] : complaint.parameters)
        if (name == "line") return value + " " + complaint.code;
    return "no line: " + complaint.code;
}

// Hands out at most `piece` bytes at a time.
ByteSource in_pieces(std::string_view bytes, std::size_t piece) {
    return [rest = bytes, piece](std::span<char> room) mutable {
        const auto count = rest.copy(room.data(), std::min(piece, room.size()));
        rest.remove_prefix(count);
        return count;
    };
}

Reading read(std::string_view bytes, CsvOptions options = {}, std::size_t piece = 1 << 20) {
    Reading reading;
    CsvReader reader{in_pieces(bytes, piece), options};
    const auto shape = reader.open();
    if (!shape) return {.refusals = {text_of(shape.error())}};
    reading.shape = *shape;
    CsvRecord record;
    for (;;) {
        const auto got = reader.next(record);
        if (got && !*got) break;
        if (!got) reading.refusals.push_back(text_of(got.error()));
        if (!got && reader.is_over()) break;
        if (!got) continue;
        reading.rows.emplace_back(record.fields.begin(), record.fields.end());
        reading.lines.push_back(record.line);
    }
    return reading;
}

TEST(CsvReader, reads_records) {
    struct Case {
        std::string_view text;
        Rows rows;  // with the head
    };
    const std::vector<Case> cases{
        {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
        {"a,b\r\n1,2", {{"a", "b"}, {"1", "2"}}},
        {"a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
        {"a,b\n\n\r\n1,2\n\n", {{"a", "b"}, {"1", "2"}}},
        {"a,b\n,\n", {{"a", "b"}, {"", ""}}},
        {"a,b\n1,", {{"a", "b"}, {"1", ""}}},
        {"a\n\"\"\n", {{"a"}, {""}}},
        {"a,b\n\"x,y\",\"\"\n", {{"a", "b"}, {"x,y", ""}}},
        {"a,b\n\"x\r\ny\",\"\"\"z\"\"\"\n", {{"a", "b"}, {"x\r\ny", "\"z\""}}},
        {"a,b\n\"x\" ,\"y\"  \n", {{"a", "b"}, {"x", "y"}}},
        {"a,b\n x,  \"y \"\n", {{"a", "b"}, {" x", "y "}}},
        {"a,b\n \"x,\n\",  ", {{"a", "b"}, {"x,\n", "  "}}},
        {"a,b\nx\"y\", z \n", {{"a", "b"}, {"x\"y\"", " z "}}},
        {"\xEF\xBB\xBF\"a\",b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
        {"a;b\n1,5;2\n", {{"a", "b"}, {"1,5", "2"}}},
        {"a\tb\n1,5\t2;3\n", {{"a", "b"}, {"1,5", "2;3"}}},
        {"a|b\n1|2\n", {{"a", "b"}, {"1", "2"}}},
        {"note\nx, y\nz\n", {{"note"}, {"x, y"}, {"z"}}},
        {"Łódź,ż\n\"ą\"\"ę\",\"ó\"\n", {{"Łódź", "ż"}, {"ą\"ę", "ó"}}},
    };
    for (const auto& c : cases)
        for (const std::size_t piece : {1, 2, 3, 7, 100'000}) {
            auto reading = read(c.text, {}, piece);
            EXPECT_TRUE(reading.refusals.empty()) << c.text << reading.refusals.at(0);
            reading.rows.insert(reading.rows.begin(), reading.shape.head);
            EXPECT_EQ(reading.rows, c.rows) << c.text << " in pieces of " << piece;
        }
}

TEST(CsvReader, tells_the_line_of_each_record) {
    const auto reading = read("a,b\n1,\"x\ny\r\nz\rw\"\n\n2,3\r\n4,5\r");
    EXPECT_EQ(reading.lines, (std::vector<std::int64_t>{2, 7, 8}));
}

TEST(CsvReader, refuses_with_the_line) {
    const std::string long_field(limits::csv_field_bytes + 1, 'x');
    std::string long_line = "a,b\n";
    for (int i = 0; i < 5; ++i) long_line.append(limits::csv_field_bytes - 10, 'y').append(",");
    struct Case {
        std::string text;
        std::vector<std::string> refusals;
        std::size_t rows;  // that were read all the same
    };
    const std::vector<Case> cases{
        {"", {"1 csv_empty"}, 0},
        {"\n\r\n", {"3 csv_empty"}, 0},
        {"\xEF\xBB\xBF", {"1 csv_empty"}, 0},
        {std::string("a,b\n1,\0\n", 8), {"2 csv_binary"}, 0},
        {std::string("a,b\n1,\"\n\0\"\n", 11), {"2 csv_binary"}, 0},
        {std::string("a,b\n1,\"x\"\0\n", 11), {"2 csv_binary"}, 0},
        {"a,b\n1,2\n3,\"x\n\n\n", {"3 csv_unterminated_quote"}, 1},
        {"a,b\n\"1\n\",\"x", {"3 csv_unterminated_quote"}, 0},
        {"a,b\n1\n1,2\n1,2,3\n1,2\n", {"2 csv_field_count", "4 csv_field_count"}, 2},
        {"a,b\n\"1\"x,2\n3,4\n", {"2 csv_text_after_quote"}, 1},
        {"a,b\n\"1\" \"x\",2\n3,4\n", {"2 csv_text_after_quote"}, 1},
        {"a,b\n1," + long_field + "\n", {"2 csv_field_too_long"}, 0},
        {"a,b\n1,\"" + long_field + "\"\n", {"2 csv_field_too_long"}, 0},
        {long_line, {"2 csv_line_too_long"}, 0},
        {"a,b\n1,2\n" + std::string(1500, ','), {"3 csv_too_many_columns"}, 1},
    };
    for (const auto& c : cases)
        for (const std::size_t piece : {5, 100'000}) {
            const auto reading = read(c.text, {.delimiter = ','}, piece);
            EXPECT_EQ(reading.refusals, c.refusals) << c.text.substr(0, 40) << " in pieces of " << piece;
            EXPECT_EQ(reading.rows.size(), c.rows) << c.text.substr(0, 40);
        }
}

TEST(CsvReader, answers_the_same_after_giving_up) {
    CsvReader reader{source_of("a,b\n\"x")};
    ASSERT_TRUE(reader.open());
    CsvRecord record;
    const auto first = reader.next(record);
    ASSERT_FALSE(first);
    EXPECT_EQ(reader.next(record), first);
    EXPECT_TRUE(reader.is_over());
}

TEST(CsvReader, holds_an_endless_line_back_in_bounded_memory) {
    std::int64_t sent = 0;
    CsvReader reader{[&](std::span<char> room) {
        std::fill(room.begin(), room.end(), 'x');
        sent += static_cast<std::int64_t>(room.size());
        return room.size();
    }};
    const auto shape = reader.open();
    ASSERT_FALSE(shape);
    EXPECT_EQ(text_of(shape.error()), "1 csv_field_too_long");
    EXPECT_LT(sent, 2 << 20);
}

TEST(CsvReader, knows_the_encoding) {
    struct Case {
        std::string_view bytes;
        Charset charset;
        std::string_view text;
    };
    using namespace std::string_view_literals;
    const std::vector<Case> cases{
        {"plain", Charset::utf_8, "plain"},
        {"Łódź", Charset::utf_8, "Łódź"},
        {"\xEF\xBB\xBFŁódź", Charset::utf_8, "Łódź"},
        {"\xA3\xF3\x64\x9F, \x9Cwit, m\xB9\x64ry", Charset::windows_1250, "Łódź, świt, mądry"},
        {"\xA3\xF3\x64\xBC, \xB6wit, m\xB1\x64ry", Charset::iso_8859_2, "Łódź, świt, mądry"},
        {"zesp\xF3\xB3", Charset::windows_1250, "zespół"},
        {"K\xF6ln \x80 5", Charset::windows_1250, "Köln € 5"},
        {"S\xF8ren, H\xE5kon, Lef\xE8vre", Charset::windows_1252, "Søren, Håkon, Lefèvre"},
        {"\xFF\xFEx\0\x41\x01"sv, Charset::utf_16_le, "xŁ"},
        {"\xFE\xFF\0x\x01\x41\xD8\x3D\xDE\x00"sv, Charset::utf_16_be, "xŁ😀"},
        {"a\0b\0c\0\r\0\n\0"sv, Charset::utf_16_le, "abc"},
        {"\0a\0b\0c\0\n"sv, Charset::utf_16_be, "abc"},
    };
    for (const auto& c : cases)
        for (const std::size_t piece : {1, 100'000}) {
            const auto reading = read(c.bytes, {.delimiter = ';', .has_head = false}, piece);
            EXPECT_EQ(charset_name(reading.shape.charset), charset_name(c.charset)) << c.text;
            ASSERT_EQ(reading.rows.size(), 1U) << c.text;
            EXPECT_EQ(reading.rows[0][0], c.text);
        }
}

TEST(CsvReader, refuses_what_the_encoding_does_not_know) {
    using namespace std::string_view_literals;
    struct Case {
        std::string_view bytes;
        Charset charset;
        std::string refusal;
    };
    const std::vector<Case> cases{
        {"a\nb\n\xC5\n", Charset::utf_8, "3 csv_bad_encoding"},
        {"a\n\xED\xA0\x80\n", Charset::utf_8, "2 csv_bad_encoding"},
        {"a\n\x81\n", Charset::windows_1250, "2 csv_bad_encoding"},
        {"a\n\x9C\n", Charset::iso_8859_2, "2 csv_bad_encoding"},
        {"a\0\n\0\0\xD8\n\0"sv, Charset::utf_16_le, "2 csv_bad_encoding"},
        {"a\0\n\0\0\xDC\n\0"sv, Charset::utf_16_le, "2 csv_bad_encoding"},
        {"a\0\n\0b"sv, Charset::utf_16_le, "2 csv_bad_encoding"},
    };
    for (const auto& c : cases)
        EXPECT_EQ(read(c.bytes, {.charset = c.charset}).refusals, std::vector{c.refusal}) << c.refusal;
}

TEST(CsvReader, detects_over_the_sample_and_reads_far_beyond_it) {
    std::string text = "name;note\r\n";
    std::int64_t records = 0;
    for (; text.size() < 500'000; ++records)
        text += "Zesp\xF3\xB3 " + std::to_string(records) + ";\"\x9C, \"\"" + std::string(records % 97, '.') +
                "\"\r\n";
    for (const std::size_t piece : {4'099, 100'000}) {
        const auto reading = read(text, {}, piece);
        EXPECT_EQ(reading.shape.delimiter, ';');
        EXPECT_EQ(reading.shape.charset, Charset::windows_1250);
        EXPECT_TRUE(reading.refusals.empty());
        ASSERT_EQ(static_cast<std::int64_t>(reading.rows.size()), records);
        EXPECT_EQ(reading.rows.back()[0], "Zespół " + std::to_string(records - 1));
        EXPECT_EQ(reading.rows[3][1], "ś, \"...");
    }
}

TEST(CsvReader, skips_title_lines) {
    const auto reading = read("Report, printed today\na;b\n1;2\n", {.skip_records = 1});
    EXPECT_EQ(reading.shape.head, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(reading.rows, (Rows{{"1", "2"}}));
}

TEST(CsvWriter, quotes_only_what_needs_it) {
    struct Case {
        std::vector<std::string_view> fields;
        CsvStyle style;
        std::string_view text;
    };
    const std::vector<Case> cases{
        {{"a", "b c", ""}, {}, "a,b c,\r\n"},
        {{"a;b", "c,d"}, {.delimiter = ';', .ends_with_crlf = false}, "\"a;b\";c,d\n"},
        {{"say \"hi\"", "x\ny"}, {}, "\"say \"\"hi\"\"\",\"x\ny\"\r\n"},
        {{""}, {}, "\"\"\r\n"},
        {{"=1+1", "-1"}, {}, "=1+1,-1\r\n"},
        {{"=1+1", "+4", "-1", "@x", "\tx", "\rx", "x=1", "'"},
         {.guards_formulas = true},
         "'=1+1,'+4,'-1,'@x,'\tx,\"'\rx\",x=1,'\r\n"},
        {{"a"},
         {.has_byte_order_mark = true},
         "\xEF\xBB\xBF"
         "a\r\n"},
    };
    for (const auto& c : cases) {
        std::string out;
        CsvWriter writer{out, c.style};
        for (const auto field : c.fields) writer.field(field);
        writer.end_record();
        EXPECT_EQ(out, c.text);
    }
}

TEST(CsvWriter, leaves_own_numbers_unguarded) {
    std::string out;
    CsvWriter writer{out, {.guards_formulas = true}};
    writer.plain_field("-1.50");
    writer.field("-1.50");
    writer.end_record();
    EXPECT_EQ(out, "-1.50,'-1.50\r\n");
}

TEST(Csv, comes_back_as_it_was_written) {
    std::mt19937 random{7};
    constexpr std::string_view alphabet[] = {"a", "\"", ",", ";", "\n", "\r", " ", "ł", "=", "", "\t", "|"};
    for (int round = 0; round < 300; ++round) {
        const CsvStyle style{.delimiter = ",;\t|"[random() % 4], .ends_with_crlf = random() % 2 == 0};
        const auto width = 1 + random() % 4;
        Rows rows(1 + random() % 6);
        std::string text;
        CsvWriter writer{text, style};
        for (auto& row : rows) {
            for (std::size_t i = 0; i < width; ++i) {
                std::string field;
                for (auto k = random() % 6; k > 0; --k) field += alphabet[random() % std::size(alphabet)];
                writer.field(field);
                row.push_back(field);
            }
            writer.end_record();
        }
        const CsvOptions options{.charset = Charset::utf_8, .delimiter = style.delimiter, .has_head = false};
        const auto reading = read(text, options, 1 + random() % 9);
        EXPECT_TRUE(reading.refusals.empty()) << text;
        EXPECT_EQ(reading.rows, rows) << text;
    }
}

std::filesystem::path shared() {
    const auto* given = std::getenv("TECZKA_SHARED");
    return given != nullptr ? given : TECZKA_SOURCE_DIR "/../shared/data";
}

std::string file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(CsvData, spectrum_yields_the_expected_rows) {
    const auto folder = shared() / "3-office/csv";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data in " << folder;
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        auto expected_path = entry.path();
        if (!expected_path.replace_extension(".expected.json").string().ends_with(".expected.json")) continue;
        if (entry.path().extension() != ".csv" || !std::filesystem::exists(expected_path)) continue;
        const auto expected = json::parse(file(expected_path)).as_array();
        const auto reading = read(file(entry.path()));
        EXPECT_TRUE(reading.refusals.empty()) << entry.path();
        ASSERT_EQ(reading.rows.size(), expected.size()) << entry.path();
        for (std::size_t row = 0; row < expected.size(); ++row)
            for (std::size_t i = 0; i < reading.shape.head.size(); ++i)
                EXPECT_EQ(reading.rows[row][i], expected[row].at(reading.shape.head[i]).as_string());
        ++files;
    }
    EXPECT_EQ(files, 6);
}

TEST(CsvData, nasty_files_yield_what_the_list_says) {
    const auto folder = shared() / "3-office/csv";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data in " << folder;
    struct Case {
        std::string_view name;
        char delimiter;
        std::size_t columns, rows;
        std::string first, last;  // how the first row ends; the first field of the last row
        std::vector<std::string> refusals{};
        CsvOptions options{};
    };
    const CsvOptions headless{.has_head = false};
    const std::vector<Case> cases{
        {"afl__10", ',', 0, 0, "", "", {"1 csv_binary"}},
        {"all_quotes", ',', 4, 5, "5", "44444"},
        {"auto__duplicate_header_col", ',', 3, 2, "text1", "345"},
        {"auto__leading_space_numerics", ',', 0, 3, "text1", " 567", {}, headless},
        {"auto__missing_many_col", ',', 13, 2, "value1", "345"},
        {"auto__multi_column_string_r", '|', 0, 9, "p1", "100000000", {}, headless},
        {"auto__pipe_delim_quote", '|', 0, 3, "text1", "567", {}, headless},
        {"auto__quote_escape", '|', 0, 3, "text1", "567", {}, headless},
        {"auto__semicolon_delim", ';', 0, 3, "text1", "567", {}, headless},
        {"auto__skip_row", ',', 1, 0, "", "", {"2 csv_field_count", "3 csv_field_count"}},
        {"auto__skip_row", ',', 3, 1, "2000-12-13", "345.0", {}, {.skip_records = 1}},
        {"auto__time_date_timestamp_dd-mm-yyyy", ',', 5, 3, "01-01-2000 12:12:00", "346"},
        {"auto__unnamed_columns", ',', 0, 2, "value1", "345", {}, headless},
        {"auto__utf8bom", ',', 2, 2, "Mark", "2"},
        {"bad_date", ',', 3, 1, "41_10_1", "2016-10-03"},
        {"comma_decimal_null", ',', 28, 8, "1.42",
         "10PUITALME96//Ministry of Economy - Directorate for Developmen"},
        {"csv_quoted_newline_odd", ';', 1, 2,
         "\nBonne chance à tous 🤞 https://twitter.com/Truffaut/status/"
         "1597871806160986112/photo/1",
         "84,hello world"},
        {"blank_line", ',', 1, 10, "1", "11"},
        {"customer", ',', 0, 10, "2452508", "10", {}, headless},
        {"decimal_separators__decimal_separators", ';', 2, 5, "1.1", "-1,53e4"},
        {"double_quoted_header", ',', 2, 2, "rob", "2"},
        {"empty", ',', 0, 0, "", "", {"1 csv_empty"}},
        {"encodings__latin1", ',', 2, 12, "30", "Léonard Dubois"},
        {"evil_nullpadding", ';', 4, 0, "", "", {"2 csv_field_count", "3 csv_field_count"}},
        {"extra_delimiters", ',', 3, 3, "3", "1", {"4 csv_field_count"}},
    };
    for (const auto& c : cases) {
        const auto reading = read(file(folder / ("duckdb_" + std::string{c.name} + ".csv")), c.options);
        EXPECT_EQ(reading.refusals, c.refusals) << c.name;
        EXPECT_EQ(reading.shape.delimiter, c.delimiter) << c.name;
        EXPECT_EQ(reading.shape.head.size(), c.columns) << c.name;
        EXPECT_EQ(reading.rows.size(), c.rows) << c.name;
        if (reading.rows.empty() || c.rows == 0) continue;
        EXPECT_TRUE(reading.rows.front().back().ends_with(c.first)) << c.name << reading.rows.front().back();
        EXPECT_EQ(reading.rows.back().front(), c.last) << c.name;
    }
}

TEST(CsvData, utf_16_says_the_same_as_latin_1) {
    const auto folder = shared() / "3-office/csv";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data in " << folder;
    const auto wide = read(file(folder / "duckdb_encodings__utf16.csv"));
    const auto narrow = read(file(folder / "duckdb_encodings__latin1.csv"));
    EXPECT_EQ(wide.shape.charset, Charset::utf_16_le);
    EXPECT_EQ(narrow.shape.charset, Charset::windows_1252);
    EXPECT_GE(wide.rows.size(), narrow.rows.size());
    EXPECT_EQ(wide.rows.at(0), narrow.rows.at(0));
    EXPECT_TRUE(wide.refusals.empty());
}

}  // namespace
}  // namespace teczka::formats
