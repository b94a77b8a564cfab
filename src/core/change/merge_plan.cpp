// What points to the merged records is taken link by link. Entities that say how their records meet come
// first, and with them whatever a rule may refuse: a merge that cannot be done fails before much has moved.
#include "core/change/merge_plan.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/change/chain.hpp"

namespace teczka::change {

static_assert(moved_at_once + merged_at_once < limits::bulk_records);

namespace {

using catalogue::Meeting;
using catalogue::Storage;
using catalogue::Type;
using store::quoted;

bool is_moved(const FieldModel& field) {
    return !field.is_system && !field.is_computed && !field.is_merge_mark &&
           (field.storage == Storage::id || field.storage == Storage::ids ||
            field.storage == Storage::any_id);
}

std::vector<const FieldModel*> fields_of(const EntityModel& entity, string_view names) {
    std::vector<const FieldModel*> out;
    while (!names.empty()) {
        const auto blank = names.find(' ');
        out.push_back(&entity.at(names.substr(0, blank)));
        names = blank == string_view::npos ? string_view() : names.substr(blank + 1);
    }
    return out;
}

bool is_true(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number != nullptr && *number != 0;
}

// A "no" says as little as nothing.
bool says_nothing(const FieldModel& field, const Value& value) {
    return is_null(value) || (field.decl.type == Type::boolean && !is_true(value));
}

}  // namespace

std::vector<const FieldModel*> links_to(const catalogue::Catalogue& catalogue, const EntityModel& entity) {
    std::vector<const FieldModel*> out;
    for (const auto& owner : catalogue.entities())
        for (const FieldModel& field : owner->fields)
            if (is_moved(field) && (field.storage == Storage::any_id || field.target == &entity))
                out.push_back(&field);
    const auto comes_late = [&](const FieldModel* link) {
        const auto& merge = link->owner->decl.merge;
        return link->owner != &entity && merge.same.empty() && merge.only_one.empty() &&
               merge.to_itself.empty();
    };
    std::ranges::stable_sort(out, {}, comes_late);
    return out;
}

MergePlan::MergePlan(Work& work, Grants& grants, const MergeWish& wish)
    : work_(work),
      records_(work.records()),
      grants_(grants),
      wish_(wish),
      units_(units_of(*wish.entity)),
      merged_{&work.load(*wish.entity, wish.survivor)} {
    for (const Id& id : wish.others) {
        merged_.push_back(&work.load(*wish.entity, id));
        sources_.push_back({wish.entity, id, wish.survivor});
        leads_[{wish.entity->number, id}] = wish.survivor;
    }
}

std::size_t MergePlan::room() const {
    const auto most = static_cast<std::size_t>(moved_at_once);
    return changes_.size() < most ? most - changes_.size() : 0;
}

RecordChange& MergePlan::change_of(const Entry& entry) {
    const auto [place, is_new] = places_.try_emplace(&entry, changes_.size());
    if (is_new) changes_.push_back({.entity = &entry.entity(), .id = entry.id, .act = Act::change});
    return changes_[place->second];
}

void MergePlan::give(const Entry& entry, const FieldModel& field, Value value) {
    auto& set = change_of(entry).set;
    foreseen(entry)[at(field)] = value;
    const auto found = std::ranges::find(set, &field, &FieldValue::field);
    if (found != set.end())
        found->value = std::move(value);
    else
        set.push_back({&field, std::move(value)});
}

bool MergePlan::stands(const Entry& entry) { return entry.is_alive() && !gone_.contains(&entry); }

Value MergePlan::led(const FieldModel& field, const Value& value) const {
    const auto lead = [&](const EntityModel& entity, const Id& id) {
        const auto found = leads_.find({entity.number, id});
        return found == leads_.end() ? id : found->second;
    };
    if (const auto* id = std::get_if<Id>(&value); id != nullptr && field.target != nullptr)
        return lead(*field.target, *id);
    if (const auto* ids = std::get_if<Ids>(&value); ids != nullptr && field.target != nullptr) {
        std::set<Id> all;
        for (const Id& id : *ids) all.insert(lead(*field.target, id));
        return Ids(all.begin(), all.end());
    }
    const auto any = field.storage == Storage::any_id ? read_any_link(value) : std::nullopt;
    const EntityModel* entity = any ? work_.catalogue().find(any->first) : nullptr;
    return entity == nullptr ? value : any_link(*entity, lead(*entity, any->second));
}

Ids MergePlan::pointing(const FieldModel& link, const Source& source, std::size_t limit) {
    const std::string owner = quoted(link.owner->name());
    std::string sql = "SELECT id FROM " + owner + " WHERE " + quoted(link.name()) + " = ?1";
    if (link.storage == Storage::ids)
        sql = "SELECT o.id FROM " + table_of_links(link) + " AS l JOIN " + owner +
              " AS o ON o.id = l.owner WHERE l.target = ?1";
    if (link.storage == Storage::any_id)
        sql += " AND " + quoted(std::string(link.name()) + "_entity") + " = ?2";
    store::Use rows(
        records_.connection().prepare(sql + " AND deleted_at IS NULL LIMIT " + std::to_string(limit)));
    rows->bind(1, source.from);
    if (link.storage == Storage::any_id) rows->bind(2, source.entity->name());
    Ids ids;  // in the order of the link's index: of a greatest date the last one comes last
    while (rows->step()) ids.push_back(rows->id(0));
    return ids;
}

void MergePlan::move_from(const Source& source) {
    if (is_full_) return;
    for (const FieldModel* link : links_to(work_.catalogue(), *source.entity))
        for (const Id& id : pointing(*link, source, std::size_t{limits::bulk_records} + 1)) {
            Entry& mover = records_.load(*link->owner, id);
            if (places_.contains(&mover) &&
                led(*link, foreseen(mover)[at(*link)]) == foreseen(mover)[at(*link)])
                continue;
            if (std::ranges::find(merged_, &mover) != merged_.end() || gone_.contains(&mover)) continue;
            if (room() == 0) {
                is_full_ = true;
                return;
            }
            move(mover);
            if (is_full_) return;
        }
}

void MergePlan::move_all() {
    const auto sources = sources_;
    for (const Source& source : sources) move_from(source);
}

void MergePlan::move(Entry& mover) {
    Row after = foreseen(mover);
    for (const FieldModel* field : mover.entity().stored)
        if (is_moved(*field)) after[at(*field)] = led(*field, after[at(*field)]);
    meet_itself(mover, after);
    if (gone_.contains(&mover) || meet_same(mover, after)) return;
    meet_unique(mover, after);
    const Row before = foreseen(mover);
    for (const FieldModel* field : mover.entity().stored)
        if (after[at(*field)] != before[at(*field)]) give(mover, *field, after[at(*field)]);
}

// Two ends that were apart and become one.
void MergePlan::meet_itself(Entry& mover, Row& after) {
    const auto& rule = mover.entity().decl.merge;
    const Row& before = foreseen(mover);
    for (const FieldModel* a : mover.entity().stored)
        for (const FieldModel* b : mover.entity().stored) {
            const bool are_ends = is_moved(*a) && is_moved(*b) && a->storage == Storage::id &&
                                  b->storage == Storage::id && a->position < b->position &&
                                  a->target == b->target;
            if (rule.to_itself.empty() || !are_ends || is_null(after[at(*a)])) continue;
            if (after[at(*a)] != after[at(*b)] || before[at(*a)] == before[at(*b)]) continue;
            if (rule.to_itself == "record") {
                change_of(mover).act = Act::remove;
                change_of(mover).set.clear();
                gone_.insert(&mover);
                met_.push_back({&mover.entity(), mover.id, {}, "removed"});
                return;
            }
            after[at(mover.entity().at(rule.to_itself))] = Value{};
            met_.push_back({&mover.entity(), mover.id, {}, "link_emptied"});
        }
}

Entry* MergePlan::find_same(Entry& mover, const Row& after, const std::vector<const FieldModel*>& fields,
                            const catalogue::Expression* where) {
    const auto is_same = [&](const Entry& other) {
        if (&other == &mover || other.layout != mover.layout || !stands(other)) return false;
        const Row& row = foreseen(other);
        RowSource source(row);
        if (where != nullptr && !catalogue::is_true(*where) &&
            !catalogue::holds(*where, mover.entity(), other.id, source, work_.now()))
            return false;
        return std::ranges::all_of(
            fields, [&](const FieldModel* field) { return row[at(*field)] == after[at(*field)]; });
    };
    for (const auto& [entry, place] : places_)
        if (is_same(*entry)) return &records_.load(entry->entity(), entry->id);
    std::string sql = "SELECT id FROM " + quoted(mover.entity().name()) + " WHERE deleted_at IS NULL";
    std::vector<Value> bound;
    const auto ask = [&](const std::string& column, Value value) {
        sql += " AND " + quoted(column);
        if (is_null(value)) {
            sql += " IS NULL";
            return;
        }
        bound.push_back(std::move(value));
        sql += " = ?" + std::to_string(bound.size());
    };
    for (const FieldModel* field : fields) {
        const Value& value = after[at(*field)];
        const auto any = field->storage == Storage::any_id ? read_any_link(value) : std::nullopt;
        ask(std::string(field->name()), any ? Value{any->second} : value);
        if (any) ask(std::string(field->name()) + "_entity", Value{std::string(any->first)});
    }
    store::Use rows(records_.connection().prepare(sql));
    for (std::size_t i = 0; i < bound.size(); ++i) rows->bind(static_cast<int>(i) + 1, bound[i]);
    while (rows->step())
        if (Entry& other = records_.load(mover.entity(), rows->id(0)); is_same(other)) return &other;
    return nullptr;
}

bool MergePlan::contradicts(const FieldModel& field, const Row& stays, const Row& comes) const {
    const Value& a = stays[at(field)];
    const Value& b = comes[at(field)];
    return field.is_writable() && !says_nothing(field, a) && !says_nothing(field, b) && a != b;
}

bool MergePlan::meet_same(Entry& mover, const Row& after) {
    const auto& rule = mover.entity().decl.merge;
    if (rule.meeting == Meeting::keep_both) return false;
    Entry* stays = find_same(mover, after, fields_of(mover.entity(), rule.same), nullptr);
    if (stays == nullptr) return false;
    const bool is_contradicted = std::ranges::any_of(mover.entity().stored, [&](const FieldModel* field) {
        return field->name() != rule.only_one && contradicts(*field, foreseen(*stays), after);
    });
    if (is_contradicted && rule.meeting == Meeting::join_agreeing) return false;
    join(mover, after, *stays);
    return true;
}

// What hangs on the one that goes hangs on the other from now on.
void MergePlan::join(Entry& mover, const Row& after, Entry& stays) {
    leads_[{mover.entity().number, mover.id}] = stays.id;
    move_from({&mover.entity(), mover.id, stays.id});
    if (is_full_ || room() < 2) {
        is_full_ = true;  // it goes with the next chunk
        return;
    }
    const Row held = foreseen(stays);
    for (const FieldModel* field : mover.entity().stored) {
        const Value& value = after[at(*field)];
        if (!field->is_writable() || field->name() == mover.entity().decl.merge.only_one) continue;
        if (says_nothing(*field, held[at(*field)]) && !says_nothing(*field, value))
            give(stays, *field, value);
    }
    change_of(mover).act = Act::remove;
    change_of(mover).set.clear();
    gone_.insert(&mover);
    met_.push_back({&mover.entity(), mover.id, stays.id, "joined"});
    const FieldModel* flag = mover.entity().find(mover.entity().decl.merge.only_one);
    if (flag == nullptr || !is_true(after[at(*flag)]) || is_true(held[at(*flag)])) return;
    Row flagged = foreseen(stays);
    flagged[at(*flag)] = Value{std::int64_t{1}};
    meet_unique(stays, flagged);
    if (is_true(flagged[at(*flag)])) give(stays, *flag, flagged[at(*flag)]);
}

// A unique key that another holds already: the one that comes lays its flag down, if it has one.
void MergePlan::meet_unique(Entry& mover, Row& after) {
    const EntityModel& entity = mover.entity();
    for (const UniqueKey& key : mover.layout->uniques) {
        RowSource source(after);
        const bool is_outside =
            std::ranges::any_of(key.fields,
                                [&](const FieldModel* field) { return is_null(after[at(*field)]); }) ||
            (!catalogue::is_true(*key.where) &&
             !catalogue::holds(*key.where, entity, mover.id, source, work_.now()));
        if (is_outside) continue;
        const Entry* holder = find_same(mover, after, key.fields, key.where);
        if (holder == nullptr) continue;
        const FieldModel* flag = entity.find(entity.decl.merge.only_one);
        met_.push_back({&entity, mover.id, holder->id, flag != nullptr ? "flag_laid_down" : "refused"});
        if (flag != nullptr) after[at(*flag)] = Value{std::int64_t{0}};
    }
}

// Nobody stands above himself: what would lead back to the survivor is emptied on it.
Value MergePlan::without_ring(const FieldModel& field, Value value) {
    value = led(field, value);
    Value next = value;
    for (int step = 0; step < chain_steps; ++step) {
        if (is_null(next)) return value;
        if (as_id(next) == wish_.survivor) return {};
        next = led(field, foreseen(records_.load(*wish_.entity, as_id(next)))[at(field)]);
    }
    return {};
}

void MergePlan::clear_ring() {
    const Entry& survivor = *merged_.front();
    for (const FieldModel* field : wish_.entity->stored) {
        if (!is_moved(*field) || field->storage != Storage::id || field->target != wish_.entity) continue;
        if (is_null(survivor.now[at(*field)]) || !is_null(without_ring(*field, survivor.now[at(*field)])))
            continue;
        give(survivor, *field, {});
        met_.push_back({wish_.entity, survivor.id, {}, "link_emptied"});
    }
}

void MergePlan::close() {
    const Entry& survivor = *merged_.front();
    for (const Unit& unit : units_) {
        const auto some = filled(unit);
        const Id from = source_of(unit, some);
        const Entry& source = from.is_nil() ? survivor : records_.load(*wish_.entity, from);
        for (const FieldModel* field : unit.fields) {
            Value value = from.is_nil() ? gathered(*field, some) : source.now[at(*field)];
            if (field->storage == Storage::id && field->target == wish_.entity)
                value = without_ring(*field, std::move(value));
            if (value != foreseen(survivor)[at(*field)]) give(survivor, *field, std::move(value));
        }
    }
    for (std::size_t i = 1; i < merged_.size(); ++i) {
        RecordChange& gone = change_of(*merged_[i]);
        gone.act = Act::remove;
        gone.set = {{wish_.entity->merge_mark, Value{wish_.survivor}}};
    }
}

MergePlan::Chunk MergePlan::next() {
    clear_ring();
    move_all();
    const bool is_last = !is_full_;
    if (is_last) close();
    return {.records = std::move(changes_), .is_last = is_last};
}

}  // namespace teczka::change
