// Who may make the office: addresses, names, proxies, and codes as people type them.
#include "server/first_start.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace teczka::server {
namespace {

TEST(FirstStart, trusts_only_the_machine_itself) {
    struct Case {
        std::string_view peer, host, more;
        bool is_trusted;
    };
    constexpr Case cases[]{
        {"127.0.0.1", "127.0.0.1:8080", "", true},
        {"127.0.0.1", "localhost", "", true},
        {"127.8.8.8", "localhost:80", "", true},
        {"::1", "[::1]:8080", "", true},
        {"::ffff:127.0.0.1", "localhost:8080", "", true},
        {"192.168.1.7", "localhost:8080", "", false},
        {"10.0.0.1", "127.0.0.1:8080", "", false},
        {"local", "localhost", "", false},
        {"", "localhost", "", false},
        {"127.0.0.1", "evil.example:8080", "", false},
        {"127.0.0.1", "localhost.evil.example", "", false},
        {"127.0.0.1", "127.0.0.1.evil.example", "", false},
        {"127.0.0.1", "", "", false},
        {"127.0.0.1", "localhost", "X-Forwarded-For", false},
        {"127.0.0.1", "localhost", "Forwarded", false},
        {"127.0.0.1", "localhost", "X-Real-IP", false},
        {"127.0.0.1", "localhost", "Via", false},
    };
    for (const auto& [peer, host, more, is_trusted] : cases) {
        std::vector<api::Header> headers{{"Host", host}};
        if (!more.empty()) headers.push_back({more, "203.0.113.9"});
        const api::Request request{.headers = headers, .peer_address = peer};
        EXPECT_EQ(is_from_this_machine(request), is_trusted) << peer << " " << host << " " << more;
    }
}

TEST(FirstStart, knows_its_code_however_it_is_typed) {
    struct Case {
        std::string_view typed;
        bool is_right;
    };
    constexpr Case cases[]{{"7K2M-Q0XD-91BA", true},
                           {"7k2mq0xd91ba", true},
                           {" 7K2M QOXD 9lba ", true},
                           {"7K2M-Q0XD-9IBA", true},
                           {"7K2M-Q0XD-91BB", false},
                           {"7K2M-Q0XD-91B", false},
                           {"7K2M-Q0XD-91BA0", false},
                           {"", false},
                           {"----", false}};
    for (const auto& [typed, is_right] : cases)
        EXPECT_EQ(is_same_code(typed, "7K2M-Q0XD-91BA"), is_right) << typed;
    EXPECT_FALSE(is_same_code("", "")) << "where there is no code, none is right";
}

TEST(FirstStart, draws_another_code_each_time) {
    std::set<std::string> codes;
    for (int i = 0; i < 200; ++i) {
        const auto code = new_code();
        EXPECT_EQ(code.size(), 14U) << code;
        EXPECT_TRUE(is_same_code(code, code));
        codes.insert(code);
    }
    EXPECT_EQ(codes.size(), 200U);
}

}  // namespace
}  // namespace teczka::server
