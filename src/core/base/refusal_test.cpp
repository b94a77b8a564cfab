// Refusals, failures and invariants.
#include "core/base/refusal.hpp"

#include <gtest/gtest.h>

namespace teczka {

TEST(refusal, carries_one_complaint_and_is_invalid_by_default) {
    const Result<int> result = refuse("text_too_long", "name", {{"max", "200"}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), (Refusal{Kind::invalid, {{"name", "text_too_long", {{"max", "200"}}}}}));
}

TEST(refusal, takes_another_kind) {
    const Result<int> result = refuse(Kind::not_found, "not_found");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::not_found);
    EXPECT_EQ(result.error().complaints, (std::vector<Complaint>{{"", "not_found"}}));
}

TEST(failure, leaves_as_what_was_handed_in) {
    try {
        fail({.inside = "disk full at page 7", .voids_transaction = true});
        FAIL() << "returned";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.inside, "disk full at page 7");
        EXPECT_EQ(failure.public_sentence, "internal error");
        EXPECT_TRUE(failure.voids_transaction);
    }
}

TEST(invariant_death, stops_with_the_condition) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const int rows = 3;
    TECZKA_INVARIANT(rows == 3);
    EXPECT_DEATH(TECZKA_INVARIANT(rows == 4), "refusal_test.cpp:[0-9]+: .*rows == 4");
}

}  // namespace teczka
