// Looks as somebody else: kept by session, over with their hour or their session; the kept asker does not
// outlive them.
#include <gtest/gtest.h>

#include "core/catalogue/testing.hpp"
#include "core/schema/schema.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {
namespace {

struct Table {
    Table() {
        const auto model = catalogue::test_catalogue();
        schema::apply(*writer, *model, *schema::difference(*writer, *model));
    }
    std::unique_ptr<store::Connection> writer = store::open_sqlite({.path = ":memory:", .is_writer = true});
};

TEST(View, IsOverWithItsHourOrItsSession) {
    Table table;
    auto environment = seeded_environment(7, 0);
    const auto viewer = environment.make_id(), seen = environment.make_id();
    auto& writer = *table.writer;
    writer.begin();
    for (const auto* hash : {"a", "b"})
        store::save_session(writer, {.token_hash = hash, .user = viewer, .expires_at = 1'000});
    store::save_view(writer, {.token_hash = "a", .viewer = viewer, .as = seen, .began_at = 1, .ends_at = 50});
    store::save_view(writer,
                     {.token_hash = "b", .viewer = viewer, .as = seen, .is_group = true, .ends_at = 90});
    store::save_view(writer, {.token_hash = "gone", .viewer = viewer, .as = seen, .ends_at = 900});
    const auto found = store::find_view(writer, "a");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->viewer, viewer);
    EXPECT_EQ(found->as, seen);
    EXPECT_FALSE(found->is_group);
    EXPECT_FALSE(store::find_view(writer, "c"));
    const auto orphans = store::end_views(writer, 49);
    ASSERT_EQ(orphans.size(), 1U);
    EXPECT_EQ(orphans[0].token_hash, "gone");
    const auto over = store::end_views(writer, 50);
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(over[0].token_hash, "a");
    const auto ended = store::end_view(writer, "b");
    ASSERT_TRUE(ended);
    EXPECT_TRUE(ended->is_group);
    EXPECT_FALSE(store::end_view(writer, "b")) << "it ends once";
    writer.commit();
}

TEST(View, IsNotKeptInMemoryPastItsEnd) {
    Sessions sessions;
    int loads = 0;
    const auto load = [&](const std::string&) -> std::optional<SignedIn> {
        ++loads;
        return SignedIn{.expires_at = 1'000, .good_until = loads == 1 ? 50 : INT64_MAX};
    };
    (void)sessions.find("h", {.now_ms = 10}, load);
    (void)sessions.find("h", {.now_ms = 49}, load);
    EXPECT_EQ(loads, 1);
    (void)sessions.find("h", {.now_ms = 50}, load);
    (void)sessions.find("h", {.now_ms = 51}, load);
    EXPECT_EQ(loads, 2);
    EXPECT_FALSE(sessions.find("h", {.now_ms = 1'000}, load));
}

}  // namespace
}  // namespace teczka::server
