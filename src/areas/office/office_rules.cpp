// What must hold in the office: trees without rings, an administrator at any time, the four built-in groups.
#include <algorithm>

#include "areas/office/office.hpp"
#include "core/change/chain.hpp"

namespace teczka::areas::office {
namespace {
using catalogue::EntityModel;
using change::Workspace;

// Users looked through for another administrator; more than any office has.
constexpr int active_users = 10'000;

constexpr std::string_view built_in[]{"accounting", "management", "sales", "administrator"};

void no_ring_of_managers(Workspace& work, const EntityModel& entity, const Id& id) {
    change::refuse_ring(work, entity, id, "manager", "manager_ring");
}

void no_ring_of_territories(Workspace& work, const EntityModel& entity, const Id& id) {
    change::refuse_ring(work, entity, id, "parent", "territory_ring");
}

bool is_active_member(Workspace& work, const EntityModel& user, const Id& id, const Id& group) {
    const Value groups = work.get(user, id, "groups");
    const Value active = work.get(user, id, "is_active");
    if (is_null(groups) || is_null(active) || as_integer(active) == 0) return false;
    return std::ranges::binary_search(as_ids(groups), group);
}

bool was_active_member(Workspace& work, const EntityModel& user, const Id& id, const Id& group) {
    const Value groups = work.before(user.at("groups"), id);
    const Value active = work.before(user.at("is_active"), id);
    if (is_null(groups) || is_null(active) || as_integer(active) == 0) return false;
    return std::ranges::binary_search(as_ids(groups), group);
}

// An office without an administrator could never let one in again.
void an_administrator_remains(Workspace& work, const EntityModel& entity, const Id& id) {
    const EntityModel& group = work.catalogue().at("user_group");
    const Ids found = work.where_equal(group.at("code"), Value{std::string{"administrator"}}, 1);
    if (found.empty() || !was_active_member(work, entity, id, found.front())) return;
    const bool stays = !work.is_removed(entity, id) && is_active_member(work, entity, id, found.front());
    if (stays) return;
    const Ids active = work.where_equal(entity.at("is_active"), Value{std::int64_t{1}}, active_users);
    for (const Id& other : active)
        if (other != id && is_active_member(work, entity, other, found.front())) return;
    work.refuse("last_administrator", "groups");
}

// Default rights name these by code; without one its members would silently lose everything.
void built_in_groups_stay(Workspace& work, const EntityModel& entity, const Id& id) {
    const Value code = work.before(entity.at("code"), id);
    if (is_null(code) || std::ranges::find(built_in, as_text(code)) == std::end(built_in)) return;
    if (work.is_removed(entity, id) || work.is_changed(entity.at("code"), id))
        work.refuse("group_is_built_in", "code");
}

constexpr change::Rule all[]{
    {"user", "no_ring_of_managers", no_ring_of_managers},
    {"user", "an_administrator_remains", an_administrator_remains},
    {"user_group", "built_in_groups_stay", built_in_groups_stay},
    {"territory", "no_ring_of_territories", no_ring_of_territories},
};

}  // namespace

std::span<const change::Rule> rules() { return all; }

}  // namespace teczka::areas::office
