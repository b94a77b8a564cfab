// Writing of .xlsx (libxlsxwriter): typed cells row by row in constant memory. Only teczka-worker links this.
#pragma once
#include <memory>
#include <string>

#include "core/base/refusal.hpp"
#include "formats/cells.hpp"

namespace teczka::formats {

struct SheetWritten {
    std::int64_t rows{};
    std::int64_t cut{};  // texts that were longer than a cell may hold, 32,767 characters
};

// Texts stay texts, whatever they begin with. A frozen and filtered head, sums as formulas that follow the
// filter. What is more than a sheet holds (1,048,576 rows) goes on in another one, with its own head and
// sums.
class XlsxWriter {
public:
    // `folder` also takes its temporary files. Fails when nothing can be written.
    XlsxWriter(const std::string& folder, const std::string& name, SheetHead head);
    XlsxWriter(XlsxWriter&&) noexcept;
    XlsxWriter& operator=(XlsxWriter&&) noexcept;
    ~XlsxWriter();

    void row(const TableRow& row);
    // `comment` is a property of the document. Refuses sheet_not_written (disk full…).
    Result<SheetWritten> finish(const std::string& comment);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace teczka::formats
