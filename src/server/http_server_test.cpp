// Real sockets on 127.0.0.1: what clients do right, wrong, slowly and in crowds.
#include "server/http_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>

#include "core/base/refusal.hpp"

namespace teczka::server {
namespace {

using namespace std::chrono_literals;

class Client {
public:
    explicit Client(std::uint16_t port) : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
        is_connected = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    explicit Client(const std::string& path) : fd_{::socket(AF_UNIX, SOCK_STREAM, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        is_connected = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(fd_); }

    Client& send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) break;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return *this;
    }
    // One whole answer, "" when the connection ends or 5 s pass before.
    std::string answer(bool has_body = true) {
        for (;;) {
            if (const auto head = input_.find("\r\n\r\n"); head != std::string::npos) {
                const auto length = input_.find("Content-Length: ");
                const auto body = has_body && length < head ? std::stoul(input_.substr(length + 16)) : 0;
                if (input_.size() >= head + 4 + body) {
                    auto whole = input_.substr(0, head + 4 + body);
                    input_.erase(0, whole.size());
                    return whole;
                }
            }
            if (!receive()) return "";
        }
    }
    // All that still comes until the other side ends.
    std::string rest() {
        while (receive()) {
        }
        return std::exchange(input_, {});
    }
    bool is_closed() {
        while (receive()) {
        }
        return has_ended_ && input_.empty();
    }

    bool is_connected{};

private:
    bool receive() {
        pollfd one{fd_, POLLIN, 0};
        if (::poll(&one, 1, 5'000) <= 0) return false;
        char bytes[4096];
        const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
        has_ended_ = count <= 0;
        if (count > 0) input_.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    }

    int fd_;
    std::string input_;
    bool has_ended_{};
};

int status(const std::string& answer) { return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3)); }
std::string body(const std::string& answer) {
    return answer.substr(std::min(answer.find("\r\n\r\n") + 4, answer.size()));
}
std::string get(std::string_view target, std::string_view more = "") {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n" + std::string{more} + "\r\n";
}
std::string post(std::string_view target, std::string_view content) {
    return "POST " + std::string{target} +
           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" +
           std::string{content};
}

// Answers /echo with what it got; /inline/… on the I/O thread; /later from another thread; /throw, /forget as
// they say.
class HttpServerTest : public testing::Test {
protected:
    void handle(const api::Request& request, const api::Responder& respond) {
        if (request.path().ends_with("/throw")) throw std::runtime_error{"secret inside"};
        if (request.path().ends_with("/fail")) fail({.inside = "secret inside"});
        if (request.path().ends_with("/late")) fail({.inside = "secret inside", .is_too_slow = true});
        if (request.path().ends_with("/forget")) return;
        if (request.path() == "/slow") std::this_thread::sleep_for(300ms);
        if (request.path() == "/later") {
            const std::lock_guard lock{mutex};
            later.emplace_back([respond] {
                std::this_thread::sleep_for(50ms);
                respond({.body = "late"});
                respond({.body = "twice"});
            });
            return;
        }
        api::Response response{.content_type = "text/plain"};
        response.body = std::string{request.method} + " " + std::string{request.target} + " " +
                        std::string{request.header("x-op-id")} + " " + std::string{request.peer_address} +
                        " ";
        response.body += request.body;
        if (request.path() == "/big") response.body.assign(3 << 20, 'b');
        if (request.path() == "/split") response.headers = {{"X-A", "b\r\nSet-Cookie: c"}, {"X-B", "ok"}};
        if (request.path() == "/empty") response = {.status = 204};
        if (request.path() == "/file") response.file_path = file_path;
        if (request.path() == "/secure") response.body = request.is_secure ? "secure" : "plain";
        if (request.path() == "/stream") {
            response = {.content_type = "text/event-stream"};
            response.begin_stream = [this](std::shared_ptr<api::Stream> stream) {
                const std::lock_guard lock{mutex};
                streams.push_back(std::move(stream));
            };
        }
        respond(std::move(response));
    }

    HttpServer& start(HttpOptions options = {}) {
        Endpoint endpoint{
            .handler = [this](const auto& request, auto respond) { handle(request, respond); },
            .runs_inline = [](const api::Request& r) { return r.path().starts_with("/inline"); }};
        auto local = endpoint;
        local.socket_path = socket_path;
        server = std::make_unique<HttpServer>(std::vector{endpoint, local}, options);
        return *server;
    }
    Client client() { return Client{server->port()}; }
    int ask(std::string_view request) { return status(client().send(request).answer()); }
    ~HttpServerTest() override {
        if (server) server->stop();
        for (auto& thread : later) thread.join();
    }

    std::string socket_path = testing::TempDir() + "teczka_" + std::to_string(::getpid()) + ".sock";
    std::string file_path = testing::TempDir() + "teczka_" + std::to_string(::getpid()) + ".bin";
    // Waits until so many streams have begun.
    std::shared_ptr<api::Stream> stream(std::size_t number) {
        for (;; std::this_thread::sleep_for(1ms)) {
            const std::lock_guard lock{mutex};
            if (streams.size() > number) return streams[number];
        }
    }

    std::mutex mutex;
    std::vector<std::thread> later;
    std::vector<std::shared_ptr<api::Stream>> streams;
    std::unique_ptr<HttpServer> server;
};

TEST_F(HttpServerTest, answers_many_requests_on_one_connection) {
    start();
    auto one = client();
    for (const std::string path : {"/echo", "/inline/echo", "/echo?a=b", "/inline/x"}) {
        const auto answer = one.send(get(path, "X-Op-Id: 7\r\n")).answer();
        EXPECT_EQ(status(answer), 200);
        EXPECT_EQ(body(answer), "GET " + path + " 7 127.0.0.1 ");
        EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
        EXPECT_NE(answer.find("Connection: keep-alive"), std::string::npos);
    }
    EXPECT_EQ(body(one.send(post("/echo", "content")).answer()), "POST /echo  127.0.0.1 content");
    EXPECT_EQ(server->open_connections(), 1);
}

TEST_F(HttpServerTest, answers_pipelined_requests_in_their_order) {
    start();
    std::string all, bytewise = post("/echo", "abc") + get("/inline/z");
    for (int i = 0; i < 60; ++i) all += get((i % 3 != 0 ? "/echo" : "/inline/") + std::to_string(i));
    auto one = client();
    one.send(all);
    for (int i = 0; i < 60; ++i)
        EXPECT_NE(one.answer().find(std::to_string(i) + "  127"), std::string::npos) << i;
    for (const char byte : bytewise) {
        one.send({&byte, 1});
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(body(one.answer()), "POST /echo  127.0.0.1 abc");
    EXPECT_EQ(body(one.answer()), "GET /inline/z  127.0.0.1 ");
}

TEST_F(HttpServerTest, accepts_chunks_and_hundred_continue) {
    start();
    auto one = client();
    one.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(body(one.answer()), "POST /echo  127.0.0.1 abcde");
    one.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(status(one.answer()), 100);
    EXPECT_EQ(body(one.send("xy").answer()), "POST /echo  127.0.0.1 xy");
}

TEST_F(HttpServerTest, sends_heads_without_bodies) {
    start();
    auto one = client();
    const auto answer = one.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n").answer(false);
    EXPECT_NE(answer.find("Content-Length: 21"), std::string::npos);
    const auto empty = one.send(get("/empty")).answer();
    EXPECT_EQ(status(empty), 204);
    EXPECT_EQ(empty.find("Content-Length"), std::string::npos);
    EXPECT_EQ(body(one.send(get("/echo")).answer()), "GET /echo  127.0.0.1 ");
}

TEST_F(HttpServerTest, refuses_what_is_no_request) {
    start({.head_bytes = 2'000, .body_bytes = 10'000});
    struct Case {
        std::string request;
        int status;
    };
    const std::string big(20'000, 'x');
    const std::vector<Case> cases{
        {"hello\r\n\r\n", 400},
        {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400},
        {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX y: z\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {post("/", big), 413},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n" + big, 413},
        {get("/", "X: " + big + "\r\n"), 431},
        {"GET /" + big, 431},
        {get("/inline/throw"), 500},
        {get("/throw"), 500},
        {get("/fail"), 500},
        {get("/late"), 503},
        {get("/inline/late"), 503},
        {get("/inline/forget"), 500},
        {get("/forget"), 500},
    };
    for (const auto& c : cases) {
        const auto answer = client().send(c.request).answer();
        EXPECT_EQ(status(answer), c.status) << c.request.substr(0, 70);
        EXPECT_NE(answer.find("Content-Type: application/problem+json"), std::string::npos);
        EXPECT_EQ(answer.find("secret"), std::string::npos);
        EXPECT_EQ(ask(get("/echo")), 200);
    }
}

TEST_F(HttpServerTest, reads_on_so_that_a_refused_upload_gets_its_answer) {
    start({.body_bytes = 1'000});
    auto one = client();
    one.send(post("/echo", std::string(2 << 20, 'x')));
    EXPECT_EQ(status(one.answer()), 413);
    EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpServerTest, cuts_slow_clients_and_silent_ones) {
    start({.head_time = 150ms, .body_time = 150ms, .idle_time = 150ms});
    auto slow_head = client();
    auto slow_body = client();
    auto silent = client();
    auto idle = client();
    slow_body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nxx");
    EXPECT_EQ(status(idle.send(get("/echo")).answer()), 200);
    std::thread drip{[&] {
        for (const char byte : std::string_view{"GET / HTTP/1.1\r\nX-Slow: 123456789"}) {
            slow_head.send({&byte, 1});
            std::this_thread::sleep_for(20ms);
        }
    }};
    EXPECT_EQ(status(slow_head.answer()), 408);
    EXPECT_EQ(status(slow_body.answer()), 408);
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(idle.is_closed());
    drip.join();
}

TEST_F(HttpServerTest, serves_while_many_hang_around) {
    start({.io_threads = 1, .pool_threads = 1});
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.push_back(std::make_unique<Client>(server->port()));
        if (i % 2 != 0) crowd.back()->send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
    }
    for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(get(i % 2 != 0 ? "/echo" : "/inline/")), 200);
}

TEST_F(HttpServerTest, says_503_when_pool_or_house_is_full) {
    start({.pool_threads = 1, .queued = 1, .connections = 4});
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>(server->port()));
        clients.back()->send(get("/slow"));
        std::this_thread::sleep_for(30ms);
    }
    const auto busy = clients[2]->answer();
    EXPECT_EQ(status(busy), 503);
    EXPECT_NE(busy.find("Retry-After"), std::string::npos);
    clients.push_back(std::make_unique<Client>(server->port()));
    EXPECT_EQ(status(clients.back()->send(get("/inline/")).answer()), 200);
    EXPECT_EQ(status(client().answer()), 503);
    EXPECT_EQ(status(clients[0]->answer()), 200);
    EXPECT_EQ(status(clients[1]->answer()), 200);
}

TEST_F(HttpServerTest, sends_an_answer_given_later_and_only_the_first) {
    start();
    auto one = client();
    EXPECT_EQ(body(one.send(get("/later") + get("/echo")).answer()), "late");
    EXPECT_EQ(body(one.answer()), "GET /echo  127.0.0.1 ");
}

TEST_F(HttpServerTest, sends_big_answers_to_slow_readers) {
    start();
    auto one = client();
    one.send(get("/big"));
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(ask(get("/inline/")), 200);
    EXPECT_EQ(body(one.answer()), std::string(3 << 20, 'b'));
    EXPECT_EQ(status(one.send(get("/echo")).answer()), 200);
}

TEST_F(HttpServerTest, leaves_out_headers_that_would_split_the_answer) {
    start();
    const auto answer = client().send(get("/split")).answer();
    EXPECT_EQ(answer.find("Set-Cookie"), std::string::npos);
    EXPECT_NE(answer.find("X-B: ok"), std::string::npos);
}

TEST_F(HttpServerTest, closes_when_asked_to) {
    start();
    for (const auto& request :
         {get("/echo", "Connection: close\r\n"), std::string{"GET /echo HTTP/1.0\r\n\r\n"}}) {
        auto one = client();
        EXPECT_NE(one.send(request).answer().find("Connection: close"), std::string::npos);
        EXPECT_TRUE(one.is_closed());
    }
}

TEST_F(HttpServerTest, listens_on_a_socket_of_its_owner) {
    start();
    Client local{socket_path};
    EXPECT_EQ(body(local.send(get("/echo")).answer()), "GET /echo  local ");
    server->stop();
    EXPECT_FALSE(Client{socket_path}.is_connected);
}

TEST_F(HttpServerTest, fails_when_the_port_is_taken) {
    start();
    EXPECT_THROW(HttpServer({Endpoint{.port = server->port()}}), Failure);
    EXPECT_THROW(HttpServer({Endpoint{.address = "example"}}), Failure);
}

TEST_F(HttpServerTest, finishes_what_was_begun_when_stopped) {
    start();
    auto busy = client();
    auto idle = client();
    busy.send(get("/slow"));
    EXPECT_EQ(status(idle.send(get("/echo")).answer()), 200);
    std::this_thread::sleep_for(50ms);
    std::thread stopping{[&] { server->stop(); }};
    const auto answer = busy.answer();
    EXPECT_EQ(status(answer), 200);
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    EXPECT_TRUE(idle.is_closed());
    stopping.join();
    EXPECT_EQ(server->open_connections(), 0);
    EXPECT_FALSE(client().is_connected);
}

TEST_F(HttpServerTest, sends_files_in_pieces) {
    std::string content(5 << 20, ' ');
    for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>('a' + i * 7 % 23);
    std::ofstream{file_path} << content;
    start();
    auto one = client();
    const auto whole = one.send(get("/file")).answer();
    EXPECT_EQ(status(whole), 200);
    EXPECT_TRUE(body(whole) == content);
    EXPECT_NE(
        one.send("HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n").answer(false).find("Content-Length: 5242880"),
        std::string::npos);
    EXPECT_EQ(status(one.send(get("/echo")).answer()), 200);  // the connection goes on
    std::ofstream{file_path} << "";
    EXPECT_EQ(body(one.send(get("/file")).answer()), "");
    ::unlink(file_path.c_str());
    EXPECT_EQ(status(one.send(get("/file")).answer()), 404);
    ::symlink("/etc/hostname", file_path.c_str());
    EXPECT_EQ(status(one.send(get("/file")).answer()), 404);
    ::unlink(file_path.c_str());
}

TEST_F(HttpServerTest, streams_until_either_side_ends) {
    start();
    auto one = client();
    one.send(get("/stream"));
    const auto first = stream(0);
    EXPECT_TRUE(first->is_open());
    first->send("event: a\n\n");
    first->send("event: b\n\n");
    const auto head = one.answer();
    EXPECT_EQ(status(head), 200);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    first->end();
    EXPECT_EQ(one.rest(), "event: a\n\nevent: b\n\n");
    while (first->is_open()) std::this_thread::sleep_for(1ms);
    first->send("nobody hears this");

    std::shared_ptr<api::Stream> second;
    {
        auto other = client();
        other.send(get("/stream"));
        second = stream(1);
    }
    while (second->is_open()) std::this_thread::sleep_for(1ms);  // it left
    EXPECT_EQ(server->open_connections(), 0);
}

TEST_F(HttpServerTest, cuts_off_a_listener_who_does_not_keep_up) {
    start();
    auto one = client();
    one.send(get("/stream"));
    const auto open = stream(0);
    for (int i = 0; i < 20'000 && open->is_open(); ++i) open->send(std::string(4096, 'x'));
    for (int i = 0; i < 2'000 && open->is_open(); ++i) std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(open->is_open());
}

TEST_F(HttpServerTest, ends_streams_when_it_stops) {
    start();
    auto one = client();
    one.send(get("/stream"));
    const auto open = stream(0);
    server->stop();
    EXPECT_FALSE(open->is_open());
}

}  // namespace
}  // namespace teczka::server
