// One record after the other by the number of its row, as search proposes them: does the asker see it, and
// what are its folded texts? One statement for all of them, so that looking past thousands of others' records
// costs a few microseconds each.
#pragma once
#include "core/query/query.hpp"

namespace teczka::query {

class Glance {
public:
    // `texts` keep a fold (FieldModel::keeps_fold). The connection must outlive it.
    Glance(const Context& context, const EntityModel& entity, const std::vector<const FieldModel*>& texts,
           store::Connection& connection);
    // False: missing, deleted or invisible. `folded` becomes what the asker may read of the texts, one behind
    // the other with a blank between.
    bool look(std::int64_t row, Id& id, std::string& folded);

private:
    store::Statement* statement_{};
    std::vector<Value> bindings_;
    int row_at_{};
    int texts_{};
};

}  // namespace teczka::query
