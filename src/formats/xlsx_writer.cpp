// See xlsx_writer.hpp.
#include "formats/xlsx_writer.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/base/limits.hpp"

namespace teczka::formats {
namespace {

constexpr std::size_t cell_characters =
    32'000;  // of 32,767 UTF-16 units; some take two, but not in our texts
constexpr std::size_t sheet_name_characters = 27;  // of 31, to leave room for " (2)"
constexpr std::size_t exact_digits = 15;
constexpr std::int32_t days_to_1900 = 25'569;
constexpr std::int32_t first_common_day = -25'508;  // 1900-03-01: before it spreadsheets disagree

// At most so many characters; says whether that was shorter.
bool cut(std::string& text, std::size_t characters) {
    if (text.size() <= characters) return false;
    std::size_t count = 0, at = 0;
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if ((byte & 0xC0U) != 0x80 && count++ == characters) break;
        count += byte >= 0xF0;
    }
    if (at == text.size()) return false;
    text.resize(at);
    text += "…";
    return true;
}

// XML has no U+FFFE and U+FFFF; a text that looks like an escape is escaped, so that it comes back as it was.
void make_writable(std::string& text) {
    for (auto at = text.find("\xEF\xBF"); at != std::string::npos; at = text.find("\xEF\xBF", at + 1)) {
        const auto last = at + 2 < text.size() ? static_cast<unsigned char>(text[at + 2]) : 0;
        if (last == 0xBE || last == 0xBF) text[at + 2] = static_cast<char>(0xBD);
    }
    for (auto at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        if (at + 6 < text.size() && text[at + 6] == '_') text.insert(at, "_x005F"), at += 6;
    }
}

std::string sheet_name(std::string name, int number) {
    for (auto& c : name)
        if (std::string_view{"[]:*?/\\'"}.find(c) != std::string_view::npos) c = ' ';
    if (name.empty()) name = "1";
    if (cut(name, sheet_name_characters)) name.resize(name.size() - std::string_view{"…"}.size());
    return number == 1 ? name : name + " (" + std::to_string(number) + ")";
}

struct Sum {
    std::int64_t units{};
    bool is_known{true};
};

}  // namespace

struct XlsxWriter::Impl {
    SheetHead head;
    std::vector<lxw_format*> formats;  // of each column
    lxw_format* head_format{};
    std::map<std::string, std::map<int, lxw_format*>> money;  // by currency and decimals
    lxw_workbook* book{};
    lxw_worksheet* sheet{};
    int sheets{};
    lxw_row_t at{};
    std::vector<Sum> sums;
    std::string currency;  // of the sheet's rows so far
    bool has_currencies{};
    SheetWritten written;
    bool is_broken{};

    ~Impl() {
        if (book != nullptr) lxw_workbook_free(book);
    }
    void take(lxw_error error) { is_broken |= error != LXW_NO_ERROR; }

    std::string number_code(const SheetColumn& column) const {
        std::string code = column.is_money || column.scale > 0 ? "#,##0" : "0";
        if (column.scale > 0) code += "." + std::string(static_cast<std::size_t>(column.scale), '0');
        return code;
    }
    lxw_format* with_code(const std::string& code) {
        auto* format = workbook_add_format(book);
        format_set_num_format(format, code.c_str());
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        return format;
    }
    lxw_format* format_of(const SheetColumn& column) {
        switch (column.kind) {
            case CellKind::number:
                return with_code(number_code(column));
            case CellKind::date:
                return with_code("yyyy-mm-dd");
            case CellKind::date_time:
                return with_code("yyyy-mm-dd hh:mm");
            case CellKind::boolean:
                return with_code("General");
            default:
                return with_code("@");  // also when somebody edits it
        }
    }
    lxw_format* money_format(const SheetColumn& column, const std::string& code) {
        auto& format = money[code][column.scale];
        if (format == nullptr) format = with_code(number_code(column) + "\\ \"" + code + "\"");
        return format;
    }

    void begin_sheet() {
        sheet = workbook_add_worksheet(book, sheet_name(head.sheet, ++sheets).c_str());
        is_broken |= sheet == nullptr;
        if (is_broken) return;
        worksheet_freeze_panes(sheet, 1, 0);
        for (std::size_t i = 0; i < head.columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            take(worksheet_set_column(sheet, column, column, head.columns[i].width, nullptr));
            take(worksheet_write_string(sheet, 0, column, head.columns[i].head.c_str(), head_format));
        }
        at = 1;
        sums.assign(head.columns.size(), {});
        currency.clear();
        has_currencies = false;
    }
    void end_sheet() {
        if (is_broken) return;
        const auto last = static_cast<lxw_col_t>(head.columns.size() - 1);
        if (at > 1) {
            take(worksheet_autofilter(sheet, 0, 0, at - 1, last));
            write_sums();
        }
    }
    bool is_summed(std::size_t i) const {
        return head.columns[i].is_summed && sums[i].is_known && !(head.columns[i].is_money && has_currencies);
    }
    void write_sums() {
        bool has_any = false;
        for (std::size_t i = 0; i < head.columns.size(); ++i) {
            if (!is_summed(i)) continue;
            has_any = true;
            const auto column = static_cast<lxw_col_t>(i);
            char range[LXW_MAX_CELL_RANGE_LENGTH];
            lxw_rowcol_to_range(range, 1, column, at - 1, column);
            const auto formula = "=SUBTOTAL(9," + std::string{range} + ")";
            take(
                worksheet_write_formula_num(sheet, at, column, formula.c_str(), sum_format(i), sum_value(i)));
        }
        if (has_any && !is_summed(0))
            take(worksheet_write_string(sheet, at, 0, head.total.c_str(), head_format));
    }
    lxw_format* sum_format(std::size_t i) {
        const auto& column = head.columns[i];
        const bool has_code = column.is_money && !currency.empty();
        auto* format = with_code(number_code(column) + (has_code ? "\\ \"" + currency + "\"" : ""));
        format_set_bold(format);
        format_set_top(format, LXW_BORDER_THIN);
        return format;
    }
    double sum_value(std::size_t i) const {
        auto value = static_cast<long double>(sums[i].units);
        for (int places = head.columns[i].scale; places > 0; --places) value /= 10;
        return static_cast<double>(value);
    }

    void write_text(lxw_col_t column, std::string_view text, lxw_format* format) {
        std::string own{text};
        std::erase(own, '\0');
        make_writable(own);
        written.cut += cut(own, cell_characters);
        take(worksheet_write_string(sheet, at, column, own.c_str(), format));
    }
    void write_number(std::size_t i, std::string_view text, const std::string& row_currency) {
        const auto column = static_cast<lxw_col_t>(i);
        const auto& about = head.columns[i];
        const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
        double value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size() ||
            static_cast<std::size_t>(digits) > exact_digits) {
            sums[i].is_known = false;
            return write_text(column, text, nullptr);
        }
        const auto units = parse_decimal(text, about.scale);
        auto& sum = sums[i];
        sum.is_known &= units && !__builtin_add_overflow(sum.units, units.value_or(0), &sum.units);
        auto* format =
            about.is_money && !row_currency.empty() ? money_format(about, row_currency) : formats[i];
        take(worksheet_write_number(sheet, at, column, value, format));
    }
    // "2026-01-05" or "2026-01-05T10:20:30"
    void write_date(std::size_t i, std::string_view text) {
        const auto column = static_cast<lxw_col_t>(i);
        const auto day = parse_date(text.substr(0, 10));
        const auto instant = text.size() > 10 ? parse_instant(std::string{text} + "Z") : std::nullopt;
        if (!day || *day < first_common_day || (text.size() > 10 && !instant))
            return write_text(column, text, nullptr);
        double serial = *day + days_to_1900;
        if (instant) serial += static_cast<double>(*instant - std::int64_t{*day} * 86'400'000) / 86'400'000;
        take(worksheet_write_number(sheet, at, column, serial, formats[i]));
    }
    void write_cell(std::size_t i, const Cell& cell, const std::string& row_currency) {
        const auto column = static_cast<lxw_col_t>(i);
        switch (cell.kind) {
            case CellKind::empty:
                return;
            case CellKind::number:
                return write_number(i, cell.text, row_currency);
            case CellKind::date:
            case CellKind::date_time:
                return write_date(i, cell.text);
            case CellKind::boolean:
                return take(worksheet_write_boolean(sheet, at, column, cell.text == "1", formats[i]));
            default:
                return write_text(column, cell.text, formats[i]);
        }
    }
    void write_row(const TableRow& row) {
        // The last line is for the sums.
        if (at + 1 >= limits::sheet_rows) {
            end_sheet();
            begin_sheet();
        }
        if (is_broken) return;
        const auto width = head.columns.size();
        std::string own;
        if (head.has_currency && row.cells.size() > width) own = row.cells[width].text;
        if (at == 1) currency = own;
        has_currencies |= own != currency;
        for (std::size_t i = 0; i < std::min(width, row.cells.size()); ++i) write_cell(i, row.cells[i], own);
        ++at;
        ++written.rows;
    }
};

XlsxWriter::XlsxWriter(const std::string& folder, const std::string& name, SheetHead head)
    : impl_{std::make_unique<Impl>()} {
    auto& impl = *impl_;
    impl.head = std::move(head);
    std::string temporary = folder;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = temporary.data();
    impl.book = workbook_new_opt((folder + "/" + name).c_str(), &options);
    if (impl.book == nullptr) fail({.inside = "a workbook could not be begun"});
    impl.head_format = workbook_add_format(impl.book);
    format_set_bold(impl.head_format);
    format_set_bg_color(impl.head_format, 0xECEFF3);
    format_set_text_wrap(impl.head_format);
    format_set_align(impl.head_format, LXW_ALIGN_VERTICAL_TOP);
    for (const auto& column : impl.head.columns) impl.formats.push_back(impl.format_of(column));
    impl.begin_sheet();
}
XlsxWriter::XlsxWriter(XlsxWriter&&) noexcept = default;
XlsxWriter& XlsxWriter::operator=(XlsxWriter&&) noexcept = default;
XlsxWriter::~XlsxWriter() = default;

void XlsxWriter::row(const TableRow& row) { impl_->write_row(row); }

Result<SheetWritten> XlsxWriter::finish(const std::string& comment) {
    auto& impl = *impl_;
    impl.end_sheet();
    std::string title = impl.head.sheet, text = comment, author = "Teczka";
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.author = author.data();
    properties.comments = text.data();
    impl.take(workbook_set_properties(impl.book, &properties));
    impl.take(workbook_close(std::exchange(impl.book, nullptr)));
    if (impl.is_broken) return refuse(Kind::unavailable, "sheet_not_written");
    return impl.written;
}

}  // namespace teczka::formats
