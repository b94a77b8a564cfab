// The product's model: every area's entities, rights and rules as one snapshot.
#pragma once
#include "server/host.hpp"

namespace teczka::app {

// Built once a process. A model that does not hold is a bug of the program: all complaints are printed, then
// exit.
const server::Model& model();
// With what this office added to it and the rights that are in force in it; its tables are up to it.
server::Model model_of(store::Connection& office);

}  // namespace teczka::app
