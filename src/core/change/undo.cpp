// What would take an operation or a batch back: its journal rows in reverse, as far as what they did still
// stands. Fields that somebody changed since, and records that others build on, are kept and listed.
#include <algorithm>
#include <map>
#include <set>

#include "core/base/limits.hpp"
#include "core/change/apply.hpp"
#include "core/change/impl.hpp"
#include "core/change/merge.hpp"

namespace teczka::change {
namespace {

using catalogue::Type;

struct Planner {
    Records& records;
    Journal& journal;
    Committer::Undo plan{};
    Refusal refusal{};
    std::vector<RecordChange> changes{};  // in the order in which they will be made

    std::map<const Entry*, Row> foreseen{};        // values as they will stand
    std::map<const Entry*, bool> foreseen_life{};  // alive?
    std::set<std::int64_t> seqs{};                 // rows being taken back
    std::set<const Entry*> to_remove{};
    std::set<const Entry*> gone{};  // created here and deleted since

    Entry& entry_of(const JournalRow& row) {
        return records.load(*row.entity, journal.id_of(*row.entity, row.row));
    }
    bool is_alive(const Entry& entry) {
        const auto found = foreseen_life.find(&entry);
        return found == foreseen_life.end() ? entry.is_alive() : found->second;
    }
    Row& values(const Entry& entry) { return foreseen.try_emplace(&entry, entry.now).first->second; }
    void keep(const Entry& entry, string_view field) {
        plan.kept.push_back({&entry.entity(), entry.id, std::string(field)});
    }
    RecordChange& add(const Entry& entry, Act act) {
        changes.push_back({.entity = &entry.entity(), .id = entry.id, .act = act});
        return changes.back();
    }

    void find_removals(const std::vector<JournalRow>& rows);
    bool hand_newer_to(const std::vector<JournalRow>& rows, const Id& wanted);
    bool came_since(const FieldModel& link, Entry& entry, std::int64_t seq, const Value& survivor);
    bool is_needed(const Entry& entry);
    bool is_changed_since(const JournalRow& row);
    void take_back(const JournalRow& row);
    void take_back_values(const JournalRow& row, Entry& entry);
    string_view action_of(const FieldModel& field, const JournalField& one) const;
    bool is_final(const FieldModel& field, const JournalField& one) const;
};

// Somebody else's later change stands on what would vanish; one that was itself taken back does not count.
bool Planner::is_changed_since(const JournalRow& row) {
    std::map<int, std::pair<Value, Value>> fields;  // before all later changes, after them
    const auto later = journal.history(*row.entity, row.row, 0, row.seq, 0);
    for (const JournalRow& one : later) {
        if (seqs.contains(one.seq)) continue;
        for (JournalField& field : decode_journal(one.fields)) {
            const auto place = fields.try_emplace(field.number, Value{}, std::move(field.new_value)).first;
            place->second.first = std::move(field.old_value);
        }
    }
    return std::ranges::any_of(fields, [](const auto& one) { return one.second.first != one.second.second; });
}

bool Planner::is_needed(const Entry& entry) {
    for (const FieldModel* link : entry.layout->pointing) {
        if (!link->decl.required || link->decl.owned) continue;
        for (const Id& holder : records.stored_children(*link, entry.id))
            if (!to_remove.contains(&records.load(*link->owner, holder))) return true;
    }
    return false;
}

void Planner::find_removals(const std::vector<JournalRow>& rows) {
    for (const JournalRow& row : rows) {
        if (row.entity == nullptr || row.kind != Act::create) continue;
        Entry& entry = entry_of(row);
        if (!entry.is_alive()) {
            gone.insert(&entry);
            continue;
        }
        if (is_changed_since(row))
            keep(entry, "");
        else
            to_remove.insert(&entry);
    }
    // One that stays may need another, and so on.
    for (bool is_settled = false; !is_settled;) {
        is_settled = true;
        for (auto place = to_remove.begin(); place != to_remove.end();) {
            if (!is_needed(**place)) {
                ++place;
                continue;
            }
            keep(**place, "");
            place = to_remove.erase(place);
            is_settled = false;
        }
    }
}

// The verb by which a state went where it is; empty: by an ordinary edit. Taking it back asks for the same
// right.
string_view Planner::action_of(const FieldModel& field, const JournalField& one) const {
    if (field.decl.type != Type::state || is_null(one.new_value) || is_null(one.old_value)) return {};
    for (const auto& move : field.decl.moves)
        if (move.from == as_text(one.old_value) && move.to == as_text(one.new_value))
            return move.action == "change" ? string_view{} : string_view{move.action};
    return {};
}

// Reached by an act that cannot be taken back: what was sent or decided stays so.
bool Planner::is_final(const FieldModel& field, const JournalField& one) const {
    if (action_of(field, one).empty()) return false;
    const auto* choice = field.find_choice(as_text(one.new_value));
    return choice != nullptr && choice->is_final;
}

void Planner::take_back_values(const JournalRow& row, Entry& entry) {
    RecordChange* change = nullptr;
    for (JournalField& one : decode_journal(row.fields)) {
        const FieldModel* field = journal.numbers().find_field(one.number);
        if (field == nullptr || field->is_computed) continue;
        // A number once given is never given again.
        if (entry.entity().name() == "number_series" && field->name() == "next") continue;
        Value& present = values(entry)[at(*field)];
        if (present == one.old_value) continue;  // taken back already
        if (present != one.new_value) {
            keep(entry, field->name());
            continue;
        }
        if (is_final(*field, one)) {
            refusal.complaints.push_back(
                {std::string(field->name()),
                 "cannot_be_undone",
                 {{"entity", std::string(entry.entity().name())}, {"id", entry.id.to_text()}}});
            continue;
        }
        present = one.old_value;
        if (change == nullptr) change = &add(entry, Act::change);
        if (const auto action = action_of(*field, one); !action.empty()) change->action = action;
        change->set.push_back({field, std::move(one.old_value)});
    }
}

void Planner::take_back(const JournalRow& row) {
    if (row.entity == nullptr) return;
    Entry& entry = entry_of(row);
    const bool alive = is_alive(entry);
    switch (row.kind) {
        case Act::create:
            if (alive && to_remove.contains(&entry)) {
                add(entry, Act::remove);
                foreseen_life[&entry] = false;
            }
            return;
        case Act::restore:
            if (alive) take_back_values(row, entry);
            if (alive) add(entry, Act::remove);
            foreseen_life[&entry] = false;
            return;
        case Act::remove:
            if (!alive) add(entry, Act::restore);
            foreseen_life[&entry] = true;
            return take_back_values(row, entry);
        case Act::change:
            if (alive) return take_back_values(row, entry);
            if (!to_remove.contains(&entry) && !gone.contains(&entry)) keep(entry, "");
            return;
    }
}

bool Planner::came_since(const FieldModel& link, Entry& entry, std::int64_t seq, const Value& survivor) {
    if (entry.rev() <= seq || values(entry)[at(link)] != survivor) return false;
    const int number = journal.numbers().of(link);
    for (const JournalRow& row : journal.history(entry.entity(), entry.row, 0, seq, 0))
        for (const JournalField& field : decode_journal(row.fields))
            if (field.number == number && field.new_value == survivor) return true;
    return false;
}

// What came to the survivor after the merge goes to one of those that come back.
bool Planner::hand_newer_to(const std::vector<JournalRow>& rows, const Id& wanted) {
    for (const JournalRow& row : rows) {
        if (row.entity == nullptr || row.kind != Act::remove || row.entity->merge_mark == nullptr) continue;
        const FieldModel& mark = *row.entity->merge_mark;
        const auto fields = decode_journal(row.fields);
        const auto merged = std::ranges::find(fields, journal.numbers().of(mark), &JournalField::number);
        if (merged == fields.end() || entry_of(row).id != wanted) continue;
        const Value survivor = merged->new_value;
        for (const FieldModel* link : records.layout().of(*row.entity).pointing) {
            if (link->is_merge_mark) continue;
            for (const Id& id : records.stored_children(*link, as_id(survivor))) {
                Entry& entry = records.load(*link->owner, id);
                if (!is_alive(entry) || !came_since(*link, entry, row.seq, survivor)) continue;
                values(entry)[at(*link)] = wanted;
                add(entry, Act::change).set.push_back({link, Value{wanted}});
            }
        }
        return true;
    }
    return false;
}

// Taking back a merge asks for the rights that making it asked for.
std::vector<Pending> in_chunks(Planner& planner, const rights::Actor& actor, Environment& environment,
                               bool is_of_merge) {
    const auto merge = is_of_merge ? std::make_shared<const MergeWish>() : nullptr;
    std::vector<Pending> chunks;
    for (RecordChange& change : planner.changes) {
        if (chunks.empty() || chunks.back().records.size() >= std::size_t{limits::bulk_records})
            chunks.push_back({.op = environment.make_id(),
                              .actor = actor,
                              .via = Via::undo,
                              .undoes = true,
                              .merge = merge});
        chunks.back().records.push_back(std::move(change));
    }
    return chunks;
}

}  // namespace

Result<Committer::Undo> Committer::plan_undo(const rights::Actor& actor, std::optional<Id> op,
                                             std::optional<Id> batch, std::optional<Id> newer_to) {
    Impl& impl = *impl_;
    impl.records.forget_all();
    std::vector<Operation> operations;
    if (batch) operations = impl.journal.of_batch(*batch);
    if (op)
        if (auto one = impl.journal.find(*op)) operations.push_back(std::move(*one));
    if (operations.empty()) return teczka::refuse(Kind::not_found, "not_found", op ? "op" : "batch");

    const bool is_of_merge = std::ranges::all_of(
        operations, [](const Operation& operation) { return operation.via == Via::merge; });
    std::vector<JournalRow> rows;  // newest first
    for (const Operation& operation : operations) {
        auto some = impl.journal.rows(operation);
        rows.insert(rows.end(), std::make_move_iterator(some.rbegin()), std::make_move_iterator(some.rend()));
    }
    Planner planner{.records = impl.records, .journal = impl.journal};
    for (const JournalRow& row : rows) planner.seqs.insert(row.seq);
    planner.find_removals(rows);
    for (const JournalRow& row : rows) planner.take_back(row);
    if (newer_to && !planner.hand_newer_to(rows, *newer_to))
        return teczka::refuse("link_invalid", "newer_to");
    if (!planner.refusal.complaints.empty()) return std::unexpected(std::move(planner.refusal));
    // What the asker may not see is not his to list; the changes themselves are judged when they are made.
    const std::int64_t now_ms = impl.options.environment.now_ms();
    const auto now = actor.circumstances(impl.options.environment.local_day(now_ms), now_ms);
    const Pending nothing{.actor = actor};
    Work work(impl.records, nothing, now, impl.options.environment);
    Grants grants(impl.conditions, impl.records, actor, now);
    std::erase_if(planner.plan.kept,
                  [&](const Kept& one) { return !grants.may(work, *one.entity, one.id, "view"); });
    planner.plan.chunks = in_chunks(planner, actor, impl.options.environment, is_of_merge);
    impl.records.forget_all();
    return std::move(planner.plan);
}

}  // namespace teczka::change
