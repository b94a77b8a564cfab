// The real worker: passwords, and what happens when it dies, stalls or is fed nonsense.
#include "worker/client.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "worker/protocol.hpp"

namespace teczka::worker {
namespace {

std::string code(const auto& result) { return result ? "" : result.error().complaints.at(0).code; }

TEST(Protocol, messages_come_back) {
    for (const auto& fields : std::vector<std::vector<std::string_view>>{
             {}, {""}, {"hash", "zażółć"}, {std::string_view{"\0x\0", 3}, "", "b"}}) {
        const auto bytes = encode(fields);
        EXPECT_EQ(decode(std::string_view{bytes}.substr(4)), Message(fields.begin(), fields.end()));
    }
}

TEST(Protocol, refuses_what_is_no_message) {
    const auto whole = encode({"ab", "c"}).substr(4);
    for (std::size_t cut = 0; cut < whole.size(); ++cut) EXPECT_FALSE(decode(whole.substr(0, cut))) << cut;
    EXPECT_FALSE(decode(whole + "x"));
    EXPECT_FALSE(decode(std::string_view{"\xFF\xFF\xFF\xFF", 4}));
    EXPECT_FALSE(decode(std::string_view{"\1\0\0\0\xFF\xFF\xFF\xFFxx", 10}));
}

TEST(Protocol, refuses_giant_and_keeps_the_deadline) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    const auto soon = [] { return std::chrono::steady_clock::now() + std::chrono::milliseconds{50}; };
    EXPECT_FALSE(receive(pair[0], soon()));
    EXPECT_FALSE(send_bytes(pair[0], std::string(4 << 20, 'x'), soon()));
    EXPECT_FALSE(receive(pair[1], soon()));  // "xxxx" as a size is over the limit
    ::close(pair[0]);
    ::close(pair[1]);
}

TEST(Client, hashes_and_verifies) {
    Client client{TECZKA_WORKER};
    const auto encoded = client.hash("zażółć gęślą");
    ASSERT_TRUE(encoded);
    EXPECT_TRUE(encoded->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    EXPECT_NE(*client.hash("zażółć gęślą"), *encoded);
    struct Case {
        std::string_view password, encoded;
        bool matches;
    };
    for (const auto& c :
         std::vector<Case>{{"zażółć gęślą", *encoded, true},
                           {"zażółć gęśla", *encoded, false},
                           {"", *encoded, false},
                           {"zażółć gęślą", "", false},
                           {"zażółć gęślą", "$argon2id$v=19$m=4000000,t=2,p=1$c2FsdHNhbHQ$aGFzaA", false}})
        EXPECT_EQ(client.verify(c.password, c.encoded), c.matches) << c.password << c.encoded;
}

TEST(Client, names_what_the_worker_refuses) {
    Client client{TECZKA_WORKER};
    EXPECT_EQ(code(client.ask({"fly"})), "verb_unknown");
    EXPECT_EQ(code(client.ask({})), "verb_unknown");
    EXPECT_EQ(code(client.ask({"hash"})), "arguments");
    EXPECT_EQ(code(client.ask({"verify", "a"})), "arguments");
    EXPECT_TRUE(client.hash("still there"));
}

TEST(Client, starts_another_worker_when_one_breaks_off) {
    Client client{TECZKA_WORKER};
    ASSERT_TRUE(client.hash("a"));
    const std::string too_much(message_bytes + 1, 'x');
    EXPECT_EQ(code(client.ask({"hash", too_much})), "worker_unavailable");
    EXPECT_TRUE(client.hash("a"));
}

TEST(Client, is_unavailable_without_a_program_or_an_answer) {
    Client missing{"/nowhere/teczka-worker"};
    EXPECT_EQ(code(missing.hash("a")), "worker_unavailable");
    Client mute{"/bin/true"};
    EXPECT_EQ(code(mute.hash("a")), "worker_unavailable");
    Client hurried{TECZKA_WORKER, std::chrono::milliseconds{2}};
    EXPECT_EQ(code(hurried.hash("a")), "worker_unavailable");
    Client other{"/bin/cat", std::chrono::seconds{2}};
    EXPECT_FALSE(other.hash("a"));
}

TEST(Client, serves_many_threads) {
    Client client{TECZKA_WORKER, std::chrono::seconds{60}};
    const auto encoded = *client.hash("right");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            for (int k = 0; k < 3; ++k)
                EXPECT_EQ(client.verify(i % 2 != 0 ? "right" : "wrong", encoded), i % 2 != 0);
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace teczka::worker
