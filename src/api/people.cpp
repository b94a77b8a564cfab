// See people.hpp.
#include "api/people.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <string_view>

namespace teczka::api {
namespace {

using Row = std::function<void(const Id& id, std::span<const Value> values)>;

void each_of(const query::Context& context, store::Connection& reader, std::string_view entity,
             const query::Compact& asked, const Row& row) {
    auto query = query::parse(context, context.catalogue.at(entity), asked);
    if (!query) return;
    query->limit = 0;  // all
    (void)query::each(context, *query, reader, [&](const Id& id, std::span<const Value> values) {
        row(id, values);
        return true;
    });
}

Ids ids_of(const Value& value) { return is_null(value) ? Ids{} : as_ids(value); }

}  // namespace

std::vector<Person> active_people(const query::Context& context, store::Connection& reader) {
    std::map<Id, std::string> codes;
    each_of(context, reader, "user_group", {.columns = "code"},
            [&](const Id& id, std::span<const Value> values) {
                if (!is_null(values[0])) codes.emplace(id, as_text(values[0]));
            });
    std::map<Id, Ids> absents;  // by deputy
    each_of(context, reader, "substitution",
            {.where = "from <= today and to >= today", .columns = "deputy,absent"},
            [&](const Id&, std::span<const Value> values) {
                if (is_null(values[0]) || is_null(values[1])) return;
                absents[as_id(values[0])].push_back(as_id(values[1]));
            });
    std::vector<Person> out;
    each_of(context, reader, "user",
            {.where = "is_active", .columns = "name,login,groups,territories", .order = "name"},
            [&](const Id& id, std::span<const Value> values) {
                rights::Actor actor{.user = id,
                                    .login = is_null(values[1]) ? "" : std::string{as_text(values[1])}};
                actor.group_ids = ids_of(values[2]);
                actor.territories = ids_of(values[3]);
                actor.standing_in_for = std::move(absents[id]);
                std::ranges::sort(actor.standing_in_for);
                for (const auto& one : actor.group_ids)
                    if (const auto code = codes.find(one); code != codes.end())
                        actor.groups.push_back(code->second);
                out.push_back({std::move(actor), is_null(values[0]) ? "" : std::string{as_text(values[0])}});
            });
    return out;
}

}  // namespace teczka::api
