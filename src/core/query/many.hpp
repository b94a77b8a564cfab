// Questions of those who act on many records or follow them, not of lists.
#pragma once
#include "core/query/query.hpp"

namespace teczka::query {

// How many records the actor finds, however many.
std::int64_t count_all(const Context& context, const Query& query, store::Connection& connection);
// The same up to limits::exact_count, and one more when there are more.
std::int64_t count_up_to_limit(const Context& context, const Query& query, store::Connection& connection);
// Records the actor finds, in no order and some of them several times, until `row` says false.
void each_found(const Context& context, const Query& query, store::Connection& connection,
                const std::function<bool(const Id& id)>& row);
// The removed records among `ids` that the actor could see, if they were not.
Ids visible_removed(const Context& context, const EntityModel& entity, const Ids& ids,
                    store::Connection& connection);

}  // namespace teczka::query
