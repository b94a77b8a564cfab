// One kind of record: its list, one of them with its children, its history, and what is done to it.
#include <charconv>

#include "api/routes.hpp"
#include "core/base/limits.hpp"

namespace teczka::api {

void write_warnings(JsonWriter& out, const change::Committed& committed) {
    out.key("warnings");
    out.begin_array();
    for (const auto& warning : committed.warnings) {
        out.begin_object();
        out.member("field", warning.field);
        out.member("code", warning.code);
        out.end_object();
    }
    out.end_array();
}

namespace {

constexpr string_view list_parameters[]{"where", "order", "columns", "after", "limit", "count", "end"};

Result<void> check_parameters(const Call& call, std::span<const string_view> known) {
    for (const auto& [name, value] : call.parameters) {
        if (std::ranges::find(known, name) == known.end()) {
            return refuse("request_unknown_parameter", name);
        }
    }
    return {};
}

// {"record":…,"seq","op","warnings"}; the record is null when the change took it out of the asker's sight.
Response answer_record(Office& office, const rights::Actor& actor, const EntityModel& entity, const Id& id,
                       const Result<Written>& written, int status) {
    if (!written) return problem(written.error());
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("seq", written->committed.seq);
    out.member("op", written->committed.op);
    write_warnings(out, written->committed);
    out.key("record");
    const Picture picture{office.reader};
    if (!query::write_record(office.context(actor), entity, id, office.reader, out)) out.null();
    out.end_object();
    return json_answer(std::move(body), status);
}

Response answer_removal(const Result<Written>& written) {
    if (!written) return problem(written.error());
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("seq", written->committed.seq);
    out.member("op", written->committed.op);
    write_warnings(out, written->committed);
    out.end_object();
    return json_answer(std::move(body));
}

// RFC 7240: who sends many records knows what he sent.
bool prefers_minimal(const Request& request) {
    return request.header("prefer").find("return=minimal") != string_view::npos;
}

Response answer_minimal(const Id& id, const Result<Written>& written, int status) {
    if (!written) return problem(written.error());
    const auto& committed = written->committed;
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("seq", committed.seq);
    out.member("op", committed.op);
    out.member("id", id);
    const auto touched = std::ranges::find(committed.records, id, &change::Touched::id);
    if (touched != committed.records.end()) out.member("rev", touched->rev);
    write_warnings(out, committed);
    out.end_object();
    auto response = json_answer(std::move(body), status);
    response.headers.emplace_back("Preference-Applied", "return=minimal");
    return response;
}

Outcome list_records(Call& call) {
    const auto& entity = call.entity();
    if (auto known = check_parameters(call, list_parameters); !known) return problem(known.error());
    const auto context = call.office.context(call.actor);
    const auto text = [&](string_view name) { return std::string{call.parameter(name)}; };
    auto query = query::parse(context, entity,
                              {.where = text("where"),
                               .columns = text("columns"),
                               .order = text("order"),
                               .group = {},
                               .measures = {},
                               .after = text("after"),
                               .limit = text("limit"),
                               .count = call.parameter("count") == "1",
                               .from_end = call.parameter("end") == "1"});
    if (!query) return problem(query.error());
    std::string body;
    const Picture picture{call.office.reader};
    if (auto ran = query::run(context, *query, call.office.reader, body); !ran) return problem(ran.error());
    return json_answer(std::move(body));
}

// An old id leads to the record that it was merged into.
Outcome show_record(Call& call) {
    const auto& entity = call.entity();
    const auto& asked = call.id();
    const auto context = call.office.context(call.actor);
    const auto beside = parse_beside(call, context, entity);
    if (!beside) return problem(beside.error());
    auto& reader = call.office.reader;
    const Picture picture{reader};
    std::string body;
    JsonWriter out{body};
    Id id = asked;
    if (!query::write_record(context, entity, id, reader, out, true)) {
        id = query::survivor(entity, asked, reader).value_or(asked);
        if (id == asked || !query::write_record(context, entity, id, reader, out, true))
            return problem(not_found());
    }
    body.pop_back();  // reopen the record's object: what stands beside belongs to it
    if (id != asked) body += ",\"merged_from\":\"" + asked.to_text() + "\"";
    for (const auto& [name, plan, make] : *beside) {
        body += ',';
        JsonWriter{body}.text(name);
        body += ':';
        if (auto ran = query::run_about(context, plan, id, make, reader, body); !ran)
            return problem(ran.error());
    }
    body += '}';
    return json_answer(std::move(body));
}

Outcome show_history(Call& call) {
    const auto before_text = call.parameter("before");
    std::int64_t before = 0;
    if (!before_text.empty()) {
        const auto end = before_text.data() + before_text.size();
        const auto read = std::from_chars(before_text.data(), end, before);
        if (read.ec != std::errc{} || read.ptr != end || before < 0) {
            return problem({Kind::invalid, {{"before", "request_number"}}});
        }
    }
    auto& office = call.office;
    const auto context = history_context(office, call.actor);
    const Picture picture{office.reader};
    std::string body;
    JsonWriter out{body};
    const Id now = query::survivor(call.entity(), call.id(), office.reader).value_or(call.id());
    if (!change::write_history(context, call.entity(), now, before, office.reader, out))
        return problem(not_found());
    return json_answer(std::move(body));
}

Outcome create_record(Call& call) {
    const auto& entity = call.entity();
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    auto pending =
        change::parse_change(entity, {}, change::Act::create, call.actor, *body, call.office.environment);
    if (!pending) return problem(pending.error());
    const auto id = pending->records.front().id;
    if (prefers_minimal(call.request)) {
        return Write{std::move(*pending),
                     [id](Office&, const auto& written) { return answer_minimal(id, written, 201); }};
    }
    return Write{std::move(*pending), [&entity, id, actor = call.actor](Office& office, const auto& written) {
                     return answer_record(office, actor, entity, id, written, 201);
                 }};
}

Outcome change_record(Call& call, change::Act act) {
    const auto& entity = call.entity();
    const auto id = call.id();
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    auto pending = change::parse_change(entity, id, act, call.actor, *body, call.office.environment);
    if (!pending) return problem(pending.error());
    pending->records.front().action = call.bound.action;
    if (prefers_minimal(call.request)) {
        return Write{std::move(*pending),
                     [id](Office&, const auto& written) { return answer_minimal(id, written, 200); }};
    }
    return Write{std::move(*pending),
                 [&entity, id, act, actor = call.actor](Office& office, const auto& written) {
                     if (act == change::Act::remove) return answer_removal(written);
                     return answer_record(office, actor, entity, id, written, 200);
                 }};
}

constexpr NamedShape shapes[]{
    {"Link", R"({id: id, title: text, deleted?: true} | {hidden: true})"},
    {"AnyLink", R"({entity: text, id: id, title: text, deleted?: true} | {hidden: true})"},
    {"Value", R"(text | number | boolean | null | Link | AnyLink | (text | Link)[])"},
    {"Sent", R"(text | number | boolean | null | text[] | {entity: text, id: id})"},
    {"Values", R"({...: Sent})"},
    {"Row", R"({id: id, rev: integer, masked?: text[], ...: Value})"},
    {"Record", R"({id: id, rev: integer, display: text, masked?: text[], may?: {...: boolean},
                   merged_from?: id, ...: Value})"},
    {"Page", R"({rows: Row[], next?: text, count?: integer, count_is_exact?: boolean})"},
    {"Accept", R"({...: text})"},
    {"Warning", R"({field: text, code: text})"},
    {"Written", R"({seq: integer, op: id, warnings: Warning[]})"},
    {"HistoryEntry",
     R"({seq: integer, of?: {id: id, title: text}, kind: "create" | "change" | "delete" | "restore",
        at: instant, actor: {id: id, title: text} | null, on_behalf_of?: {id: id, title: text} | null,
        via: "form" | "import" | "bulk" | "job" | "sync" | "undo" | "merge" | "system",
        op: id, batch?: id, device?: text, reasons?: {...: text}, fields: {...: {old: Value, new: Value}}})"},
};

constexpr string_view changed = R"({seq: integer, op: id, warnings: Warning[], record: Record | null} |
                                   {seq: integer, op: id, warnings: Warning[], id: id, rev?: integer})";
constexpr string_view change_body =
    "{op?: id, rev?: integer, set?: Values, accept?: Accept, reason?: text, device?: text}";

constexpr Route routes[]{
    {.method = "GET",
     .path = "/{entity}",
     .name = "list_{entity}",
     .summary = "List records of this kind",
     .answer = "Page",
     .parameters =
         R"({where?: text, order?: text, columns?: text, after?: text, limit?: integer, count?: "1", end?: "1"})",
     .act = list_records},
    {.method = "POST",
     .path = "/{entity}",
     .name = "create_{entity}",
     .summary = "Create a record",
     .body = "{op?: id, id?: id, set?: Values, accept?: Accept, reason?: text, device?: text}",
     .answer = changed,
     .status = 201,
     .act = create_record},
    {.method = "GET",
     .path = "/{entity}/{id}",
     .name = "show_{entity}",
     .summary = "A record, and lists of what belongs to it",
     .answer = "Record",
     .parameters = "{with?: text, ...: text}",
     .act = show_record},
    {.method = "PATCH",
     .path = "/{entity}/{id}",
     .name = "change_{entity}",
     .summary = "Change a record",
     .body = change_body,
     .answer = changed,
     .act = [](Call& call) { return change_record(call, change::Act::change); }},
    {.method = "DELETE",
     .path = "/{entity}/{id}",
     .name = "delete_{entity}",
     .summary = "Delete a record",
     .body = change_body,
     .answer = "Written",
     .act = [](Call& call) { return change_record(call, change::Act::remove); }},
    {.method = "GET",
     .path = "/{entity}/{id}/history",
     .name = "history_of_{entity}",
     .summary = "What was done to a record, newest first",
     .answer = "{entries: HistoryEntry[], next?: integer}",
     .parameters = "{before?: integer}",
     .act = show_history},
    {.method = "POST",
     .path = "/{entity}/{id}/restore",
     .name = "restore_{entity}",
     .summary = "Bring a deleted record back",
     .body = change_body,
     .answer = changed,
     .act = [](Call& call) { return change_record(call, change::Act::restore); }},
    {.method = "POST",
     .path = "/{entity}/{id}/{action}",
     .name = "{action}_{entity}",
     .summary = "Move a record to another state",
     .body = change_body,
     .answer = changed,
     .act = [](Call& call) { return change_record(call, change::Act::change); }},
};

}  // namespace

change::HistoryContext history_context(Office& office, const rights::Actor& actor) {
    const auto now = office.environment.now_ms();
    return {.catalogue = office.catalogue,
            .rights = office.rights,
            .actor = actor,
            .numbers = office.numbers,
            .today = office.environment.local_day(now),
            .now_ms = now};
}

Part record_part() { return {"records", "Records of any kind.", routes, shapes}; }

}  // namespace teczka::api
