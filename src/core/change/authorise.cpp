// Joining a right's lines copies trees; a group of changes by the same people asks the same few.
#include "core/change/authorise.hpp"

namespace teczka::change {

Conditions::Of& Conditions::group(const rights::Actor& actor) {
    std::string key;
    for (const auto& group : actor.groups) key += group + " ";
    // A viewer's conditions name his own ids.
    if (actor.viewer != nullptr) key += "| " + actor.viewer->user.to_text();
    return by_groups_[std::move(key)];
}

const catalogue::Expression& Conditions::of(const rights::Actor& actor, const EntityModel& entity,
                                            string_view verb) {
    Of& known = group(actor);
    const std::pair<const void*, std::string> key{&entity, verb};
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
    return known.emplace(key, rights_.condition(actor, entity, verb)).first->second;
}

const catalogue::Expression& Conditions::of(const rights::Actor& actor, const FieldModel& field,
                                            string_view verb) {
    Of& known = group(actor);
    const std::pair<const void*, std::string> key{&field, verb};
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
    return known.emplace(key, rights_.field_condition(actor, field, verb)).first->second;
}

bool Conditions::may_ever_see(const rights::Actor& actor, const FieldModel& field) {
    return rights_.may_ever_see(actor, field);
}

bool Grants::holds(const catalogue::Expression& condition, catalogue::Source& source,
                   const EntityModel& entity, const Id& id) {
    using catalogue::Op;
    if (is_true(condition)) return true;
    if (is_false(condition)) return false;
    const bool is_or = condition.op == Op::logical_or;
    if (is_or || condition.op == Op::logical_and) {
        for (const auto& arg : condition.args)
            if (holds(arg, source, entity, id) == is_or) return is_or;
        return !is_or;
    }
    const bool is_anchored = condition.op == Op::constant && condition.name == "anchored";
    if (!is_anchored) return catalogue::holds(condition, entity, id, source, now_);
    return sees_holder(source, entity, id);
}

// What hangs on any record is seen and made by whoever sees that record.
bool Grants::sees_holder(catalogue::Source& source, const EntityModel& entity, const Id& id) {
    for (const FieldModel* field : entity.stored) {
        const auto link = read_any_link(records_.load(entity, id).at(*field));
        if (field->storage != catalogue::Storage::any_id || !link) continue;
        const EntityModel* holder = records_.layout().catalogue().find(link->first);
        if (holder == nullptr || depth_ > 1 || !source.exists(*holder, link->second)) continue;
        ++depth_;
        const bool is_seen = may(source, *holder, link->second, "view");
        --depth_;
        if (is_seen) return true;
    }
    return false;
}

bool Grants::may(catalogue::Source& source, const EntityModel& entity, const Id& id, string_view verb) {
    return actor_.is_system || holds(conditions_.of(actor_, entity, verb), source, entity, id);
}

bool Grants::may_write(catalogue::Source& source, const FieldModel& field, const Id& id, string_view verb) {
    return actor_.is_system || holds(conditions_.of(actor_, field, verb), source, *field.owner, id);
}

bool Grants::may_show(catalogue::Source& source, const FieldModel& field, const Id& id) {
    return may_write(source, field, id, "view");
}

}  // namespace teczka::change
