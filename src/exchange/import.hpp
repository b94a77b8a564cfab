// The import engine: rows of files, through a mapping, into the one writer. It sees rows and structures; the
// wizard and the command line both drive it. Runs in chunks between others' changes; what a chunk's op id and
// its records' ids are follows from the batch and the place in the file, so that a run that was cut short is
// resumed, and a rehearsal makes the very records that the run will make.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/change/change.hpp"
#include "core/query/query.hpp"
#include "exchange/mapping.hpp"
#include "exchange/tables.hpp"

namespace teczka::exchange {

enum class Outcome { created, changed, skipped, refused };
std::string_view outcome_name(Outcome outcome);

// What somebody decided about a row that a rehearsal asked about.
struct Decision {
    enum class Do { nothing, create, change, skip };
    Do what{Do::nothing};
    Id record{};                         // change: the one to change instead of making another
    std::vector<std::string> accepts{};  // create: warnings,
    std::string reason;                  // and why they are all right
};

// A row with what it becomes.
struct Row {
    std::size_t source{};           // in Mapping::sources
    std::int64_t line{};            // in the file
    std::string text;               // its cells one behind the other
    std::vector<std::size_t> ends;  // of each cell in `text`
    std::vector<CellKind> kinds;
    std::vector<change::RecordChange> changes;
    std::vector<std::pair<const catalogue::EntityModel*, std::string>> made_keys;
    std::optional<Refusal> refusal;
    std::vector<std::string> accepts;  // of a decision to create
    std::string reason;
    bool creates{};      // counts as created when it is written
    bool was_done{};     // by an earlier run of this batch
    std::string remark;  // the caller's, from before_chunk to on_row

    std::vector<std::string_view> cells() const;
};

struct Counts {
    std::int64_t created{}, changed{}, skipped{}, refused{};
    std::int64_t all() const { return created + changed + skipped + refused; }
    void count(Outcome outcome);
};

// How far a run is: all rows of earlier sources and up to `line` of this one are done.
struct Progress {
    std::size_t source{};
    std::int64_t line{};
    int permille{};  // of the source's file
    Counts counts;
};

struct ImportPlan {
    Mapping mapping;
    Id batch{};
    Progress from{};  // of the run that was cut short
    // The table the source's rows stand in, opened at its sheet.
    std::function<Result<std::unique_ptr<TableFile>>(const SourceMapping&)> open;
    // Sets the actor and writes; records and warnings as Committer::commit.
    std::function<Result<change::Committed>(change::Pending)> commit;
    std::function<std::size_t()> chunk_records;  // none: 200 rows
    std::function<Decision(std::size_t source, std::int64_t line)> decide;
    std::function<void(std::size_t source, const TableInfo& info, const std::vector<std::string>& head)>
        on_head;
    std::function<void(std::vector<Row>& rows)> before_chunk;  // built, not written
    std::function<void(const Row& row, Outcome outcome)> on_row;
    std::function<void(const Progress& progress)> on_chunk;
    std::function<bool()> is_cancelled;  // asked between chunks
};

struct ImportResult {
    Counts counts;
    bool was_cancelled{};
};

// Looks up through `reader`, which must see what commit() wrote. A refusal ends the import (a file that is
// missing or unreadable, a column the mapping names and the file lacks); what was written before stays and
// can be resumed or undone.
class Import {
public:
    Import(store::Connection& reader, const query::Context& context, ImportPlan plan);
    ~Import();
    Result<ImportResult> run();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The names of columns as mappings know them: trimmed; an empty one becomes "#3", a repeated one "Telefon
// (2)".
std::vector<std::string> column_names(const TableRow& head);
std::vector<std::string> column_numbers(std::size_t count);  // "#1", "#2"…

// Adds to a refusal where it happened.
Refusal at_line(Refusal refusal, const std::string& file, std::int64_t line);

}  // namespace teczka::exchange
