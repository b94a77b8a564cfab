// Reading of .xlsx and .xlsm (ECMA-376, transitional and strict): sheets and typed cells, as a stream. Values
// only: macros, links to other files and formulas are never run or followed, a formula gives the value it had
// when the file was saved. Only teczka-worker links this.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "core/base/refusal.hpp"
#include "formats/cells.hpp"

namespace teczka::formats {

// What is refused, of the whole file:
//   sheet_kind (kind: xls xlsb ods html docx… or "")  no workbook of ours
//   sheet_encrypted   a password
//   sheet_broken      no zip, cut off, parts missing         sheet_xml   not well-formed
//   sheet_doctype     entities, which no spreadsheet needs   sheet_bomb  unpacks to absurdly much
//   sheet_too_large   over a limit of limits.hpp             sheet_unknown   no sheet of that number
class XlsxReader {
public:
    // The descriptors stay the caller's and are read at places of their own. `scratch` is an empty file to
    // write, for the workbook's shared texts.
    static Result<XlsxReader> open(int fd, int scratch);
    XlsxReader(XlsxReader&&) noexcept;
    XlsxReader& operator=(XlsxReader&&) noexcept;
    ~XlsxReader();

    // Worksheets in the workbook's order; charts and macro sheets are left out.
    const std::vector<Sheet>& sheets() const;
    // Every row with a value, until `take` returns false. `permille` says how much is read.
    Result<SheetNotes> read(std::size_t sheet,
                            const std::function<bool(const TableRow& row, int permille)>& take);

private:
    struct Impl;
    explicit XlsxReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace teczka::formats
