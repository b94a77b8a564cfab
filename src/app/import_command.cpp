// teczka import: a folder of files through a mapping into the office.
#include <fmt/core.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "app/commands.hpp"
#include "app/folder.hpp"
#include "app/gathered.hpp"
#include "app/model.hpp"
#include "app/said.hpp"
#include "core/store/machine.hpp"
#include "exchange/import.hpp"
#include "exchange/rehearsal.hpp"
#include "server/environment.hpp"
#include "server/sessions.hpp"
#include "worker/tables.hpp"

namespace teczka::app {
namespace {

namespace fs = std::filesystem;

struct Given {
    std::string data, map, from, as, resume, refused{"refused"};
    bool is_dry{}, is_quiet{};
};

std::optional<std::string> whole_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return {};
    std::ostringstream out;
    out << file.rdbuf();
    return std::move(out).str();
}

Result<std::unique_ptr<exchange::TableFile>> open_table(const fs::path& folder,
                                                        const exchange::SourceMapping& source) {
    return worker::open_tables(
        worker_path(), (folder / source.file).string(),
        {.charset = source.charset, .delimiter = source.delimiter, .skip_rows = source.skip_rows});
}

// Refused rows in their own columns, with one more that says why: to be mended and brought in again.
class RefusedFiles {
public:
    RefusedFiles(fs::path folder, const exchange::Mapping& mapping)
        : folder_{std::move(folder)}, mapping_{mapping} {}

    void head(std::size_t source, const exchange::TableInfo& info, const std::vector<std::string>& head) {
        head_ = head;
        delimiter_ = info.delimiter;
        source_ = source;
        file_.close();
    }
    void row(const exchange::Row& row) {
        if (!file_.is_open()) open();
        std::string line;
        formats::CsvWriter out{line, {.delimiter = delimiter_}};
        for (const auto cell : row.cells()) out.field(cell);
        std::string why = "line " + std::to_string(row.line);
        for (const auto& complaint : row.refusal->complaints) why += "; " + sentence(complaint);
        out.field(why);
        out.end_record();
        file_ << line;
    }

private:
    void open() {
        fs::create_directories(folder_);
        file_.open(folder_ / fs::path{mapping_.sources[source_].file}.filename(), std::ios::binary);
        std::string line;
        formats::CsvWriter out{line, {.delimiter = delimiter_}};
        for (const auto& name : head_) out.field(name);
        out.field("refused_because");
        out.end_record();
        file_ << line;
    }

    fs::path folder_;
    const exchange::Mapping& mapping_;
    std::vector<std::string> head_;
    char delimiter_{','};
    std::size_t source_{};
    std::ofstream file_;
};

// What is printed while rows go by: a line every so often, and each refusal up to a number.
class Progress {
public:
    Progress(const Given& given, const exchange::Mapping& mapping)
        : given_{given}, mapping_{mapping}, refused_{given.refused, mapping} {}

    void head(std::size_t source, const exchange::TableInfo& info, const std::vector<std::string>& head) {
        refused_.head(source, info, head);
        if (!given_.is_quiet) {
            fmt::print("{}: {}, fields apart by '{}'\n", mapping_.sources[source].file,
                       formats::charset_name(info.charset),
                       info.delimiter == '\t' ? "tab" : std::string{info.delimiter});
            std::fflush(stdout);
        }
    }
    void row(const exchange::Row& row, exchange::Outcome outcome) {
        ++rows_;
        if (outcome == exchange::Outcome::refused) {
            refused_.row(row);
            if (++shown_ <= shown_refusals) {
                for (const auto& complaint : row.refusal->complaints) {
                    fmt::print(stderr, "{}:{}: {}\n", mapping_.sources[row.source].file, row.line,
                               sentence(complaint));
                }
            }
        }
        if (!given_.is_quiet && rows_ % 10'000 == 0) {
            fmt::print("  {} rows, {} refused\n", rows_, shown_);
            std::fflush(stdout);
        }
    }

private:
    static constexpr std::int64_t shown_refusals = 50;
    const Given& given_;
    const exchange::Mapping& mapping_;
    RefusedFiles refused_;
    std::int64_t rows_{}, shown_{};
};

// The import_batch record is what the batch is found and named by afterwards.
Result<void> write_batch(change::Committer& committer, const rights::Actor& actor, const Id& batch,
                         const exchange::Mapping& mapping, const exchange::Counts* counts,
                         const catalogue::EntityModel& entity, Environment& environment) {
    change::Pending pending{.op = environment.make_id(), .actor = actor, .via = change::Via::system};
    pending.actor.is_system = true;
    change::RecordChange record{.entity = &entity, .id = batch};
    if (counts == nullptr) {
        record.act = change::Act::create;
        record.set = {{&entity.at("name"), mapping.name}, {&entity.at("started_at"), environment.now_ms()}};
    } else {
        record.set = {
            {&entity.at("finished_at"), environment.now_ms()}, {&entity.at("created_count"), counts->created},
            {&entity.at("changed_count"), counts->changed},    {&entity.at("skipped_count"), counts->skipped},
            {&entity.at("refused_count"), counts->refused},    {&entity.at("state"), std::string{"done"}}};
    }
    pending.records.push_back(std::move(record));
    auto committed = committer.commit(pending);
    if (!committed) return std::unexpected(committed.error());
    return {};
}

struct Prepared {
    exchange::Mapping mapping;
    Id batch{};
    bool is_resumed{};
};

Result<Prepared> prepare(const Given& given, const catalogue::Catalogue& catalogue,
                         Environment& environment) {
    const auto text = whole_file(given.map);
    if (!text) return refuse("file_missing", {}, {{"file", given.map}});
    auto mapping = exchange::parse_mapping(*text, catalogue);
    if (!mapping) return std::unexpected(mapping.error());
    Prepared prepared{.mapping = std::move(*mapping), .batch = environment.make_id()};
    if (!given.resume.empty()) {
        const auto batch = Id::parse(given.resume);
        if (!batch) return refuse("wrong_type", "resume");
        prepared.batch = *batch;
        prepared.is_resumed = true;
    }
    return prepared;
}

Result<void> begin_batch(const Prepared& prepared, change::Committer& committer, const query::Context& system,
                         store::Connection& connection, Environment& environment) {
    const auto& batches = system.catalogue.at("import_batch");
    if (!prepared.is_resumed)
        return write_batch(committer, system.actor, prepared.batch, prepared.mapping, nullptr, batches,
                           environment);
    if (query::visible(system, batches, {prepared.batch}, connection).empty())
        return refuse(Kind::not_found, "not_found", "resume");
    return {};
}

// `keep_batch` makes the batch outlive a crash.
int run(const Given& given, const server::Model& office, const Prepared& prepared,
        store::Connection& connection, Environment& environment, const std::function<void()>& keep_batch) {
    change::Committer committer{connection, {*office.catalogue, *office.rights, office.rules, environment}};
    const auto counter = store::load_counter(connection);
    const rights::Actor system{.login = "system", .is_system = true};
    auto actor = system;
    const auto context_of = [&](const rights::Actor& who) {
        const auto now = environment.now_ms();
        return query::Context{.catalogue = *office.catalogue,
                              .rights = *office.rights,
                              .actor = who,
                              .today = environment.local_day(now),
                              .now_ms = now,
                              .cursor_key = counter.epoch};
    };
    if (!given.as.empty()) {
        auto found = server::find_user(context_of(system), connection, "login", given.as);
        if (!found) return say({Kind::invalid, {{"as", "login_unknown"}}});
        actor = std::move(found->actor);
    }
    const auto context = context_of(actor);
    if (auto begun = begin_batch(prepared, committer, context_of(system), connection, environment); !begun)
        return say(begun.error());
    if (!given.is_dry) {
        // Before the first row: after a crash this is what it can be resumed and undone by.
        keep_batch();
        fmt::print("batch {}\n", prepared.batch.to_text());
        std::fflush(stdout);
    }
    Progress progress{given, prepared.mapping};
    exchange::ImportPlan plan{
        .mapping = prepared.mapping,
        .batch = prepared.batch,
        .open = [&](const exchange::SourceMapping& source) { return open_table(given.from, source); },
        .commit =
            [&](change::Pending pending) {
                pending.actor = actor;
                return committer.commit(pending);
            },
        .on_head = [&](std::size_t source, const exchange::TableInfo& info,
                       const std::vector<std::string>& head) { progress.head(source, info, head); },
        .on_row = [&](const exchange::Row& row, exchange::Outcome outcome) { progress.row(row, outcome); }};
    exchange::Import import{connection, context, std::move(plan)};
    const auto result = import.run();
    if (!result) {
        say(result.error());
        if (!given.is_dry)
            fmt::print(stderr, "What was written before stays: resume or undo batch {}\n",
                       prepared.batch.to_text());
        return exit_refused;
    }
    const auto& counts = result->counts;
    if (auto written = write_batch(committer, actor, prepared.batch, prepared.mapping, &counts,
                                   office.catalogue->at("import_batch"), environment);
        !written) {
        return say(written.error());
    }
    fmt::print("{}rows: {} created, {} changed, {} skipped, {} refused\n",
               given.is_dry ? "dry run, nothing kept; " : "", counts.created, counts.changed, counts.skipped,
               counts.refused);
    if (counts.refused > 0) fmt::print("refused rows: {}/\n", given.refused);
    return counts.refused > 0 ? exit_some_refused : 0;
}

int import(const Given& given) {
    server::set_time_zone("Europe/Warsaw");
    auto environment = server::system_environment();
    // What is wrong with the file alone is said before a folder is touched.
    if (!whole_file(given.map)) return say({Kind::invalid, {{"", "file_missing", {{"file", given.map}}}}});
    const auto folder = Folder::open(given.data, model());
    if (!folder) return say(folder.error());
    auto writer =
        store::open_sqlite({.path = folder->data_file(), .is_writer = true, .cache_kib = 128 << 10});
    const auto office = model_of(*writer);
    const auto prepared = prepare(given, *office.catalogue, environment);
    if (!prepared) return say(prepared.error());
    if (!given.is_dry) {
        // Nobody waits beside it: ten chunks share a commit. After a kill they are resumed together.
        Gathered gathered{*writer, 10};
        const int status = run(given, office, *prepared, gathered, environment, [&] { gathered.finish(); });
        gathered.finish();
        return status;
    }
    exchange::Rehearsal rehearsal{*writer};
    return run(given, office, *prepared, rehearsal, environment, [] {});
}

}  // namespace

void add_import(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("import", "Bring in files through a mapping");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    verb->add_option("--map", given->map, "the mapping, a TOML file")->required();
    verb->add_option("--from", given->from, "the folder with the files")->required();
    verb->add_option("--as", given->as, "act as this login instead of as the system");
    verb->add_option("--resume", given->resume, "go on with this batch");
    verb->add_option("--refused", given->refused, "folder for refused rows [refused]");
    verb->add_flag("--dry-run", given->is_dry, "do everything and keep nothing");
    verb->add_flag("--quiet", given->is_quiet, "no progress");
    verb->callback([given, &chosen] { chosen = [given] { return import(*given); }; });
}

}  // namespace teczka::app
