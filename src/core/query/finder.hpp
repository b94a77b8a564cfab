// The same small question asked of one row after the other: which records hold these values? Compiled once,
// so that an import that looks up three links a row spends its time on writing.
#pragma once
#include <functional>

#include "core/query/query.hpp"

namespace teczka::query {

// Belongs to one asker and one connection, for as long as neither rights nor the day change. Finds undeleted
// records that the asker may see; masked fields hold nothing.
class Finder {
public:
    // `fields` are stored ones of `entity` (not links of several); `shown` is what each() hands along.
    Finder(const Context& context, const EntityModel& entity, std::span<const FieldModel* const> fields,
           std::span<const FieldModel* const> shown, store::Connection& connection);

    // One value a field, none of them null; at most `limits::page_rows` rows, until `row` returns false.
    void each(std::span<const Value> values,
              const std::function<bool(const Id& id, std::span<const Value> shown)>& row);
    // The only such record; nothing when there are none or several.
    std::optional<Id> only(std::span<const Value> values);

private:
    store::Connection& connection_;
    Compiled compiled_;
    std::vector<std::vector<std::size_t>> places_;  // of each field among the bindings
};

}  // namespace teczka::query
