// Looking as somebody else (Actor::viewer): what is shown is what both may see. Private to rights/.
#pragma once
#include "core/rights/rights.hpp"

namespace teczka::rights {

// Is all that a checked condition reads shown to the viewer in every record that he sees? Other lines of the
// one he looks as show him nothing: what they leave out would tell him the rest.
bool reads_only_shown(const Rights& rights, const Actor& viewer, const Expression& condition);

// The condition with the ids that `me`, `my_territories` and the like stand for when `actor` asks.
Expression spelled_out(Expression condition, const Actor& actor);

}  // namespace teczka::rights
