// What a substitution may not be: over, begun before it was made, given twice, or a ring.
//
// Several deputies of one absent at the same time are fine: each change says who made it, and in whose place.
// What a deputy stands in for does not pass on to his own deputy.
#include "areas/office/substitution_rules.hpp"

#include <algorithm>
#include <set>

namespace teczka::areas::office {
namespace {
using catalogue::EntityModel;
using change::Workspace;

// Of one person, looked through for those at the same time; more than anybody will ever have.
constexpr int of_one_person = 1'000;

struct Period {
    std::int64_t from{}, to{};
    bool is_empty() const { return from > to; }
};

Period common(const Period& a, const Period& b) { return {std::max(a.from, b.from), std::min(a.to, b.to)}; }

struct Substitution {
    Id absent{}, deputy{};
    Period period;
};

// Nothing while a field is missing: that is complained about elsewhere.
std::optional<Substitution> read(Workspace& work, const EntityModel& entity, const Id& id) {
    const Value absent = work.get(entity, id, "absent"), deputy = work.get(entity, id, "deputy"),
                from = work.get(entity, id, "from"), to = work.get(entity, id, "to");
    if (is_null(absent) || is_null(deputy) || is_null(from) || is_null(to)) return {};
    return Substitution{as_id(absent), as_id(deputy), {as_integer(from), as_integer(to)}};
}

// Those in which `user` is the absent.
std::vector<Substitution> of_absent(Workspace& work, const EntityModel& entity, const Id& user,
                                    const Id& but) {
    std::vector<Substitution> out;
    for (const Id& id : work.where_equal(entity.at("absent"), Value{user}, of_one_person))
        if (auto one = id == but ? std::nullopt : read(work, entity, id)) out.push_back(*one);
    return out;
}

// Does the deputy's own absence, or that of his deputy, lead back to the absent within `period`?
bool leads_back(Workspace& work, const EntityModel& entity, const Id& but, const Substitution& from,
                std::set<Id>& seen) {
    if (!seen.insert(from.deputy).second) return false;
    for (const auto& next : of_absent(work, entity, from.deputy, but)) {
        const auto both = common(from.period, next.period);
        if (both.is_empty()) continue;
        if (next.deputy == from.absent) return true;
        if (leads_back(work, entity, but, {from.absent, next.deputy, both}, seen)) return true;
    }
    return false;
}

}  // namespace

// What is over is part of what happened: it explains who did what.
void past_substitutions_stay(Workspace& work, const EntityModel& entity, const Id& id) {
    const std::int64_t today = work.now().today;
    const auto was = work.before(entity.at("to"), id);
    if (!is_null(was) && as_integer(was) < today) return work.refuse("substitution_over", "");
    if (work.is_removed(entity, id)) return;
    const auto now = read(work, entity, id);
    if (!now) return;
    if (work.is_changed(entity.at("to"), id) && now->period.to < today)
        work.refuse("substitution_in_past", "to");
    if (!work.is_changed(entity.at("from"), id)) return;
    const auto began = work.before(entity.at("from"), id);
    if (!is_null(began) && as_integer(began) <= today) return work.refuse("substitution_has_begun", "from");
    if (now->period.from < today) work.refuse("substitution_in_past", "from");
}

// Whom it was about while it ran is not rewritten: it is ended, and another made.
void begun_substitutions_keep_their_people(Workspace& work, const EntityModel& entity, const Id& id) {
    const auto began = work.before(entity.at("from"), id);
    if (is_null(began) || as_integer(began) > work.now().today) return;
    for (const std::string_view field : {"absent", "deputy"})
        if (work.is_changed(entity.at(field), id)) work.refuse("substitution_has_begun", field);
}

void substitutions_make_sense(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const auto now = read(work, entity, id);
    if (!now || now->absent == now->deputy || now->period.is_empty()) return;
    const EntityModel& users = work.catalogue().at("user");
    const Value is_active = work.get(users, now->deputy, "is_active");
    const bool is_here = !is_null(is_active) && as_integer(is_active) != 0;
    if (work.exists(users, now->deputy) && !is_here) work.refuse("deputy_inactive", "deputy");
    for (const auto& other : of_absent(work, entity, now->absent, id))
        if (other.deputy == now->deputy && !common(other.period, now->period).is_empty())
            return work.refuse("substitution_twice", "from");
    std::set<Id> seen;
    if (leads_back(work, entity, id, *now, seen)) return work.refuse("substitution_ring", "deputy");
    for (const auto& other : of_absent(work, entity, now->deputy, id))
        if (!common(other.period, now->period).is_empty()) return work.warn("deputy_absent", "deputy");
}

}  // namespace teczka::areas::office
