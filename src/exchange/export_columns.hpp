// Columns of an export and the cells of its rows. Private to export.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/export.hpp"

namespace teczka::exchange {

// What the file calls a column: the labels along the path, or its name for programs.
std::string column_head(const query::Column& column, std::string_view language);
formats::SheetHead sheet_head(const query::Query& query, std::string_view language, bool has_ids);

// Values of a row → cells, which hold until the next row.
class CellMaker {
public:
    CellMaker(const query::Query& query, const ExportOptions& options)
        : query_{query}, options_{options}, texts_(query.columns.size() + 1) {}

    const formats::TableRow& make(const Id& id, std::span<const Value> values);

private:
    formats::Cell cell(const query::Column& column, const Value& value, std::string& text) const;
    void number(const query::Column& column, std::int64_t number, formats::Cell& cell,
                std::string& text) const;
    std::string label(const query::Column& column, const std::string& code) const;

    const query::Query& query_;
    const ExportOptions& options_;
    std::vector<std::string> texts_;
    formats::TableRow row_;
};

}  // namespace teczka::exchange
