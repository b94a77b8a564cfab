// The parts of a workbook before and beside its rows. Private to xlsx.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/cells.hpp"
#include "formats/sheet_values.hpp"
#include "formats/xml.hpp"
#include "formats/zip.hpp"

namespace teczka::formats {

// Many short texts close together, found by number.
class SharedTexts {
public:
    void begin() { current_.clear(); }
    void add_piece(std::string_view text) { current_ += text; }
    bool end();  // false when there are more bytes than limits::sheet_shared_bytes
    // "" for a number that is none.
    std::string_view at(std::size_t number) const;

private:
    static constexpr std::size_t block_bytes = 256 << 10;
    struct Place {
        std::uint32_t block{}, begin{}, size{};
    };
    std::vector<std::string> blocks_;  // never grown beyond what was reserved: views stay
    std::vector<Place> places_;
    std::string current_;
    std::int64_t bytes_{};
};

struct WorkbookSheet {
    Sheet sheet;
    std::string part;  // its name in the zip
};

struct Workbook {
    std::vector<WorkbookSheet> sheets;
    std::vector<NumberFormat> formats;  // by the number a cell's `s` gives
    std::string shared_texts;           // name of the part, perhaps empty
    bool is_1904{};
};

// Names, relations and formats; the texts are read with the first sheet.
Result<Workbook> read_workbook(const Zip& zip);
Result<SharedTexts> read_shared_texts(const Zip& zip, const std::string& part);
// `_x000D_` stands for a character that XML can't hold, `_x005F_` for the underscore before such a thing.
void unescape(std::string& text);

}  // namespace teczka::formats
