// How a right follows from a company: `anchored` spelled out over an entity's paths to a company, and the way
// back: which part of a condition speaks of the company alone. Private to rights/.
#pragma once
#include <optional>
#include <string>

#include "core/catalogue/catalogue.hpp"

namespace teczka::rights {

using catalogue::EntityModel;
using catalogue::Expression;

// Trees here are parsed, not yet checked.

// "A company it belongs to fulfils `of_company`", for an entity with anchors.
Expression expand_anchors(const EntityModel& entity, const Expression& of_company);
// Every `anchored` in the tree replaced by `with`.
Expression replace_anchored(const Expression& condition, const Expression& with);
bool names_anchored(const Expression& condition);

// `a or b or c` told apart. Absent members: no such part.
struct Parts {
    std::optional<Expression> companies;  // on `company`, from terms like `company.owner = me`
    std::optional<Expression> besides;    // on the entity
    bool is_anchored{};                   // the term `anchored` stands among them
    // The only one of the entity's anchors that `companies` speaks of; absent: all.
    std::optional<std::size_t> anchor;
};
Parts split_at_anchor(const EntityModel& entity, const Expression& condition);

Expression either(std::optional<Expression> a, Expression b);  // a or b, unchecked

}  // namespace teczka::rights
