// The merged records side by side: which values go together, whose the survivor gets, and what speaks against
// it all.
#include <algorithm>

#include "core/base/limits.hpp"
#include "core/change/merge_plan.hpp"

namespace teczka::change {
namespace {

using catalogue::Storage;
using catalogue::Type;

bool is_gathered(const FieldModel& field) {
    return field.storage == Storage::ids || field.decl.type == Type::choices || field.decl.type == Type::note;
}

// "email_state" goes with "email", "address_city" with the rest of its address.
string_view unit_of(const EntityModel& entity, const FieldModel& field) {
    if (!field.part_of.empty()) return field.part_of;
    string_view name = field.name();
    for (auto cut = name.rfind('_'); cut != string_view::npos; cut = name.rfind('_')) {
        name = name.substr(0, cut);
        const FieldModel* base = entity.find(name);
        if (base != nullptr && base->storage != Storage::none && !base->is_system) return name;
    }
    return field.name();
}

bool is_filled(const Unit& unit, const Row& row) {
    // Of an e-mail and its state the e-mail decides; of an address any part.
    const bool has_base = unit.fields.front()->name() == unit.name;
    const auto says = [&](const FieldModel* field) { return !is_null(row[at(*field)]); };
    return has_base ? says(unit.fields.front()) : std::ranges::any_of(unit.fields, says);
}

Value codes_of_all(const FieldModel& field, const std::vector<Entry*>& filled) {
    std::string out = ",";
    for (const auto& choice : field.decl.choices)
        for (const Entry* entry : filled) {
            const std::string code = "," + std::string(choice.code) + ",";
            if (as_text(entry->now[at(field)]).find(code) == std::string::npos) continue;
            out += std::string(choice.code) + ",";
            break;
        }
    return out;
}

Value notes_of_all(const FieldModel& field, const std::vector<Entry*>& filled) {
    std::vector<string_view> said;
    std::string out;
    for (const Entry* entry : filled) {
        const string_view text = as_text(entry->now[at(field)]);
        if (std::ranges::find(said, text) != said.end()) continue;
        said.push_back(text);
        out += (out.empty() ? "" : "\n\n") + std::string(text);
    }
    const int max = field.decl.max > 0 ? field.decl.max : limits::note_bytes;
    return out.size() > static_cast<std::size_t>(max) ? filled.front()->now[at(field)]
                                                      : Value{std::move(out)};
}

void complain(Refusal& refusal, Kind kind, string_view field, string_view code,
              std::vector<std::pair<std::string, std::string>> parameters = {}) {
    if (refusal.complaints.empty() || kind == Kind::not_found) refusal.kind = kind;
    refusal.complaints.push_back({std::string(field), std::string(code), std::move(parameters)});
}

}  // namespace

std::vector<Unit> units_of(const EntityModel& entity) {
    std::vector<Unit> out;
    for (const FieldModel* field : entity.stored) {
        if (field->is_system || field->is_computed || field->is_merge_mark) continue;
        const string_view name = unit_of(entity, *field);
        const auto known = std::ranges::find(out, name, &Unit::name);
        if (known == out.end())
            out.push_back({.name = name, .fields = {field}, .is_gathered = is_gathered(*field)});
        else
            known->fields.push_back(field);
    }
    return out;
}

std::vector<Entry*> MergePlan::filled(const Unit& unit) {
    std::vector<Entry*> out;
    for (Entry* entry : merged_)
        if (is_filled(unit, entry->now)) out.push_back(entry);
    return out;
}

Id MergePlan::source_of(const Unit& unit, const std::vector<Entry*>& filled) const {
    const auto chosen = wish_.choose.find(unit.name);
    if (chosen != wish_.choose.end()) return chosen->second;
    if (unit.is_gathered && filled.size() > 1) return {};
    return filled.empty() ? wish_.survivor : filled.front()->id;
}

Value MergePlan::gathered(const FieldModel& field, const std::vector<Entry*>& filled) const {
    if (filled.empty()) return {};
    if (field.decl.type == Type::note) return notes_of_all(field, filled);
    if (field.decl.type == Type::choices) return codes_of_all(field, filled);
    std::set<Id> all;
    for (const Entry* entry : filled)
        for (const Id& id : as_ids(entry->now[at(field)])) all.insert(id);
    return Ids(all.begin(), all.end());
}

bool MergePlan::may_choose(const Unit& unit) {
    return std::ranges::all_of(unit.fields, [&](const FieldModel* field) {
        return field->is_writable() && (grants_.may_write(work_, *field, wish_.survivor, "change") ||
                                        grants_.may_write(work_, *field, wish_.survivor, "merge"));
    });
}

// A value that somebody else keeps must not vanish by a merge.
void MergePlan::check_values(Refusal& refusal) {
    for (const auto& [name, id] : wish_.choose) {
        const auto unit = std::ranges::find(units_, name, &Unit::name);
        const bool is_known = unit != units_.end() && grants_.may_ever_see(*unit->fields.front());
        const bool is_among = std::ranges::find(merged_, id, &Entry::id) != merged_.end();
        const std::string place = "choose." + name;
        if (!is_known)
            complain(refusal, Kind::invalid, place, "field_unknown", {{"name", name}});
        else if (!is_among && !(id.is_nil() && unit->is_gathered))
            complain(refusal, Kind::invalid, place, "link_invalid");
        else if (!may_choose(*unit) && id != wish_.survivor)
            complain(refusal, Kind::forbidden, place, "not_allowed", {{"verb", "change"}});
    }
    for (const Unit& unit : units_) {
        const FieldModel& first = *unit.fields.front();
        if (unit.is_gathered || !first.is_writable() || may_choose(unit)) continue;
        const auto some = filled(unit);
        const bool is_lost = std::ranges::any_of(some, [&](const Entry* entry) {
            return entry->now[at(first)] != some.front()->now[at(first)] &&
                   grants_.may_show(work_, first, entry->id);
        });
        if (is_lost) complain(refusal, Kind::forbidden, first.name(), "not_allowed", {{"verb", "change"}});
    }
}

// Blocked on one side and not on the other: choosing between them is what the verb's right is for.
void MergePlan::check_state(const FieldModel& state, Refusal& refusal) {
    std::set<string_view> values;
    for (const Entry* entry : merged_)
        if (!is_null(entry->now[at(state)])) values.insert(as_text(entry->now[at(state)]));
    for (const auto& move : state.decl.moves) {
        if (move.action == "change" || !values.contains(move.from) || !values.contains(move.to)) continue;
        const bool may_all = std::ranges::all_of(merged_, [&](const Entry* entry) {
            return grants_.may(work_, *wish_.entity, entry->id, move.action);
        });
        if (!may_all)
            return complain(refusal, Kind::forbidden, state.name(), "not_allowed",
                            {{"verb", std::string(move.action)}});
    }
}

Refusal MergePlan::check() {
    Refusal refusal;
    const EntityModel& entity = *wish_.entity;
    const std::set<Id> distinct(wish_.others.begin(), wish_.others.end());
    if (wish_.others.empty() || wish_.others.size() >= merged_at_once ||
        distinct.size() != wish_.others.size() || distinct.contains(wish_.survivor))
        complain(refusal, Kind::invalid, "ids", "merge_count", {{"max", std::to_string(merged_at_once)}});
    for (Entry* entry : merged_) {
        const Id now = survivor_of(work_, *entry);
        const bool is_led = now != entry->id && grants_.may(work_, entity, now, "view");
        if (is_led)
            complain(refusal, Kind::conflict, "ids", "merged_meanwhile", {{"into", now.to_text()}});
        else if (!entry->is_alive() || !grants_.may(work_, entity, entry->id, "view"))
            complain(refusal, Kind::not_found, "", "not_found");
    }
    if (!refusal.complaints.empty()) return refusal;
    for (const Entry* entry : merged_) {
        for (const string_view verb : {"change", "delete"})
            if (!grants_.may(work_, entity, entry->id, verb))
                complain(refusal, Kind::forbidden, "ids", "not_allowed", {{"verb", std::string(verb)}});
        const auto seen = wish_.seen.find(entry->id);
        if (seen != wish_.seen.end() && seen->second != entry->rev())
            complain(refusal, Kind::conflict, "seen", "merge_changed_meanwhile");
    }
    check_values(refusal);
    for (const FieldModel* state : merged_.front()->layout->states) check_state(*state, refusal);
    return refusal;
}

MergeView MergePlan::view() {
    MergeView view;
    view.refusal = check();
    const bool are_there = std::ranges::all_of(merged_, [](const Entry* entry) { return entry->is_alive(); });
    if (view.refusal.kind == Kind::not_found || !are_there) return view;
    for (const Unit& unit : units_) {
        const auto is_shown = [&](const Entry* entry) {
            return std::ranges::all_of(unit.fields, [&](const FieldModel* field) {
                return grants_.may_ever_see(*field) && grants_.may_show(work_, *field, entry->id);
            });
        };
        const auto some = filled(unit);
        if (some.empty() || !std::ranges::all_of(merged_, is_shown)) continue;
        MergeView::Choice choice{.unit = unit, .from = source_of(unit, some), .may_choose = may_choose(unit)};
        for (const Entry* entry : some) choice.filled.push_back(entry->id);
        choice.differs = std::ranges::any_of(some, [&](const Entry* entry) {
            return std::ranges::any_of(unit.fields, [&](const FieldModel* field) {
                return entry->now[at(*field)] != some.front()->now[at(*field)];
            });
        });
        view.choices.push_back(std::move(choice));
    }
    clear_ring();
    move_all();
    view.met = met_;
    return view;
}

}  // namespace teczka::change
