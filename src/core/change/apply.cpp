// Wanted acts → write set.
#include "core/change/apply.hpp"

#include <algorithm>
#include <map>

#include "core/change/values.hpp"

namespace teczka::change {
namespace {

struct Target {
    Stage& stage;
    const RecordChange& wanted;
    Entry& entry;

    void complain(Kind kind, string_view field, string_view code,
                  std::vector<std::pair<std::string, std::string>> parameters = {}) const {
        stage.work.complain(kind, &wanted.at, field, code, std::move(parameters));
    }
};

// Invisible and missing answer alike; a record made by this very change is its maker's.
bool is_seen(const Target& target, bool wants_deleted) {
    Entry& entry = target.entry;
    if (entry.exists && entry.is_created) return true;
    if (!entry.exists || (!entry.is_alive() && !wants_deleted)) return false;
    Work::Before before(target.stage.work);
    return target.stage.grants.may(before, entry.entity(), entry.id, "view");
}

// Who opened a record before it was merged is told where it went, if he may see that.
void complain_of_absence(const Target& target) {
    const auto [entity, id] = std::pair{&target.entry.entity(), survivor_of(target.stage.work, target.entry)};
    if (id == target.entry.id || !target.stage.grants.may(target.stage.work, *entity, id, "view"))
        return target.complain(Kind::not_found, "", "not_found");
    target.complain(Kind::conflict, "", "merged_meanwhile", {{"into", id.to_text()}});
}

// The oldest value since the seen rev, of each field that others have changed.
std::map<int, Value> changed_since(const Target& target, std::int64_t rev) {
    std::map<int, Value> fields;
    const auto rows = target.stage.journal.history(target.entry.entity(), target.entry.row, 0, rev, 0);
    for (const JournalRow& row : rows)
        for (JournalField& one : decode_journal(row.fields))
            if (const FieldModel* field = target.stage.journal.numbers().find_field(one.number))
                fields[field->position] = std::move(one.old_value);
    return fields;
}

void find_conflicts(const Target& target) {
    const RecordChange& wanted = target.wanted;
    Entry& entry = target.entry;
    if (!wanted.seen_rev || entry.is_created || *wanted.seen_rev >= entry.rev()) return;
    if (wanted.act == Act::remove) return target.complain(Kind::conflict, "", "changed_meanwhile");
    const auto theirs = changed_since(target, *wanted.seen_rev);
    for (const FieldValue& mine : wanted.set) {
        const auto found = theirs.find(mine.field->position);
        const Value& present = entry.at(*mine.field);
        if (found == theirs.end() || present == normalised(mine.value)) continue;
        std::vector<std::pair<std::string, std::string>> parameters{
            {"mine", text_of(*mine.field, mine.value)}};
        if (target.stage.grants.may_show(target.stage.work, *mine.field, entry.id)) {
            parameters.emplace_back("theirs", text_of(*mine.field, present));
            parameters.emplace_back("before", text_of(*mine.field, found->second));
        }
        target.complain(Kind::conflict, mine.field->name(), "changed_meanwhile", std::move(parameters));
    }
}

bool may_be_sent(const Target& target, const FieldModel& field) {
    const Pending& pending = target.stage.pending;
    const bool comes_back = field.decl.retired && rearranges(pending);
    if (!comes_back && !target.stage.grants.may_ever_see(field) && !field.is_system) {
        target.complain(Kind::invalid, field.name(), "field_unknown");
        return false;
    }
    const bool is_kept_by_others =
        field.is_system || field.is_computed || field.storage == catalogue::Storage::none;
    const bool is_ours = !is_kept_by_others && (rearranges(pending) || pending.actor.is_system);
    if (!field.is_writable() && !is_ours) {
        target.complain(Kind::invalid, field.name(), "field_read_only");
        return false;
    }
    if (field.decl.judged && !rearranges(pending) && pending.reason.empty()) {
        target.complain(Kind::invalid, field.name(), "reason_required");
        return false;
    }
    return true;
}

// The checker's own spelling is what is kept.
void check_text(const Target& target, const FieldModel& field, Value& value) {
    const FieldLayout& layout = target.entry.layout->fields[at(field)];
    const auto* text = std::get_if<std::string>(&value);
    if (layout.checker == nullptr || text == nullptr || rearranges(target.stage.pending)) return;
    Value country;
    if (layout.country_at >= 0) country = target.entry.now[static_cast<std::size_t>(layout.country_at)];
    for (const FieldValue& one : target.wanted.set)
        if (one.field->position == layout.country_at) country = one.value;
    const auto* code = std::get_if<std::string>(&country);
    auto checked = layout.checker(*text, code != nullptr ? string_view(*code) : string_view());
    if (checked) {
        value = std::move(*checked);
        return;
    }
    for (auto& complaint : checked.error().complaints)
        target.complain(Kind::invalid, field.name(), complaint.code, std::move(complaint.parameters));
}

void assign_wanted(const Target& target, std::vector<bool>* given, Asked& asked) {
    for (const FieldValue& one : target.wanted.set) {
        const FieldModel& field = *one.field;
        TECZKA_INVARIANT(field.owner == &target.entry.entity());
        if (!may_be_sent(target, field)) continue;
        if (given != nullptr) (*given)[at(field)] = true;
        Value value = normalised(one.value);
        if (const auto wrong = misfit(field, value)) {
            target.complain(Kind::invalid, field.name(), wrong->code, wrong->parameters);
            continue;
        }
        check_text(target, field, value);
        value = lead_on(target.stage.work, field, std::move(value));
        if (rearranges(target.stage.pending)) target.stage.work.pin(target.entry, field);
        if (!target.stage.work.assign(target.entry, field, std::move(value))) continue;
        // Which values of merged records may be chosen was asked when the merge was planned.
        const bool is_asked = field.is_writable() || field.decl.retired;
        if (is_asked && target.stage.pending.merge == nullptr) asked.fields.push_back(&field);
    }
}

// A number whose country changes is checked again under the new one.
void recheck_by_country(const Target& target) {
    for (const FieldModel& field : target.entry.entity().fields) {
        const FieldLayout& layout = target.entry.layout->fields[at(field)];
        if (layout.checker == nullptr || layout.country_at < 0) continue;
        const auto is_set = [&](int position) {
            return std::ranges::any_of(
                target.wanted.set, [&](const FieldValue& one) { return one.field->position == position; });
        };
        if (!is_set(layout.country_at) || is_set(field.position)) continue;
        Value value = target.entry.at(field);
        check_text(target, field, value);
        if (value != target.entry.at(field)) target.stage.work.assign(target.entry, field, std::move(value));
    }
}

void apply_create(const Target& target, std::vector<Asked>& asked) {
    Entry& entry = target.entry;
    if (target.wanted.id.is_nil()) return target.complain(Kind::invalid, "id", "id_invalid");
    if (entry.exists) return target.complain(Kind::conflict, "id", "id_taken");
    target.stage.work.place(entry, &target.wanted.at);
    target.stage.work.begin_record(entry);
    Asked one{.entry = &entry, .verb = "create", .fields = {}, .before = false, .after = true};
    std::vector<bool> given(entry.entity().fields.size());
    assign_wanted(target, &given, one);
    target.stage.work.fill_defaults(entry, given);
    asked.push_back(std::move(one));
}

// The state that `action` leads to from where the record stands, unless the asker named it.
void apply_action(const Target& target, Asked& asked) {
    const EntityLayout& layout = *target.entry.layout;
    for (const FieldModel* state : layout.states) {
        const Value present = target.entry.at(*state);
        const auto is_named = [&](const FieldValue& one) { return one.field == state; };
        if (is_null(present) || std::ranges::any_of(target.wanted.set, is_named)) continue;
        for (const auto& move : state->decl.moves) {
            if (move.action != target.wanted.action || move.from != as_text(present)) continue;
            if (target.stage.work.assign(target.entry, *state, Value{std::string(move.to)}))
                asked.fields.push_back(state);
            return;
        }
    }
    const bool is_named = std::ranges::any_of(target.wanted.set, [](const FieldValue& one) {
        return one.field->decl.type == catalogue::Type::state;
    });
    if (!is_named) target.complain(Kind::invalid, "", "move_unknown", {{"action", target.wanted.action}});
}

void apply_change(const Target& target, std::vector<Asked>& asked) {
    find_conflicts(target);
    const bool is_action = !target.wanted.action.empty() && target.wanted.action != "change";
    Asked one{.entry = &target.entry,
              .verb = is_action ? target.wanted.action : "change",
              .fields = {},
              .before = !target.entry.is_created,
              .after = !is_action,
              .is_act = is_action};
    if (is_action) apply_action(target, one);
    assign_wanted(target, nullptr, one);
    recheck_by_country(target);
    asked.push_back(std::move(one));
}

void apply_remove(const Target& target, std::vector<Asked>& asked) {
    find_conflicts(target);
    Asked one{.entry = &target.entry, .verb = "delete", .fields = {}, .before = true, .after = false};
    if (target.stage.pending.merge != nullptr) assign_wanted(target, nullptr, one);  // whom it went into
    target.stage.work.remove_with_owned(target.entry);
    asked.push_back(std::move(one));
}

// What was merged meanwhile is led on to; a record that comes back is merged no more. Of a merge that is
// taken back several may come back at once, and what they pointed to with them.
void restore_one(Work& work, Entry& entry) {
    const bool comes_from_merge = work.pending().undoes && work.pending().merge != nullptr;
    work.restore(entry);
    for (const FieldModel* field : entry.entity().stored) {
        if (field->is_system) continue;
        if (field->is_merge_mark)
            work.assign(entry, *field, {});
        else if (!comes_from_merge)
            work.assign(entry, *field, lead_on(work, *field, entry.at(*field)));
    }
}

// What the same operation removed because this record owns it, directly or through another.
void restore_with_owned(const Target& target) {
    Stage& stage = target.stage;
    Entry& root = target.entry;
    const auto last = stage.journal.history(root.entity(), root.row, 0, 0, 1);
    restore_one(stage.work, root);
    if (last.empty() || last.front().kind != Act::remove) return;
    const auto operation = stage.journal.find(last.front().operation);
    if (!operation) return;
    const auto rows = stage.journal.rows(*operation);
    const auto is_owned_by_restored = [&](Entry& entry) {
        for (const FieldModel* link : entry.entity().stored) {
            if (!link->decl.owned || is_null(entry.at(*link))) continue;
            const auto any = read_any_link(entry.at(*link));
            const EntityModel* owner = any ? stage.work.catalogue().find(any->first) : link->target;
            if (owner == nullptr) continue;
            const Entry& of = stage.work.load(*owner, any ? any->second : as_id(entry.at(*link)));
            if (of.in_order && of.is_alive() && !of.was_alive()) return true;
        }
        return false;
    };
    for (bool found = true; found;) {
        found = false;
        for (const JournalRow& row : rows) {
            if (row.kind != Act::remove || row.entity == nullptr) continue;
            Entry& entry = stage.work.load(*row.entity, stage.journal.id_of(*row.entity, row.row));
            if (entry.is_alive() || !is_owned_by_restored(entry)) continue;
            stage.work.place(entry, &target.wanted.at);
            restore_one(stage.work, entry);
            found = true;
        }
    }
}

void apply_restore(const Target& target, std::vector<Asked>& asked) {
    const FieldModel* mark = target.entry.entity().merge_mark;
    if (mark != nullptr && !is_null(target.entry.at(*mark)) && !target.stage.pending.undoes)
        return target.complain(Kind::conflict, "", "merged_comes_back_by_undo");
    if (!target.entry.is_alive()) restore_with_owned(target);
    asked.push_back({.entry = &target.entry, .verb = "delete", .fields = {}, .before = false, .after = true});
}

void apply_one(const Target& target, std::vector<Asked>& asked) {
    const Act act = target.wanted.act;
    if (act == Act::create) return apply_create(target, asked);
    if (!is_seen(target, act == Act::restore)) return complain_of_absence(target);
    target.stage.work.place(target.entry, &target.wanted.at);
    switch (act) {
        case Act::change:
            return apply_change(target, asked);
        case Act::remove:
            return apply_remove(target, asked);
        default:
            return apply_restore(target, asked);
    }
}

}  // namespace

std::vector<Asked> apply_all(Stage& stage) {
    std::vector<Asked> asked;
    for (const RecordChange& wanted : stage.pending.records) {
        TECZKA_INVARIANT(wanted.entity != nullptr);
        apply_one({stage, wanted, stage.work.load(*wanted.entity, wanted.id)}, asked);
    }
    return asked;
}

bool is_granted(Stage& stage, Grants& grants, const Asked& one) {
    Work::Before before(stage.work);
    Entry& entry = *one.entry;
    const auto may = [&](catalogue::Source& source) {
        return grants.may(source, entry.entity(), entry.id, one.verb) ||
               (stage.pending.merge != nullptr && grants.may(source, entry.entity(), entry.id, "merge"));
    };
    return (!one.before || may(before)) && (!one.after || !entry.is_alive() || may(stage.work));
}

// Along with a move come other fields only from whoever may change them anyway: the right to confirm is none
// to rewrite what is confirmed.
bool is_writable(Stage& stage, Grants& grants, const Asked& one, const FieldModel& field) {
    Work::Before before(stage.work);
    catalogue::Source& source = one.entry->is_created ? static_cast<catalogue::Source&>(stage.work) : before;
    const Id& id = one.entry->id;
    if (!one.is_act || field.decl.type == catalogue::Type::state)
        return grants.may_write(source, field, id, one.verb);
    return grants.may(source, one.entry->entity(), id, "change") &&
           grants.may_write(source, field, id, "change");
}

void authorise(Stage& stage, const std::vector<Asked>& asked) {
    if (stage.pending.actor.is_system) return;
    for (const Asked& one : asked) {
        const auto refuse = [&](string_view field) {
            stage.work.complain(Kind::forbidden, one.entry->place, field, "not_allowed",
                                {{"verb", one.verb}});
        };
        if (!is_granted(stage, stage.grants, one)) {
            refuse("");
            continue;
        }
        for (const FieldModel* field : one.fields)
            if (!is_writable(stage, stage.grants, one, *field)) refuse(field->name());
    }
}

}  // namespace teczka::change
