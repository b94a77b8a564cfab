// Tables out of files, one interface for CSV and spreadsheets: which sheets there are, and their rows one
// after the other. No library shows here: worker/tables.hpp opens a file, spreadsheets in a process of their
// own. What nobody reads costs nothing: rows come as they are asked for.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/refusal.hpp"
#include "formats/cells.hpp"
#include "formats/csv.hpp"

namespace teczka::exchange {

using formats::Cell;
using formats::CellKind;
using formats::Sheet;
using formats::SheetNotes;
using formats::TableRow;

// What a file holds.
struct TableInfo {
    std::string kind{};           // "csv", "xlsx"
    std::vector<Sheet> sheets{};  // those with cells, in their order; of a CSV file one without a name
    formats::Charset charset{formats::Charset::utf_8};  // of a CSV file
    char delimiter{','};                                // of a CSV file
};

struct TableOptions {
    std::optional<formats::Charset> charset{};  // of a CSV file; found out when left out
    std::optional<char> delimiter{};            // likewise
    int skip_rows{};                            // title lines before the head
};

// One file being read; used by one thread. An empty file has no rows. Rows without any value are left out.
// The head is an ordinary row: the first.
//
// Refused for one row, reading goes on: what CsvReader refuses of a record. Refused for the whole file
// (is_over() then): what it refuses of a file, and of spreadsheets the codes of formats/xlsx.hpp and
// worker_unavailable.
class TableFile {
public:
    virtual ~TableFile() = default;
    TableFile() = default;
    TableFile(const TableFile&) = delete;
    TableFile& operator=(const TableFile&) = delete;

    virtual Result<TableInfo> open() = 0;  // first of all
    // Before next(); another may follow at any time, or the same once more. Of CSV: 0, once.
    virtual Result<void> open_sheet(std::size_t sheet) = 0;
    // The next row, or false at the end; never with fewer cells than the first. With a refusal of one row,
    // `row` holds what was read of it.
    virtual Result<bool> next(TableRow& row) = 0;
    virtual bool is_over() const = 0;
    virtual SheetNotes notes() const = 0;
    virtual int permille() const = 0;  // how much of the sheet is read, for a bar of progress
};

// `bytes`: the file's size, for permille().
std::unique_ptr<TableFile> csv_table(formats::ByteSource source, TableOptions options, std::int64_t bytes);

}  // namespace teczka::exchange
