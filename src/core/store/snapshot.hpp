// A copy of an embedded database while it is used.
#pragma once
#include <string>

#include "core/store/store.hpp"

namespace teczka::store {

// A copy of the whole file as `reader` sees it now, under `path`, which must not exist. Takes one reading
// transaction, so that writers go on meanwhile and the copy is of one moment.
void snapshot_to(Connection& reader, const std::string& path);

}  // namespace teczka::store
