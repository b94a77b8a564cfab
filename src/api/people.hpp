// Everybody who works here, as he would ask: for questions about others' rights.
#pragma once
#include <string>
#include <vector>

#include "core/query/query.hpp"

namespace teczka::api {

struct Person {
    rights::Actor actor;
    std::string name;
};
// The active ones, by name, as far as whoever asks sees them: an absent whose substitution he does not see is
// not stood in for.
std::vector<Person> active_people(const query::Context& context, store::Connection& reader);

}  // namespace teczka::api
