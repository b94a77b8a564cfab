// The first rows of a file, with which everything is guessed.
#include "exchange/shapes.hpp"
#include "exchange/wizard.hpp"

namespace teczka::exchange {
namespace {

constexpr std::size_t looked_at_rows = 200, looked_at_bytes = 200'000;

std::size_t find_sheet(const TableInfo& info, const std::string& name) {
    std::size_t visible = info.sheets.size();
    for (std::size_t i = 0; i < info.sheets.size(); ++i) {
        if (!name.empty() && info.sheets[i].name == name) return i;
        if (visible == info.sheets.size() && !info.sheets[i].is_hidden) visible = i;
    }
    if (!name.empty()) return info.sheets.size();
    return visible == info.sheets.size() ? 0 : visible;
}

std::vector<std::string> texts(const TableRow& row, std::size_t width) {
    std::vector<std::string> out(width);
    for (std::size_t i = 0; i < width && i < row.cells.size(); ++i) out[i] = row.cells[i].text;
    return out;
}

}  // namespace

Result<TableOptions> table_options(const json::object& options) {
    TableOptions out;
    if (const auto encoding = text_of(options, "encoding"); !encoding.empty()) {
        out.charset = formats::find_charset(encoding);
        if (!out.charset) return refuse("encoding_unknown", "encoding", {{"name", encoding}});
    }
    if (const auto delimiter = text_of(options, "delimiter"); !delimiter.empty()) {
        if (delimiter.size() != 1) return refuse("wrong_type", "delimiter");
        out.delimiter = delimiter[0];
    }
    if (const auto* skip = options.if_contains("skip_rows")) {
        const auto* number = skip->if_int64();
        if (number == nullptr || *number < 0 || *number > 1000) return refuse("wrong_type", "skip_rows");
        out.skip_rows = static_cast<int>(*number);
    }
    return out;
}

Result<Look> look_at(const std::string& path, const json::object& options, Opener open) {
    const auto how = table_options(options);
    if (!how) return std::unexpected(how.error());
    auto table = open(path, *how);
    if (!table) return std::unexpected(table.error());
    const auto info = (*table)->open();
    if (!info) return std::unexpected(info.error());
    Look look{.info = *info};
    const auto sheet = find_sheet(*info, text_of(options, "sheet"));
    if (auto opened = (*table)->open_sheet(sheet); !opened) return std::unexpected(opened.error());
    if (sheet < info->sheets.size()) look.sheet = info->sheets[sheet].name;
    const auto* head = options.if_contains("head");
    const bool has_head = head == nullptr || !head->is_bool() || head->as_bool();
    TableRow row;
    const auto first = (*table)->next(row);
    if (!first) return std::unexpected(first.error());
    if (!*first) return refuse("csv_empty");
    look.sample.columns = has_head ? column_names(row) : column_numbers(row.cells.size());
    const auto width = look.sample.columns.size();
    if (!has_head) look.sample.rows.push_back(texts(row, width));
    std::size_t bytes = 0;
    while (look.sample.rows.size() < looked_at_rows && bytes < looked_at_bytes) {
        const auto next = (*table)->next(row);
        if (next && !*next) {
            look.is_whole = true;
            break;
        }
        if (!next && (*table)->is_over()) return std::unexpected(next.error());
        if (!next) continue;
        look.sample.rows.push_back(texts(row, width));
        for (const auto& cell : look.sample.rows.back()) bytes += cell.size();
    }
    return look;
}

}  // namespace teczka::exchange
