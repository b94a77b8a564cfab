// See feed.hpp.
#include "core/change/feed.hpp"

#include <map>

#include "core/change/journal.hpp"

namespace teczka::change {

using store::quoted;

Feed changes_since(store::Connection& connection, const schema::Numbers& numbers, std::int64_t after_seq,
                   int limit) {
    Feed feed{.records = {}, .seq = after_seq};
    std::map<std::pair<const EntityModel*, std::int64_t>, std::int64_t> last;  // record's row → seq
    {
        store::Use rows(connection.prepare(
            "SELECT seq, entity, record FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2"));
        rows->bind(1, after_seq);
        rows->bind(2, std::int64_t{limit} + 1);
        for (int count = 0; rows->step(); ++count) {
            feed.is_cut = count == limit;
            if (feed.is_cut) break;
            feed.seq = rows->integer(0);
            if (const auto* entity = numbers.find_entity(static_cast<int>(rows->integer(1))))
                last[{entity, rows->integer(2)}] = feed.seq;
        }
    }
    for (const auto& [record, seq] : last) {
        store::Use row(connection.prepare("SELECT id, deleted_at IS NOT NULL FROM " +
                                          quoted(record.first->name()) + " WHERE \"row\" = ?1"));
        row->bind(1, record.second);
        if (row->step()) feed.records.push_back({record.first, row->id(0), seq, row->integer(1) != 0});
    }
    return feed;
}

std::optional<Done> done_to(store::Connection& connection, const schema::Numbers& numbers, const Id& op,
                            const Touched& touched) {
    Journal journal{connection, numbers};
    const auto operation = journal.find(op);
    if (!operation || touched.rev < operation->first_seq || touched.rev > operation->last_seq()) return {};
    for (const JournalRow& row : journal.rows(*operation))
        if (row.seq == touched.rev) return Done{operation->actor, row.kind};
    return {};
}

std::optional<FieldChange> change_of(store::Connection& connection, const schema::Numbers& numbers,
                                     const Id& op, const Touched& touched, const FieldModel& field) {
    Journal journal{connection, numbers};
    const auto operation = journal.find(op);
    if (!operation || touched.rev < operation->first_seq || touched.rev > operation->last_seq()) return {};
    for (const JournalRow& row : journal.rows(*operation)) {
        if (row.seq != touched.rev) continue;
        for (JournalField& one : decode_journal(row.fields))
            if (numbers.find_field(one.number) == &field)
                return FieldChange{operation->actor, std::move(one.old_value), std::move(one.new_value)};
    }
    return {};
}

}  // namespace teczka::change
