// Rules of a substitution, listed in office_rules.cpp. Private to office/.
#pragma once
#include "areas/office/office.hpp"

namespace teczka::areas::office {

// What is over is neither changed nor removed; what begins or ends is not before today.
void past_substitutions_stay(change::Workspace& work, const catalogue::EntityModel& entity, const Id& id);
void begun_substitutions_keep_their_people(change::Workspace& work, const catalogue::EntityModel& entity,
                                           const Id& id);
// The deputy is active; the same pair is not twice at a time; nobody stands, by whatever way, in for himself.
// A deputy who is himself away then is a warning: what he stands in for does not pass on to his deputy.
void substitutions_make_sense(change::Workspace& work, const catalogue::EntityModel& entity, const Id& id);

}  // namespace teczka::areas::office
