// Spreadsheets written by the real worker and read back by the real reader.
#include "worker/sheet_writer.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "formats/testing_zip.hpp"
#include "worker/table_messages.hpp"
#include "worker/tables.hpp"

namespace teczka::worker {
namespace {

using formats::Cell;
using formats::SheetColumn;
using formats::SheetHead;
using formats::TableRow;
using enum formats::CellKind;
namespace fs = std::filesystem;

std::string code(const auto& result) { return result ? "" : result.error().complaints.at(0).code; }

class Folder {
public:
    Folder() {
        auto name = (fs::temp_directory_path() / "teczka-test-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string path() const { return path_; }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator{path_}, fs::directory_iterator{}));
    }

private:
    fs::path path_;
};

using Rows = std::vector<std::vector<std::pair<formats::CellKind, std::string>>>;

std::string write(const Folder& folder, const SheetHead& head, const Rows& rows, std::int64_t cut = 0) {
    auto writer = sheet_writers(TECZKA_WORKER)(folder.path(), "out.xlsx", head);
    if (!writer) return code(writer);
    for (const auto& one : rows) {
        TableRow row;
        for (const auto& [kind, text] : one) row.cells.push_back({kind, text});
        if (auto written = (*writer)->row(row); !written) return code(written);
    }
    const auto finished = (*writer)->finish("seq 1–2");
    EXPECT_EQ(finished.value_or(cut), cut);
    return code(finished);
}

Rows read(const Folder& folder, std::size_t sheet = 0) {
    auto table = open_tables(TECZKA_WORKER, folder.path() + "/out.xlsx");
    EXPECT_TRUE(table);
    EXPECT_TRUE((*table)->open());
    EXPECT_TRUE((*table)->open_sheet(sheet));
    Rows rows;
    TableRow row;
    for (;;) {
        const auto next = (*table)->next(row);
        EXPECT_TRUE(next) << code(next);
        if (!next || !*next) return rows;
        rows.emplace_back();
        for (const auto& cell : row.cells) rows.back().emplace_back(cell.kind, std::string{cell.text});
    }
}

TEST(SheetWriter, cells_come_back_as_they_were) {
    const Folder folder;
    const SheetHead head{
        .sheet = "Firmy [wszystkie]: a/b",
        .total = "Suma",
        .columns =
            {{.head = "Nazwa", .width = 30},
             {.head = "Limit", .kind = number, .scale = 2, .width = 12, .is_money = true, .is_summed = true},
             {.head = "Od", .kind = date, .width = 11},
             {.head = "O", .kind = date_time, .width = 17},
             {.head = "Czynna", .kind = boolean, .width = 8}},
        .has_currency = true};
    Rows rows{{{text, "Zażółć 🍣"},
               {number, "1234.50"},
               {date, "2026-01-05"},
               {date_time, "2026-01-05T10:20:30"},
               {boolean, "1"},
               {text, "PLN"}},
              {{text, "=1+1"}, {number, "-0.01"}, {empty, ""}, {empty, ""}, {boolean, "0"}, {text, "PLN"}}};
    for (const auto* dangerous : {"+48 22", "-1", "@a", "\tb", "\rc", "a\nb",
                                  "a\x01"
                                  "b",
                                  "_x0041_", "_x005F_", "a_x"})
        rows.push_back(
            {{text, dangerous}, {empty, ""}, {empty, ""}, {empty, ""}, {empty, ""}, {text, "PLN"}});
    ASSERT_EQ(write(folder, head, rows), "");
    EXPECT_EQ(folder.files(), 1U);
    const auto back = read(folder);
    ASSERT_EQ(back.size(), rows.size() + 2);
    EXPECT_EQ(back[0][0].second, "Nazwa");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t column = 0; column < 5; ++column) {
            auto expected = rows[i][column];
            if (expected.first == number) expected.second = expected.second == "1234.50" ? "1234.5" : "-0.01";
            EXPECT_EQ(back[i + 1][column], expected) << i << " " << column;
        }
    }
    EXPECT_EQ(back.back()[0].second, "Suma");
    EXPECT_EQ(back.back()[1], (std::pair{number, std::string{"1234.49"}}));
}

TEST(SheetWriter, sums_stand_where_they_make_sense) {
    const SheetHead head{
        .sheet = "A",
        .total = "Sum",
        .columns = {{.head = "a", .kind = number, .scale = 2, .is_money = true, .is_summed = true},
                    {.head = "b", .kind = number, .is_summed = true},
                    {.head = "c", .kind = number}},
        .has_currency = true};
    const auto row = [](const char* currency, const char* count) {
        return std::vector<std::pair<formats::CellKind, std::string>>{
            {number, "1.00"}, {number, count}, {number, "7"}, {text, currency}};
    };
    const Folder two;
    ASSERT_EQ(write(two, head, {row("PLN", "1"), row("EUR", "2")}), "");
    EXPECT_EQ(read(two).back(), (Rows::value_type{{text, "Sum"}, {number, "3"}, {empty, ""}}));
    const Folder one;
    ASSERT_EQ(write(one, head, {row("EUR", "1"), row("EUR", "2")}), "");
    EXPECT_EQ(read(one).back(), (Rows::value_type{{number, "2"}, {number, "3"}, {empty, ""}}));
    const Folder none;
    ASSERT_EQ(write(none, head, {}), "");
    EXPECT_EQ(read(none).size(), 1U);
    // More digits than a spreadsheet's numbers have stay text, and are no part of a sum.
    const Folder long_number;
    ASSERT_EQ(write(long_number, head, {row("PLN", "12345678901234567")}), "");
    const auto back = read(long_number);
    EXPECT_EQ(back[1][1], (std::pair{text, std::string{"12345678901234567"}}));
    EXPECT_EQ(back.back()[0].second, "1");
}

TEST(SheetWriter, long_texts_are_cut_and_days_before_1900_stay_text) {
    const Folder folder;
    const SheetHead head{.sheet = "", .columns = {{.head = "a"}, {.head = "b", .kind = date}}};
    std::string long_text;
    for (int i = 0; i < 33'000; ++i) long_text += "ż";
    ASSERT_EQ(write(folder, head,
                    {{{text, long_text}, {date, "1899-12-31"}}, {{text, "a"}, {date, "1900-03-01"}}}, 1),
              "");
    const auto back = read(folder);
    EXPECT_EQ(back[1][0].second.size(), 64'000U + 3);
    EXPECT_EQ(back[1][1], (std::pair{text, std::string{"1899-12-31"}}));
    EXPECT_EQ(back[2][1], (std::pair{date, std::string{"1900-03-01"}}));
}

TEST(SheetWriter, refuses_what_cannot_be_written) {
    const SheetHead head{.sheet = "A", .columns = {{.head = "a"}}};
    EXPECT_EQ(code(sheet_writers(TECZKA_WORKER)("/nowhere", "out.xlsx", head)), "sheet_not_written");
    const Folder folder;
    EXPECT_EQ(code(sheet_writers("/nowhere")(folder.path(), "out.xlsx", head)), "worker_unavailable");
    for (const auto* name : {"../out.xlsx", "a/b.xlsx", "/out.xlsx"}) {
        auto writer = sheet_writers(TECZKA_WORKER)(folder.path(), name, head);
        ASSERT_TRUE(writer);
        EXPECT_EQ(code((*writer)->finish("")), "worker_unavailable") << name;
    }
    EXPECT_EQ(folder.files(), 0U);
}

TEST(SheetWriter, zips_files_and_refuses_missing_ones) {
    const Folder folder;
    std::ofstream{fs::path{folder.path()} / "a.csv"} << "1,2\n";
    std::ofstream{fs::path{folder.path()} / "b.csv"} << std::string(100'000, 'x');
    EXPECT_EQ(code(zip_files(TECZKA_WORKER, folder.path(), "all.zip", {"a.csv", "b.csv"})), "");
    EXPECT_EQ(folder.files(), 3U);
    const auto bytes = fs::file_size(fs::path{folder.path()} / "all.zip");
    EXPECT_TRUE(bytes > 100 && bytes < 10'000) << bytes;
    EXPECT_EQ(code(zip_files(TECZKA_WORKER, folder.path(), "bad.zip", {"a.csv", "c.csv"})),
              "sheet_not_written");
    EXPECT_EQ(code(zip_files(TECZKA_WORKER, folder.path(), "../bad.zip", {"a.csv"})), "sheet_not_written");
    EXPECT_EQ(code(zip_files(TECZKA_WORKER, folder.path(), "bad.zip", {"../a.csv"})), "sheet_not_written");
    EXPECT_EQ(folder.files(), 3U);
}

TEST(TableMessages, heads_come_back) {
    const SheetHead head{.sheet = "A",
                         .total = "S",
                         .columns = {{"a", number, 2, 10, true, false}, {"b", text, 0, 3, false, true}},
                         .has_currency = true};
    EXPECT_EQ(unpack_head(pack(head)), head);
    EXPECT_FALSE(unpack_head(pack(head).substr(0, 10)));
}

}  // namespace
}  // namespace teczka::worker
