// A spreadsheet being written, without a library in sight: worker/sheet_writer.hpp makes one.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "core/base/refusal.hpp"
#include "formats/cells.hpp"

namespace teczka::exchange {

// Used by one thread. Refused: worker_unavailable, sheet_not_written; after that it is of no use.
class SheetWriter {
public:
    virtual ~SheetWriter() = default;
    SheetWriter() = default;
    SheetWriter(const SheetWriter&) = delete;
    SheetWriter& operator=(const SheetWriter&) = delete;

    // One cell a column, and the currency when the head says so.
    virtual Result<void> row(const formats::TableRow& row) = 0;
    // The file is whole then. `comment` becomes a property of the document. The number of texts cut off at
    // what a cell may hold.
    virtual Result<std::int64_t> finish(const std::string& comment) = 0;
};

using MakeSheetWriter = std::function<Result<std::unique_ptr<SheetWriter>>(
    const std::string& folder, const std::string& name, const formats::SheetHead& head)>;

}  // namespace teczka::exchange
