// The parts of a workbook before and beside its rows. Private to xlsx.
#pragma once
#include <string>
#include <vector>

#include "formats/cells.hpp"
#include "formats/sheet_values.hpp"
#include "formats/xlsx_texts.hpp"
#include "formats/xml.hpp"
#include "formats/zip.hpp"

namespace teczka::formats {

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
// Into `texts`, and closes them. None when there is no such part.
Result<void> read_shared_texts(const Zip& zip, const std::string& part, SharedTexts& texts);
// `_x000D_` stands for a character that XML can't hold, `_x005F_` for the underscore before such a thing.
void unescape(std::string& text);

}  // namespace teczka::formats
