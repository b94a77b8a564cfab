// What must hold among clients: no rings, tiers along the chain of supply, one primary employment a person.
#include <set>

#include "areas/clients/clients.hpp"
#include "core/change/chain.hpp"

namespace teczka::areas::clients {
namespace {
using catalogue::EntityModel;
using change::Workspace;

// Companies looked at upstream before a chain counts as unprovable.
constexpr std::size_t supply_companies = 1000;

void no_ring_of_holdings(Workspace& work, const EntityModel& entity, const Id& id) {
    change::refuse_ring(work, entity, id, "group_parent", "holding_ring");
}

void no_ring_of_product_groups(Workspace& work, const EntityModel& entity, const Id& id) {
    change::refuse_ring(work, entity, id, "parent", "product_group_ring");
}

enum class Upstream { without, contains, too_large };

// Whether `wanted` is among those who supply `start`, directly or not. Upwards, since a company has few
// suppliers and may have thousands of customers.
Upstream search_upstream(Workspace& work, const EntityModel& supply, const Id& start, const Id& wanted) {
    std::set<Id> seen{start};
    Ids waiting{start};
    while (!waiting.empty()) {
        const Id at = waiting.back();
        waiting.pop_back();
        if (at == wanted) return Upstream::contains;
        for (const Id& relation : work.children(supply.at("customer"), at)) {
            const Value supplier = work.get(supply, relation, "supplier");
            if (is_null(supplier) || !seen.insert(as_id(supplier)).second) continue;
            waiting.push_back(as_id(supplier));
        }
        if (seen.size() > supply_companies) return Upstream::too_large;
    }
    return Upstream::without;
}

void no_ring_of_supply(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const Value supplier = work.get(entity, id, "supplier");
    const Value customer = work.get(entity, id, "customer");
    if (is_null(supplier) || is_null(customer) || supplier == customer)
        return;  // refused by their own checks
    switch (search_upstream(work, entity, as_id(supplier), as_id(customer))) {
        case Upstream::without:
            return;
        case Upstream::contains:
            return work.refuse("supply_ring", "customer");
        case Upstream::too_large:
            return work.refuse("supply_chain_too_large", "supplier");
    }
}

// A known tier must be nearer to us than its customer's.
void tiers_follow_supply(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const EntityModel& company = work.catalogue().at("company");
    const Value supplier = work.get(entity, id, "supplier");
    const Value customer = work.get(entity, id, "customer");
    if (is_null(supplier) || is_null(customer)) return;
    const Value upper = work.get(company, as_id(supplier), "tier");
    const Value lower = work.get(company, as_id(customer), "tier");
    if (is_null(upper) || is_null(lower) || as_integer(upper) < as_integer(lower)) return;
    work.warn(
        "tiers_do_not_follow", "customer",
        {{"supplier", std::to_string(as_integer(upper))}, {"customer", std::to_string(as_integer(lower))}});
}

void pairs_once(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const Value supplier = work.get(entity, id, "supplier");
    const Value customer = work.get(entity, id, "customer");
    if (is_null(supplier) || is_null(customer)) return;
    for (const Id& other : work.children(entity.at("customer"), as_id(customer)))
        if (other != id && work.get(entity, other, "supplier") == supplier)
            return work.warn("supply_twice", "customer");
}

bool is_primary(Workspace& work, const EntityModel& employment, const Id& id) {
    const Value value = work.get(employment, id, "is_primary");
    return !is_null(value) && as_integer(value) != 0;
}

// The first employment of a person is the primary one; a new primary one takes the place of the former.
void one_primary_employment(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const catalogue::FieldModel& primary = entity.at("is_primary");
    const Value person = work.get(entity, id, "person");
    if (is_null(person)) return;
    const Ids employments = work.children(entity.at("person"), as_id(person));
    if (work.is_created(entity, id) && employments.size() == 1 && !is_primary(work, entity, id))
        return work.set(primary, id, Value{std::int64_t{1}});
    const bool is_new = work.is_changed(primary, id) || work.is_changed(entity.at("person"), id) ||
                        is_null(work.before(primary, id));
    if (!is_new || !is_primary(work, entity, id)) return;
    for (const Id& other : employments)
        if (other != id && is_primary(work, entity, other)) work.set(primary, other, Value{std::int64_t{0}});
}

constexpr change::Rule all[]{
    {"company", "no_ring_of_holdings", no_ring_of_holdings},
    {"product_group", "no_ring_of_product_groups", no_ring_of_product_groups},
    {"supply", "no_ring_of_supply", no_ring_of_supply},
    {"supply", "tiers_follow_supply", tiers_follow_supply},
    {"supply", "pairs_once", pairs_once},
    {"employment", "one_primary_employment", one_primary_employment},
};

}  // namespace

std::span<const change::Rule> rules() { return all; }

}  // namespace teczka::areas::clients
