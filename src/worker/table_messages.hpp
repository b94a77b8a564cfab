// Sheets and rows as bytes, between the serving process and its workers. What comes in is not trusted, on
// neither side: anything that is not exactly such bytes is nothing.
//
// Reading (role read-sheets; the file is descriptor 3):
//   sheets                       → "ok", sheets
//   rows, number of the sheet    → ("rows", permille, rows)… "ok", notes
//
// Writing (role write-sheet; the folder is descriptor 3):
//   begin, name of the file, head  → "ok"
//   rows, rows                     → "ok"
//   finish, comment                → "ok", number of rows, of texts cut off
//   zip, name of the file, names of files in the folder → "ok"
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "formats/cells.hpp"

namespace teczka::worker {

// Numbers and texts put one behind the other.
class Packed {
public:
    void number(std::uint64_t value);
    void text(std::string_view value);
    void row(const formats::TableRow& row);
    std::string bytes;
};

class Unpacked {
public:
    explicit Unpacked(std::string_view bytes) : rest_{bytes} {}
    std::uint64_t number();
    std::string_view text();
    // Cells are views into the bytes.
    void row(formats::TableRow& row);
    bool is_empty() const { return rest_.empty(); }
    bool is_broken() const { return is_broken_; }  // all that was taken since is nothing

private:
    std::string_view rest_;
    bool is_broken_{};
};

std::string pack(const std::vector<formats::Sheet>& sheets);
std::string pack(const formats::SheetNotes& notes);
std::string pack(const formats::SheetHead& head);
std::optional<formats::SheetHead> unpack_head(std::string_view bytes);
std::optional<std::vector<formats::Sheet>> unpack_sheets(std::string_view bytes);
std::optional<formats::SheetNotes> unpack_notes(std::string_view bytes);

// Rows of one message: enough to make the messages few, and few enough to be a small part of 16 MB.
inline constexpr std::size_t batch_bytes = 128 << 10;

}  // namespace teczka::worker
