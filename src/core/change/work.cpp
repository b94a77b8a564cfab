// What rules and the evaluator see: the write set first, then the database.
#include "core/change/work.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::change {
namespace {

using catalogue::Storage;

bool points_to(const Value& value, const Id& target) {
    if (const auto* id = std::get_if<Id>(&value)) return *id == target;
    if (const auto* ids = std::get_if<Ids>(&value)) return std::ranges::binary_search(*ids, target);
    return false;
}

// An any_link speaks as the id of its record wherever conditions and rules ask.
Value as_asked(const FieldModel& field, const Value& held) {
    if (field.storage != Storage::any_id) return held;
    const auto link = read_any_link(held);
    return link ? Value{link->second} : Value{};
}

void put(Ids& ids, const Id& id, bool belongs) {
    const auto place = std::ranges::lower_bound(ids, id);
    const bool is_there = place != ids.end() && *place == id;
    if (belongs && !is_there) ids.insert(place, id);
    if (!belongs && is_there) ids.erase(place);
}

int severity(Kind kind) {
    switch (kind) {
        case Kind::not_found:
            return 3;
        case Kind::forbidden:
            return 2;
        case Kind::conflict:
            return 1;
        default:
            return 0;
    }
}

}  // namespace

Value normalised(Value value) {
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && text->empty()) return {};
    if (const auto* ids = std::get_if<Ids>(&value); ids != nullptr && ids->empty()) return {};
    return value;
}

bool is_blank(const Value& value) {
    if (is_null(value)) return true;
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && trimmed(*text).empty();
}

bool Work::exists(const EntityModel& entity, const Id& id) { return load(entity, id).is_alive(); }

Value Work::value(const FieldModel& field, const Id& id) {
    return as_asked(field, load(*field.owner, id).at(field));
}

Ids Work::children(const FieldModel& link, const Id& target) {
    Ids ids = records_.stored_children(link, target);
    for (Entry* entry : touched_)
        if (&entry->entity() == link.owner)
            put(ids, entry->id, entry->is_alive() && points_to(entry->at(link), target));
    return ids;
}

Ids Work::where_equal(const FieldModel& field, const Value& value, int limit) {
    const int touched = static_cast<int>(touched_.size());
    Ids ids = records_.stored_where(field, value, limit + touched);
    for (Entry* entry : touched_)
        if (&entry->entity() == field.owner)
            put(ids, entry->id, entry->is_alive() && entry->at(field) == value);
    if (ids.size() > static_cast<std::size_t>(limit)) ids.resize(static_cast<std::size_t>(limit));
    return ids;
}

Ids Work::all(const EntityModel& entity, int limit) {
    Ids ids = records_.stored_all(entity, limit);
    for (Entry* entry : touched_)
        if (&entry->entity() == &entity) put(ids, entry->id, entry->is_alive());
    return ids;
}

bool Work::is_created(const EntityModel& entity, const Id& id) { return load(entity, id).is_created; }

bool Work::is_removed(const EntityModel& entity, const Id& id) {
    const Entry& entry = load(entity, id);
    return entry.exists && !entry.is_alive();
}

bool Work::is_changed(const FieldModel& field, const Id& id) {
    Entry& entry = load(*field.owner, id);
    return entry.is_touched && entry.at(field) != entry.former(field);
}

Value Work::before(const FieldModel& field, const Id& id) {
    return as_asked(field, load(*field.owner, id).former(field));
}

Entry& Work::touch(Entry& entry) {
    entry.touch();
    if (!entry.in_order) {
        entry.in_order = true;
        if (current_.entry != nullptr) place(entry, current_.entry->place);
        touched_.push_back(&entry);
        enqueue(entry);
    }
    return entry;
}

void Work::place(Entry& entry, const std::string* prefix) {
    if (entry.place != nullptr || prefix == nullptr) return;
    entry.place = prefix;
    placed_.push_back(&entry);
}

bool Work::assign(Entry& entry, const FieldModel& field, Value value) {
    value = normalised(std::move(value));
    Value& held = entry.at(field);
    if (held == value) return false;
    touch(entry);
    held = std::move(value);
    return true;
}

void Work::begin_record(Entry& entry) {
    const EntityLayout& layout = *entry.layout;
    entry.is_touched = true;
    entry.exists = true;
    entry.is_created = true;
    touch(entry);
    const auto put_system = [&](int position, Value value) {
        entry.now[static_cast<std::size_t>(position)] = std::move(value);
    };
    const Value who{pending_.actor.user};  // nil: the system
    put_system(layout.id, entry.id);
    put_system(layout.created_at, now_.now_ms);
    put_system(layout.created_by, who);
    put_system(layout.changed_at, now_.now_ms);
    put_system(layout.changed_by, who);
}

void Work::restore(Entry& entry) {
    touch(entry);
    entry.now[static_cast<std::size_t>(entry.layout->deleted_at)] = Value{};
}

// One transaction holds all that goes with a record, so that it comes back as one; it may not hold the writer
// for long. Who owns more is rather merged, or emptied by a bulk deletion first.
bool Work::takes_owned(const Entry& owner) {
    if (++added_ <= limits::rule_records) return true;
    complain(Kind::invalid, owner.place, "", "owns_too_many",
             {{"max", std::to_string(limits::rule_records)}});
    return false;
}

// What is owned goes with its owner, and what that owns in turn.
void Work::remove_with_owned(Entry& entry) {
    if (!entry.is_alive()) return;
    touch(entry);
    entry.now[static_cast<std::size_t>(entry.layout->deleted_at)] = now_.now_ms;
    for (const FieldModel* link : entry.layout->pointing) {
        if (!link->decl.owned) continue;
        for (const Id& id : children(*link, entry.id)) {
            if (!takes_owned(entry)) return;
            remove_with_owned(load(*link->owner, id));
        }
    }
    for (const FieldModel* link : entry.layout->owned_any)
        for (const Id& id : records_.stored_where(*link, entry.id, limits::rule_records + 1)) {
            Entry& owned = load(*link->owner, id);
            const auto held = read_any_link(owned.at(*link));
            if (!held || held->first != entry.entity().name() || held->second != entry.id) continue;
            if (!takes_owned(entry)) return;
            remove_with_owned(owned);
        }
}

Id survivor_of(Work& work, Entry& entry) {
    const FieldModel* mark = entry.entity().merge_mark;
    Entry* at = &entry;
    // Nobody can be merged into what is merged already, so the chain ends.
    while (mark != nullptr && at->exists && !at->is_alive() && !is_null(at->at(*mark)))
        at = &work.load(at->entity(), as_id(at->at(*mark)));
    return at->id;
}

Value lead_on(Work& work, const FieldModel& field, Value value) {
    if (field.is_merge_mark) return value;
    const auto lead = [&](const EntityModel& entity, const Id& id) {
        return entity.merge_mark == nullptr ? id : survivor_of(work, work.load(entity, id));
    };
    if (field.storage == Storage::any_id) {
        const auto link = read_any_link(value);
        const EntityModel* entity = link ? work.catalogue().find(link->first) : nullptr;
        return entity == nullptr ? value : any_link(*entity, lead(*entity, link->second));
    }
    if (field.target == nullptr) return value;
    if (const auto* id = std::get_if<Id>(&value)) return lead(*field.target, *id);
    if (auto* ids = std::get_if<Ids>(&value)) {
        for (Id& id : *ids) id = lead(*field.target, id);
        std::ranges::sort(*ids);
        ids->erase(std::ranges::unique(*ids).begin(), ids->end());
    }
    return value;
}

void Work::complain(Kind kind, const std::string* place, string_view field, string_view code,
                    std::vector<std::pair<std::string, std::string>> parameters) {
    if (refusal_.complaints.empty() || severity(kind) > severity(refusal_.kind)) refusal_.kind = kind;
    std::string where = place != nullptr ? *place : std::string();
    where += field;
    Complaint complaint{std::move(where), std::string(code), std::move(parameters)};
    if (std::ranges::find(refusal_.complaints, complaint) == refusal_.complaints.end())
        refusal_.complaints.push_back(std::move(complaint));
}

void Work::warn_at(const std::string* place, string_view field, string_view code,
                   std::vector<std::pair<std::string, std::string>> parameters) {
    const auto accepted = pending_.accepted.find(code);
    const bool is_accepted = accepted != pending_.accepted.end() && !trimmed(accepted->second).empty();
    if (!is_accepted && !rearranges(pending_)) {
        parameters.emplace_back("warning", "true");
        return complain(Kind::invalid, place, field, code, std::move(parameters));
    }
    std::string where = place != nullptr ? *place : std::string();
    where += field;
    Complaint complaint{std::move(where), std::string(code), std::move(parameters)};
    if (std::ranges::find(warnings_, complaint) == warnings_.end()) warnings_.push_back(std::move(complaint));
}

void Work::refuse(string_view code, string_view field,
                  std::vector<std::pair<std::string, std::string>> parameters) {
    complain(Kind::invalid, current_.entry != nullptr ? current_.entry->place : nullptr, field, code,
             std::move(parameters));
}

void Work::warn(string_view code, string_view field,
                std::vector<std::pair<std::string, std::string>> parameters) {
    warn_at(current_.entry != nullptr ? current_.entry->place : nullptr, field, code, std::move(parameters));
}

void Work::touch_rollup(Entry& entry) {
    if (entry.is_touched) return;
    entry.touch();
    rolled_.push_back(&entry);
}

void Work::take_back() {
    const auto restore_values = [](Entry* entry) {
        if (!entry->is_created) {
            entry->now = std::move(entry->before);
            return;
        }
        entry->exists = false;
        entry->now.assign(entry->now.size(), Value{});
    };
    std::ranges::for_each(touched_, restore_values);
    std::ranges::for_each(rolled_, restore_values);
    settle();
}

void Work::settle() {
    const auto forget = [](Entry* entry) {
        entry->is_created = entry->is_touched = entry->in_order = entry->is_parked = false;
        entry->before.clear();
        entry->accounted.clear();
    };
    std::ranges::for_each(touched_, forget);
    std::ranges::for_each(rolled_, forget);
    for (Entry* entry : placed_) entry->place = nullptr;
    placed_.clear();
    touched_.clear();
    rolled_.clear();
}

bool Work::Before::exists(const EntityModel& entity, const Id& id) {
    return work_.load(entity, id).was_alive();
}

Value Work::Before::value(const FieldModel& field, const Id& id) {
    return as_asked(field, work_.load(*field.owner, id).former(field));
}

Ids Work::Before::children(const FieldModel& link, const Id& target) {
    return work_.records_.stored_children(link, target);  // nothing of this change is written yet
}

// Shorthands of the interface --------------------------------------------------------------------------

Value Workspace::get(const EntityModel& entity, const Id& id, string_view name) {
    const FieldModel& field = entity.at(name);
    if (field.decl.expression.empty()) return value(field, id);
    return catalogue::evaluate(field.expression, entity, id, *this, now());
}

std::string Workspace::text(const EntityModel& entity, const Id& id, string_view name) {
    const Value held = get(entity, id, name);
    return is_null(held) ? std::string() : as_text(held);
}

bool Workspace::evaluates(const catalogue::Expression& condition, const EntityModel& entity, const Id& id) {
    return catalogue::holds(condition, entity, id, *this, now());
}

}  // namespace teczka::change
