// A change that was parsed under one catalogue and is carried out under another: while somebody's request was
// on its way, a field was added.
#pragma once
#include "core/change/change.hpp"

namespace teczka::change {

// Says the same in the words of `to`: pointers to entities and fields are looked up anew by name. A catalogue
// only grows, so `to` knows all that an older one knew; what it does not know (`to` is the older one) is left
// out, as nothing that was said under it can speak of it.
Pending translated(Pending pending, const catalogue::Catalogue& to);
bool speaks_of(const Pending& pending, const catalogue::Catalogue& catalogue);

}  // namespace teczka::change
