// Bulk work in chunks: each chunk is one operation of a batch, and knows its op id before it is made.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/value.hpp"
#include "core/store/store.hpp"

namespace teczka::change {

// Chunk n of a batch always has the same op, so that a second run of it is known.
Id op_of_chunk(const Id& batch, std::int64_t chunk);
// A chunk number for work whose chunks are not counted but found anew: the same records, the same chunk.
std::int64_t chunk_of(const Ids& records);

// What a batch consists of, newest first; empty when there is none.
std::vector<Id> operations_of_batch(store::Connection& connection, const Id& batch);
std::int64_t records_of_batch(store::Connection& connection, const Id& batch);
// Different records of one entity (its number) that a batch changed.
std::int64_t changed_in_batch(store::Connection& connection, const Id& batch, int entity);
// Nothing when the operation was never made.
std::optional<std::int64_t> records_of_operation(store::Connection& connection, const Id& op);

}  // namespace teczka::change
