// The audit table: what was written is found by kind, user and time, and it stays bounded.
#include <gtest/gtest.h>

#include "core/catalogue/testing.hpp"
#include "core/schema/schema.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {
namespace {

constexpr std::int64_t minute_ms = 60'000, day_ms = 1'440 * minute_ms;

struct Table {
    Table() {
        const auto model = catalogue::test_catalogue();
        schema::apply(*writer, *model, *schema::difference(*writer, *model));
    }
    void save(const store::AuditEntry& entry) {
        writer->begin();
        store::save_audit(*writer, entry);
        writer->commit();
    }
    std::vector<std::int64_t> rows(const store::AuditQuestion& question) {
        std::vector<std::int64_t> out;
        for (const auto& entry : store::load_audit(*writer, question)) out.push_back(entry.row);
        return out;
    }
    std::unique_ptr<store::Connection> writer = store::open_sqlite({.path = ":memory:", .is_writer = true});
};

TEST(Audit, IsFoundByKindUserAndTimeNewestFirst) {
    Table table;
    auto environment = seeded_environment(7, 0);
    const auto ada = environment.make_id(), bob = environment.make_id();
    table.save({.at = 1, .kind = "signed_in", .user = ada, .actor = ada, .address = "::1"});
    table.save({.at = 2, .kind = "link_made", .user = bob, .actor = ada});
    table.save({.at = 3, .kind = "sign_in_failed", .address = "10.0.0.1", .detail = R"({"a":1})"});
    const auto all = store::load_audit(*table.writer, {});
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].kind, "sign_in_failed");
    EXPECT_TRUE(all[0].user.is_nil() && all[0].actor.is_nil());
    EXPECT_EQ(all[0].address + all[0].detail, R"(10.0.0.1{"a":1})");
    EXPECT_EQ(all[1].actor, ada);
    using Rows = std::vector<std::int64_t>;
    EXPECT_EQ(table.rows({.user = ada}), (Rows{2, 1}));
    EXPECT_EQ(table.rows({.user = bob}), (Rows{2}));
    EXPECT_EQ(table.rows({.kind = "link_made", .user = ada}), (Rows{2}));
    EXPECT_EQ(table.rows({.since = 2, .until = 3}), (Rows{2}));
    EXPECT_EQ(table.rows({.before = 3, .limit = 1}), (Rows{2}));
    EXPECT_EQ(table.rows({.kind = "exported"}), (Rows{}));
}

TEST(Audit, ForgetsWhatIsTooOld) {
    Table table;
    table.save({.at = 0, .kind = "signed_in"});
    table.save({.at = store::audit_days * day_ms, .kind = "signed_in"});
    EXPECT_EQ(table.rows({}).size(), 2U);
    table.save({.at = store::audit_days * day_ms + 1, .kind = "signed_in"});
    EXPECT_EQ(table.rows({}).size(), 2U);
}

TEST(Audit, ForgetsTheOldestWhenThereIsTooMuch) {
    Table table;
    table.save({.at = 1, .kind = "signed_in"});
    table.save({.at = 1, .kind = "signed_in"});
    table.writer->execute("UPDATE audit SET \"row\" = 100001 WHERE \"row\" = 2");
    table.save({.at = 1, .kind = "signed_in"});
    EXPECT_EQ(table.rows({}), (std::vector<std::int64_t>{100'002, 100'001}));
}

TEST(Audit, WhoWaitsIsToldOnceAMinuteAndOnlySoMany) {
    WaitsTold waits;
    EXPECT_TRUE(waits.is_new("10.0.0.1", 0));
    EXPECT_FALSE(waits.is_new("10.0.0.1", minute_ms - 1));
    EXPECT_TRUE(waits.is_new("10.0.0.2", minute_ms - 1));
    EXPECT_TRUE(waits.is_new("10.0.0.1", minute_ms));
    for (int i = 0; i < 2'000; ++i) waits.is_new("many " + std::to_string(i), 2 * minute_ms);
    EXPECT_FALSE(waits.is_new("one more", 2 * minute_ms));
    EXPECT_TRUE(waits.is_new("one more", 4 * minute_ms));
}

}  // namespace
}  // namespace teczka::server
