// What must hold among clients: no rings, tiers along the chain of supply, one primary employment a person,
// a territory for a new company, and what a merge leaves known.
#include <algorithm>
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

// Territories looked through for a new company; more than any office has.
constexpr int territories = 1000;

std::vector<std::string> words(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == ',' || c == ';' || c == '\n' || c == '\t'; }, ' ');
    std::vector<std::string> out;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t past = std::min(text.find(' ', from), text.size());
        if (past > from) out.push_back(text.substr(from, past - from));
        from = past + 1;
    }
    return out;
}

std::string digits_of(std::string text) {
    std::erase_if(text, [](char c) { return c == '-' || c == ' '; });
    return text;
}

constexpr std::string_view home = "PL";  // as for tax ids

// How well a territory's reach fits: the length of the longest prefix, one more when it names the country;
// 0 when it does not. A reach of countries alone takes what no prefix takes; prefixes alone are those at
// home.
std::size_t fit_of(Workspace& work, const EntityModel& territory, const Id& id, const std::string& country,
                   const std::string& postal) {
    const auto countries = words(work.text(territory, id, "countries"));
    const auto prefixes = words(work.text(territory, id, "postal_codes"));
    const bool names_it = std::ranges::find(countries, country) != countries.end();
    if (!names_it && (!countries.empty() || country != home)) return 0;
    std::size_t longest = 0;
    for (const std::string& prefix : prefixes)
        if (const std::string digits = digits_of(prefix); !digits.empty() && postal.starts_with(digits))
            longest = std::max(longest, digits.size());
    if (!prefixes.empty() && longest == 0) return 0;
    return 2 * longest + (names_it ? 1 : 0);
}

// A new company lies where its postal code or country says; where two territories fit alike nobody knows.
void territory_of_new_company(Workspace& work, const EntityModel& entity, const Id& id) {
    if (!work.is_created(entity, id) || !is_null(work.get(entity, id, "territory"))) return;
    const std::string postal = digits_of(work.text(entity, id, "address_postal_code"));
    std::string country = work.text(entity, id, "address_country");
    if (postal.empty() && country.empty()) return;
    if (country.empty()) country = home;
    const EntityModel& territory = work.catalogue().at("territory");
    std::size_t best = 0;
    Value found;
    for (const Id& one : work.all(territory, territories)) {
        const std::size_t fit = fit_of(work, territory, one, country, postal);
        if (fit == 0 || fit < best) continue;
        found = fit == best ? Value{} : Value{one};
        best = fit;
    }
    if (!is_null(found)) work.set(entity.at("territory"), id, std::move(found));
}

struct Reach {
    std::string_view field, kind, state;
};
constexpr Reach reaches[]{{"email", "email", "email_state"},
                          {"phone", "phone", ""},
                          {"mobile", "mobile", ""},
                          {"website", "web", ""}};

// What a merged company or person was reached by stays known beside what the survivor is reached by.
void merged_contacts_stay(Workspace& work, const EntityModel& entity, const Id& id) {
    if (!work.is_removed(entity, id) || !work.is_changed(*entity.merge_mark, id)) return;
    const Value into = work.value(*entity.merge_mark, id);
    if (is_null(into)) return;
    const EntityModel& point = work.catalogue().at("contact_point");
    const catalogue::FieldModel& owner = point.at(entity.name());
    for (const Reach& reach : reaches) {
        if (entity.find(reach.field) == nullptr) continue;
        const Value value = work.get(entity, id, reach.field);
        if (is_null(value) || work.get(entity, as_id(into), reach.field) == value) continue;
        const Ids known = work.children(owner, as_id(into));
        if (std::ranges::any_of(known, [&](const Id& one) { return work.get(point, one, "value") == value; }))
            continue;
        std::vector<change::FieldValue> set{
            {&owner, into}, {&point.at("kind"), Value{std::string(reach.kind)}}, {&point.at("value"), value}};
        const bool has_state = !reach.state.empty() && entity.find(reach.state) != nullptr;
        if (has_state) set.push_back({&point.at("state"), work.get(entity, id, reach.state)});
        work.create(point, std::move(set));
    }
}

constexpr change::Rule all[]{
    {"company", "territory_of_new_company", territory_of_new_company},
    {"company", "merged_contacts_stay", merged_contacts_stay},
    {"person", "merged_contacts_stay", merged_contacts_stay},
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
