// The journal of one record, told to somebody: under his present rights, masks applied, links to what he may
// not see hidden.
#include <algorithm>

#include "core/base/json.hpp"
#include "core/change/authorise.hpp"
#include "core/change/journal.hpp"
#include "core/change/values.hpp"

namespace teczka::change {
namespace {

using catalogue::Storage;

constexpr int entries_of_page = 50;

constexpr std::pair<Via, string_view> names_of_via[]{
    {Via::form, "form"}, {Via::import, "import"}, {Via::bulk, "bulk"},   {Via::job, "job"},
    {Via::sync, "sync"}, {Via::undo, "undo"},     {Via::merge, "merge"}, {Via::system, "system"}};
constexpr std::pair<Act, string_view> names_of_acts[]{
    {Act::create, "create"}, {Act::change, "change"}, {Act::remove, "delete"}, {Act::restore, "restore"}};

template <class Key, std::size_t count>
string_view name_of(const std::pair<Key, string_view> (&names)[count], Key key) {
    for (const auto& [one, name] : names)
        if (one == key) return name;
    return {};
}

struct Teller {
    const HistoryContext& context;
    store::Connection& connection;
    Layout layout;
    Records records;
    Journal journal;
    Conditions conditions;
    Pending nobody;
    catalogue::Circumstances now;
    Environment none;
    Work work;
    Grants grants;

    Teller(const HistoryContext& given, store::Connection& reader)
        : context(given),
          connection(reader),
          layout(given.catalogue, {}),
          records(reader, layout),
          journal(reader, given.numbers),
          conditions(given.rights),
          nobody{.actor = given.actor},
          now(given.actor.circumstances(given.today, given.now_ms)),
          work(records, nobody, now, none),
          grants(conditions, records, nobody.actor, now) {}

    std::string title(Entry& entry) { return title_as(entry, entry.id); }
    std::string title_as(Entry& entry, const Id& judged) {
        std::string out;
        for (const FieldModel* field : entry.entity().title) {
            if (!grants.may_show(work, *field, judged)) continue;
            std::string part = field->storage == Storage::id ? "" : text_of(*field, entry.at(*field));
            if (!part.empty()) out += (out.empty() ? "" : " ") + std::move(part);
        }
        return out;
    }

    void link(const EntityModel* target, const Id& id, JsonWriter& out, bool names_entity) {
        Entry* entry = target != nullptr ? &records.load(*target, id) : nullptr;
        out.begin_object();
        if (entry == nullptr || !entry->exists || !grants.may(work, *target, id, "view")) {
            out.member("hidden", true);
        } else {
            if (names_entity) out.member("entity", target->name());
            out.member("id", id);
            out.member("title", string_view(title(*entry)));
            if (!entry->is_alive()) out.member("deleted", true);
        }
        out.end_object();
    }

    void value(const FieldModel& field, const Value& held, JsonWriter& out) {
        if (const auto* id = std::get_if<Id>(&held)) return link(field.target, *id, out, false);
        if (const auto* ids = std::get_if<Ids>(&held)) {
            out.begin_array();
            for (const Id& id : *ids) link(field.target, id, out, false);
            return out.end_array();
        }
        const auto any = field.storage == Storage::any_id ? read_any_link(held) : std::nullopt;
        if (any) return link(context.catalogue.find(any->first), any->second, out, true);
        write_value(field, held, out);
    }

    void actor(string_view name, const Id& id, JsonWriter& out) {
        out.key(name);
        const EntityModel* user = context.catalogue.find("user");
        if (id.is_nil() || user == nullptr) return out.null();
        // Who did it is part of the record's history, whatever else may be seen of him.
        Entry& entry = records.load(*user, id);
        out.begin_object();
        out.member("id", id);
        std::string said;
        for (const FieldModel* field : user->title)
            said += (said.empty() ? "" : " ") +
                    (field->storage == Storage::id ? "" : text_of(*field, entry.at(*field)));
        out.member("title", string_view(said));
        out.end_object();
    }

    // The record and all that was merged into it, also through one another: their rows are its past.
    std::vector<std::pair<std::int64_t, Id>> rows_of_all(const Entry& record) {
        std::vector<std::pair<std::int64_t, Id>> out{{record.row, record.id}};
        const FieldModel* mark = record.entity().merge_mark;
        for (std::size_t i = 0; mark != nullptr && i < out.size(); ++i) {
            store::Use merged(connection.prepare(
                "SELECT \"row\", id FROM " + store::quoted(record.entity().name()) + " WHERE " +
                store::quoted(mark->name()) + " = ?1 AND deleted_at IS NOT NULL"));
            merged->bind(1, out[i].second);
            while (merged->step()) out.emplace_back(merged->integer(0), merged->id(1));
        }
        return out;
    }

    struct Told {
        JournalRow row;
        Id of;
    };
    std::vector<Told> newest(const Entry& record, std::int64_t before, int limit) {
        std::vector<Told> out;
        for (const auto& [number, id] : rows_of_all(record))
            for (JournalRow& row : journal.history(record.entity(), number, before, 0, limit))
                out.push_back({std::move(row), id});
        std::ranges::sort(out, std::ranges::greater{}, [](const Told& one) { return one.row.seq; });
        return out;
    }

    // Of a merged record's past the rights over its survivor decide: it belongs to that one now.
    void entry(const Told& told, const EntityModel& entity, const Id& id, JsonWriter& out) {
        const JournalRow& row = told.row;
        const auto operation = journal.find(row.operation);
        out.begin_object();
        out.member("seq", row.seq);
        if (told.of != id) {
            out.key("of");
            out.begin_object();
            out.member("id", told.of);
            out.member("title", string_view(title_as(records.load(entity, told.of), id)));
            out.end_object();
        }
        out.member("kind", name_of(names_of_acts, row.kind));
        if (operation) {
            out.member("at", string_view(text_of(entity.at("created_at"), Value{operation->at})));
            actor("actor", operation->actor, out);
            if (!operation->on_behalf_of.is_nil()) actor("on_behalf_of", operation->on_behalf_of, out);
            out.member("via", name_of(names_of_via, operation->via));
            out.member("op", operation->op);
            if (operation->batch) out.member("batch", *operation->batch);
            if (!operation->device.empty()) out.member("device", string_view(operation->device));
            if (!operation->reasons.empty()) {
                out.key("reasons");
                out.raw(operation->reasons);
            }
        }
        out.key("fields");
        out.begin_object();
        for (const JournalField& one : decode_journal(row.fields)) {
            const FieldModel* field = journal.numbers().find_field(one.number);
            if (field == nullptr || !grants.may_show(work, *field, id)) continue;
            out.key(field->name());
            out.begin_object();
            out.key("old");
            value(*field, one.old_value, out);
            out.key("new");
            value(*field, one.new_value, out);
            out.end_object();
        }
        out.end_object();
        out.end_object();
    }
};

}  // namespace

bool write_history(const HistoryContext& context, const EntityModel& entity, const Id& id,
                   std::int64_t before_seq, store::Connection& connection, JsonWriter& out) {
    Teller teller(context, connection);
    const Entry& record = teller.records.load(entity, id);
    if (!record.exists || !teller.grants.may(teller.work, entity, id, "view")) return false;
    const auto rows = teller.newest(record, before_seq, entries_of_page + 1);
    out.begin_object();
    out.key("entries");
    out.begin_array();
    const std::size_t shown = std::min<std::size_t>(rows.size(), entries_of_page);
    for (std::size_t i = 0; i < shown; ++i) teller.entry(rows[i], entity, id, out);
    out.end_array();
    if (rows.size() > shown) out.member("next", rows[shown - 1].row.seq);
    out.end_object();
    return true;
}

}  // namespace teczka::change
