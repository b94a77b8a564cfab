// POST /{entity}/merge: what a merge would do, and then the merge itself, at once or as a job.
#include "core/change/merge.hpp"

#include <boost/json/serialize.hpp>

#include "api/kinds.hpp"
#include "api/routes.hpp"
#include "core/change/batch.hpp"

namespace teczka::api {
namespace {

using change::MergeView;
using change::MergeWish;

Result<Id> id_of(const json::value* value, const std::string& place) {
    const auto id = value != nullptr && value->is_string() ? Id::parse(string_view{value->as_string()})
                                                           : std::optional<Id>{};
    if (!id) return refuse(value == nullptr ? "required" : "wrong_type", place);
    return *id;
}

Result<void> read_choices(const json::object& body, MergeWish& wish) {
    const auto* choose = body.if_contains("choose");
    if (choose == nullptr) return {};
    if (!choose->is_object()) return refuse("wrong_type", "choose");
    for (const auto& [name, value] : choose->as_object()) {
        const bool is_all = value.is_string() && value.as_string() == "all";
        const auto id = is_all ? Result<Id>{Id{}} : id_of(&value, "choose." + std::string{name});
        if (!id) return std::unexpected(id.error());
        wish.choose.emplace(name, *id);
    }
    return {};
}

Result<void> read_seen(const json::object& body, MergeWish& wish) {
    const auto* seen = body.if_contains("seen");
    if (seen == nullptr) return {};
    if (!seen->is_object()) return refuse("wrong_type", "seen");
    for (const auto& [name, value] : seen->as_object()) {
        const auto id = Id::parse(name);
        if (!id || !value.is_int64()) return refuse("wrong_type", "seen." + std::string{name});
        wish.seen.emplace(*id, value.as_int64());
    }
    return {};
}

constexpr string_view members[]{"op", "ids", "survivor", "choose", "seen", "preview"};

Result<MergeWish> read_wish(const EntityModel& entity, const json::object& body) {
    for (const auto& member : body)
        if (std::ranges::find(members, string_view{member.key()}) == std::end(members))
            return refuse("field_unknown", std::string{member.key()});
    MergeWish wish{.entity = &entity};
    const auto survivor = id_of(body.if_contains("survivor"), "survivor");
    if (!survivor) return std::unexpected(survivor.error());
    wish.survivor = *survivor;
    const auto* ids = body.if_contains("ids");
    if (ids == nullptr || !ids->is_array()) return refuse(ids == nullptr ? "required" : "wrong_type", "ids");
    bool is_among = false;
    for (std::size_t i = 0; i < ids->as_array().size() && i <= change::merged_at_once; ++i) {
        const auto id = id_of(&ids->as_array()[i], "ids[" + std::to_string(i) + "]");
        if (!id) return std::unexpected(id.error());
        if (*id == wish.survivor && !is_among)
            is_among = true;
        else
            wish.others.push_back(*id);
    }
    if (!is_among) return refuse("merge_survivor", "survivor");
    if (auto read = read_choices(body, wish); !read) return std::unexpected(read.error());
    if (auto read = read_seen(body, wish); !read) return std::unexpected(read.error());
    return wish;
}

std::int64_t count_of(const MergeView& view) {
    std::int64_t count = 0;
    for (const auto& move : view.moves) count += move.count;
    return count;
}

void write_from(JsonWriter& out, const Id& from) {
    out.key("from");
    if (from.is_nil())
        out.text("all");
    else
        out.text(from.to_text());
}

void write_choice(JsonWriter& out, const MergeView::Choice& choice) {
    out.begin_object();
    out.member("name", choice.unit.name);
    out.key("fields");
    out.begin_array();
    for (const auto* field : choice.unit.fields) out.text(field->name());
    out.end_array();
    out.member("differs", choice.differs);
    out.member("may_choose", choice.may_choose);
    out.member("is_gathered", choice.unit.is_gathered);
    write_from(out, choice.from);
    out.key("filled");
    out.begin_array();
    for (const Id& id : choice.filled) out.text(id.to_text());
    out.end_array();
    out.end_object();
}

// Counts alone: which records meet may be more than the asker sees.
void write_met(JsonWriter& out, const MergeView& view) {
    std::map<std::pair<string_view, string_view>, std::int64_t> counts;
    for (const auto& met : view.met) ++counts[{met.entity->name(), met.outcome}];
    out.key("met");
    out.begin_array();
    for (const auto& [what, count] : counts) {
        out.begin_object();
        out.member("entity", what.first);
        out.member("outcome", what.second);
        out.member("count", count);
        out.end_object();
    }
    out.end_array();
}

Outcome preview(Call& call, const MergeWish& wish, const MergeView& view) {
    const auto context = call.office.context(call.actor);
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("records");
    out.begin_array();
    Ids all{wish.survivor};
    all.insert(all.end(), wish.others.begin(), wish.others.end());
    for (const Id& id : all)
        if (!query::write_record(context, *wish.entity, id, call.office.reader, out))
            return problem(not_found());
    out.end_array();
    out.key("fields");
    out.begin_array();
    for (const auto& choice : view.choices) write_choice(out, choice);
    out.end_array();
    out.key("moves");
    out.begin_array();
    for (const auto& move : view.moves) {
        out.begin_object();
        out.member("entity", move.link->owner->name());
        out.member("field", move.link->name());
        out.member("count", move.count);
        out.end_object();
    }
    out.end_array();
    write_met(out, view);
    out.key("problems");
    write_complaints(out, view.refusal.complaints);
    out.member("in_background", count_of(view) > change::moved_at_once);
    out.end_object();
    return json_answer(std::move(body));
}

Response answer_merge(const Id& survivor, const Result<Written>& written) {
    if (!written) return problem(written.error());
    const auto& committed = written->committed;
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("id", survivor);
    out.member("op", committed.op);
    out.member("batch", committed.op);
    out.member("seq", committed.seq);
    out.member("changed", static_cast<std::int64_t>(committed.records.size()));
    write_warnings(out, committed);
    out.end_object();
    return json_answer(std::move(body));
}

change::Pending pending_of(const Id& op, const Id& batch, const rights::Actor& actor, MergeWish wish) {
    return {.op = op,
            .actor = actor,
            .via = change::Via::merge,
            .batch = batch,
            .merge = std::make_shared<const MergeWish>(std::move(wish))};
}

Outcome start(Call& call, const EntityModel& entity, const Id& op, json::object body, std::int64_t count) {
    const std::string name{entity.name()};
    body["entity"] = name;
    body["count"] = count;
    const json::object title{{"entity", name}, {"count", count}};
    return start_job(
        call.office, call.actor,
        {.id = op, .kind = "merge", .title = json::serialize(title), .parameters = json::serialize(body)});
}

}  // namespace

Result<std::string> run_merge(JobWork& work) {
    json::object body = work.parameters();
    const auto* entity = work.office().catalogue.find(string_view{body.at("entity").as_string()});
    const std::int64_t total = body.at("count").as_int64();
    body.erase("entity");
    body.erase("count");
    if (entity == nullptr || entity->merge_mark == nullptr) return refuse("entity_unknown");
    auto wish = read_wish(*entity, body);
    if (!wish) return std::unexpected(wish.error());
    // A choice was made on what was seen; others may go on working while it runs.
    wish->seen.clear();
    std::int64_t done = 0;
    for (std::int64_t chunk = 0;; ++chunk) {
        if (work.is_cancelled()) return refuse("job_cancelled");
        const auto committed =
            work.commit(pending_of(change::op_of_chunk(work.id(), chunk), work.id(), work.actor(), *wish));
        if (!committed) return std::unexpected(committed.error());
        done += static_cast<std::int64_t>(committed->records.size());
        work.progress(std::min(done, total), total);
        if (!committed->is_more) break;
    }
    const json::object result{{"entity", std::string{entity->name()}},
                              {"id", wish->survivor.to_text()},
                              {"batch", work.id().to_text()},
                              {"changed", done}};
    return json::serialize(result);
}

namespace {

Outcome merge_records(Call& call) {
    const auto& entity = call.entity();
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    auto wish = read_wish(entity, *body);
    if (!wish) return problem(wish.error());
    const auto* wants_preview = body->if_contains("preview");
    if (wants_preview != nullptr && !wants_preview->is_bool())
        return problem({Kind::invalid, {{"preview", "wrong_type"}}});
    const bool is_preview = wants_preview != nullptr && wants_preview->as_bool();
    const auto op = is_preview ? Result<Id>{Id{}} : id_of(body->if_contains("op"), "op");
    if (!op) return problem(op.error());
    if (!is_preview && query::survivor(entity, wish->others.empty() ? Id{} : wish->others.back(),
                                       call.office.reader) == wish->survivor)
        // Done already, by this very request perhaps: the writer knows its op.
        return Write{
            pending_of(*op, *op, call.actor, *wish),
            [id = wish->survivor](Office&, const auto& written) { return answer_merge(id, written); }};
    MergeView view;
    {
        const Picture picture{call.office.reader};
        view = change::view_merge(history_context(call.office, call.actor), *wish, call.office.reader);
        const bool is_shown = is_preview && view.refusal.kind != Kind::not_found &&
                              (view.refusal.complaints.empty() || !view.choices.empty());
        if (is_shown) return preview(call, *wish, view);
    }
    if (!view.refusal.complaints.empty()) return problem(view.refusal);
    if (const auto count = count_of(view); count > change::moved_at_once)
        return start(call, entity, *op, std::move(*body), count);
    wish->is_whole = true;
    return Write{pending_of(*op, *op, call.actor, *wish),
                 [id = wish->survivor](Office&, const auto& written) { return answer_merge(id, written); }};
}

constexpr NamedShape shapes[]{
    {"MergeField",
     R"({name: text, fields: text[], differs: boolean, may_choose: boolean, is_gathered: boolean,
        from: text, filled: id[]})"},
    {"MergePreview",
     R"({records: Record[], fields: MergeField[], moves: {entity: text, field: text, count: integer}[],
        met: {entity: text, outcome: text, count: integer}[], problems: Complaint[], in_background: boolean})"},
    {"Merged", R"({id: id, op: id, batch: id, seq: integer, changed: integer, warnings: Warning[]})"},
};
constexpr Route routes[]{
    {.method = "POST",
     .path = "/{entity}/merge",
     .name = "merge_{entity}",
     .summary = "What a merge would do, or the merge itself",
     .body =
         R"({op?: id, ids: id[], survivor: id, choose?: {...: text}, seen?: {...: integer}, preview?: boolean})",
     .answer = "MergePreview | Merged",
     .may_take_long = true,
     .refused = "404",
     .act = merge_records,
     .is_of = [](const EntityModel& entity) { return entity.merge_mark != nullptr; }},
};

}  // namespace

Part merge_part() { return {"merge", "Records entered twice.", routes, shapes}; }

}  // namespace teczka::api
