// What must hold in the office: trees without rings, an administrator at any time, the four built-in groups.
#include <algorithm>
#include <array>

#include "areas/office/substitution_rules.hpp"
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

bool is_led_by_another(Workspace& work, const EntityModel& entity, const Id& id) {
    const EntityModel& group = work.catalogue().at("user_group");
    const Ids active = work.where_equal(entity.at("is_active"), Value{std::int64_t{1}}, active_users);
    return std::ranges::any_of(std::array{"administrator", "management"}, [&](const char* code) {
        const Ids found = work.where_equal(group.at("code"), Value{std::string{code}}, 1);
        return !found.empty() && std::ranges::any_of(active, [&](const Id& other) {
            return other != id && is_active_member(work, entity, other, found.front());
        });
    });
}

// Groups are rights, and nobody grants himself any (DOMAIN.md, section 3) while there is a second person.
void nobody_joins_a_group_himself(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.actor().is_system || work.actor().user != id || work.is_created(entity, id)) return;
    const Value before = work.before(entity.at("groups"), id), now = work.get(entity, id, "groups");
    if (is_null(now)) return;
    const bool gains = is_null(before) || !std::ranges::includes(as_ids(before), as_ids(now));
    if (gains && !as_ids(now).empty() && is_led_by_another(work, entity, id))
        work.refuse("group_of_oneself", "groups");
}

// As the tz database writes them; whether there is such a one the machine knows, not we. Every page shows its
// times by it, so nonsense here would leave nobody a page to mend it.
void a_time_zone_is_written_as_one(Workspace& work, const EntityModel& entity, const Id& id) {
    const Value zone = work.get(entity, id, "time_zone");
    if (work.is_removed(entity, id) || is_null(zone)) return;
    const auto& text = as_text(zone);
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || std::string_view{"_+-/"}.contains(c);
    };
    if (text.empty() || !is_letter(text.front()) || !std::ranges::all_of(text, fits))
        work.refuse("time_zone_unknown", "time_zone");
}

// Default rights name these by code; without one its members would silently lose everything.
void built_in_groups_stay(Workspace& work, const EntityModel& entity, const Id& id) {
    const Value code = work.before(entity.at("code"), id);
    if (is_null(code) || std::ranges::find(built_in, as_text(code)) == std::end(built_in)) return;
    if (work.is_removed(entity, id) || work.is_changed(entity.at("code"), id))
        work.refuse("group_is_built_in", "code");
}

std::string text_or_empty(Workspace& work, const EntityModel& entity, const Id& id, std::string_view field) {
    const Value value = work.get(entity, id, field);
    return is_null(value) ? std::string{} : std::string{as_text(value)};
}

std::string group_code(Workspace& work, const EntityModel& right, const Id& id) {
    const Value group = work.get(right, id, "group");
    return is_null(group) ? std::string{}
                          : text_or_empty(work, work.catalogue().at("user_group"), as_id(group), "code");
}

void a_right_is_understood(Workspace& work, const EntityModel& entity, const Id& id) {
    if (!work.is_created(entity, id)) return;
    const auto text = [&](std::string_view field) { return text_or_empty(work, entity, id, field); };
    const Value is_default = work.get(entity, id, "is_default");
    const bool gives_back = !is_null(is_default) && as_integer(is_default) != 0;
    const rights::Decision decision{group_code(work, entity, id),
                                    text("entity"),
                                    text("verb"),
                                    text("field"),
                                    gives_back ? "false" : text("condition"),
                                    text("finance")};
    if (decision.when.empty()) return work.refuse("required", "condition");
    if (const auto checked = rights::Rights::check(work.catalogue(), decision); !checked)
        for (const auto& complaint : checked.error().complaints)
            work.refuse(complaint.code, complaint.field == "when" ? "condition" : complaint.field,
                        complaint.parameters);
}

// The table of rights could never be mended again.
void rights_can_be_mended(Workspace& work, const EntityModel& entity, const Id& id) {
    constexpr std::string_view needed[]{"right", "user", "user_group"};
    if (!work.is_created(entity, id) || group_code(work, entity, id) != "administrator") return;
    const auto of = text_or_empty(work, entity, id, "entity"), verb = text_or_empty(work, entity, id, "verb");
    const bool is_needed = std::ranges::find(needed, of) != std::end(needed) &&
                           (verb == "view" || verb == "create" || verb == "change");
    const Value is_default = work.get(entity, id, "is_default");
    if (!is_needed || (!is_null(is_default) && as_integer(is_default) != 0)) return;
    if (text_or_empty(work, entity, id, "condition") != "true" ||
        !text_or_empty(work, entity, id, "field").empty())
        work.refuse("right_locks_out", "condition");
}

// DOMAIN.md, section 3: a grant to one's own group waits for a second person; nor is one taken back alone, or
// its confirmation.
void own_group_waits(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.actor().is_system || !work.actor().is_in(group_code(work, entity, id))) return;
    if (work.is_created(entity, id))
        work.set(entity.at("state"), id, std::string{"waiting"});
    else if (const Value was = work.before(entity.at("state"), id);
             (work.is_removed(entity, id) || work.is_changed(entity.at("state"), id)) && !is_null(was) &&
             as_text(was) == "in_force")
        work.refuse("right_of_own_group", "group");
}

constexpr change::Rule all[]{
    {"user", "no_ring_of_managers", no_ring_of_managers},
    {"user", "an_administrator_remains", an_administrator_remains},
    {"user", "nobody_joins_a_group_himself", nobody_joins_a_group_himself},
    {"office", "a_time_zone_is_written_as_one", a_time_zone_is_written_as_one},
    {"user_group", "built_in_groups_stay", built_in_groups_stay},
    {"territory", "no_ring_of_territories", no_ring_of_territories},
    {"right", "a_right_is_understood", a_right_is_understood},
    {"right", "rights_can_be_mended", rights_can_be_mended},
    {"right", "own_group_waits", own_group_waits},
    {"substitution", "past_substitutions_stay", past_substitutions_stay},
    {"substitution", "begun_substitutions_keep_their_people", begun_substitutions_keep_their_people},
    {"substitution", "substitutions_make_sense", substitutions_make_sense},
};

}  // namespace

std::span<const change::Rule> rules() { return all; }

}  // namespace teczka::areas::office
