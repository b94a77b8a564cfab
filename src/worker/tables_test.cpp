// Spreadsheets through the real worker, and CSV beside them.
#include "worker/tables.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "formats/testing_zip.hpp"
#include "worker/child.hpp"
#include "worker/protocol.hpp"
#include "worker/table_messages.hpp"

namespace teczka::worker {
namespace {

using exchange::CellKind;
using exchange::TableRow;
using formats::testing::Book;
using formats::testing::MemoryFile;

std::string code(const auto& result) { return result ? "" : result.error().complaints.at(0).code; }

Book book_of(int rows) {
    std::string data;
    for (int i = 1; i <= rows; ++i)
        data += R"(<row><c t="s"><v>0</v></c><c><v>)" + std::to_string(i) + "</v></c></row>";
    return {.sheet_data = "<sheetData><row><c t=\"str\"><v>Tytuł</v></c></row>" + data + "</sheetData>",
            .shared = "<si><t>Łódź</t></si>"};
}

struct Read {
    std::string code;
    std::int64_t rows{}, sum{};
    std::size_t narrowest{99};
};

Read read_all(exchange::TableFile& table) {
    Read out;
    TableRow row;
    for (;;) {
        const auto next = table.next(row);
        if (!next) out.code = code(next);
        if (!next || !*next) return out;
        ++out.rows;
        out.narrowest = std::min(out.narrowest, row.cells.size());
        if (row.cells.size() > 1 && row.cells[1].kind == CellKind::number)
            out.sum += std::atoi(std::string{row.cells[1].text}.c_str());
    }
}

std::unique_ptr<exchange::TableFile> table_of(const MemoryFile& file,
                                              const exchange::TableOptions& options = {}) {
    auto table = open_tables(TECZKA_WORKER, file.path(), options);
    EXPECT_TRUE(table);
    return std::move(*table);
}

TEST(TableMessages, rows_come_back_and_nonsense_is_nothing) {
    TableRow row{
        .line = 70'000, .is_hidden = true, .cells = {{CellKind::text, "ąć"}, {}, {CellKind::number, "-1"}}};
    Packed out;
    out.row(row);
    TableRow back;
    Unpacked in{out.bytes};
    in.row(back);
    EXPECT_TRUE(in.is_empty() && !in.is_broken());
    EXPECT_EQ(back.line, 70'000);
    EXPECT_TRUE(back.is_hidden);
    EXPECT_EQ(back.cells, row.cells);
    for (std::size_t cut = 0; cut < out.bytes.size(); ++cut) {
        Unpacked broken{std::string_view{out.bytes}.substr(0, cut)};
        broken.row(back);
        EXPECT_TRUE(broken.is_broken()) << cut;
    }
    for (const std::string_view bad :
         {"\1\0\1\x63", "\1\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", "\1\0\1\1\x7Fx"}) {
        Unpacked broken{std::string_view{bad.data(), bad.size()}};
        broken.row(back);
        EXPECT_TRUE(broken.is_broken());
    }
    const formats::SheetNotes notes{1, {2, 3}, 4, {"A1:B2"}, 5, 6};
    EXPECT_EQ(unpack_notes(pack(notes)), notes);
    EXPECT_FALSE(unpack_notes("\1\2"));
    EXPECT_FALSE(unpack_sheets("\5ab"));
}

TEST(Tables, a_spreadsheet_is_read_row_by_row) {
    const MemoryFile file{formats::testing::make_book(book_of(20'000))};
    auto table = table_of(file);
    const auto info = table->open();
    ASSERT_TRUE(info) << code(info);
    EXPECT_EQ(info->kind, "xlsx");
    ASSERT_EQ(info->sheets.size(), 1U);
    EXPECT_EQ(info->sheets[0].name, "Arkusz1");
    for (int turn = 0; turn < 2; ++turn) {  // once more from the start
        ASSERT_TRUE(table->open_sheet(0));
        const auto read = read_all(*table);
        EXPECT_EQ(read.code, "");
        EXPECT_EQ(read.rows, 20'001);
        EXPECT_EQ(read.sum, 20'000LL * 20'001 / 2);
        EXPECT_TRUE(table->is_over());
        EXPECT_EQ(table->permille(), 1000);
    }
}

TEST(Tables, title_lines_are_skipped_and_rows_are_as_wide_as_the_head) {
    const MemoryFile file{formats::testing::make_book(book_of(3))};
    auto table = table_of(file, {.skip_rows = 1});
    ASSERT_TRUE(table->open());
    ASSERT_TRUE(table->open_sheet(0));
    const auto read = read_all(*table);
    EXPECT_EQ(read.rows, 3);
    EXPECT_EQ(read.narrowest, 2U);
}

TEST(Tables, leaving_in_the_middle_leaves_nothing_behind) {
    const MemoryFile file{formats::testing::make_book(book_of(50'000))};
    auto table = table_of(file);
    ASSERT_TRUE(table->open());
    TableRow row;
    for (int turn = 0; turn < 3; ++turn) {
        ASSERT_TRUE(table->open_sheet(0));
        for (int i = 0; i < 10; ++i) ASSERT_TRUE(*table->next(row));
    }
}

TEST(Tables, csv_comes_the_same_way) {
    const MemoryFile file{std::string_view{"tytuł\nnazwa;kwota\nŁódź;-1\n\nx\n"}};
    auto table = table_of(file, {.skip_rows = 1});
    const auto info = table->open();
    ASSERT_TRUE(info);
    EXPECT_EQ(info->kind, "csv");
    EXPECT_EQ(info->delimiter, ';');
    EXPECT_EQ(info->sheets.size(), 1U);
    EXPECT_EQ(code(table->open_sheet(1)), "sheet_unknown");
    ASSERT_TRUE(table->open_sheet(0));
    TableRow row;
    ASSERT_TRUE(*table->next(row));
    EXPECT_EQ(row.cells[1].text, "kwota");
    ASSERT_TRUE(*table->next(row));
    EXPECT_EQ(row.line, 3);
    EXPECT_EQ(row.cells[1].text, "-1");
    EXPECT_EQ(code(table->next(row)), "csv_field_count");
    EXPECT_FALSE(table->is_over());
    EXPECT_FALSE(*table->next(row));
    EXPECT_TRUE(table->is_over());
}

TEST(Tables, refusals_of_the_worker_arrive_with_their_parameters) {
    EXPECT_EQ(code(open_tables(TECZKA_WORKER, "/nowhere")), "file_missing");
    EXPECT_EQ(code(open_tables(TECZKA_WORKER, "/proc")), "file_missing");
    const MemoryFile ods{formats::testing::make_zip({{"content.xml", "a"}})};
    const auto refused = table_of(ods)->open();
    ASSERT_FALSE(refused);
    const auto& complaint = refused.error().complaints[0];
    EXPECT_EQ(complaint.code, "sheet_kind");
    ASSERT_EQ(complaint.parameters.size(), 1U);
    EXPECT_EQ(complaint.parameters[0].second, "ods");
    const MemoryFile good{formats::testing::make_book(book_of(1))};
    auto table = table_of(good);
    ASSERT_TRUE(table->open());
    EXPECT_EQ(code(table->open_sheet(1)), "sheet_unknown");
    auto late = book_of(20'000);
    late.sheet_data += "<broken>";
    const MemoryFile broken{formats::testing::make_book(late)};
    auto other = table_of(broken);
    ASSERT_TRUE(other->open());
    ASSERT_TRUE(other->open_sheet(0));
    const auto read = read_all(*other);
    EXPECT_EQ(read.code, "sheet_xml");
    EXPECT_EQ(read.rows, 20'001);
    EXPECT_TRUE(other->is_over());
}

TEST(Tables, a_worker_that_is_none_is_a_refusal) {
    const MemoryFile file{formats::testing::make_book(book_of(1))};
    for (const auto* program : {"/nowhere", "/bin/true", "/bin/cat"}) {
        auto table = open_tables(program, file.path());
        ASSERT_TRUE(table);
        EXPECT_EQ(code((*table)->open()), "worker_unavailable") << program;
        EXPECT_TRUE((*table)->is_over());
    }
}

TEST(Tables, a_worker_does_what_its_role_allows_and_no_more) {
    const MemoryFile file{formats::testing::make_book(book_of(1))};
    const MemoryFile scratch{""};
    const auto ask = [&](const char* role, std::initializer_list<int> files,
                         const std::vector<std::string_view>& request) {
        const auto child = Child::start(TECZKA_WORKER, role, files);
        const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        EXPECT_TRUE(child && send_bytes(child->fd(), encode(request), soon));
        const auto answer = receive(child->fd(), soon);
        return answer ? (*answer)[0] + " " + (answer->size() > 1 ? (*answer)[1] : "") : "nothing";
    };
    EXPECT_EQ(ask(role_read_sheets, {file.fd(), scratch.fd()}, {"hash", "a"}), "refused verb_unknown");
    EXPECT_EQ(ask(role_passwords, {}, {"sheets"}), "refused verb_unknown");
    EXPECT_EQ(ask(role_read_sheets, {file.fd(), scratch.fd()}, {"rows"}), "refused arguments");
    EXPECT_EQ(ask(role_read_sheets, {file.fd(), scratch.fd()}, {"rows", "x"}), "refused arguments");
    EXPECT_EQ(ask(role_read_sheets, {file.fd(), scratch.fd()}, {"rows", "7"}), "refused sheet_unknown");
    EXPECT_EQ(ask(role_read_sheets, {}, {"sheets"}), "refused sheet_broken");
    EXPECT_EQ(ask("nobody", {}, {"sheets"}), "nothing");
}

}  // namespace
}  // namespace teczka::worker
