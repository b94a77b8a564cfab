// See rights_in_force.hpp.
#include "areas/rights_in_force.hpp"

#include <map>
#include <tuple>
#include <vector>

#include "areas/areas.hpp"
#include "areas/catalogue_in_force.hpp"

namespace teczka::areas {
namespace {

using Cell = std::tuple<std::string, std::string, std::string, std::string>;

std::string text_of(const Value& value) {
    return is_null(value) ? std::string{} : std::string{as_text(value)};
}

// Of what differs from the defaults: the same decisions have the same number, after a new start too. As many
// bits as a number of JSON holds in a browser.
std::int64_t version_of(std::span<const rights::Decision> decisions) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const auto& one : decisions)
        for (const auto* text : {&one.group, &one.entity, &one.verb, &one.field, &one.when, &one.finance})
            for (const char c : *text + '\n') hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return decisions.empty() ? 0 : static_cast<std::int64_t>(hash >> 11U);
}

}  // namespace

RightsInForce rights_in_force(const query::Context& system, store::Connection& reader,
                              const rights::Decision* wanted) {
    const auto& entity = system.catalogue.at("right");
    std::map<Cell, rights::Decision> decided;
    auto query = query::parse(system, entity,
                              {.where = "state = \"in_force\"",
                               .columns = "group.code,entity,verb,field,condition,finance,is_default",
                               .order = "rev"});
    if (query) {
        query->limit = 0;
        (void)query::each(system, *query, reader, [&](const Id&, std::span<const Value> values) {
            rights::Decision one{text_of(values[0]), text_of(values[1]), text_of(values[2]),
                                 text_of(values[3]), text_of(values[4]), text_of(values[5])};
            const Cell cell{one.group, one.entity, one.verb, one.field};
            if (!is_null(values[6]) && as_integer(values[6]) != 0)
                decided.erase(cell);
            else
                decided.insert_or_assign(cell, std::move(one));
            return true;
        });
    }
    if (wanted != nullptr)
        decided.insert_or_assign(Cell{wanted->group, wanted->entity, wanted->verb, wanted->field}, *wanted);
    std::vector<rights::Decision> decisions;
    for (auto& [cell, decision] : decided) decisions.push_back(std::move(decision));
    std::vector areas(rights().begin(), rights().end());
    const auto own = custom_rights(system.catalogue);
    areas.emplace_back(own.lines);
    auto built = rights::Rights::build(system.catalogue, areas, decisions);
    if (!built) fail({.inside = "the default rights do not hold"});
    return {*built, version_of(decisions)};
}

}  // namespace teczka::areas
