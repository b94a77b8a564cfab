// In whose place a change is made. Private to change/.
#pragma once
#include "core/change/apply.hpp"

namespace teczka::change {

// Nobody (nil) when the actor's own rights do for all that was asked; else the absent without whose clients
// the first of it would have been refused. Asked once everything is granted.
Id in_place_of(Stage& stage, Conditions& conditions, const std::vector<Asked>& asked);

}  // namespace teczka::change
