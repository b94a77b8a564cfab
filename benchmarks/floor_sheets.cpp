// A workbook as Excel saves one, and its reading in a worker as the product reads it.
#include <sys/resource.h>
#include <sys/wait.h>
#include <xlsxwriter.h>

#include <chrono>
#include <cstdio>

#include "benchmarks/floor.hpp"
#include "worker/tables.hpp"

namespace teczka::floor {
namespace {

constexpr lxw_col_t columns = 15;

// By turns: texts that are all different, texts of a few, numbers, days.
void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, lxw_format* day) {
    const auto number = row * columns + column;
    switch (column % 4) {
        case 0:
            worksheet_write_string(sheet, row, column, ("Łącze nr " + std::to_string(number)).c_str(),
                                   nullptr);
            break;
        case 1:
            worksheet_write_string(sheet, row, column, number % 3 == 0 ? "Łódź" : "Warszawa", nullptr);
            break;
        case 2:
            worksheet_write_number(sheet, row, column, number / 100.0, nullptr);
            break;
        default:
            worksheet_write_number(sheet, row, column, 40'000 + number % 5'000, day);
    }
}

}  // namespace

void make_sheet(const std::string& to, int rows) {
    auto* book = workbook_new(to.c_str());
    auto* sheet = workbook_add_worksheet(book, nullptr);
    auto* day = workbook_add_format(book);
    format_set_num_format(day, "yyyy-mm-dd");
    for (lxw_row_t row = 0; row < static_cast<lxw_row_t>(rows); ++row)
        for (lxw_col_t column = 0; column < columns; ++column) write_cell(sheet, row, column, day);
    workbook_close(book);
    std::printf("{\"rows\":%d}\n", rows);
}

void read_sheet(const std::string& worker, const std::string& from) {
    const auto start = std::chrono::steady_clock::now();
    auto table = worker::open_tables(worker, from);
    std::int64_t rows = 0, cells = 0;
    if (table && (*table)->open() && (*table)->open_sheet(0)) {
        exchange::TableRow row;
        for (auto next = (*table)->next(row); next && *next; next = (*table)->next(row)) {
            ++rows;
            cells += static_cast<std::int64_t>(row.cells.size());
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (table) table->reset();
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    std::printf(R"({"rows":%lld,"cells":%lld,"seconds":%.3f,"worker_mb":%.1f})"
                "\n",
                static_cast<long long>(rows), static_cast<long long>(cells), took.count(),
                static_cast<double>(used.ru_maxrss) / 1024);
}

}  // namespace teczka::floor
