// POST /{entity}/bulk: counted first, then done in the background.
#include "api/bulk.hpp"

#include <boost/json/serialize.hpp>

#include "core/base/limits.hpp"
#include "core/query/many.hpp"

namespace teczka::api {
namespace {

using catalogue::FieldModel;
using catalogue::Type;
using change::Act;
using change::FieldValue;

constexpr std::size_t most_ids = 10'000;

Result<Ids> parse_ids(const json::value& value) {
    const auto* list = value.if_array();
    if (list == nullptr || list->empty()) return refuse("wrong_type", "ids");
    if (list->size() > most_ids)
        return refuse(Kind::too_large, "too_many_records", "ids", {{"max", std::to_string(most_ids)}});
    Ids ids;
    for (const auto& one : *list) {
        const auto id = one.is_string() ? Id::parse(string_view{one.get_string()}) : std::optional<Id>{};
        if (!id) return refuse("wrong_type", "ids");
        ids.push_back(*id);
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

Result<void> parse_act(Bulk& bulk, const json::object& body) {
    const auto* given = body.if_contains("act");
    if (given == nullptr) return {};
    const auto name = given->is_string() ? string_view{given->get_string()} : string_view{};
    if (name == "change") return {};
    if (name == "delete") return bulk.act = Act::remove, Result<void>{};
    for (const FieldModel& field : bulk.entity->fields)
        for (const auto& move : field.decl.moves)
            if (move.action == name) return bulk.action = name, Result<void>{};
    return refuse("choice_unknown", "act", {{"code", std::string{name}}});
}

// {"tags":["…"]} of fields that hold several.
Result<std::vector<FieldValue>> parse_several(const EntityModel& entity, const json::object& body,
                                              string_view name) {
    std::vector<FieldValue> out;
    const auto* given = body.if_contains(name);
    if (given == nullptr) return out;
    const auto* fields = given->if_object();
    if (fields == nullptr) return refuse("wrong_type", std::string{name});
    for (const auto& [key, value] : *fields) {
        const auto at = std::string{name} + "." + std::string{string_view{key}};
        const auto* field = entity.find(string_view{key});
        if (field == nullptr) return refuse("field_unknown", at);
        if (!field->is_writable()) return refuse("field_read_only", at);
        if (field->decl.type != Type::links) return refuse("field_holds_one", at);
        auto parsed = change::parse_value(*field, value);
        if (!parsed) {
            for (auto& complaint : parsed.error().complaints) complaint.field = at;
            return std::unexpected(std::move(parsed.error()));
        }
        out.push_back({field, std::move(*parsed)});
    }
    return out;
}

// Set, accept and reason are read as those of a single change.
Result<void> parse_single(Bulk& bulk, const json::object& body, const rights::Actor& actor,
                          Environment& environment) {
    json::object single;
    for (const auto name : {"set", "accept", "reason"})
        if (const auto* value = body.if_contains(name)) single[name] = *value;
    auto pending = change::parse_change(*bulk.entity, Id{}, bulk.act, actor, single, environment);
    if (!pending) return std::unexpected(std::move(pending.error()));
    bulk.set = std::move(pending->records.front().set);
    bulk.accepted = std::move(pending->accepted);
    bulk.reason = std::move(pending->reason);
    return {};
}

Result<query::Query> query_of(const query::Context& context, const EntityModel& entity, std::string where,
                              const std::vector<const FieldModel*>& columns) {
    std::string names;
    for (const auto* field : columns) names += (names.empty() ? "" : ",") + std::string{field->name()};
    auto query = query::parse(context, entity, {.where = std::move(where), .columns = std::move(names)});
    if (!query) return query;
    query->order.clear();
    if (columns.empty()) query->columns.clear();
    return query;
}

std::string where_ids(std::span<const Id> ids) {
    std::string out = "id in (";
    for (const auto& id : ids) out += (out.ends_with('(') ? "\"" : ",\"") + id.to_text() + "\"";
    return out + ")";
}

// The conditions that together find the records, each short enough for one statement.
std::vector<std::string> wheres_of(const Bulk& bulk) {
    if (bulk.ids.empty()) return {bulk.where};
    std::vector<std::string> out;
    for (std::size_t from = 0; from < bulk.ids.size(); from += limits::in_values) {
        const auto count = std::min(bulk.ids.size() - from, std::size_t{limits::in_values});
        out.push_back(where_ids(std::span{bulk.ids}.subspan(from, count)));
    }
    return out;
}

std::vector<const FieldModel*> several_of(const Bulk& bulk) {
    std::vector<const FieldModel*> out;
    for (const auto* list : {&bulk.add, &bulk.remove})
        for (const auto& one : *list)
            if (std::ranges::find(out, one.field) == out.end()) out.push_back(one.field);
    return out;
}

// What must hold of a record for the asker to do this with it.
Result<catalogue::Expression> condition_of(const query::Context& context, const Bulk& bulk) {
    auto condition = context.rights.condition(context.actor, *bulk.entity, bulk.verb());
    if (catalogue::is_false(condition)) return refuse(Kind::forbidden, "right_missing");
    for (const auto* list : {&bulk.set, &bulk.add, &bulk.remove}) {
        for (const auto& one : *list) {
            auto of_field = context.rights.field_condition(context.actor, *one.field, "change");
            if (catalogue::is_false(of_field))
                return refuse("field_read_only", std::string{one.field->name()});
            condition = catalogue::make_and(std::move(condition), std::move(of_field));
        }
    }
    return condition;
}

Value joined(const Bulk& bulk, const FieldModel& field, const Value& present) {
    auto ids = is_null(present) ? Ids{} : as_ids(present);
    for (const auto& one : bulk.add)
        if (one.field == &field && !is_null(one.value))
            ids.insert(ids.end(), as_ids(one.value).begin(), as_ids(one.value).end());
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    for (const auto& one : bulk.remove) {
        if (one.field != &field || is_null(one.value)) continue;
        std::erase_if(ids, [&](const Id& id) { return std::ranges::binary_search(as_ids(one.value), id); });
    }
    return ids;
}

Outcome answer_count(const BulkCount& count) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("count", count.records);
    out.member("not_allowed", count.not_allowed);
    out.end_object();
    return json_answer(std::move(body));
}

}  // namespace

string_view Bulk::verb() const {
    if (!action.empty()) return action;
    return act == Act::remove ? "delete" : "change";
}

Result<Bulk> parse_bulk(const EntityModel& entity, const json::object& body, const rights::Actor& actor,
                        Environment& environment) {
    constexpr string_view known[]{"op",     "ids",    "where",  "act",   "set",    "add",
                                  "remove", "accept", "reason", "count", "preview"};
    for (const auto& member : body)
        if (std::ranges::find(known, string_view{member.key()}) == std::end(known))
            return refuse("field_unknown", std::string{string_view{member.key()}});
    Bulk bulk{.entity = &entity};
    const auto *ids = body.if_contains("ids"), *where = body.if_contains("where");
    if ((ids == nullptr) == (where == nullptr)) return refuse("required", "ids");
    if (ids != nullptr) {
        auto parsed = parse_ids(*ids);
        if (!parsed) return std::unexpected(std::move(parsed.error()));
        bulk.ids = std::move(*parsed);
    } else if (where->is_string()) {
        bulk.where = string_view{where->get_string()};
    } else {
        return refuse("wrong_type", "where");
    }
    if (auto act = parse_act(bulk, body); !act) return std::unexpected(std::move(act.error()));
    if (auto single = parse_single(bulk, body, actor, environment); !single)
        return std::unexpected(std::move(single.error()));
    for (const auto& [name, target] : {std::pair{"add", &bulk.add}, std::pair{"remove", &bulk.remove}}) {
        auto several = parse_several(entity, body, name);
        if (!several) return std::unexpected(std::move(several.error()));
        *target = std::move(*several);
    }
    const bool sets = !bulk.set.empty() || !bulk.add.empty() || !bulk.remove.empty();
    if (bulk.act == Act::change && bulk.action.empty() && !sets) return refuse("required", "set");
    if (bulk.act == Act::remove && sets) return refuse("field_unknown", "set");
    return bulk;
}

Result<BulkCount> count_bulk(const query::Context& context, const Bulk& bulk, store::Connection& reader) {
    const auto condition = condition_of(context, bulk);
    if (!condition) return std::unexpected(condition.error());
    BulkCount count;
    for (auto& where : wheres_of(bulk)) {
        auto query = query_of(context, *bulk.entity, std::move(where), {});
        if (!query) return std::unexpected(query.error());
        const auto seen = query::count_all(context, *query, reader);
        query->where = catalogue::make_and(std::move(query->where), *condition);
        count.records += seen;
        count.not_allowed += seen - query::count_all(context, *query, reader);
    }
    return count;
}

Result<void> each_of_bulk(const query::Context& context, const Bulk& bulk, store::Connection& reader,
                          const std::function<bool(const Id& id)>& row) {
    bool goes_on = true;
    for (auto& where : wheres_of(bulk)) {
        auto query = query_of(context, *bulk.entity, std::move(where), {});
        if (!query) return std::unexpected(query.error());
        query->limit = 0;
        auto ran = query::each(context, *query, reader,
                               [&](const Id& id, std::span<const Value>) { return goes_on = row(id); });
        if (!ran || !goes_on) return ran;
    }
    return {};
}

std::vector<change::RecordChange> changes_of(const query::Context& system, const Bulk& bulk,
                                             std::span<const Id> ids, store::Connection& reader) {
    std::vector<change::RecordChange> out;
    for (const auto& id : ids)
        out.push_back(
            {.entity = bulk.entity, .id = id, .act = bulk.act, .action = bulk.action, .set = bulk.set});
    const auto several = several_of(bulk);
    if (several.empty()) return out;
    auto query = query_of(system, *bulk.entity, where_ids(ids), several);
    TECZKA_INVARIANT(query.has_value());
    query->limit = 0;
    (void)query::each(system, *query, reader, [&](const Id& id, std::span<const Value> present) {
        auto& set = std::ranges::find(out, id, &change::RecordChange::id)->set;
        for (std::size_t i = 0; i < several.size(); ++i)
            set.push_back({several[i], joined(bulk, *several[i], present[i])});
        return true;
    });
    return out;
}

namespace {

Outcome change_in_bulk(Call& call) {
    const auto& entity = call.entity();
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    const auto bulk = parse_bulk(entity, *body, call.actor, call.office.environment);
    if (!bulk) return problem(bulk.error());
    const auto context = call.office.context(call.actor);
    const Picture picture{call.office.reader};
    const auto count = count_bulk(context, *bulk, call.office.reader);
    if (!count) return problem(count.error());
    const auto* preview = body->if_contains("preview");
    if (preview != nullptr && preview->is_bool() && preview->get_bool()) return answer_count(*count);
    if (const auto* expected = body->if_contains("count")) {
        if (!expected->is_int64()) return problem({Kind::invalid, {{"count", "wrong_type"}}});
        if (expected->get_int64() != count->records)
            return problem(
                {Kind::conflict, {{"count", "count_changed", {{"count", std::to_string(count->records)}}}}});
    }
    const auto* op = body->if_contains("op");
    const auto id = op != nullptr && op->is_string() ? Id::parse(string_view{op->get_string()})
                                                     : std::optional{call.office.environment.make_id()};
    if (!id) return problem({Kind::invalid, {{"op", "id_invalid"}}});
    std::string title;
    JsonWriter out{title};
    out.begin_object();
    out.member("entity", entity.name());
    out.member("count", count->records);
    out.member("act", bulk->verb());
    out.end_object();
    for (const auto* name : {"op", "count", "preview"}) body->erase(name);
    (*body)["entity"] = entity.name();
    return start_job(
        call.office, call.actor,
        {.id = *id, .kind = "bulk", .title = std::move(title), .parameters = json::serialize(*body)});
}

constexpr Route routes[]{
    {.method = "POST",
     .path = "/{entity}/bulk",
     .name = "change_many_{entity}",
     .summary = "Count or change many records",
     .body =
         R"({op?: id, ids?: id[], where?: text, act?: text, set?: Values, add?: {...: id[]}, remove?: {...: id[]},
         accept?: Accept, reason?: text, count?: integer, preview?: boolean})",
     .answer = "{count: integer, not_allowed: integer}",
     .may_take_long = true,
     .refused = "413",
     .act = change_in_bulk},
};

}  // namespace

Part bulk_part() { return {"bulk", "Many records at once.", routes}; }

}  // namespace teczka::api
