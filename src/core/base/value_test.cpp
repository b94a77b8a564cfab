// Ids as text and the checked access to values.
#include "core/base/value.hpp"

#include <gtest/gtest.h>

#include <unordered_set>

namespace teczka {

TEST(id, reads_either_case_and_writes_lower_case) {
    const auto id = Id::parse("0190C1A2-0b1c-7d3e-8F40-0123456789ab");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->to_text(), "0190c1a2-0b1c-7d3e-8f40-0123456789ab");
    EXPECT_EQ(id->bytes[0], 0x01);
    EXPECT_EQ(id->bytes[15], 0xab);
    EXPECT_EQ(Id::parse(id->to_text()), id);
}

TEST(id, refuses_any_other_form) {
    const char* wrong[] = {"",
                           "0190c1a2-0b1c-7d3e-8f40-0123456789a",
                           "0190c1a2-0b1c-7d3e-8f40-0123456789abc",
                           "0190c1a20b1c7d3e8f400123456789ab",
                           "{190c1a2-0b1c-7d3e-8f40-0123456789a}",
                           "0190c1a2-0b1c-7d3e-8f40_0123456789ab",
                           "0190c1a2-0b1c-7d3e-8f40-0123456789ag",
                           "0190c1a-20b1c-7d3e-8f40-0123456789ab",
                           " 190c1a2-0b1c-7d3e-8f40-0123456789ab"};
    for (const char* text : wrong) EXPECT_FALSE(Id::parse(text)) << text;
}

TEST(id, orders_by_bytes_and_knows_nil) {
    Id low, high;
    low.bytes[0] = 1;
    high.bytes[0] = 0x80;
    EXPECT_LT(low, high);
    EXPECT_TRUE(Id{}.is_nil());
    EXPECT_FALSE(low.is_nil());
}

TEST(id, hash_tells_apart_ids_that_differ_in_one_byte) {
    std::unordered_set<std::size_t> hashes;
    for (std::size_t at = 0; at < 16; ++at)
        for (int byte = 1; byte < 256; ++byte) {
            Id id;
            id.bytes[at] = static_cast<std::uint8_t>(byte);
            hashes.insert(std::hash<Id>{}(id));
        }
    EXPECT_GT(hashes.size(), 16u * 255u - 4u);
}

TEST(value, gives_what_it_holds) {
    Id id;
    id.bytes[3] = 7;
    EXPECT_EQ(as_integer(Value{std::int64_t{5}}), 5);
    EXPECT_EQ(as_text(Value{std::string{"Łódź"}}), "Łódź");
    EXPECT_EQ(as_id(Value{id}), id);
    EXPECT_EQ(as_ids(Value{Ids{id}}), Ids{id});
    EXPECT_TRUE(is_null(Value{}));
    EXPECT_FALSE(is_null(Value{std::string{}}));
}

TEST(value_death, stops_when_asked_for_what_it_does_not_hold) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(as_integer(Value{}), "held != nullptr");
    EXPECT_DEATH(as_text(Value{std::int64_t{5}}), "held != nullptr");
    EXPECT_DEATH(as_id(Value{Ids{}}), "held != nullptr");
}

}  // namespace teczka
