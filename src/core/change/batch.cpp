// See batch.hpp.
#include "core/change/batch.hpp"

namespace teczka::change {

Id op_of_chunk(const Id& batch, std::int64_t chunk) {
    Id op = batch;
    for (int i = 0; i < 8; ++i)
        op.bytes[static_cast<std::size_t>(15 - i)] ^= static_cast<std::uint8_t>(chunk >> (8 * i));
    op.bytes[9] ^= 0x55;
    return op;
}

// FNV-1a over the ids: two chunks of one batch never hold the same records.
std::int64_t chunk_of(const Ids& records) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const Id& id : records)
        for (const auto byte : id.bytes) hash = (hash ^ byte) * 0x100000001B3U;
    return static_cast<std::int64_t>(hash);
}

}  // namespace teczka::change
