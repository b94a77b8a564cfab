// The import wizard behind /imports: look at a file, guess, rehearse on a copy of the office, choose, run,
// undo. A draft is a folder, DIR/imports/<id>: what was sent, what was decided, and what became of each row.
// The import_batch record with the same id is made when the run begins. docs/api.md has the routes.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "api/job.hpp"
#include "api/routes.hpp"
#include "exchange/import.hpp"
#include "exchange/suggest.hpp"
#include "exchange/tables.hpp"
#include "exchange/tools.hpp"

namespace teczka::exchange {

api::Part import_part();

// Kinds of jobs, parameters {"import"}; the results hold {"import","created","changed","skipped","refused"},
// the rehearsal's "doubtful" too, the undo's what api/kinds.hpp says of undo_batch.
inline constexpr std::string_view rehearsal_kind = "import_rehearsal", run_kind = "import_run",
                                  undo_kind = "import_undo";
Result<std::string> rehearse_import(api::JobWork& work);
Result<std::string> run_import(api::JobWork& work);
Result<std::string> undo_import(api::JobWork& work);
inline constexpr api::JobKind import_kinds[]{
    {rehearsal_kind, rehearse_import}, {run_kind, run_import}, {undo_kind, undo_import}};

// --- inside
// ---------------------------------------------------------------------------------------------------

// {"id","user","name","is_founding","files":[{"name","path"}],"mapping":{…},"plan":{…}?,"shape","state":
// "rehearsing|rehearsed|running|done|failed","job","columns":[…],"rehearsal":{…counts},"run":{…counts},"notes":[…]}
class Draft {
public:
    static Draft make(std::filesystem::path folder, json::object state) {
        return {std::move(folder), std::move(state)};
    }
    // The asker's own; else not_found.
    static Result<Draft> find(api::Office& office, const rights::Actor& actor, const Id& id);
    static std::filesystem::path folder_of(api::Office& office, const Id& id);

    const json::object& state() const { return state_; }
    // Written by renaming, so that it is always whole.
    void save(const std::function<void(json::object&)>& change);
    Result<Mapping> mapping(const catalogue::Catalogue& catalogue) const;
    std::string log(std::string_view of) const { return (folder_ / of).string(); }  // "rehearsal", "run"
    std::string text(std::string_view name) const;
    bool is_founding() const;
    Result<std::unique_ptr<TableFile>> open(const SourceMapping& source, Tools& tools) const;
    json::object choices() const;
    void save_choices(const json::object& choices) const;
    void remove() const;

private:
    Draft(std::filesystem::path folder, json::object state)
        : folder_{std::move(folder)}, state_{std::move(state)} {}
    std::filesystem::path folder_;
    json::object state_;
};

// While the office has no company yet, an administrator brings in everything, and may take it back: nobody's
// clients can be overwritten, and somebody has to begin.
bool is_founding(api::Office& office, const rights::Actor& actor);
rights::Actor importer(const rights::Actor& actor, bool is_founding);

// The first rows of a file, and how it is read.
struct Look {
    TableInfo info;
    std::string sheet;
    Sample sample;
    bool is_whole{};  // there are no more rows
};
Result<Look> look_at(const std::string& path, const json::object& options, Tools& tools);
Result<TableOptions> table_options(const json::object& options);

// Of requests: the member when it is an object, else an empty one; the file it names, whole and the asker's
// own; who imports, for is_founding().
const json::object& object_in(const json::object& body, std::string_view name);
Result<api::UploadedFile> upload_of(api::Call& call, const json::object& file);
rights::Actor importer_of(api::Call& call);
api::Outcome answer_look(api::Call& call);

// Decisions of a draft over the rows its rehearsal found doubtful, asked in the file's order.
std::function<Decision(std::size_t, std::int64_t)> decisions_of(const Draft& draft);

// What the rehearsal's grid shows of a row, found before it is written: what stands now, and who is like it.
class Remarks {
public:
    Remarks(const query::Context& context, store::Connection& connection, const Mapping& mapping);
    ~Remarks();
    void look(std::vector<Row>& rows);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};
// A row as the log keeps it; `codes`: warnings somebody should decide about, and name_alike.
std::string row_json(const Row& row, Outcome outcome, std::vector<std::string>& codes);

}  // namespace teczka::exchange
