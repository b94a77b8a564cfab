// The wizard's three kinds of jobs. The rehearsal is the real run on a copy of the data file, so that nobody
// waits for it and nothing is judged otherwise; the run goes through the one writer; the undo takes its batch
// back. See docs/adr/ on rehearsals.
#include <fstream>
#include <map>

#include "api/kinds.hpp"
#include "api/work_as.hpp"
#include "areas/areas.hpp"
#include "core/base/limits.hpp"
#include "core/change/batch.hpp"
#include "core/store/snapshot.hpp"
#include "exchange/keys.hpp"
#include "exchange/row_log.hpp"
#include "exchange/shapes.hpp"
#include "exchange/wizard.hpp"
#include "formats/csv.hpp"

namespace teczka::exchange {
namespace {

namespace fs = std::filesystem;

constexpr int copy_cache_kib = 4096;

Result<Id> import_of(const api::JobWork& work) {
    const auto id = Id::parse(text_of(work.parameters(), "import"));
    if (!id) return refuse("wrong_type", "import");
    return *id;
}

json::object json_of(const Counts& counts) {
    return {{"created", counts.created},
            {"changed", counts.changed},
            {"skipped", counts.skipped},
            {"refused", counts.refused}};
}

std::int64_t number_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* number = value == nullptr ? nullptr : value->if_int64();
    return number == nullptr ? 0 : *number;
}

// State of a run that may be cut short at any time.
struct Kept {
    Progress progress{};
    RowLogSizes sizes{};
    bool has_begun{};

    std::string text() const {
        auto state = json_of(progress.counts);
        state["source"] = static_cast<std::int64_t>(progress.source);
        state["line"] = progress.line;
        state["sizes"] = json::array(sizes.begin(), sizes.end());
        return json::serialize(state);
    }
    static Kept read(const std::string& text) {
        Kept kept;
        const auto parsed = parse_json(text);
        if (!parsed || !parsed->is_object()) return kept;
        const auto& state = parsed->as_object();
        kept.has_begun = true;
        kept.progress.source = static_cast<std::size_t>(number_in(state, "source"));
        kept.progress.line = number_in(state, "line");
        kept.progress.counts = {number_in(state, "created"), number_in(state, "changed"),
                                number_in(state, "skipped"), number_in(state, "refused")};
        if (const auto* sizes = state.if_contains("sizes"); sizes != nullptr && sizes->is_array()) {
            for (const auto& one : sizes->as_array()) kept.sizes.push_back(one.to_number<std::int64_t>());
        }
        return kept;
    }
};

void show(api::JobWork& work, const Mapping& mapping, const Progress& progress) {
    work.progress(static_cast<std::int64_t>(progress.source) * 1000 + progress.permille,
                  static_cast<std::int64_t>(mapping.sources.size()) * 1000);
}

// What a spreadsheet holds that people may have overlooked, a line a source.
json::object notes_of(const std::string& file, const SheetNotes& notes) {
    return {{"file", file},
            {"hidden_rows", notes.hidden_rows},
            {"hidden_columns", static_cast<std::int64_t>(notes.hidden_columns.size())},
            {"merged", notes.merged},
            {"errors", notes.errors},
            {"unknown_formulas", notes.unknown_formulas}};
}

// Passes reading through and tells the notes once the table is done with.
class NotedTable : public TableFile {
public:
    NotedTable(std::unique_ptr<TableFile> inner, std::string file, json::array& notes)
        : inner_{std::move(inner)}, file_{std::move(file)}, notes_{notes} {}
    ~NotedTable() override {
        const auto notes = inner_->notes();
        if (notes != SheetNotes{}) notes_.push_back(notes_of(file_, notes));
    }
    Result<TableInfo> open() override { return inner_->open(); }
    Result<void> open_sheet(std::size_t sheet) override { return inner_->open_sheet(sheet); }
    Result<bool> next(TableRow& row) override { return inner_->next(row); }
    bool is_over() const override { return inner_->is_over(); }
    SheetNotes notes() const override { return inner_->notes(); }
    int permille() const override { return inner_->permille(); }

private:
    std::unique_ptr<TableFile> inner_;
    std::string file_;
    json::array& notes_;
};

// What was refused, in the files' own columns with the codes behind them. People get it with sentences from
// the web app; programs get it here.
class RefusedFiles {
public:
    RefusedFiles(fs::path folder, const Mapping& mapping) : folder_{std::move(folder)}, mapping_{mapping} {}
    void head(std::size_t source, const TableInfo& info, const std::vector<std::string>& head) {
        if (heads_.size() <= source) heads_.resize(source + 1);
        heads_[source] = {info.delimiter, head};
    }
    json::array write(const std::string& log);

private:
    struct Head {
        char delimiter{','};
        std::vector<std::string> names;
    };
    std::string head_line(std::size_t source) const;

    fs::path folder_;
    const Mapping& mapping_;
    std::vector<Head> heads_;
};

std::string RefusedFiles::head_line(std::size_t source) const {
    std::string line;
    formats::CsvWriter out{line, {.delimiter = heads_[source].delimiter, .has_byte_order_mark = true}};
    for (const auto& name : heads_[source].names) out.field(name);
    out.field("refused_because");
    out.end_record();
    return line;
}

json::array RefusedFiles::write(const std::string& log) {
    json::array files;
    RowLogReader rows{log, "refused"};
    std::ofstream file;
    std::size_t present = SIZE_MAX;
    for (std::int64_t i = 0; i < rows.count(); ++i) {
        const auto parsed = parse_json(rows.at(i));
        if (!parsed) continue;
        const auto& row = parsed->as_object();
        const auto source = static_cast<std::size_t>(number_in(row, "source"));
        if (source >= heads_.size()) continue;
        if (source != present) {
            present = source;
            const auto name = "refused-" + std::to_string(source + 1) + ".csv";
            file = std::ofstream{folder_ / name, std::ios::binary};
            file << head_line(source);
            files.push_back(json::object{{"name", name}, {"label", mapping_.sources[source].file}});
        }
        std::string line, why;
        formats::CsvWriter out{line, {.delimiter = heads_[source].delimiter}};
        for (const auto& cell : row.at("cells").as_array()) out.field(std::string_view{cell.as_string()});
        for (const auto& error : row.at("errors").as_array()) {
            const auto field = text_of(error.as_object(), "field");
            why += (why.empty() ? "" : "; ") + (field.empty() ? "" : field + ": ") +
                   text_of(error.as_object(), "code");
        }
        out.field(why);
        out.end_record();
        file << line;
    }
    return files;
}

// What the run was read by; one too long for a note is in the draft alone.
std::string mapping_text(const Draft& draft) {
    const auto* plan = draft.state().if_contains("plan");
    auto text = json::serialize(plan != nullptr ? *plan : draft.state().at("mapping"));
    return text.size() <= std::size_t{limits::note_bytes} ? text : std::string{};
}

// The handle by which the run is found and undone; written by the system on the asker's behalf.
Result<void> write_batch(api::JobWork& work, const Draft& draft, const Counts* counts, std::string_view state,
                         std::int64_t number) {
    auto& office = work.office();
    const auto& entity = office.catalogue.at("import_batch");
    const auto id = *Id::parse(draft.text("id"));
    change::Pending pending{
        .op = change::op_of_chunk(work.id(), number), .actor = work.actor(), .via = change::Via::system};
    pending.actor.is_system = true;
    change::RecordChange record{.entity = &entity, .id = id};
    if (counts == nullptr) {
        record.act = change::Act::create;
        record.set = {
            {&entity.at("name"), draft.text("name")},
            {&entity.at("started_at"), office.environment.now_ms()},
            {&entity.at("started_by"), work.actor().user.is_nil() ? Value{} : Value{work.actor().user}},
            {&entity.at("mapping"), mapping_text(draft)},
            {&entity.at("shape"), draft.text("shape")},
            {&entity.at("is_founding"), std::int64_t{draft.is_founding() ? 1 : 0}}};
    } else {
        record.set = {{&entity.at("finished_at"), office.environment.now_ms()},
                      {&entity.at("created_count"), counts->created},
                      {&entity.at("changed_count"), counts->changed},
                      {&entity.at("skipped_count"), counts->skipped},
                      {&entity.at("refused_count"), counts->refused},
                      {&entity.at("state"), std::string{state}}};
    }
    pending.records.push_back(std::move(record));
    auto committed = work.commit(std::move(pending));
    if (!committed) return std::unexpected(committed.error());
    return {};
}

// The office as it stands, for this rehearsal alone.
class Copy {
public:
    static Result<Copy> of(api::JobWork& work) {
        const auto folder = fs::path{work.folder()};
        const auto data = fs::path{work.office().lender->folder()} / "teczka.db";
        std::error_code error;
        const auto bytes = fs::file_size(data, error);
        if (const auto space = fs::space(folder, error); !error && space.available < 2 * bytes)
            return refuse("disk_full", {}, {{"needed", std::to_string(2 * bytes)}});
        Copy copy{folder / "rehearsal.db"};
        copy.remove();
        store::snapshot_to(work.office().reader, copy.path_.string());
        return copy;
    }
    Copy(Copy&& other) noexcept : path_{std::exchange(other.path_, {})} {}
    ~Copy() {
        if (!path_.empty()) remove();
    }
    std::string path() const { return path_.string(); }

private:
    explicit Copy(fs::path path) : path_{std::move(path)} {}
    void remove() const {
        std::error_code error;
        for (const auto* end : {"", "-wal", "-shm"}) fs::remove(path_.string() + end, error);
    }
    fs::path path_;
};

// What a rehearsal tells besides its counts.
struct Found {
    std::int64_t doubtful{};
    std::map<std::string, std::int64_t> kinds;  // code → rows
    std::vector<std::string> columns;           // of the first file

    void add(const std::vector<std::string>& codes) {
        doubtful += codes.empty() ? 0 : 1;
        for (const auto& code : codes) ++kinds[code];
    }
};

json::object result_of(const Draft& draft, const Counts& counts) {
    auto result = json_of(counts);
    result["import"] = draft.text("id");
    return result;
}

}  // namespace

bool is_founding(api::Office& office, const rights::Actor& actor) {
    if (!actor.is_in("administrator")) return false;
    auto system = actor;
    system.is_system = true;
    const auto context = office.context(system);
    auto query = query::parse(context, office.catalogue.at("company"), {.columns = "id", .limit = "1"});
    bool has_company = !query;
    if (query) {
        (void)query::each(context, *query, office.reader, [&](const Id&, std::span<const Value>) {
            has_company = true;
            return false;
        });
    }
    return !has_company;
}

rights::Actor importer(const rights::Actor& actor, bool is_founding) {
    auto out = actor;
    out.is_system |= is_founding && actor.is_in("administrator");
    return out;
}

Result<std::string> rehearse_import(api::JobWork& work) {
    const auto id = import_of(work);
    if (!id) return std::unexpected(id.error());
    auto draft = Draft::find(work.office(), work.actor(), *id);
    if (!draft) return std::unexpected(draft.error());
    auto mapping = draft->mapping(work.office().catalogue);
    if (!mapping) return std::unexpected(mapping.error());
    auto copy = Copy::of(work);
    if (!copy) return std::unexpected(copy.error());
    auto& office = work.office();
    const auto connection = store::open_sqlite(
        {.path = copy->path(), .is_writer = true, .cache_kib = copy_cache_kib, .synchronous_full = false});
    change::Committer committer{*connection,
                                {office.catalogue, office.rights, areas::rules(), office.environment}};
    const auto actor = importer(work.actor(), draft->is_founding());
    const auto context = office.context(actor);
    remove_row_log(draft->log("rehearsal"));
    RowLogWriter log{draft->log("rehearsal"), {}};
    Remarks remarks{context, *connection, *mapping};
    Found found;
    json::array notes;
    ImportPlan plan{.mapping = *mapping,
                    .batch = *id,
                    .open = [&](const SourceMapping& source) -> Result<std::unique_ptr<TableFile>> {
                        auto table = draft->open(source, tools_of(office));
                        if (!table) return table;
                        return std::make_unique<NotedTable>(std::move(*table), source.file, notes);
                    },
                    .commit =
                        [&](change::Pending pending) {
                            pending.actor = actor;
                            auto committed = committer.commit(pending);
                            store::checkpoint(*connection, copy_cache_kib);
                            return committed;
                        },
                    .on_head =
                        [&](std::size_t source, const TableInfo&, const std::vector<std::string>& head) {
                            if (source == 0) found.columns = head;
                        },
                    .before_chunk = [&](std::vector<Row>& rows) { remarks.look(rows); },
                    .on_row =
                        [&](const Row& row, Outcome outcome) {
                            std::vector<std::string> codes;
                            const auto json = row_json(row, outcome, codes);
                            log.write(outcome, !codes.empty(), json);
                            found.add(codes);
                        },
                    .on_chunk = [&](const Progress& progress) { show(work, *mapping, progress); },
                    .is_cancelled = [&] { return work.is_cancelled(); }};
    Import import{*connection, context, std::move(plan)};
    const auto result = import.run();
    log.flush();
    if (!result) return std::unexpected(result.error());
    if (result->was_cancelled) return refuse("job_cancelled");
    auto told = result_of(*draft, result->counts);
    told["doubtful"] = found.doubtful;
    told["kinds"] = json::object(found.kinds.begin(), found.kinds.end());
    draft->save([&](json::object& state) {
        state["state"] = "rehearsed";
        state["rehearsal"] = told;
        state["notes"] = notes;
        state["columns"] = json::array(found.columns.begin(), found.columns.end());
    });
    return json::serialize(told);
}

Result<std::string> run_import(api::JobWork& given) {
    const auto id = import_of(given);
    if (!id) return std::unexpected(id.error());
    auto draft = Draft::find(given.office(), given.actor(), *id);
    if (!draft) return std::unexpected(draft.error());
    auto mapping = draft->mapping(given.office().catalogue);
    if (!mapping) return std::unexpected(mapping.error());
    api::WorkAs work{given,
                     [&](const rights::Actor& asker) { return importer(asker, draft->is_founding()); }};
    auto kept = Kept::read(work.kept());
    if (auto written = write_batch(given, *draft, nullptr, {}, 0); !written)
        return std::unexpected(written.error());
    RowLogWriter log{draft->log("run"), kept.sizes};
    RefusedFiles refused{work.folder(), *mapping};
    const auto context = work.office().context(work.actor());
    ImportPlan plan{
        .mapping = *mapping,
        .batch = *id,
        .from = kept.progress,
        .open = [&](const SourceMapping& source) { return draft->open(source, tools_of(given.office())); },
        .commit = [&](change::Pending pending) { return work.commit(std::move(pending)); },
        .chunk_records = [&] { return work.chunk_records(); },
        .decide = decisions_of(*draft),
        .on_head = [&](std::size_t source, const TableInfo& info,
                       const std::vector<std::string>& head) { refused.head(source, info, head); },
        .on_row =
            [&](const Row& row, Outcome outcome) {
                if (outcome != Outcome::refused) return;
                std::vector<std::string> codes;
                const auto json = row_json(row, outcome, codes);
                log.write(outcome, !codes.empty(), json);
            },
        .on_chunk =
            [&](const Progress& progress) {
                show(work, *mapping, progress);
                kept.progress = progress;
                kept.sizes = log.flush();
                work.keep(kept.text());
            },
        .is_cancelled = [&] { return work.is_cancelled(); }};
    Import import{work.office().reader, context, std::move(plan)};
    const auto result = import.run();
    log.flush();
    const auto counts = result ? result->counts : kept.progress.counts;
    const bool is_stopped = !result || result->was_cancelled;
    if (is_stopped && work.is_cancelled()) return refuse("job_cancelled");
    const std::string_view state = is_stopped ? "failed" : "done";
    if (auto written = write_batch(given, *draft, &counts, state, 1); !written)
        return std::unexpected(written.error());
    auto told = result_of(*draft, counts);
    told["files"] = refused.write(draft->log("run"));
    draft->save([&](json::object& json) {
        json["state"] = state;
        json["run"] = told;
    });
    if (!result) return std::unexpected(result.error());
    return json::serialize(told);
}

Result<std::string> undo_import(api::JobWork& given) {
    const auto id = import_of(given);
    if (!id) return std::unexpected(id.error());
    auto& office = given.office();
    auto system = given.actor();
    system.is_system = true;
    const auto context = office.context(system);
    const auto& entity = office.catalogue.at("import_batch");
    auto query =
        query::parse(context, entity,
                     {.where = "id = " + quoted_text(id->to_text()), .columns = "is_founding", .limit = "1"});
    bool was_founding = false;
    if (query) {
        (void)query::each(context, *query, office.reader, [&](const Id&, std::span<const Value> values) {
            was_founding = !is_null(values[0]) && as_integer(values[0]) != 0;
            return false;
        });
    }
    api::WorkAs work{given, [&](const rights::Actor& asker) { return importer(asker, was_founding); }};
    auto result = api::run_undo_batch(work);
    if (!result) return result;
    change::Pending pending{
        .op = change::op_of_chunk(given.id(), -1), .actor = system, .via = change::Via::system};
    pending.records.push_back(
        {.entity = &entity, .id = *id, .set = {{&entity.at("state"), std::string{"undone"}}}});
    if (auto written = given.commit(std::move(pending)); !written) return std::unexpected(written.error());
    return result;
}

}  // namespace teczka::exchange
