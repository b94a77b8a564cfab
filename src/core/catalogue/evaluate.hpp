// A plain evaluator of the language over records in memory: what the change path asks about a record that is
// not written yet, and the oracle the query tests compare SQL with.
#pragma once
#include <cstdint>
#include <vector>

#include "core/catalogue/catalogue.hpp"

namespace teczka::catalogue {

// Where records come from. Deleted records count as missing.
class Source {
public:
    virtual ~Source() = default;
    virtual bool exists(const EntityModel& entity, const Id& id) = 0;
    // Stored fields and stored roll-ups; computed expressions are evaluated by evaluate() itself.
    virtual Value value(const FieldModel& field, const Id& id) = 0;
    // Undeleted records whose `link` points to `target`.
    virtual Ids children(const FieldModel& link, const Id& target) = 0;
};

// Who asks and when; the meaning of me, today and the rest.
struct Circumstances {
    Id me{};
    Ids my_territories{};
    Ids my_groups{};
    Ids standing_in_for{};
    std::int32_t today{};
    std::int64_t now_ms{};
};

// `expression` was checked against `entity`. Conditions give 0 or 1, never null.
Value evaluate(const Expression& expression, const EntityModel& entity, const Id& id, Source& source,
               const Circumstances& circumstances);
bool holds(const Expression& condition, const EntityModel& entity, const Id& id, Source& source,
           const Circumstances& circumstances);

// [first, past) in days, of a period or relative to today.
struct DayRange {
    std::int32_t first{}, past{};
};
DayRange days_of(const Expression& period, std::int32_t today);

}  // namespace teczka::catalogue
