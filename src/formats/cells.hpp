// Rows of cells, as spreadsheets hold them and imports read them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace teczka::formats {

//             text
enum class CellKind : std::uint8_t {
    empty,      // ""
    text,       // as it stands; every cell of a CSV file that is not empty
    number,     // exact decimal, point and no exponent: "-1234.5"; a percentage is its number, 15 % is "0.15"
    date,       // "2026-01-05"
    date_time,  // "2026-01-05T10:20:30", local, no zone
    time,       // "10:20:30"; a duration may have more than 24 hours
    boolean,    // "1" or "0", as CSV exports have it
    error       // "#DIV/0!"; never a value
};

struct Cell {
    CellKind kind{};
    std::string_view text{};  // holds until the next call of next()

    bool operator==(const Cell&) const = default;
};

struct TableRow {
    std::int64_t line{};  // as people count them in the file or the sheet, from 1
    bool is_hidden{};     // the user of the spreadsheet sees no such row
    std::vector<Cell> cells{};
};

struct Sheet {
    std::string name{};
    bool is_hidden{};
};

// What people should know about the sheet being read; complete once next() has said false.
struct SheetNotes {
    std::int64_t hidden_rows{};
    std::vector<int> hidden_columns{};  // from 0
    std::int64_t merged{};              // merged ranges: the value stands in the first cell alone
    std::vector<std::string> merges{};  // the first of them, "A1:C2"
    std::int64_t errors{};              // cells of kind error
    std::int64_t unknown_formulas{};    // formulas whose value the file does not hold: read as empty
    bool operator==(const SheetNotes&) const = default;
};

// A column of a sheet to be written: its kind says what becomes of a cell's text.
struct SheetColumn {
    std::string head{};
    CellKind kind{CellKind::text};
    int scale{};       // of numbers: decimals shown, and always given
    int width{};       // in characters
    bool is_money{};   // shown with the row's currency
    bool is_summed{};  // a sum stands under it, unless the rows are in several currencies
    bool operator==(const SheetColumn&) const = default;
};

struct SheetHead {
    std::string sheet{};  // its name
    std::string total{};  // what stands beside the sums
    std::vector<SheetColumn> columns{};
    // Rows then have one cell more, which is not shown: the currency of their money.
    bool has_currency{};
    bool operator==(const SheetHead&) const = default;
};

}  // namespace teczka::formats
