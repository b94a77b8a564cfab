// What the audit view tells of rights: who decided, confirmed, rejected or took back what, and who stands in
// for whom. Written on the writer's thread, after the change was committed.
#include <boost/json/serialize.hpp>

#include "core/base/dates.hpp"
#include "core/change/feed.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {
namespace {

using Values = std::span<const Value>;

void with_record(const query::Context& system, store::Connection& reader, const change::Touched& record,
                 std::string_view columns, const std::function<void(Values)>& act) {
    auto query =
        query::parse(system, *record.entity,
                     {.where = "id = \"" + record.id.to_text() + "\"", .columns = std::string{columns}});
    if (!query) return;
    query->with_deleted = true;
    (void)query::each(system, *query, reader, [&](const Id&, Values values) {
        act(values);
        return false;
    });
}

std::string text_of(const Value& value) {
    return is_null(value) ? std::string{} : std::string{as_text(value)};
}

std::string_view act_of(change::Act act, std::string_view state) {
    if (act == change::Act::create) return "decided";
    if (act == change::Act::remove) return "taken_back";
    if (act == change::Act::restore) return "brought_back";
    return state == "in_force" ? "confirmed" : state == "rejected" ? "rejected" : "unconfirmed";
}

std::string_view act_of(change::Act act) {
    if (act == change::Act::create) return "decided";
    if (act == change::Act::remove) return "taken_back";
    return act == change::Act::restore ? "brought_back" : "changed";
}

std::string day_of(const Value& value) {
    return is_null(value) ? std::string{} : format_date(static_cast<std::int32_t>(as_integer(value)));
}

}  // namespace

store::AuditEntry Host::Impl::right_decided(const change::Touched& record, const change::Done& done) {
    const auto system = system_asker();
    const auto context = office(*writer_connection).context(system.actor);
    json::object detail;
    with_record(context, *writer_connection, record,
                "group.code,entity,verb,field,condition,finance,is_default,state", [&](Values values) {
                    constexpr std::string_view names[]{"group", "entity",    "verb",
                                                       "field", "condition", "finance"};
                    for (std::size_t i = 0; i < std::size(names); ++i)
                        if (!is_null(values[i])) detail[names[i]] = text_of(values[i]);
                    if (!is_null(values[6]) && as_integer(values[6]) != 0) detail["is_default"] = true;
                    detail["act"] = act_of(done.act, text_of(values[7]));
                    if (done.act == change::Act::create && text_of(values[7]) == "waiting")
                        detail["act"] = "asked";
                });
    return {.at = writer_environment.now_ms(),
            .kind = "right_decided",
            .actor = done.actor,
            .detail = json::serialize(detail)};
}

store::AuditEntry Host::Impl::substitution_decided(const change::Touched& record, const change::Done& done) {
    const auto system = system_asker();
    const auto context = office(*writer_connection).context(system.actor);
    store::AuditEntry entry{.at = writer_environment.now_ms(), .kind = "substitution", .actor = done.actor};
    json::object detail{{"act", act_of(done.act)}};
    with_record(context, *writer_connection, record, "absent,deputy.name,from,to", [&](Values values) {
        if (!is_null(values[0])) entry.user = as_id(values[0]);
        detail["deputy"] = text_of(values[1]);
        detail["from"] = day_of(values[2]);
        detail["to"] = day_of(values[3]);
    });
    entry.detail = json::serialize(detail);
    return entry;
}

void Host::Impl::follow_decision(const change::Committed& committed, const change::Touched& record) {
    if (committed.is_repetition) return;
    const auto done = change::done_to(*writer_connection, *now()->numbers, committed.op, record);
    if (!done) return;
    const bool is_right = record.entity->name() == "right";
    const auto entry = is_right ? right_decided(record, *done) : substitution_decided(record, *done);
    writer_connection->begin();
    store::save_audit(*writer_connection, entry);
    writer_connection->commit();
}

}  // namespace teczka::server
