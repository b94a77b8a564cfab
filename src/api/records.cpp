// One kind of record: its list, one of them with its children, its history, and what is done to it.
#include <charconv>

#include "api/routes.hpp"
#include "core/base/limits.hpp"

namespace teczka::api {
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

}  // namespace

Outcome list_records(Call& call, const EntityModel& entity) {
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
Outcome show_record(Call& call, const EntityModel& entity, const Id& asked) {
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

change::HistoryContext history_context(Office& office, const rights::Actor& actor) {
    const auto now = office.environment.now_ms();
    return {.catalogue = office.catalogue,
            .rights = office.rights,
            .actor = actor,
            .numbers = office.numbers,
            .today = office.environment.local_day(now),
            .now_ms = now};
}

Outcome show_history(Call& call, const EntityModel& entity, const Id& id) {
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
    const Id now = query::survivor(entity, id, office.reader).value_or(id);
    if (!change::write_history(context, entity, now, before, office.reader, out)) return problem(not_found());
    return json_answer(std::move(body));
}

Outcome create_record(Call& call, const EntityModel& entity) {
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

Outcome change_record(Call& call, const EntityModel& entity, const Id& id, change::Act act,
                      string_view action) {
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    auto pending = change::parse_change(entity, id, act, call.actor, *body, call.office.environment);
    if (!pending) return problem(pending.error());
    pending->records.front().action = action;
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

}  // namespace teczka::api
