// An empty office in memory for the tests of this floor: the real catalogue, rights and rules.
#pragma once
#include "areas/areas.hpp"
#include "core/change/change.hpp"
#include "core/query/query.hpp"
#include "core/schema/schema.hpp"

namespace teczka::exchange {

struct TestingOffice {
    std::shared_ptr<const catalogue::Catalogue> catalogue = *catalogue::Catalogue::build(areas::entities());
    std::shared_ptr<const rights::Rights> rights = *rights::Rights::build(*catalogue, areas::rights());
    std::unique_ptr<store::Connection> connection =
        store::open_sqlite({.path = ":memory:", .is_writer = true});
    rights::Actor actor{.login = "system", .is_system = true};
    Environment environment = seeded_environment(7, 1'764'000'000'000);
    std::unique_ptr<change::Committer> committer;

    TestingOffice() {
        schema::apply(*connection, *catalogue, *schema::difference(*connection, *catalogue));
        committer = std::make_unique<change::Committer>(
            *connection, change::Options{*catalogue, *rights, areas::rules(), environment});
    }
    query::Context context() const {
        return {.catalogue = *catalogue,
                .rights = *rights,
                .actor = actor,
                .today = 20'416,
                .now_ms = 1'764'000'000'000};
    }
    // One value of each record that fits, in the order of the first column.
    std::vector<Value> values(const char* entity, const char* column, const std::string& where = {}) {
        std::vector<Value> out;
        const auto now = context();
        const auto query =
            query::parse(now, catalogue->at(entity), {.where = where, .columns = column, .order = column});
        if (!query) return out;
        (void)query::each(now, *query, *connection, [&](const Id& id, std::span<const Value> shown) {
            out.push_back(shown.empty() ? Value{id} : shown[0]);  // "id" takes no column
            return true;
        });
        return out;
    }
};

}  // namespace teczka::exchange
