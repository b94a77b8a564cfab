// What a batch made, and what became of it since: for telling people before it is taken away.
#pragma once
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/schema/schema.hpp"
#include "core/store/store.hpp"

namespace teczka::change {

struct Made {
    const catalogue::EntityModel* entity{};
    // Of the records that stand: made by the batch and never changed; made by it and changed since; younger
    // than the batch.
    std::int64_t untouched{}, changed{}, added{};
};

// Of every entity that has any, in the order of the catalogue. Right for a batch beside which nobody wrote.
std::vector<Made> made_by(store::Connection& connection, const schema::Numbers& numbers, const Id& batch);

}  // namespace teczka::change
