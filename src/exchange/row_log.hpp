// What became of each row, as a file that is read by pages: a line of JSON a row, and beside it an index for
// each outcome, so that the hundredth page of the refused costs what the first does. Nothing of it stands in
// memory.
#pragma once
#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/import.hpp"

namespace teczka::exchange {

// Bytes of the rows' file and of each index: where a resumed run goes on.
using RowLogSizes = std::vector<std::int64_t>;

class RowLogWriter {
public:
    // `base` is a path without ending; what stands behind `from` is cut off, all when it is empty.
    RowLogWriter(std::string base, const RowLogSizes& from);
    // `is_doubtful`: somebody should look at it.
    void write(Outcome outcome, bool is_doubtful, std::string_view json);
    RowLogSizes flush();

private:
    void add(std::size_t index);

    std::ofstream rows_;
    std::array<std::ofstream, 6> indexes_;
    RowLogSizes sizes_;
};

// Indexes: "all", "created", "changed", "skipped", "refused", "doubtful".
class RowLogReader {
public:
    // Without a file there are no rows.
    RowLogReader(const std::string& base, std::string_view index);
    std::int64_t count() const { return count_; }
    // Line `number`, from 0; "" behind the last.
    std::string at(std::int64_t number);
    static bool is_index(std::string_view name);

private:
    std::ifstream rows_, index_;
    std::int64_t count_{};
};

void remove_row_log(const std::string& base);

}  // namespace teczka::exchange
