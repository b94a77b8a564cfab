// May the actor? Rights' conditions asked of records in the workspace, before and after the change. Private
// to change/.
#pragma once
#include <map>

#include "core/change/work.hpp"

namespace teczka::change {

// The conditions of one set of groups, joined once and kept.
class Conditions {
public:
    explicit Conditions(rights::Rights rights) : rights_(std::move(rights)) {}
    const catalogue::Expression& of(const rights::Actor& actor, const EntityModel& entity, string_view verb);
    const catalogue::Expression& of(const rights::Actor& actor, const FieldModel& field, string_view verb);
    bool may_ever_see(const rights::Actor& actor, const FieldModel& field);

private:
    using Of = std::map<std::pair<const void*, std::string>, catalogue::Expression, std::less<>>;
    Of& group(const rights::Actor& actor);

    rights::Rights rights_;
    std::map<std::string, Of> by_groups_;
};

class Grants {
public:
    Grants(Conditions& conditions, Records& records, const rights::Actor& actor,
           const catalogue::Circumstances& now)
        : conditions_(conditions), records_(records), actor_(actor), now_(now) {}
    bool may(catalogue::Source& source, const EntityModel& entity, const Id& id, string_view verb);
    bool may_write(catalogue::Source& source, const FieldModel& field, const Id& id, string_view verb);
    bool may_show(catalogue::Source& source, const FieldModel& field, const Id& id);
    bool may_ever_see(const FieldModel& field) { return conditions_.may_ever_see(actor_, field); }

    bool holds(const catalogue::Expression& condition, catalogue::Source& source, const EntityModel& entity,
               const Id& id);

private:
    bool sees_holder(catalogue::Source& source, const EntityModel& entity, const Id& id);

    Conditions& conditions_;
    Records& records_;
    const rights::Actor& actor_;
    const catalogue::Circumstances& now_;
    int depth_{};
};

}  // namespace teczka::change
