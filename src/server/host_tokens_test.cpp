// What a Bearer header is, what lies within a token's scope, and what the tables of tokens and codes keep.
#include <gtest/gtest.h>

#include "core/catalogue/testing.hpp"
#include "core/schema/schema.hpp"
#include "server/doors.hpp"
#include "server/totp.hpp"

namespace teczka::server {
namespace {

TEST(Bearer, IsReadFromItsHeaderAlone) {
    const std::pair<std::string_view, std::string_view> cases[]{
        {"Bearer abc", "abc"}, {"bearer abc", "abc"}, {"BEARER abc", "abc"},  {"Bearer ", "-"},
        {"Bearer", "-"},       {"bearerx", ""},       {"Basic abc", ""},      {"", ""},
        {"Bearerabc x", ""},   {" Bearer abc", ""},   {"Bearer  abc", " abc"}};
    for (const auto& [value, token] : cases) {
        const api::Header headers[]{{"authorization", value}, {"cookie", "teczka_session=c"}};
        const api::Request request{.headers = headers};
        EXPECT_EQ(bearer_of(request), token) << value;
        EXPECT_EQ(token_of(request), token.empty() ? "c" : token) << value;
    }
}

TEST(Scope, OfATokenNeverReachesAccounts) {
    struct Case {
        std::string_view method;
        std::string target;
        bool may_read, may_write;
    };
    const std::string id = "01900000-0000-7000-8000-000000000000";
    const std::string of_account = "/api/v1/accounts/" + id;
    const std::string token = "/api/v1/account/tokens/" + id;
    const Case cases[]{{"GET", "/api/v1/company", true, true},
                       {"GET", "/api/v1/audit?limit=1", true, true},
                       {"GET", "/api/v1/events", true, true},
                       {"POST", "/api/v1/query", true, true},
                       {"POST", "/api/v1/query/x", false, true},
                       {"POST", "/api/v1/query?x=1", true, true},
                       {"POST", "/api/v1/company", false, true},
                       {"POST", "/api/v1/uploads", false, true},
                       {"PATCH", "/api/v1/company/x", false, true},
                       {"DELETE", "/api/v1/query", false, true},
                       {"GET", "/api/v1/session", true, true},
                       {"POST", "/api/v1/session", false, false},
                       {"PATCH", "/api/v1/session", false, false},
                       {"DELETE", "/api/v1/session", false, false},
                       {"GET", "/api/v1/account", false, false},
                       {"DELETE", "/api/v1/account/sessions/x", false, false},
                       {"POST", "/api/v1/account/password", false, false},
                       {"POST", "/api/v1/account/tokens", false, false},
                       {"DELETE", token, false, false},
                       {"POST", "/api/v1/account/totp", false, false},
                       {"POST", "/api/v1/account/totp/confirm", false, false},
                       {"DELETE", "/api/v1/account/totp", false, false},
                       {"GET", "/api/v1/accounts", false, false},
                       {"POST", of_account + "/link", false, false},
                       {"DELETE", of_account + "/link", false, false},
                       {"DELETE", of_account + "/totp", false, false},
                       {"DELETE", of_account + "/tokens", false, false},
                       {"POST", "/api/v1/invitation", false, false},
                       {"GET", "/api/v1/first-start", false, false},
                       {"POST", "/api/v1/first-start", false, false}};
    const SignedIn reads{.is_token = true, .may_write = false}, writes{.is_token = true}, person{};
    for (const auto& one : cases) {
        const api::Request request{.method = one.method, .target = one.target};
        const auto* door = find_door(request).door;
        EXPECT_EQ(why_closed(request, door, &reads), one.may_read ? "" : "token_scope") << one.target;
        EXPECT_EQ(why_closed(request, door, &writes), one.may_write ? "" : "token_scope") << one.target;
        EXPECT_EQ(why_closed(request, door, &person), "") << one.target;
        EXPECT_EQ(why_closed(request, door, nullptr), "") << one.target;
    }
}

// Who has still to set up his second step does that, signs out, chooses his language, and nothing else.
TEST(SecondFactor, StillMissingLeavesFewDoorsOpen) {
    const std::pair<std::string_view, std::string_view> open[]{{"POST", "/api/v1/account/totp"},
                                                               {"POST", "/api/v1/account/totp/confirm"},
                                                               {"DELETE", "/api/v1/session"},
                                                               {"PATCH", "/api/v1/session"}};
    const std::pair<std::string_view, std::string_view> closed[]{
        {"GET", "/api/v1/company"},         {"POST", "/api/v1/changes"},
        {"GET", "/api/v1/account"},         {"DELETE", "/api/v1/account/totp"},
        {"POST", "/api/v1/account/tokens"}, {"POST", "/api/v1/account/password"},
        {"GET", "/api/v1/events"},          {"POST", "/api/v1/uploads"},
        {"GET", "/api/v1/audit"},           {"GET", "/api/v1/catalogue"}};
    const SignedIn asker{.needs_totp = true};
    const auto asked = [&](const auto& one) {
        const api::Request request{.method = one.first, .target = one.second};
        return why_closed(request, find_door(request).door, &asker);
    };
    for (const auto& one : open) EXPECT_EQ(asked(one), "") << one.first << " " << one.second;
    for (const auto& one : closed) EXPECT_EQ(asked(one), "totp_setup_required") << one.second;
}

class Tables : public testing::Test {
protected:
    void SetUp() override {
        const auto model = catalogue::test_catalogue();
        schema::apply(*writer, *model, *schema::difference(*writer, *model));
        store::save_credential(*writer, ada, "encoded", 1);
    }
    store::ApiToken token(const std::string& hash, const Id& user) {
        return {.token_hash = hash,
                .id = environment.make_id(),
                .user = user,
                .name = "n",
                .made_at = 1,
                .expires_at = 9};
    }
    std::unique_ptr<store::Connection> writer = store::open_sqlite({.path = ":memory:", .is_writer = true});
    Environment environment = seeded_environment(7, 0);
    Id ada = environment.make_id(), bob = environment.make_id();
    static constexpr std::int64_t noon = 1'764'072'000'000;
};

TEST_F(Tables, OfTokensEndOnlyWhatIsTheUsersOwn) {
    const auto one = token("a", ada), two = token("b", bob);
    for (const auto& each : {one, two}) store::save_token(*writer, each);
    EXPECT_FALSE(store::remove_token(*writer, bob, one.id));
    EXPECT_FALSE(store::find_token(*writer, "c"));
    EXPECT_EQ(store::find_token(*writer, "a")->user, ada);
    store::save_token_used(*writer, "a", 5);
    EXPECT_EQ(store::tokens_of(*writer, ada).at(0).last_used_at, 5);
    EXPECT_TRUE(store::remove_token(*writer, ada, one.id));
    EXPECT_FALSE(store::remove_token(*writer, ada, one.id));
    EXPECT_TRUE(store::shut_out(*writer, bob));
    EXPECT_FALSE(store::find_token(*writer, "b"));
    EXPECT_FALSE(store::shut_out(*writer, bob));
}

TEST_F(Tables, OfTheSecondFactorTakeEachCodeOnce) {
    EXPECT_FALSE(store::save_pending_secret(*writer, bob, "s")) << "nobody has a factor without a password";
    const std::string secret = "12345678901234567890";
    ASSERT_TRUE(store::save_pending_secret(*writer, ada, secret));
    EXPECT_EQ(take_code(*writer, ada, "", noon), SecondStep::not_asked) << "pending does not count";
    store::save_step(*writer, ada, 0);
    EXPECT_FALSE(store::save_pending_secret(*writer, ada, "another")) << "it is on";
    const auto code = totp_code(secret, noon / totp_step_ms);
    EXPECT_EQ(take_code(*writer, ada, "", noon), SecondStep::missing);
    EXPECT_EQ(take_code(*writer, ada, "000000", noon), SecondStep::wrong);
    EXPECT_EQ(take_code(*writer, ada, code, noon), SecondStep::by_app);
    EXPECT_EQ(take_code(*writer, ada, code, noon), SecondStep::wrong);
    EXPECT_EQ(take_code(*writer, ada, totp_code(secret, noon / totp_step_ms - 1), noon), SecondStep::wrong);
}

TEST_F(Tables, OfRecoveryCodesTakeEachOnceAndOnlyFromItsOwner) {
    store::save_credential(*writer, bob, "encoded", 1);
    for (const auto& user : {ada, bob}) {
        store::save_pending_secret(*writer, user, "12345678901234567890");
        store::save_step(*writer, user, 1);
    }
    const std::string hash = hash_of_token(ada.to_text() + ":abcde23456");
    store::save_recovery_codes(*writer, ada, {&hash, 1});
    EXPECT_EQ(store::find_second_factor(*writer, ada)->recovery_codes, 1);
    EXPECT_EQ(take_code(*writer, bob, "abcde-23456", noon), SecondStep::wrong);
    EXPECT_EQ(take_code(*writer, ada, "ABCDE 23456", noon), SecondStep::by_recovery_code);
    EXPECT_EQ(take_code(*writer, ada, "ABCDE 23456", noon), SecondStep::wrong);
    EXPECT_TRUE(store::remove_second_factor(*writer, ada));
    EXPECT_FALSE(store::remove_second_factor(*writer, ada));
    EXPECT_EQ(take_code(*writer, ada, "", noon), SecondStep::not_asked);
}

}  // namespace
}  // namespace teczka::server
