// CSV as tables: see tables.hpp.
#include <algorithm>

#include "exchange/tables.hpp"

namespace teczka::exchange {
namespace {

class CsvTable : public TableFile {
public:
    CsvTable(formats::ByteSource source, const TableOptions& options, std::int64_t bytes)
        : reader_{std::move(source),
                  {.charset = options.charset,
                   .delimiter = options.delimiter,
                   .has_head = false,
                   .skip_records = options.skip_rows}},
          bytes_{bytes} {}

    Result<TableInfo> open() override {
        const auto shape = reader_.open();
        if (!shape) return std::unexpected(shape.error());
        return TableInfo{
            .kind = "csv", .sheets = {{}}, .charset = shape->charset, .delimiter = shape->delimiter};
    }
    Result<void> open_sheet(std::size_t sheet) override {
        if (sheet != 0) return refuse("sheet_unknown", "sheet");
        return {};
    }
    Result<bool> next(TableRow& row) override {
        auto read = reader_.next(record_);
        row.line = record_.line;
        row.is_hidden = false;
        row.cells.clear();
        for (const auto field : record_.fields)
            row.cells.push_back({field.empty() ? CellKind::empty : CellKind::text, field});
        return read;
    }
    bool is_over() const override { return reader_.is_over(); }
    SheetNotes notes() const override { return {}; }
    int permille() const override {
        return bytes_ <= 0
                   ? 0
                   : static_cast<int>(std::min<std::int64_t>(1000, reader_.bytes_read() * 1000 / bytes_));
    }

private:
    formats::CsvReader reader_;
    formats::CsvRecord record_;
    std::int64_t bytes_;
};

}  // namespace

std::unique_ptr<TableFile> csv_table(formats::ByteSource source, TableOptions options, std::int64_t bytes) {
    return std::make_unique<CsvTable>(std::move(source), options, bytes);
}

}  // namespace teczka::exchange
