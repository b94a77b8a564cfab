// Roll-ups made anew from the records they are made of: for an upgrade that declares one over records that
// stand already. All of them, in order of dependence, inside the caller's transaction; children are read in
// portions, sums by parent are kept in memory.
#pragma once
#include "core/catalogue/catalogue.hpp"
#include "core/store/store.hpp"

namespace teczka::change {

void rebuild_rollups(store::Connection& writer, const catalogue::Catalogue& catalogue);

}  // namespace teczka::change
