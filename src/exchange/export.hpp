// Rows of a query as a file: for people (labels, titles, the office's clock) or for programs (names, codes,
// ids, UTC). Pages by keyset, each page its own picture of the data; memory does not grow with the rows.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "core/query/query.hpp"
#include "exchange/sheet_writer.hpp"

namespace teczka::exchange {

struct ExportOptions {
    std::string_view language{"pl"};  // "pl" or "en" for people; empty for programs
    bool has_ids{};                   // the records' ids in a first column
    // Milliseconds since 1970 of the office's clock for those of UTC, with a language; absent: UTC.
    std::function<std::int64_t(std::int64_t)> local_ms{};
    // Called after each page; false ends it with job_cancelled.
    std::function<bool(std::int64_t rows)> on_page{};
};

// Every row stood so at one moment between the two seqs.
struct Exported {
    std::int64_t rows{};
    std::int64_t cut{};  // texts that were too long for a cell
    std::int64_t seq_begin{}, seq_end{};
};

// Adds what the asker's right to export leaves of what he may view. Refuses entity_unknown without any.
Result<void> restrict_to_export(const query::Context& context, query::Query& query);

// For people a byte order mark, formulas guarded, and in Polish what Polish spreadsheets expect: semicolons
// and decimal commas.
Result<Exported> export_csv(const query::Context& context, query::Query query, store::Connection& connection,
                            const ExportOptions& options,
                            const std::function<void(std::string_view bytes)>& write);
struct SheetFile {
    const MakeSheetWriter& make;
    std::string folder, name;
};
// Always for people; Polish when no language is given.
Result<Exported> export_sheet(const query::Context& context, query::Query query,
                              store::Connection& connection, const ExportOptions& options,
                              const SheetFile& file);

// All stored fields of the entity that the asker may ever see, as one question in no particular order.
query::Query whole_entity(const query::Context& context, const catalogue::EntityModel& entity);

}  // namespace teczka::exchange
