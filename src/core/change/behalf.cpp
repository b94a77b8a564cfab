// The same questions as when the change was granted, asked again without those the actor stands in for.
#include "core/change/behalf.hpp"

#include <algorithm>

namespace teczka::change {
namespace {

using catalogue::Storage;

// Links that the asker set: he must see where they lead.
bool sees_links(Stage& stage, Grants& grants, const Asked& one) {
    return std::ranges::all_of(one.fields, [&](const FieldModel* field) {
        const Value& value = one.entry->at(*field);
        if (field->storage != Storage::id || field->target == nullptr || is_null(value)) return true;
        const Entry& target = stage.work.load(*field->target, as_id(value));
        return target.is_created || grants.may(stage.work, *field->target, target.id, "view");
    });
}

bool suffices(Stage& stage, Conditions& conditions, const Asked& one, const Ids& standing_in_for) {
    const rights::Actor& actor = stage.pending.actor;
    auto now = stage.work.now();
    now.standing_in_for = standing_in_for;
    Grants grants(conditions, stage.work.records(), actor, now);
    Work::Before before(stage.work);
    const bool is_seen =
        one.entry->is_created || grants.may(before, one.entry->entity(), one.entry->id, "view");
    return is_seen && is_granted(stage, grants, one) &&
           std::ranges::all_of(
               one.fields,
               [&](const FieldModel* field) { return is_writable(stage, grants, one, *field); }) &&
           sees_links(stage, grants, one);
}

}  // namespace

Id in_place_of(Stage& stage, Conditions& conditions, const std::vector<Asked>& asked) {
    const rights::Actor& actor = stage.pending.actor;
    if (actor.is_system || actor.standing_in_for.empty()) return actor.on_behalf_of;
    for (const Asked& one : asked) {
        if (suffices(stage, conditions, one, {})) continue;
        for (const Id& absent : actor.standing_in_for)
            if (suffices(stage, conditions, one, {absent})) return absent;
        return actor.standing_in_for.front();  // one record that needs two of them
    }
    return actor.on_behalf_of;
}

}  // namespace teczka::change
