// Workbooks of every kind: made here, and those of the shared data where they are (TECZKA_SHARED).
#include "formats/xlsx.hpp"

#include <fcntl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "formats/csv.hpp"
#include "formats/testing_zip.hpp"

namespace teczka::formats {
namespace {

using testing::Book;
using testing::MemoryFile;

std::string whole(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream out;
    out << file.rdbuf();
    return std::move(out).str();
}

std::string code(const Refusal& refusal) {
    const auto& complaint = refusal.complaints.at(0);
    return complaint.parameters.empty() ? complaint.code
                                        : complaint.code + " " + complaint.parameters[0].second;
}

struct Outcome {
    std::string code{};  // of a refusal
    std::vector<Sheet> sheets{};
    std::vector<std::int64_t> lines{};
    std::string text{};  // "T:a N:1 E:|…": kind and text of each cell, rows apart by |
    SheetNotes notes{};
    std::int64_t hidden{};
};

Outcome read_fd(int fd, std::size_t sheet = 0) {
    Outcome out;
    const MemoryFile scratch{""};
    auto reader = XlsxReader::open(fd, scratch.fd());
    if (!reader) return {.code = code(reader.error())};
    out.sheets = reader->sheets();
    const auto notes = reader->read(sheet, [&](const TableRow& row, int permille) {
        EXPECT_TRUE(permille >= 0 && permille <= 1000);
        out.lines.push_back(row.line);
        out.hidden += row.is_hidden;
        if (!out.text.empty()) out.text += '|';
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            constexpr std::string_view letters = "ETNDIHBX";
            out.text +=
                (i == 0 ? "" : " ") + std::string{letters[static_cast<std::size_t>(row.cells[i].kind)]};
            out.text += ":" + std::string{row.cells[i].text};
        }
        return true;
    });
    if (!notes)
        out.code = code(notes.error());
    else
        out.notes = *notes;
    return out;
}

Outcome read_bytes(std::string_view bytes, std::size_t sheet = 0) {
    const MemoryFile file{bytes};
    return read_fd(file.fd(), sheet);
}
Outcome read_book(const Book& book, std::size_t sheet = 0) {
    return read_bytes(testing::make_book(book), sheet);
}
std::string data(const std::string& rows) { return "<sheetData>" + rows + "</sheetData>"; }

TEST(Xlsx, cells_are_typed) {
    struct Case {
        std::string cell, text;
    };
    for (const auto& c : std::initializer_list<Case>{
             {R"(<c r="A1"><v>12.50</v></c>)", "N:12.5"},
             {R"(<c r="A1" t="n"><v>-1</v></c>)", "N:-1"},
             {R"(<c r="A1" t="s"><v>0</v></c>)", "T:Zażółć"},
             {R"(<c r="A1" t="s"><v>1</v></c>)", "T:rich text"},
             {R"(<c r="A1" t="s"><v>2</v></c>)", "T:東京"},
             {R"(<c r="A1" t="s"><v>3</v></c>)", ""},
             {R"(<c r="A1" t="s"><v>99</v></c>)", ""},
             {R"(<c r="A1" t="inlineStr"><is><t>in</t></is></c>)", "T:in"},
             {R"(<c r="A1" t="inlineStr"><is><r><t>a </t></r><r><rPh><t>x</t></rPh><t>b</t></r></is></c>)",
              "T:a b"},
             {R"(<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D__xzz_</t></is></c>)",
              "T:a\rb_x000D__xzz_"},
             {R"(<c r="A1" t="inlineStr"><is><t>&#x1F363;&amp;</t></is></c>)", "T:🍣&"},
             {R"(<c r="A1" t="b"><v>1</v></c>)", "B:1"},
             {R"(<c r="A1" t="b"><v>0</v></c>)", "B:0"},
             {R"(<c r="A1" t="e"><v>#DIV/0!</v></c>)", "X:#DIV/0!"},
             {R"(<c r="A1" t="d"><v>2026-01-05</v></c>)", "D:2026-01-05"},
             {R"(<c r="A1"><f>-1</f><v>-1</v></c>)", "N:-1"},
             {R"(<c r="A1" t="str"><f>A2&amp;""</f><v>=x</v></c>)", "T:=x"},
             {R"(<c r="A1"><f>1+1</f></c>)", ""},
             {R"(<c r="A1" s="1"><v>46027</v></c>)", "D:2026-01-05"},
             {R"(<c r="A1" s="2"><v>46027.5</v></c>)", "I:2026-01-05T12:00:00"},
             {R"(<c r="A1" s="3"><v>0.15</v></c>)", "N:0.15"},
             {R"(<c r="A1" s="77"><v>5</v></c>)", "N:5"},
             {R"(<c r="A1" s="-1"><v>5</v></c>)", "N:5"},
             {R"(<c r="C1"><v>1</v></c>)", "E: E: N:1"},
             {R"(<c><v>1</v></c><c><v>2</v></c>)", "N:1 N:2"},
             {R"(<c r="B1"><v>2</v></c><c r="A1"><v>1</v></c>)", "N:1 N:2"},
             {R"(<c r="A1" s="1"/>)", ""}}) {
        const auto out =
            read_book({.sheet_data = data("<row r=\"1\">" + c.cell + "</row>"),
                       .shared = "<si><t>Zażółć</t></si><si><r><t>rich </t></r><r><rPr/><t>text</t></r></si>"
                                 "<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si><si/>",
                       .formats = R"(<numFmt numFmtId="164" formatCode="dd.mm.yyyy\ hh:mm"/>)",
                       .xfs = R"(<xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/>)"});
        EXPECT_EQ(out.code, "") << c.cell;
        EXPECT_EQ(out.text, c.text) << c.cell;
    }
}

TEST(Xlsx, says_what_people_should_know) {
    const auto out = read_book(
        {.sheet_data =
             R"(<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="1"/></cols>)" +
             data(R"(<row r="2"><c r="A2"><v>1</v></c><c r="F2" t="e"><v>#N/A</v></c></row>)"
                  R"(<row r="3"/><row r="5" hidden="1"><c r="A5"><v>2</v></c><c r="B5"><f>1</f></c></row>)") +
             R"(<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:B3"/></mergeCells>)"});
    EXPECT_EQ(out.text, "N:1 E: E: E: E: X:#N/A|N:2");
    EXPECT_EQ(out.lines, (std::vector<std::int64_t>{2, 5}));
    EXPECT_EQ(out.hidden, 1);
    EXPECT_EQ(out.notes, (SheetNotes{1, {1, 2, 4, 5}, 2, {"A1:C1", "B2:B3"}, 1, 1}));
}

TEST(Xlsx, sheets_come_in_the_books_order_and_say_when_hidden) {
    const auto worksheet = [](const char* text) {
        return "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>" + std::string{text} +
               "</t></is></c></row></sheetData></worksheet>";
    };
    const std::string type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const Book book{
        .sheet_data = data(R"(<row r="1"><c r="A1"><v>1</v></c></row>)"),
        .sheets =
            R"(<sheet name="Drugi" state="hidden" r:id="rId2"/><sheet name="Wykres" r:id="rId3"/>)"
            R"(<sheet name="Łąka &amp; las" r:id="rId1"/><sheet name="Ukryty" state="veryHidden" r:id="rId4"/>)"
            R"(<sheet name="Nikt" r:id="rId9"/>)",
        .properties = R"(<workbookPr date1904="1"/><ext><workbookPr date1904="0"/></ext>)",
        .relations = "<Relationship Id=\"rId2\" Type=\"" + type +
                     "worksheet\" Target=\"/xl/worksheets/second.xml\"/>"
                     "<Relationship Id=\"rId3\" Type=\"" +
                     type +
                     "chartsheet\" Target=\"chart.xml\"/>"
                     "<Relationship Id=\"rId4\" Type=\"" +
                     type +
                     "worksheet\" Target=\"../Xl\\Third.xml\"/>"
                     "<Relationship Id=\"rId5\" Type=\"" +
                     type + "externalLink\" TargetMode=\"External\" Target=\"http://x/\"/>",
        .more = {{"xl/worksheets/second.xml", worksheet("2")}, {"xl/third.xml", worksheet("3")}}};
    const auto out = read_book(book);
    ASSERT_EQ(out.sheets.size(), 3U);
    EXPECT_EQ(out.sheets[0].name, "Drugi");
    EXPECT_TRUE(out.sheets[0].is_hidden);
    EXPECT_EQ(out.sheets[1].name, "Łąka & las");
    EXPECT_FALSE(out.sheets[1].is_hidden);
    EXPECT_TRUE(out.sheets[2].is_hidden);
    EXPECT_EQ(out.text, "T:2");
    EXPECT_EQ(read_book(book, 2).text, "T:3");
    EXPECT_EQ(read_book(book, 3).code, "sheet_unknown");
}

TEST(Xlsx, dates_of_1904_are_other_days) {
    const Book book{.sheet_data = data(R"(<row><c s="1"><v>1</v></c></row>)"),
                    .xfs = R"(<xf/><xf numFmtId="14"/>)",
                    .properties = R"(<workbookPr date1904="true"/>)"};
    EXPECT_EQ(read_book(book).text, "D:1904-01-02");
}

TEST(Xlsx, many_shared_texts_are_found_by_number) {
    std::string shared, rows, expected;
    const auto text = [](int i) {
        return std::string(static_cast<std::size_t>(i % 300), 'a') + std::to_string(i);
    };
    for (int i = 0; i < 5000; ++i) shared += "<si><t>" + text(i) + "</t></si>";
    for (int i = 4999; i >= 0; i -= 7) {
        rows += R"(<row><c t="s"><v>)" + std::to_string(i) + "</v></c></row>";
        expected += (expected.empty() ? "T:" : "|T:") + text(i);
    }
    EXPECT_EQ(read_book({.sheet_data = data(rows), .shared = shared}).text, expected);
    const auto none = R"(<row><c t="s"><v>5000</v></c><c t="s"><v>0</v></c></row>)";
    EXPECT_EQ(read_book({.sheet_data = data(none), .shared = shared}).text, "E: T:0");
}

TEST(Xlsx, rows_end_when_nobody_wants_more) {
    std::string rows;
    for (int i = 0; i < 1000; ++i) rows += "<row><c><v>1</v></c></row>";
    const MemoryFile file{testing::make_book({.sheet_data = data(rows)})};
    const MemoryFile scratch{""};
    auto reader = XlsxReader::open(file.fd(), scratch.fd());
    ASSERT_TRUE(reader);
    int count = 0;
    EXPECT_TRUE(reader->read(0, [&](const TableRow&, int) { return ++count < 10; }));
    EXPECT_EQ(count, 10);
}

TEST(Xlsx, refuses_what_is_no_workbook) {
    const auto ole = std::string{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"} + std::string(600, '\0');
    std::string wide;
    for (const char c : std::string_view{"EncryptedPackage"}) wide += {c, '\0'};
    struct Case {
        std::string bytes, code;
    };
    for (const auto& c : std::initializer_list<Case>{
             {"", "sheet_broken"},
             {"name,city\n", "sheet_kind "},
             {"PK", "sheet_broken"},
             {"PK\3\4 and nothing", "sheet_broken"},
             {ole, "sheet_kind xls"},
             {ole + wide, "sheet_encrypted"},
             {ole + std::string((64 << 10) - 610, 'x') + wide + ole, "sheet_encrypted"},
             {"<html><table>", "sheet_kind html"},
             {" \n<!DOCTYPE html>", "sheet_kind html"},
             {"<?xml version=\"1.0\"?><Workbook/>", "sheet_kind html"},
             {testing::make_zip({{"a.txt", "a"}}), "sheet_kind zip"},
             {testing::make_zip({{"xl/workbook.bin", "a"}}), "sheet_kind xlsb"},
             {testing::make_zip({{"content.xml", "a"}, {"mimetype", "b"}}), "sheet_kind ods"},
             {testing::make_zip({{"word/document.xml", "a"}}), "sheet_kind docx"},
             {testing::make_zip({{"xl/workbook.xml", "<workbook/>"}}), "sheet_broken"},
             {testing::make_zip(testing::parts_of({}), "secret"), "sheet_encrypted"}})
        EXPECT_EQ(read_bytes(c.bytes).code, c.code) << c.bytes.substr(0, 20);
}

TEST(Xlsx, refuses_hostile_books) {
    const std::string deep(1000, 'x');
    std::string nested, long_name(2 << 20, 'n');
    for (int i = 0; i < 100; ++i) nested += "<a>";
    struct Case {
        const char* what;
        Book book;
        std::string code;
    };
    const std::string row = R"(<row><c><v>1</v></c></row>)";
    for (const auto& c : std::initializer_list<Case>{
             {"not closed", {.sheet_data = "<sheetData><row>"}, "sheet_xml"},
             {"nesting", {.sheet_data = nested}, "sheet_too_large"},
             {"a tag of megabytes", {.sheet_data = "<" + long_name + "/>"}, "sheet_too_large"},
             {"a cell of megabytes",
              {.sheet_data = data("<row><c t=\"str\"><v>" + long_name + "</v></c></row>")},
              "sheet_too_large"},
             {"a far row",
              {.sheet_data = data(R"(<row r="1048577"><c><v>1</v></c></row>)")},
              "sheet_too_large"},
             {"a row that comes twice",
              {.sheet_data = data(R"(<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>)")},
              "sheet_broken"},
             {"rows out of order",
              {.sheet_data = data(R"(<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>)")},
              "sheet_broken"},
             {"a far column",
              {.sheet_data = data(R"(<row><c r="ZZZ1"><v>1</v></c></row>)")},
              "sheet_too_large"},
             {"no number of a text",
              {.sheet_data = data(R"(<row><c t="s"><v>one</v></c></row>)")},
              "sheet_broken"},
             {"a negative text",
              {.sheet_data = data(R"(<row><c t="s"><v>-1</v></c></row>)")},
              "sheet_broken"},
             {"broken texts", {.sheet_data = data(row), .shared = "<si>"}, "sheet_xml"},
             {"not UTF-8", {.sheet_data = "\xFF"}, "sheet_xml"}})
        EXPECT_EQ(read_book(c.book).code, c.code) << c.what;

    auto parts = testing::parts_of({.sheet_data = data(row)});
    const auto with = [&](const char* name, const std::string& text) {
        auto changed = parts;
        for (auto& [part, inside] : changed)
            if (part == name) inside = text;
        return read_bytes(testing::make_zip(changed)).code;
    };
    const std::string laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>";
    const std::string external = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">";
    for (const auto* name : {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"}) {
        EXPECT_EQ(with(name, laughs + "<x>&b;</x>"), "sheet_doctype") << name;
        EXPECT_EQ(with(name, external + "<x/>"), "sheet_doctype") << name;
        EXPECT_EQ(with(name, ""), "sheet_xml") << name;
    }
    EXPECT_EQ(with("xl/worksheets/sheet1.xml", std::string(100 << 20, ' ')), "sheet_bomb");
}

// Whatever is cut off or flipped: an answer or a refusal, never a crash (the sanitizers watch).
TEST(Xlsx, survives_every_damage) {
    std::string rows;
    for (int i = 0; i < 40; ++i)
        rows +=
            "<row r=\"" + std::to_string(i + 1) + R"("><c t="s"><v>0</v></c><c s="1"><v>46027</v></c></row>)";
    const auto good = testing::make_book(
        {.sheet_data = data(rows), .shared = "<si><t>Zażółć</t></si>", .xfs = R"(<xf/><xf numFmtId="14"/>)"});
    ASSERT_EQ(read_bytes(good).lines.size(), 40U);
    for (std::size_t i = 0; i < 50; ++i)
        EXPECT_NE(read_bytes(good.substr(0, good.size() * i / 50)).code, "") << i;
    std::uint32_t random = 1;
    for (int turn = 0; turn < 400; ++turn) {
        auto bad = good;
        for (int flips = turn % 4; flips >= 0; --flips) {
            random = random * 1664525U + 1013904223U;
            bad[(random >> 8) % bad.size()] ^= static_cast<char>(1U << (random >> 4) % 8);
        }
        (void)read_bytes(bad);
    }
    // Inside of the parts, where the checksum of the zip does not help.
    auto parts = testing::parts_of({.sheet_data = data(rows), .shared = "<si><t>a</t></si>"});
    for (int turn = 0; turn < 400; ++turn) {
        auto bad = parts;
        random = random * 1664525U + 1013904223U;
        auto& text = bad[(random >> 16) % bad.size()].second;
        text[(random >> 8) % text.size()] ^= static_cast<char>(1U << (random >> 4) % 8);
        (void)read_bytes(testing::make_zip(bad));
    }
}

// The files of many programs, with what their list says of each.
class XlsxShared : public ::testing::Test {
protected:
    void SetUp() override {
        const auto* given = std::getenv("TECZKA_SHARED");
        folder = (given != nullptr ? std::filesystem::path{given}
                                   : std::filesystem::path{TECZKA_SOURCE_DIR} / "../shared/data") /
                 "3-office/sheets";
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data in " << folder;
    }
    Outcome read(const std::string& name, std::size_t sheet = 0) const {
        const int fd = ::open((folder / name).c_str(), O_RDONLY | O_CLOEXEC);
        EXPECT_GE(fd, 0) << name;
        auto out = read_fd(fd, sheet);
        ::close(fd);
        return out;
    }
    std::filesystem::path folder;
};

TEST_F(XlsxShared, every_file_is_read_or_refused) {
    const std::map<std::string, std::string> refused{
        {"poi_1904DateWindowing.xls", "sheet_kind xls"},
        {"poi_SampleSS.ods", "sheet_kind ods"},
        {"poi_SampleSS.xls", "sheet_kind xls"},
        {"poi_Simple.xlsb", "sheet_kind xlsb"},
        {"poi_clusterfuzz-testcase-minimized-POIXSSFFuzzer-5089447305609216.xlsx", "sheet_broken"},
        {"poi_clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx", "sheet_broken"},
        {"poi_poc-xmlbomb.xlsx", "sheet_doctype"},
        {"poi_protected_passtika.xlsx", "sheet_encrypted"},
        {"poi_xlsx-corrupted.xlsx", "sheet_xml"},
        {"sheetjs_AutoFilter.ods", "sheet_kind ods"},
        {"sheetjs_column_width.htm", "sheet_kind html"},
        {"sheetjs_password_2002_128_enhanced.xls", "sheet_kind xls"},
        {"sheetjs_password_2002_40_xor.xls", "sheet_kind xls"}};
    std::size_t seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(".csv")) continue;
        const auto found = refused.find(name);
        EXPECT_EQ(read(name).code, found == refused.end() ? "" : found->second) << name;
        ++seen;
    }
    EXPECT_GE(seen, 43U);
}

TEST_F(XlsxShared, what_the_list_says) {
    struct Case {
        const char* file;
        std::size_t sheet;
        std::string begin;
    };
    for (const auto& c : std::initializer_list<Case>{
             {"sheetjs_1900.xlsx", 0, "N:1 D:1900-01-01 T:1900-01-01"},
             {"sheetjs_1904.xlsx", 0, "N:1 D:1904-01-02 T:1904-01-02"},
             {"sheetjs_merge_cells.xlsx", 0, "T:A1:B2 E: T:C1:C2 T:Separate blocks|T:A3:B3 E: T:C3"},
             {"sheetjs_sushi.xlsx", 0, "T:🍣"},
             {"poi_noSharedStringTable.xlsx", 0, "D:2006-04-12 N:123"},
             {"poi_SimpleMacro.xlsm", 0, "T:This is a macro workbook"},
             {"poi_link-external-workbook-a.xlsx", 0, "N:10 N:20"},
             {"poi_duplicate-filename.xlsx", 0, "T:v1"},
             {"poi_unicodeSheetName.xlsx", 0, "N:1|N:2|N:3"},
             {"poi_right-to-left.xlsx", 1, "T:نص|N:123"},
             {"sheetjs_text_and_numbers.xlsx", 0, "T:English T:Hello T:World|T:Hebrew"},
             {"poi_59746_NoRowNums.xlsx", 0, "T:Checked T:Ion T:Charge"},
             {"sheetjs_rich_text_stress.xlsx", 0, "T:normal T:this text is normal, sure enough|T:bold"},
             {"sheetjs_mixed_sheets.xlsx", 0, "T:type T:name|T:note T:type"},
             {"poi_xlmmacro.xlsm", 0, ""},
             {"poi_TwoSheetsOneHidden.xlsx", 1, "T:Sheet2A1"}})
        EXPECT_TRUE(read(c.file, c.sheet).text.starts_with(c.begin)) << c.file;
    EXPECT_NE(read("sheetjs_xlsx-stream-d-date-cell.xlsx").text.find("I:2014-02-14T08:27:48.765"),
              std::string::npos);
    EXPECT_TRUE(read("poi_TwoSheetsOneHidden.xlsx").sheets[0].is_hidden);
    EXPECT_EQ(read("poi_unicodeSheetName.xlsx").sheets[0].name, "Sheet・1");
    EXPECT_EQ(read("poi_57893-many-merges.xlsx").notes.merged, 50'000);
    EXPECT_EQ(read("sheetjs_ErrorTypes.xlsx").notes.errors, 20);
    const auto visibility = read("sheetjs_sheet_visibility.xlsx").sheets;
    ASSERT_EQ(visibility.size(), 3U);
    EXPECT_FALSE(visibility[0].is_hidden);
    EXPECT_TRUE(visibility[1].is_hidden);
    EXPECT_TRUE(visibility[2].is_hidden);
    EXPECT_EQ(read("sheetjs_mixed_sheets.xlsx").sheets.size(), 3U);
}

// Another program's picture of the same cells, as formatted text: dates and numbers differ by design.
std::vector<std::vector<std::string>> expected_rows(const std::filesystem::path& path) {
    const auto bytes = whole(path);
    std::vector<std::vector<std::string>> rows;
    CsvReader reader{source_of(bytes), {.charset = Charset::utf_8, .delimiter = ',', .has_head = false}};
    EXPECT_TRUE(reader.open());
    CsvRecord record;
    for (;;) {
        const auto next = reader.next(record);
        if ((!next && reader.is_over()) || (next && !*next)) return rows;
        rows.emplace_back(record.fields.begin(), record.fields.end());
        while (!rows.back().empty() && rows.back().back().empty()) rows.back().pop_back();
        if (rows.back().empty()) rows.pop_back();
    }
}

bool agrees(const Cell& cell, const std::string& expected) {
    if (cell.kind == CellKind::boolean) return expected == (cell.text == "1" ? "TRUE" : "FALSE");
    if (cell.kind == CellKind::text || cell.kind == CellKind::empty || cell.kind == CellKind::error)
        return cell.text == expected;
    return !expected.empty();
}

TEST_F(XlsxShared, cells_are_those_another_program_reads) {
    std::size_t compared = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const auto name = entry.path().filename().string();
        const auto at = name.find(".xlsx");
        if (at == std::string::npos || !name.ends_with(".expected.csv")) continue;
        const auto sheet = name.find(".sheet");
        const std::size_t number =
            sheet == std::string::npos ? 0 : static_cast<std::size_t>(name[sheet + 6] - '0');
        const auto expected = expected_rows(entry.path());
        if (name.starts_with("sheetjs_ErrorTypes")) continue;  // its rows have no ends
        const int fd = ::open((folder / name.substr(0, at + 5)).c_str(), O_RDONLY | O_CLOEXEC);
        const MemoryFile scratch{""};
        auto reader = XlsxReader::open(fd, scratch.fd());
        ASSERT_TRUE(reader) << name;
        std::size_t row_number = 0;
        EXPECT_TRUE(reader->read(number, [&](const TableRow& row, int) {
            // Some pictures end early.
            if (row_number >= expected.size()) return false;
            const auto& wanted = expected[row_number++];
            for (std::size_t i = 0; i < std::max(row.cells.size(), wanted.size()); ++i) {
                const auto cell = i < row.cells.size() ? row.cells[i] : Cell{};
                EXPECT_TRUE(agrees(cell, i < wanted.size() ? wanted[i] : ""))
                    << name << " line " << row.line << ": " << cell.text << " / "
                    << (i < wanted.size() ? wanted[i] : "");
            }
            return true;
        }));
        EXPECT_EQ(row_number, expected.size()) << name;
        ::close(fd);
        ++compared;
    }
    EXPECT_GE(compared, 13U);
}

}  // namespace
}  // namespace teczka::formats
