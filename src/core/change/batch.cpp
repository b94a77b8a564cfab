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

std::vector<Id> operations_of_batch(store::Connection& connection, const Id& batch) {
    store::Use rows{
        connection.prepare("SELECT op FROM journal_operation WHERE batch = ?1 ORDER BY first_seq DESC")};
    rows->bind(1, batch);
    std::vector<Id> ops;
    while (rows->step()) ops.push_back(rows->id(0));
    return ops;
}

std::int64_t records_of_batch(store::Connection& connection, const Id& batch) {
    store::Use row{
        connection.prepare("SELECT coalesce(sum(records), 0) FROM journal_operation WHERE batch = ?1")};
    row->bind(1, batch);
    return row->step() ? row->integer(0) : 0;
}

std::int64_t changed_in_batch(store::Connection& connection, const Id& batch, int entity) {
    store::Use row{connection.prepare(
        "SELECT count(DISTINCT j.record) FROM journal_operation AS o CROSS JOIN journal AS j "
        "WHERE o.batch = ?1 AND j.seq >= o.first_seq AND j.seq < o.first_seq + o.records AND j.entity = ?2")};
    row->bind(1, batch);
    row->bind(2, std::int64_t{entity});
    return row->step() ? row->integer(0) : 0;
}

std::optional<std::int64_t> records_of_operation(store::Connection& connection, const Id& op) {
    store::Use row{connection.prepare("SELECT records FROM journal_operation WHERE op = ?1")};
    row->bind(1, op);
    if (!row->step()) return {};
    return row->integer(0);
}

}  // namespace teczka::change
