// Bulk work in chunks: each chunk is one operation of a batch, and knows its op id before it is made.
#pragma once
#include <cstdint>

#include "core/base/value.hpp"

namespace teczka::change {

// Chunk n of a batch always has the same op, so that a second run of it is known.
Id op_of_chunk(const Id& batch, std::int64_t chunk);
// A chunk number for work whose chunks are not counted but found anew: the same records, the same chunk.
std::int64_t chunk_of(const Ids& records);

}  // namespace teczka::change
