// /imports and what stands below it. Drafts are their maker's alone; to anybody else they do not exist.
#include <charconv>
#include <chrono>

#include "core/base/text.hpp"
#include "core/store/machine_jobs.hpp"
#include "exchange/keys.hpp"
#include "exchange/row_log.hpp"
#include "exchange/shapes.hpp"
#include "exchange/wizard.hpp"

namespace teczka::exchange {
namespace {

namespace fs = std::filesystem;
using api::Call;
using api::Outcome;

constexpr int page_rows = 200;
constexpr std::size_t files_at_most = 40;
constexpr auto draft_days = std::chrono::hours{24 * 90};

Outcome no(const Refusal& refusal) { return api::problem(refusal); }
Outcome no(const std::unexpected<Refusal>& refusal) { return api::problem(refusal.error()); }
Outcome answer(const json::object& body) { return api::json_answer(json::serialize(body)); }

// --- drafts
// ---------------------------------------------------------------------------------------------------

void forget_old_drafts(const fs::path& all) {
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator one{all, error}, end; !error && one != end; one.increment(error)) {
        const auto written = fs::last_write_time(one->path() / "import.json", error);
        if (!error && now - written > draft_days) fs::remove_all(one->path(), error);
        error.clear();
    }
}

Result<void> keep_file(const std::string& from, const fs::path& to) {
    std::error_code error;
    fs::create_hard_link(from, to, error);
    if (error) fs::copy_file(from, to, error);
    if (error) return refuse(Kind::unavailable, "storage_failed");
    return {};
}

Result<json::array> keep_files(Call& call, const json::object& body, const fs::path& folder) {
    const auto* given = body.if_contains("files");
    if (given == nullptr || !given->is_array() || given->as_array().empty())
        return refuse("required", "files");
    if (given->as_array().size() > files_at_most)
        return refuse("too_many", "files", {{"max", std::to_string(files_at_most)}});
    json::array files;
    for (const auto& one : given->as_array()) {
        if (!one.is_object()) return refuse("wrong_type", "files");
        const auto upload = upload_of(call, one.as_object());
        if (!upload) return std::unexpected(upload.error());
        const auto path = "file-" + std::to_string(files.size());
        if (auto kept = keep_file(upload->path, folder / path); !kept) return std::unexpected(kept.error());
        const auto name = text_of(one.as_object(), "name");
        files.push_back(json::object{{"name", name.empty() ? upload->name : name}, {"path", path}});
    }
    return files;
}

// The source of a plan: the one file and how it is read.
json::object source_of(const json::object& body, const json::array& files) {
    json::object source{{"file", text_of(files.front().as_object(), "name")}};
    for (const auto& member : object_in(body, "options")) {
        for (const std::string_view known : {"sheet", "encoding", "delimiter", "skip_rows", "head"}) {
            if (member.key() == known) source[known] = member.value();
        }
    }
    return source;
}

Result<json::object> mapping_in(const json::object& body, const json::array& files, const std::string& name) {
    if (const auto toml = text_of(body, "toml"); !toml.empty()) return json_of_toml(toml);
    return mapping_of_plan(object_in(body, "plan"), source_of(body, files), name);
}

Result<void> may_import(Call& call, const rights::Actor& actor, const Mapping& mapping) {
    for (const auto& source : mapping.sources) {
        for (const auto& record : source.records) {
            if (actor.is_system || call.office.rights.may_ever(actor, *record.entity, "import")) continue;
            return refuse(Kind::forbidden, "import_forbidden", "entity",
                          {{"name", std::string{record.entity->name()}}});
        }
    }
    return {};
}

Outcome start(Call& call, Draft& draft, std::string_view kind, std::string_view state) {
    const auto job = call.office.environment.make_id();
    draft.save([&](json::object& json) {
        json["state"] = state;
        json["job"] = job.to_text();
    });
    return api::start_job(call.office, call.actor,
                          {.id = job,
                           .kind = kind,
                           .title = json::serialize(json::object{{"file", draft.text("name")}}),
                           .parameters = json::serialize(json::object{{"import", draft.text("id")}})});
}

// A name that the import's record takes: 200 bytes, no half letter.
std::string shortened(std::string name) {
    if (name.size() > 200) name.resize(200);
    while (!is_utf8(name)) name.pop_back();
    return name;
}

Outcome create(Call& call) {
    const auto body = api::body_object(call.request);
    if (!body) return no(body.error());
    const auto id = Id::parse(text_of(*body, "id"));
    if (!id) return no(refuse("required", "id"));
    const auto folder = Draft::folder_of(call.office, *id);
    if (fs::exists(folder)) {
        const auto known = Draft::find(call.office, call.actor, *id);
        if (!known) return no(known.error());
        const auto state = known->text("state");
        if (state != "rehearsed") return no(refuse(Kind::conflict, "import_has_run"));
        known->remove();
    }
    forget_old_drafts(folder.parent_path());
    fs::create_directories(folder);
    struct Abandoned {
        const fs::path* path;
        ~Abandoned() {
            std::error_code error;
            if (path != nullptr) fs::remove_all(*path, error);
        }
    } abandoned{&folder};
    auto files = keep_files(call, *body, folder);
    if (!files) return no(files.error());
    auto name = text_of(*body, "name");
    if (name.empty()) name = text_of(files->front().as_object(), "name");
    name = shortened(name);
    auto mapping = mapping_in(*body, *files, name);
    if (!mapping) return no(mapping.error());
    const auto parsed = parse_mapping(*mapping, call.office.catalogue);
    if (!parsed) return no(parsed.error());
    const auto actor = importer_of(call);
    if (auto may = may_import(call, actor, *parsed); !may) return no(may.error());
    json::object state{{"id", id->to_text()},
                       {"user", call.actor.user.to_text()},
                       {"name", name},
                       {"is_founding", actor.is_system && !call.actor.is_system},
                       {"files", std::move(*files)},
                       {"mapping", std::move(*mapping)},
                       {"shape", text_of(*body, "shape")}};
    if (const auto& plan = object_in(*body, "plan"); !plan.empty()) state["plan"] = plan;
    auto draft = Draft::make(folder, std::move(state));
    abandoned.path = nullptr;
    return start(call, draft, rehearsal_kind, "rehearsing");
}

// Its rehearsal was cancelled or failed: there is nothing to wait for.
bool is_stopped(const Call& call, const Draft& draft) {
    if (draft.text("state") != "rehearsing") return false;
    const auto id = Id::parse(draft.text("job"));
    const auto job = id ? store::find_job(call.office.reader, *id) : std::nullopt;
    return !job || (job->is_over() && job->state != "done");
}

bool is_undone(const Call& call, const Draft& draft) {
    const auto context = call.office.context(call.actor);
    const auto query = query::parse(
        context, call.office.catalogue.at("import_batch"),
        {.where = "id = \"" + draft.text("id") + "\" and state = \"undone\"", .columns = "id", .limit = "1"});
    bool found = false;
    if (query)
        (void)query::each(context, *query, call.office.reader,
                          [&](const Id&, std::span<const Value>) { return !(found = true); });
    return found;
}

Outcome show(Call& call, Draft& draft) {
    auto state = draft.state();
    if (is_stopped(call, draft)) state["state"] = "stopped";
    if (is_undone(call, draft)) state["is_undone"] = true;
    for (const auto* inside : {"user", "mapping"}) state.erase(inside);
    const auto choices = draft.choices();
    const auto* kinds = choices.if_contains("kinds");
    state["kinds"] = kinds != nullptr ? *kinds : json::value(json::object());
    return answer(state);
}

// --- rows and choices
// -----------------------------------------------------------------------------------------

std::int64_t number_of(const std::string& text, std::int64_t otherwise) {
    std::int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end && number >= 0 ? number : otherwise;
}

Outcome rows(Call& call, Draft& draft) {
    const auto index = std::string{call.parameter("outcome")};
    if (!index.empty() && !RowLogReader::is_index(index)) return no(refuse("choice_unknown", "outcome"));
    const auto of = call.parameter("of") == "run" ? "run" : "rehearsal";
    const auto after = number_of(std::string{call.parameter("after")}, 0);
    const auto limit =
        std::min<std::int64_t>(page_rows, number_of(std::string{call.parameter("limit")}, page_rows));
    RowLogReader log{draft.log(of), index.empty() ? "all" : index};
    const auto choices = draft.choices();
    const auto& own = object_in(choices, "rows");
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("count", log.count());
    out.key("rows");
    out.begin_array();
    const auto end = std::min(log.count(), after + limit);
    for (auto i = after; i < end; ++i) {
        auto line = log.at(i);
        const auto parsed = own.empty() ? Result<json::value>{json::value{}} : parse_json(line);
        if (parsed && parsed->is_object()) {
            const auto& row = parsed->as_object();
            const auto place =
                std::to_string(row.at("source").as_int64()) + ":" + std::to_string(row.at("line").as_int64());
            if (const auto* choice = own.if_contains(place)) {
                line.pop_back();
                line += ",\"choice\":" + json::serialize(*choice) + "}";
            }
        }
        out.raw(line);
    }
    out.end_array();
    if (end < log.count()) out.member("next", end);
    out.end_object();
    return api::json_answer(std::move(body));
}

Result<void> check_choice(const std::string& place, const json::value& value) {
    if (value.is_null()) return {};
    const auto* choice = value.if_object();
    if (choice == nullptr) return refuse("wrong_type", place);
    const auto what = text_of(*choice, "do");
    if (what != "create" && what != "change" && what != "skip")
        return refuse("choice_unknown", place + ".do");
    const auto record = text_of(*choice, "record");
    if (!record.empty() && !Id::parse(record)) return refuse("wrong_type", place + ".record");
    return {};
}

// Members are exchanged one by one; null takes one away.
Outcome choose(Call& call, Draft& draft) {
    const auto body = api::body_object(call.request);
    if (!body) return no(body.error());
    auto choices = draft.choices();
    for (const std::string_view name : {"rows", "kinds"}) {
        auto& kept = choices[name];
        if (!kept.is_object()) kept = json::value(json::object());
        for (const auto& member : object_in(*body, name)) {
            const auto place = std::string{name} + "." + std::string{std::string_view{member.key()}};
            if (auto fine = check_choice(place, member.value()); !fine) return no(fine.error());
            if (member.value().is_null())
                kept.as_object().erase(member.key());
            else
                kept.as_object()[member.key()] = member.value();
        }
    }
    draft.save_choices(choices);
    return api::Response{.status = 204};
}

// --- run, undo
// ------------------------------------------------------------------------------------------------

Outcome run(Call& call, Draft& draft) {
    if (draft.text("state") != "rehearsed") return no(refuse(Kind::conflict, "import_not_rehearsed"));
    return start(call, draft, run_kind, "running");
}

// Of any run that is in the list of imports, also one of the command line.
Outcome undo(Call& call) {
    const auto id = call.id();
    const auto context = call.office.context(call.actor);
    const auto seen =
        query::visible(context, call.office.catalogue.at("import_batch"), {id}, call.office.reader);
    if (seen.empty()) return no(api::not_found());
    const auto place = id.to_text();
    return api::start_job(call.office, call.actor,
                          {.id = call.office.environment.make_id(),
                           .kind = undo_kind,
                           .title = "{}",
                           .parameters = json::serialize(json::object{{"import", place}, {"batch", place}})});
}

// The asker's own draft, or nothing.
template <Outcome (*act)(Call& call, Draft& draft)>
Outcome of_draft(Call& call) {
    auto draft = Draft::find(call.office, call.actor, call.id());
    return draft ? act(call, *draft) : no(draft.error());
}

Outcome remove(Call&, Draft& draft) {
    if (draft.text("state") == "running") return no(refuse(Kind::conflict, "import_has_run"));
    draft.remove();
    return api::Response{.status = 204};
}

constexpr api::NamedShape shapes[]{
    {"FileOptions",
     R"({sheet?: text, encoding?: text, delimiter?: text, skip_rows?: integer, head?: boolean})"},
    {"PlanField", R"({role: text, field: text, value?: text, link?: text, link_by?: text[], take?: text,
        date_format?: text, decimal_comma?: boolean, times?: integer, translate?: {...: text}, fresh?: boolean})"},
    {"Plan", R"({entity: text, system: text, key: text, known: "change" | "skip", match: text[],
        fields: PlanField[]})"},
    {"LookColumn", R"({name: text, filled: integer, samples: text[], unknown?: text[]})"},
    {"LookRole", R"({name: text, entity: text, label: Label, fields: text[]})"},
    {"Look",
     R"({rows: text[][], shape: text, entity: text, entities: {name: text, score: integer}[], plan: Plan,
        columns: LookColumn[], roles: LookRole[], is_remembered: boolean, is_founding: boolean,
        file: {kind: text, encoding: text, delimiter: text, sheets: {name: text, is_hidden: boolean}[], sheet: text,
               rows: integer, is_whole: boolean}})"},
    {"SheetNotes",
     R"({file: text, hidden_rows: integer, hidden_columns: integer, merged: integer, errors: integer,
        unknown_formulas: integer})"},
    {"ImportChoice", R"({do: "create" | "change" | "skip", record?: id, reason?: text})"},
    {"ImportState", R"("rehearsing" | "stopped" | "rehearsed" | "running" | "done" | "failed")"},
    {"Rehearsal", R"({import: id, created: integer, changed: integer, skipped: integer, refused: integer,
        doubtful: integer, kinds: {...: integer}})"},
    {"ImportRun", R"({import: id, created: integer, changed: integer, skipped: integer, refused: integer,
        files: {name: text, label?: text, bytes?: integer}[]})"},
    {"Import",
     R"({id: id, name: text, state: ImportState, job: id, is_founding: boolean, shape: text, plan?: Plan,
        files: {name: text, path: text}[], columns?: text[], rehearsal?: Rehearsal, run?: ImportRun,
        notes?: SheetNotes[], is_undone?: boolean, kinds: {...: ImportChoice}})"},
    {"Double", R"({id: id, by: text, line?: integer, record: Row | null})"},
    {"ImportOutcome", R"("created" | "changed" | "skipped" | "refused")"},
    {"ImportIndex", R"("all" | "created" | "changed" | "skipped" | "refused" | "doubtful")"},
    {"ImportRow", R"({source: integer, line: integer, outcome: ImportOutcome, entity?: text, cells: text[],
        errors: Complaint[], codes: text[], doubles?: Double[], set?: {...: Value}, record?: Row | null,
        choice?: ImportChoice})"},
};
constexpr api::Route routes[]{
    {.method = "POST",
     .path = "/imports/look",
     .name = "look_at_import",
     .summary = "How a file would be read, and where its columns may go",
     .body = R"({upload: id, options?: FileOptions, entity?: text, system?: text, plan?: Plan})",
     .answer = "Look",
     .refused = "404",
     .act = answer_look},
    {.method = "POST",
     .path = "/imports",
     .name = "rehearse_import",
     .summary = "Rehearse an import on a copy of the office",
     .body = R"({id: id, name?: text, shape?: text, files: {upload: id, name?: text}[], options?: FileOptions,
         plan?: Plan, toml?: text})",
     .answer = "Started",
     .status = 202,
     .refused = "404 409",
     .act = create},
    {.method = "GET",
     .path = "/imports/{id}",
     .name = "show_import",
     .summary = "A draft, its rehearsal and its run",
     .answer = "Import",
     .act = of_draft<show>},
    {.method = "DELETE",
     .path = "/imports/{id}",
     .name = "remove_import",
     .summary = "Forget a draft and its files",
     .refused = "409",
     .act = of_draft<remove>},
    {.method = "GET",
     .path = "/imports/{id}/rows",
     .name = "list_import_rows",
     .summary = "Rows of the rehearsal or the run",
     .answer = "{count: integer, rows: ImportRow[], next?: integer}",
     .parameters = R"({of?: "rehearsal" | "run", outcome?: ImportIndex, after?: integer, limit?: integer})",
     .act = of_draft<rows>},
    {.method = "PUT",
     .path = "/imports/{id}/choices",
     .name = "choose_for_import",
     .summary = "Decide about doubtful rows",
     .body = "{rows?: {...: ImportChoice | null}, kinds?: {...: ImportChoice | null}}",
     .act = of_draft<choose>},
    {.method = "POST",
     .path = "/imports/{id}/run",
     .name = "run_import",
     .summary = "Run a rehearsed import",
     .answer = "Started",
     .status = 202,
     .refused = "409",
     .act = of_draft<run>},
    {.method = "POST",
     .path = "/imports/{id}/undo",
     .name = "undo_import",
     .summary = "Take an import back",
     .answer = "Started",
     .status = 202,
     .act = undo},
};

}  // namespace

api::Part import_part() { return {"imports", "Files brought in.", routes, shapes}; }

}  // namespace teczka::exchange
