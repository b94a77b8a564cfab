// See made.hpp. Rows are numbered as they are made, so a batch alone on its time made all up to its last one.
#include "core/change/made.hpp"

#include <algorithm>

#include "core/change/change.hpp"

namespace teczka::change {

using store::quoted;

std::vector<Made> made_by(store::Connection& connection, const schema::Numbers& numbers, const Id& batch) {
    struct Rows {
        const catalogue::EntityModel* entity;
        std::int64_t first, last;
    };
    std::vector<Rows> rows;
    std::int64_t last_seq = 0;
    {
        store::Use read(connection.prepare(
            "SELECT j.entity, min(j.record), max(j.record), max(j.seq) FROM journal_operation AS o CROSS "
            "JOIN "
            "journal AS j WHERE o.batch = ?1 AND j.seq >= o.first_seq AND j.seq < o.first_seq + o.records "
            "AND j.kind = ?2 GROUP BY j.entity"));
        read->bind(1, batch);
        read->bind(2, static_cast<std::int64_t>(Act::create));
        while (read->step()) {
            last_seq = std::max(last_seq, read->integer(3));
            if (const auto* entity = numbers.find_entity(static_cast<int>(read->integer(0))))
                rows.push_back({entity, read->integer(1), read->integer(2)});
        }
    }
    std::vector<Made> made;
    for (const auto& [entity, first, last] : rows) {
        store::Use count(connection.prepare(
            "SELECT count(*) FILTER (WHERE \"row\" <= ?2), count(*) FILTER (WHERE \"row\" <= ?2 AND rev > ?3 "
            "AND EXISTS (SELECT 1 FROM journal AS j WHERE j.entity = ?4 AND j.record = e.\"row\" AND j.seq > "
            "?3 "
            "AND j.kind = ?5)), count(*) FILTER (WHERE \"row\" > ?2) FROM " +
            quoted(entity->name()) + " AS e WHERE \"row\" >= ?1 AND deleted_at IS NULL"));
        count->bind(1, first);
        count->bind(2, last);
        count->bind(3, last_seq);
        count->bind(4, std::int64_t{numbers.of(*entity)});
        count->bind(5, static_cast<std::int64_t>(Act::change));
        if (!count->step()) continue;
        const auto changed = count->integer(1);
        made.push_back({entity, count->integer(0) - changed, changed, count->integer(2)});
    }
    std::ranges::sort(made, {}, [](const Made& one) { return one.entity->number; });
    return made;
}

}  // namespace teczka::change
