// A bounded walk: each step is one lookup, and trees of an office are a few steps deep.
#include "core/change/chain.hpp"

namespace teczka::change {

bool leads_back(Workspace& work, const FieldModel& link, const Id& id) {
    Value next = work.value(link, id);
    for (int step = 0; step < chain_steps; ++step) {
        if (is_null(next)) return false;
        const Id at = as_id(next);
        if (at == id) return true;
        next = work.value(link, at);
    }
    return true;
}

void refuse_ring(Workspace& work, const EntityModel& entity, const Id& id, string_view link,
                 string_view code) {
    const FieldModel& field = entity.at(link);
    if (work.is_removed(entity, id) || !work.is_changed(field, id)) return;
    if (leads_back(work, field, id)) work.refuse(code, link);
}

}  // namespace teczka::change
