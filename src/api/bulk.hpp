// What a bulk change is: which records, and what is done to each. Read alike by the route that counts and by
// the job that does it.
#pragma once
#include "api/job.hpp"
#include "api/routes.hpp"

namespace teczka::api {

struct Bulk {
    const EntityModel* entity{};
    Ids ids;            // these, or
    std::string where;  // all that are found
    change::Act act{change::Act::change};
    std::string action;  // a verb of the catalogue's moves, when it is one
    std::vector<change::FieldValue> set;
    // Of `links` and `choices` fields: what joins and what leaves, while the rest stays.
    std::vector<change::FieldValue> add, remove;
    std::map<std::string, std::string, std::less<>> accepted;
    std::string reason;

    string_view verb() const;  // of the right it takes
};
// {"ids":[…] | "where":"…","act":"change|delete|restore|<action>","set","add","remove","accept","reason"} and
// "op", "count", "preview", which are the route's.
Result<Bulk> parse_bulk(const EntityModel& entity, const json::object& body, const rights::Actor& actor,
                        Environment& environment);

struct BulkCount {
    std::int64_t records{};      // that the asker sees
    std::int64_t not_allowed{};  // of them, that he may not change so
};
Result<BulkCount> count_bulk(const query::Context& context, const Bulk& bulk, store::Connection& reader);

// Every record of the bulk that the asker sees, in the order of their ids; until `row` says false.
Result<void> each_of_bulk(const query::Context& context, const Bulk& bulk, store::Connection& reader,
                          const std::function<bool(const Id& id)>& row);
// What is done to these (at most limits::bulk_records) records. `system`: a context that sees all, since what
// the asker does not see of a set stays in it.
std::vector<change::RecordChange> changes_of(const query::Context& system, const Bulk& bulk,
                                             std::span<const Id> ids, store::Connection& reader);

}  // namespace teczka::api
