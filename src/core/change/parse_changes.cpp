// Bodies of requests → Pending; everything that is wrong is said at once.
#include <algorithm>

#include "core/base/limits.hpp"
#include "core/change/change.hpp"

namespace teczka::change {
namespace {

// Reads members and remembers complaints under a place such as "records[2].".
struct Reader {
    Refusal refusal;
    std::string at;

    void complain(string_view field, std::string code,
                  std::vector<std::pair<std::string, std::string>> parameters = {}) {
        refusal.complaints.push_back({at + std::string(field), std::move(code), std::move(parameters)});
    }

    void only(const json::object& body, std::span<const string_view> known) {
        for (const auto& member : body)
            if (std::ranges::find(known, string_view(member.key())) == known.end())
                complain(string_view(member.key()), "field_unknown");
    }

    std::optional<Id> id(const json::object& body, string_view name) {
        const auto* value = body.if_contains(name);
        if (value == nullptr || value->is_null()) return {};
        if (value->is_string())
            if (const auto id = Id::parse(string_view(value->get_string())); id && !id->is_nil()) return id;
        complain(name, "id_invalid");
        return {};
    }

    std::optional<std::int64_t> rev(const json::object& body) {
        const auto* value = body.if_contains("rev");
        if (value == nullptr || value->is_null()) return {};
        if (value->is_int64() && value->get_int64() >= 0) return value->get_int64();
        complain("rev", "wrong_type");
        return {};
    }

    std::string text(const json::object& body, string_view name) {
        const auto* value = body.if_contains(name);
        if (value == nullptr || value->is_null()) return {};
        if (value->is_string() && value->get_string().size() <= limits::text_bytes)
            return std::string(string_view(value->get_string()));
        complain(name, "wrong_type");
        return {};
    }

    void accepted(const json::object& body, Pending& pending) {
        const auto* value = body.if_contains("accept");
        if (value == nullptr || value->is_null()) return;
        const auto* reasons = value->if_object();
        if (reasons == nullptr) return complain("accept", "wrong_type");
        for (const auto& [code, reason] : *reasons) {
            const auto* text = reason.if_string();
            if (text == nullptr || text->size() > limits::text_bytes) {
                complain("accept." + std::string(string_view(code)), "wrong_type");
                continue;
            }
            pending.accepted.emplace(string_view(code), string_view(*text));
        }
    }

    void set(const json::object& body, RecordChange& record) {
        const auto* value = body.if_contains("set");
        if (value == nullptr || value->is_null()) return;
        const auto* fields = value->if_object();
        if (fields == nullptr) return complain("set", "wrong_type");
        for (const auto& [key, given] : *fields) {
            const string_view name(key);
            const FieldModel* field = record.entity->find(name);
            if (field == nullptr || field->decl.retired) {
                complain(name, "field_unknown");
                continue;
            }
            if (!field->is_writable()) {
                complain(name, "field_read_only");
                continue;
            }
            auto parsed = parse_value(*field, given);
            if (parsed) {
                record.set.push_back({field, std::move(*parsed)});
                continue;
            }
            for (auto& complaint : parsed.error().complaints)
                complain(name, complaint.code, std::move(complaint.parameters));
        }
    }
};

void read_act(Reader& reader, const std::string& kind, RecordChange& record) {
    constexpr std::pair<string_view, Act> acts[]{
        {"create", Act::create}, {"change", Act::change}, {"delete", Act::remove}, {"restore", Act::restore}};
    for (const auto& [name, act] : acts)
        if (kind == name) {
            record.act = act;
            return;
        }
    for (const FieldModel& field : record.entity->fields)
        for (const auto& move : field.decl.moves)
            if (move.action == kind) {
                record.action = kind;
                return;
            }
    reader.complain("kind", "choice_unknown", {{"code", kind}});
}

void read_id(Reader& reader, const json::object& body, RecordChange& record, Environment& environment) {
    const auto given = reader.id(body, "id");
    if (given) {
        record.id = *given;
    } else if (record.act == Act::create) {
        record.id = environment.make_id();
    } else if (body.if_contains("id") == nullptr) {
        reader.complain("id", "required");
    }
}

void read_record(Reader& reader, const catalogue::Catalogue& catalogue, const json::value& value,
                 Environment& environment, Pending& pending) {
    constexpr string_view known[]{"entity", "kind", "id", "rev", "set"};
    const auto* body = value.if_object();
    if (body == nullptr) return reader.complain("", "wrong_type");
    reader.only(*body, known);
    RecordChange record{.entity = catalogue.find(reader.text(*body, "entity")), .at = reader.at};
    if (record.entity == nullptr) return reader.complain("entity", "entity_unknown");
    const std::string kind = reader.text(*body, "kind");
    read_act(reader, kind.empty() ? "change" : kind, record);
    read_id(reader, *body, record, environment);
    record.seen_rev = reader.rev(*body);
    reader.set(*body, record);
    pending.records.push_back(std::move(record));
}

Result<Pending> finished(Reader& reader, Pending pending) {
    if (reader.refusal.complaints.empty()) return pending;
    return std::unexpected(std::move(reader.refusal));
}

void read_head(Reader& reader, const json::object& body, Environment& environment, Pending& pending) {
    const auto op = reader.id(body, "op");
    pending.op = op ? *op : environment.make_id();
    pending.reason = reader.text(body, "reason");
    pending.device = reader.text(body, "device");
    reader.accepted(body, pending);
}

}  // namespace

Result<Pending> parse_changes(const catalogue::Catalogue& catalogue, const rights::Actor& actor,
                              const json::object& body, Environment& environment) {
    constexpr string_view known[]{"op", "records", "accept", "reason", "device"};
    Reader reader;
    Pending pending{.actor = actor};
    reader.only(body, known);
    read_head(reader, body, environment, pending);
    const auto* records = body.if_contains("records");
    if (records == nullptr || !records->is_array() || records->get_array().empty()) {
        reader.complain("records", records == nullptr ? "required" : "wrong_type");
        return finished(reader, std::move(pending));
    }
    const auto& list = records->get_array();
    if (list.size() > static_cast<std::size_t>(limits::changes_per_request))
        return refuse(Kind::too_large, "too_many_records", "records",
                      {{"max", std::to_string(limits::changes_per_request)}});
    for (std::size_t i = 0; i < list.size(); ++i) {
        reader.at = "records[" + std::to_string(i) + "].";
        read_record(reader, catalogue, list[i], environment, pending);
    }
    return finished(reader, std::move(pending));
}

Result<Pending> parse_change(const EntityModel& entity, std::optional<Id> id, Act act,
                             const rights::Actor& actor, const json::object& body, Environment& environment) {
    constexpr string_view of_new[]{"op", "id", "set", "accept", "reason", "device"};
    constexpr string_view of_known[]{"op", "rev", "set", "accept", "reason", "device"};
    Reader reader;
    Pending pending{.actor = actor};
    reader.only(body, id ? std::span<const string_view>(of_known) : of_new);
    read_head(reader, body, environment, pending);
    RecordChange record{.entity = &entity, .act = act};
    if (id)
        record.id = *id;
    else
        read_id(reader, body, record, environment);
    record.seen_rev = reader.rev(body);
    reader.set(body, record);
    pending.records.push_back(std::move(record));
    return finished(reader, std::move(pending));
}

}  // namespace teczka::change
