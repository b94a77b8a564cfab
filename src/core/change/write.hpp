// Write set → rows, hidden columns, tables of links, grouped roll-ups, search terms and journal. Nothing is
// refused from here on. Private to change/.
#pragma once
#include "core/change/journal.hpp"
#include "core/change/rollups.hpp"
#include "core/index/index.hpp"

namespace teczka::change {

class Writer {
public:
    Writer(Records& records, Journal& journal) : records_(records), journal_(journal) {}

    void begin();   // of a group: where seq and rows stand
    void finish();  // of a group: the counter
    std::int64_t seq() const { return seq_; }
    Committed write(Work& work, const GroupDeltas& groups, const Id& on_behalf_of);

private:
    void park_unique_keys(const std::vector<Entry*>& entries);
    void write_entry(Entry& entry);
    void insert(Entry& entry);
    void update(Entry& entry);
    void write_links(Entry& entry);
    void move_terms(Entry& entry);
    void write_groups(const GroupDeltas& groups);
    std::string journal_fields(const Entry& entry);
    std::int64_t next_row(const EntityLayout& layout);

    Records& records_;
    Journal& journal_;
    std::int64_t seq_{}, began_at_{}, operation_{};
    std::unordered_map<const EntityLayout*, std::int64_t> rows_;
    std::vector<std::string> kept_;  // bytes that a running statement still reads
    std::string sql_;
    index::TermMoves terms_;
};

}  // namespace teczka::change
