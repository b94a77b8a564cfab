// The vectors of the RFCs, and what a code is worth when it comes early, late, twice or mistyped.
#include "server/totp.hpp"

#include <gtest/gtest.h>

#include <set>

#include "server/sessions.hpp"

namespace teczka::server {
namespace {

const std::string rfc_secret = "12345678901234567890";
constexpr std::int64_t noon = 1'764'072'000'000;  // 2025-11-25T12:00:00Z, the beginning of a step
constexpr std::int64_t step_of_noon = noon / totp_step_ms;

TEST(Sha1, IsThatOfRfc3174) {
    const std::pair<std::string, std::string_view> cases[]{
        {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
        {std::string(1'000'000, 'a'), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
    };
    for (const auto& [text, hash] : cases) EXPECT_EQ(to_hex(sha1(text)), hash) << text.substr(0, 60);
    // Lengths around a block, against one another: padding must not run together.
    std::set<std::string> hashes;
    for (std::size_t size = 0; size < 200; ++size) hashes.insert(sha1(std::string(size, 'x')));
    EXPECT_EQ(hashes.size(), 200U);
}

TEST(HmacSha1, IsThatOfRfc2202) {
    const std::tuple<std::string, std::string, std::string_view> cases[]{
        {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
        {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
        {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    };
    for (const auto& [key, text, mac] : cases) EXPECT_EQ(to_hex(hmac_sha1(key, text)), mac) << text;
}

TEST(Totp, GivesTheCodesOfRfc6238) {
    const std::pair<std::int64_t, std::string_view> cases[]{{59, "94287082"},
                                                            {1'111'111'109, "07081804"},
                                                            {1'111'111'111, "14050471"},
                                                            {1'234'567'890, "89005924"},
                                                            {2'000'000'000, "69279037"},
                                                            {20'000'000'000, "65353130"}};
    for (const auto& [seconds, code] : cases) EXPECT_EQ(totp_code(rfc_secret, seconds / 30, 8), code);
    EXPECT_EQ(totp_code(rfc_secret, 59 / 30), "287082");
}

TEST(Totp, TakesACodeOfNowAndOneStepAround) {
    for (const auto away : {-1, 0, 1})
        EXPECT_EQ(find_totp_step(rfc_secret, totp_code(rfc_secret, step_of_noon + away), noon, 0),
                  step_of_noon + away);
    const auto code = totp_code(rfc_secret, step_of_noon);
    EXPECT_EQ(find_totp_step(rfc_secret, code.substr(0, 3) + " " + code.substr(3), noon + 29'999, 0),
              step_of_noon);
}

TEST(Totp, RefusesWhatIsOldEarlyUsedOrMistyped) {
    const auto code = totp_code(rfc_secret, step_of_noon);
    for (const auto away : {-2, 2})
        EXPECT_FALSE(find_totp_step(rfc_secret, totp_code(rfc_secret, step_of_noon + away), noon, 0)) << away;
    EXPECT_FALSE(find_totp_step(rfc_secret, code, noon, step_of_noon)) << "used";
    EXPECT_FALSE(find_totp_step(rfc_secret, code, noon, step_of_noon + 1)) << "a later one was used";
    EXPECT_FALSE(find_totp_step("another secret of 20", code, noon, 0));
    for (const std::string typed : {"", " ", "0", "00000", "0000000", "abcdef", "      "})
        EXPECT_FALSE(find_totp_step(rfc_secret, typed, noon, 0)) << typed;
    EXPECT_FALSE(find_totp_step(rfc_secret, code + "0", noon, 0));
    EXPECT_FALSE(find_totp_step(rfc_secret, std::string("\0\0\0\0\0\0", 6), noon, 0));
}

TEST(Base32, IsThatOfRfc4648) {
    const std::pair<std::string_view, std::string_view> cases[]{{"", ""},
                                                                {"f", "MY"},
                                                                {"fo", "MZXQ"},
                                                                {"foo", "MZXW6"},
                                                                {"foob", "MZXW6YQ"},
                                                                {"fooba", "MZXW6YTB"},
                                                                {"foobar", "MZXW6YTBOI"},
                                                                {"\xff\xff\xff\xff\xff", "77777777"}};
    for (const auto& [bytes, text] : cases) EXPECT_EQ(to_base32(bytes), text);
}

TEST(Totp, AnAddressHoldsNothingThatLeadsElsewhere) {
    EXPECT_EQ(totp_address(rfc_secret, "", "ada"),
              "otpauth://totp/Teczka:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Teczka");
    EXPECT_EQ(totp_address("f", "A&B", "a?secret=x"),
              "otpauth://totp/Teczka:a%3Fsecret%3Dx%20%28A%26B%29?secret=MY&issuer=Teczka");
}

TEST(RecoveryCodes, AreTenUnlikeOnesAndReadAsTyped) {
    const auto codes = new_recovery_codes();
    EXPECT_EQ((std::set<std::string>{codes.begin(), codes.end()}).size(), 10U);
    for (const auto& code : codes) {
        EXPECT_EQ(code.size(), 11U);
        EXPECT_EQ(code[5], '-');
        EXPECT_EQ(plain_recovery_code(code).size(), 10U);
    }
    EXPECT_EQ(plain_recovery_code(" K7Q2M x4d9p "), "k7q2mx4d9p");
    EXPECT_NE(new_recovery_codes(), codes);
}

}  // namespace
}  // namespace teczka::server
