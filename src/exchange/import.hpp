// The import engine: rows of files, through a mapping, into the one writer. It sees rows and structures; the
// wizard and the command line both drive it. Runs in chunks that share one op each, so that it can be resumed
// and undone as one batch.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/change/change.hpp"
#include "core/query/query.hpp"
#include "exchange/mapping.hpp"
#include "formats/csv.hpp"

namespace teczka::exchange {

// Rows a chunk: the unit of resuming. Small enough that a person's save waits no longer than bulk_chunk_ms
// behind it.
inline constexpr std::size_t rows_per_chunk = 200;

enum class Outcome { created, changed, skipped, refused };

// What became of a row, told as it happens. A row counts by the strongest of its records.
struct RowResult {
    std::size_t source{};  // in Mapping::sources
    std::int64_t line{};   // in the file
    Outcome outcome{};
    const Refusal* refusal{};                       // when refused
    const std::vector<std::string_view>* fields{};  // the row as read, when refused and readable
};

struct Counts {
    std::int64_t created{}, changed{}, skipped{}, refused{};
    std::int64_t all() const { return created + changed + skipped + refused; }
};

struct ImportPlan {
    const Mapping& mapping;
    rights::Actor actor;
    Id batch{};  // one made by an earlier run resumes it
    bool is_resumed{};
    std::function<formats::ByteSource(const std::string& file)> open;  // empty source: missing
    std::function<void(std::size_t source, const formats::CsvShape& shape)> on_shape;  // head of each file
    std::function<void(const RowResult& row)> on_row;
    std::function<bool()> is_cancelled;  // asked between chunks
};

struct ImportResult {
    Counts counts;
    bool was_cancelled{};
};

// Needs the writer's connection to itself for its time. A refusal ends the import (a file that is missing or
// not CSV, a column the mapping names and the file lacks); what was written before stays and can be resumed
// or undone.
class Import {
public:
    Import(change::Committer& committer, store::Connection& connection, const query::Context& context,
           Environment& environment, const ImportPlan& plan);
    ~Import();
    Result<ImportResult> run();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace teczka::exchange
