// /imports and what stands below it. Drafts are their maker's alone; to anybody else they do not exist.
#include <charconv>
#include <chrono>

#include "core/base/text.hpp"
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
Outcome no(std::unexpected<Refusal> refusal) { return api::problem(refusal.error()); }
Outcome answer(const json::object& body) { return api::json_answer(json::serialize(body)); }

const json::object& object_in(const json::object& body, std::string_view name) {
    static const json::object none;
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_object() ? value->as_object() : none;
}

Result<api::UploadedFile> upload_of(Call& call, const json::object& file) {
    const auto id = Id::parse(text_of(file, "upload"));
    if (!id) return refuse("required", "upload");
    return api::uploaded_file(call.office, call.actor, *id);
}

rights::Actor importer_of(Call& call) { return importer(call.actor, is_founding(call.office, call.actor)); }

// --- look
// -----------------------------------------------------------------------------------------------------

// The plan of the last import of the same columns by the same person.
json::object remembered(Call& call, const rights::Actor& actor, const std::string& shape,
                        const std::string& entity) {
    const auto context = call.office.context(actor);
    const auto& batch = call.office.catalogue.at("import_batch");
    json::object plan;
    auto query = query::parse(context, batch,
                              {.where = "started_by = me and shape = " + quoted_text(shape),
                               .columns = "mapping",
                               .order = "-started_at",
                               .limit = "5"});
    if (!query) return plan;
    (void)query::each(context, *query, call.office.reader, [&](const Id&, std::span<const Value> values) {
        const auto parsed =
            is_null(values[0]) ? Result<json::value>{json::value{}} : parse_json(as_text(values[0]));
        const bool is_plan = parsed && parsed->is_object() && parsed->as_object().contains("fields");
        if (is_plan && (entity.empty() || text_of(parsed->as_object(), "entity") == entity))
            plan = parsed->as_object();
        return plan.empty();
    });
    return plan;
}

json::object shape_json(const Look& look) {
    json::array sheets;
    for (const auto& sheet : look.info.sheets)
        sheets.push_back(json::object{{"name", sheet.name}, {"is_hidden", sheet.is_hidden}});
    return {{"kind", look.info.kind},
            {"encoding", formats::charset_name(look.info.charset)},
            {"delimiter", std::string(1, look.info.delimiter)},
            {"sheets", std::move(sheets)},
            {"sheet", look.sheet},
            {"rows", static_cast<std::int64_t>(look.sample.rows.size())},
            {"is_whole", look.is_whole}};
}

json::array first_rows(const Sample& sample) {
    json::array rows;
    for (std::size_t i = 0; i < sample.rows.size() && i < 5; ++i)
        rows.push_back(json::array(sample.rows[i].begin(), sample.rows[i].end()));
    return rows;
}

Outcome look(Call& call, Opener open) {
    const auto body = api::body_object(call.request);
    if (!body) return no(body.error());
    const auto file = upload_of(call, *body);
    if (!file) return no(file.error());
    const auto seen = look_at(file->path, object_in(*body, "options"), open);
    if (!seen) return no(at_line(seen.error(), file->name, 0));
    const auto actor = importer_of(call);
    const auto context = call.office.context(actor);
    const auto entity = text_of(*body, "entity");
    const auto shape = shape_of(seen->sample.columns);
    auto plan = object_in(*body, "plan");
    const bool is_given = plan.contains("fields") && plan.at("fields").is_array();
    const bool is_remembered = !is_given && [&] {
        plan = remembered(call, actor, shape, entity);
        return !plan.empty();
    }();
    auto told =
        suggest(context, call.office.reader, seen->sample,
                {is_given || is_remembered ? text_of(plan, "entity") : entity, text_of(*body, "system")});
    if (!told) return no(told.error());
    if (is_given || is_remembered) {
        plan = completed(context, call.office.reader, seen->sample, std::move(plan));
        auto described = describe(context, seen->sample, plan);
        (*told)["columns"] = described.at("columns");
        (*told)["plan"] = plan;
    }
    (*told)["shape"] = shape;
    (*told)["file"] = shape_json(*seen);
    (*told)["rows"] = first_rows(seen->sample);
    (*told)["is_remembered"] = is_remembered;
    (*told)["is_founding"] = actor.is_system && !call.actor.is_system;
    return answer(*told);
}

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

Outcome show(const Draft& draft) {
    auto state = draft.state();
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

Outcome rows(Call& call, const Draft& draft) {
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
Outcome choose(Call& call, const Draft& draft) {
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
Outcome undo(Call& call, const Id& id) {
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

struct DraftRoute {
    std::string_view name, method;
    Outcome (*answer)(Call& call, Draft& draft);
};
constexpr DraftRoute draft_routes[]{
    {"", "GET", [](Call&, Draft& draft) { return show(draft); }},
    {"", "DELETE",
     [](Call&, Draft& draft) -> Outcome {
         if (draft.text("state") == "running") return no(refuse(Kind::conflict, "import_has_run"));
         draft.remove();
         return api::Response{.status = 204};
     }},
    {"rows", "GET", [](Call& call, Draft& draft) { return rows(call, draft); }},
    {"choices", "PUT", [](Call& call, Draft& draft) { return choose(call, draft); }},
    {"run", "POST", [](Call& call, Draft& draft) { return run(call, draft); }},
};

}  // namespace

api::Outcome answer_imports(Call& call, Opener open) {
    const auto method = call.request.method;
    if (call.office.lender == nullptr || call.path.size() > 3) return no(api::not_found());
    if (call.path.size() == 1)
        return method == "POST" ? create(call) : api::Outcome{api::method_not_allowed("POST")};
    if (call.path[1] == "look")
        return method == "POST" ? look(call, open) : api::Outcome{api::method_not_allowed("POST")};
    const auto id = Id::parse(call.path[1]);
    if (!id) return no(api::not_found());
    const auto name = call.path.size() == 3 ? call.path[2] : std::string_view{};
    if (name == "undo")
        return method == "POST" ? undo(call, *id) : api::Outcome{api::method_not_allowed("POST")};
    auto draft = Draft::find(call.office, call.actor, *id);
    if (!draft) return no(draft.error());
    std::string allowed;
    for (const auto& route : draft_routes) {
        if (route.name != name) continue;
        if (route.method == method) return route.answer(call, *draft);
        (allowed += allowed.empty() ? "" : ", ") += route.method;
    }
    return allowed.empty() ? no(api::not_found()) : api::Outcome{api::method_not_allowed(allowed)};
}

}  // namespace teczka::exchange
