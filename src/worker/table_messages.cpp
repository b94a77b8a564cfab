// Numbers are LEB128: most are small.
#include "worker/table_messages.hpp"

#include <algorithm>

namespace teczka::worker {

void Packed::number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7F));
    bytes += static_cast<char>(value);
}

void Packed::text(std::string_view value) {
    number(value.size());
    bytes += value;
}

void Packed::row(const formats::TableRow& row) {
    number(static_cast<std::uint64_t>(row.line));
    number(row.is_hidden);
    number(row.cells.size());
    for (const auto& cell : row.cells) {
        bytes += static_cast<char>(cell.kind);
        if (cell.kind != formats::CellKind::empty) text(cell.text);
    }
}

std::uint64_t Unpacked::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (rest_.empty()) break;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7FU} << shift;
        if (byte < 0x80) return value;
    }
    is_broken_ = true;
    rest_ = {};
    return 0;
}

std::string_view Unpacked::text() {
    const auto size = number();
    if (size > rest_.size()) {
        is_broken_ = true;
        rest_ = {};
        return {};
    }
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
}

void Unpacked::row(formats::TableRow& row) {
    row.line = static_cast<std::int64_t>(number());
    row.is_hidden = number() != 0;
    row.cells.clear();
    const auto count = number();
    for (std::uint64_t i = 0; i < count && !is_broken_; ++i) {
        const auto kind = number();
        is_broken_ |= kind > static_cast<std::uint64_t>(formats::CellKind::error);
        const auto kind_of_cell = static_cast<formats::CellKind>(is_broken_ ? 0 : kind);
        row.cells.push_back(
            {kind_of_cell, kind_of_cell == formats::CellKind::empty ? std::string_view{} : text()});
    }
}

std::string pack(const std::vector<formats::Sheet>& sheets) {
    Packed out;
    for (const auto& sheet : sheets) {
        out.text(sheet.name);
        out.number(sheet.is_hidden);
    }
    return std::move(out.bytes);
}

std::string pack(const formats::SheetNotes& notes) {
    Packed out;
    for (const auto number : {notes.hidden_rows, notes.merged, notes.errors, notes.unknown_formulas})
        out.number(static_cast<std::uint64_t>(number));
    out.number(notes.hidden_columns.size());
    for (const auto column : notes.hidden_columns) out.number(static_cast<std::uint64_t>(column));
    for (const auto& merge : notes.merges) out.text(merge);
    return std::move(out.bytes);
}

std::string pack(const formats::SheetHead& head) {
    Packed out;
    out.text(head.sheet);
    out.text(head.total);
    out.number(head.has_currency);
    for (const auto& column : head.columns) {
        out.text(column.head);
        for (const auto number : {static_cast<int>(column.kind), column.scale, column.width})
            out.number(static_cast<std::uint64_t>(number));
        out.number(column.is_money);
        out.number(column.is_summed);
    }
    return std::move(out.bytes);
}

std::optional<formats::SheetHead> unpack_head(std::string_view bytes) {
    formats::SheetHead head;
    Unpacked in{bytes};
    head.sheet = in.text();
    head.total = in.text();
    head.has_currency = in.number() != 0;
    while (!in.is_empty()) {
        auto& column = head.columns.emplace_back();
        column.head = in.text();
        column.kind = static_cast<formats::CellKind>(in.number());
        column.scale = static_cast<int>(std::min<std::uint64_t>(in.number(), 18));
        column.width = static_cast<int>(std::min<std::uint64_t>(in.number(), 255));
        column.is_money = in.number() != 0;
        column.is_summed = in.number() != 0;
    }
    if (in.is_broken()) return std::nullopt;
    return head;
}

std::optional<std::vector<formats::Sheet>> unpack_sheets(std::string_view bytes) {
    std::vector<formats::Sheet> sheets;
    Unpacked in{bytes};
    while (!in.is_empty()) {
        sheets.push_back({.name = std::string{in.text()}});
        sheets.back().is_hidden = in.number() != 0;
    }
    if (in.is_broken()) return std::nullopt;
    return sheets;
}

std::optional<formats::SheetNotes> unpack_notes(std::string_view bytes) {
    formats::SheetNotes notes;
    Unpacked in{bytes};
    for (auto* number : {&notes.hidden_rows, &notes.merged, &notes.errors, &notes.unknown_formulas})
        *number = static_cast<std::int64_t>(in.number());
    for (auto left = in.number(); left > 0 && !in.is_broken(); --left)
        notes.hidden_columns.push_back(static_cast<int>(in.number()));
    while (!in.is_empty()) notes.merges.emplace_back(in.text());
    if (in.is_broken()) return std::nullopt;
    return notes;
}

}  // namespace teczka::worker
