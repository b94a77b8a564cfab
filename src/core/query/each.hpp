// Whole questions, for whoever hands on many rows: exports.
#pragma once
#include "core/query/query.hpp"

namespace teczka::query {

struct EachOptions {
    // Links come as their titles (text), several apart by "; ", hidden ones as null; else as ids.
    bool with_titles{};
    // Called between two pages of a whole question (limit 0), when no statement runs: here one picture of the
    // data may end and another begin. False ends it.
    std::function<bool()> between{};
};

Result<void> each(const Context& context, const Query& query, store::Connection& connection,
                  const std::function<bool(const Id& id, std::span<const Value> values)>& row,
                  const EachOptions& options);

}  // namespace teczka::query
