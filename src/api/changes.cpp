// Several records in one transaction, and undoing what was done.
#include "api/routes.hpp"
#include "core/base/limits.hpp"
#include "core/change/batch.hpp"

namespace teczka::api {
namespace {

Result<std::optional<Id>> optional_id(const json::object& body, string_view name) {
    const auto* value = body.if_contains(name);
    if (value == nullptr) return std::optional<Id>{};
    const auto id =
        value->is_string() ? Id::parse(std::string_view{value->as_string()}) : std::optional<Id>{};
    if (!id) return refuse("wrong_type", std::string{name});
    return id;
}

Response answer_changes(const Result<Written>& written) {
    if (!written) return problem(written.error());
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("seq", written->committed.seq);
    out.member("op", written->committed.op);
    out.key("records");
    out.begin_array();
    for (const auto& record : written->committed.records) {
        out.begin_object();
        out.member("entity", record.entity->name());
        out.member("id", record.id);
        out.member("rev", record.rev);
        out.end_object();
    }
    out.end_array();
    write_warnings(out, written->committed);
    out.end_object();
    return json_answer(std::move(body));
}

Response answer_undo(const Result<Written>& written) {
    if (!written) return problem(written.error());
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("undone", static_cast<std::int64_t>(written->undone));
    out.member("seq", written->committed.seq);
    out.key("kept");
    out.begin_array();
    for (const auto& kept : written->kept) {
        out.begin_object();
        out.member("entity", kept.entity->name());
        out.member("id", kept.id);
        out.member("field", kept.field);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return json_answer(std::move(body));
}

Outcome change_many(Call& call) {
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    auto pending = change::parse_changes(call.office.catalogue, call.actor, *body, call.office.environment);
    if (!pending) return problem(pending.error());
    return Write{std::move(*pending), [](Office&, const auto& written) { return answer_changes(written); }};
}

Outcome undo(Call& call) {
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    for (const auto& member : *body) {
        const std::string_view name{member.key()};
        if (name != "op" && name != "batch" && name != "as" && name != "newer_to") {
            return problem({Kind::invalid, {{std::string{name}, "field_unknown"}}});
        }
    }
    const auto op = optional_id(*body, "op"), batch = optional_id(*body, "batch"),
               as = optional_id(*body, "as"), newer_to = optional_id(*body, "newer_to");
    for (const auto* one : {&op, &batch, &as, &newer_to}) {
        if (!*one) return problem(one->error());
    }
    if (op->has_value() == batch->has_value()) return problem({Kind::invalid, {{"op", "required"}}});
    const auto id = as->value_or(call.office.environment.make_id());
    if (*batch) {
        const auto records = change::records_of_batch(call.office.reader, **batch);
        const bool as_system = may_bring_demo_back(call, **batch);
        if (as_system || records > limits::bulk_records)
            return start_undo(call, {**batch, id, records, *newer_to, as_system});
    }
    UndoWish wish{call.actor, *op, *batch, id, *newer_to};
    return Write{std::move(wish), [](Office&, const auto& written) { return answer_undo(written); }};
}

constexpr NamedShape shapes[]{
    {"Undone", R"({undone: integer, seq: integer, kept: {entity: text, id: id, field: text}[]})"},
};
constexpr Route routes[]{
    {.method = "POST",
     .path = "/changes",
     .name = "change_many",
     .summary = "Change several records, all or nothing",
     .body = R"({op?: id, accept?: Accept, reason?: text, device?: text,
         records: {entity: text, kind?: text, id?: id, rev?: integer, set?: Values}[]})",
     .answer = "{seq: integer, op: id, records: {entity: text, id: id, rev: integer}[], warnings: Warning[]}",
     .refused = "404 409 413",
     .act = change_many},
    {.method = "POST",
     .path = "/undo",
     .name = "undo",
     .summary = "Undo an operation or a batch",
     .body = "{op?: id, batch?: id, as?: id, newer_to?: id}",
     .answer = "Undone",
     .may_take_long = true,
     .refused = "404 409",
     .act = undo},
};

}  // namespace

Part change_part() { return {"changes", "Several records at once, and undoing.", routes, shapes}; }

Result<Written> carry_out(change::Committer& committer, const UndoWish& wish) {
    auto plan = committer.plan_undo(wish.actor, wish.op, wish.batch, wish.newer_to);
    if (!plan) return std::unexpected(plan.error());
    Written written{.committed = {}, .undone = 0, .kept = std::move(plan->kept)};
    for (auto& chunk : plan->chunks) {
        // One undo, one op id: a repetition of the request finds its first chunk done and is answered from
        // it.
        if (&chunk == &plan->chunks.front() && !wish.as.is_nil()) chunk.op = wish.as;
        auto committed = committer.commit(chunk);
        if (!committed) return std::unexpected(committed.error());
        written.undone += committed->records.size();
        written.committed = std::move(*committed);
    }
    return written;
}

}  // namespace teczka::api
