// What is one request and what is none, whole and byte by byte; above all what another program in front of
// this one might read as two.
#include "server/request_reader.hpp"

#include <gtest/gtest.h>

namespace teczka::server {
namespace {

using Step = RequestReader::Step;
constexpr std::size_t head_bytes = 512, body_bytes = 64;

// The step it ends with, and what is left of the bytes.
std::pair<Step, std::string> read(std::string_view bytes, std::size_t at_once) {
    RequestReader reader{head_bytes, body_bytes};
    std::string input;
    while (!bytes.empty()) {
        input += bytes.substr(0, at_once);
        bytes.remove_prefix(std::min(at_once, bytes.size()));
        auto step = reader.take(input);
        while (step == Step::has_head) step = reader.take(input);
        if (step != Step::needs_more) return {step, input + std::string{bytes}};
    }
    return {Step::needs_more, input};
}

TEST(RequestReader, TellsOneRequestFromNone) {
    struct Case {
        std::string_view bytes;
        Step step;
        std::string_view left{};
    };
    const std::string bomb = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(600, 'x') + "\r\n\r\n";
    std::string crowd = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 200; ++i) crowd += "X: y\r\n";
    crowd += "\r\n";
    const std::string endless = "GET /" + std::string(600, 'a');
    const std::string large = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65\r\n\r\n";
    const Case cases[]{
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", Step::is_whole},
        {"GET /x?y=z HTTP/1.0\r\n\r\n", Step::is_whole},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", Step::is_whole},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nGET", Step::is_whole, "GET"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", Step::malformed,
         "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
         Step::is_whole},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\nGET", Step::is_whole,
         "GET"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{}", Step::needs_more},
        {"GET / HTTP/1.1\r\nHost: a\r\n", Step::needs_more},
        // read in two ways
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Step::malformed,
         "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 3\r\n\r\n{}", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{}", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x2\r\n\r\n{}", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
         Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", Step::malformed,
         "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
         Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
         "identity\r\n\r\n0\r\n\r\n",
         Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
         Step::malformed, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
         Step::malformed, "*"},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", Step::malformed, "*"},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", Step::malformed, "*"},
        {"GET / HTTP/1.1\r\n\r\n", Step::malformed, "*"},
        {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", Step::malformed, "*"},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Step::malformed, "*"},
        {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", Step::malformed, "*"},
        // no HTTP
        {"GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", Step::malformed, "*"},
        {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", Step::malformed, "*"},
        {"GET / HTTP/1.1\r\n: x\r\nHost: a\r\n\r\n", Step::malformed, "*"},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", Step::malformed, "*"},
        {std::string_view{"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 35}, Step::malformed, "*"},
        {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", Step::malformed, "*"},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", Step::malformed, "*"},
        {"\x16\x03\x01\x02", Step::malformed, "*"},
        // too much
        {bomb, Step::head_too_large, "*"},
        {crowd, Step::head_too_large, "*"},
        {endless, Step::head_too_large, "*"},
        {large, Step::body_too_large, "*"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n", Step::body_too_large, "*"},
    };
    for (const auto& [bytes, step, left] : cases) {
        for (const std::size_t at_once : {std::size_t{1} << 20, std::size_t{1}, std::size_t{7}}) {
            const auto [ended, rest] = read(bytes, at_once);
            EXPECT_EQ(int(ended), int(step)) << bytes.substr(0, 200) << "\n" << at_once << " bytes at once";
            if (step == Step::is_whole) {
                EXPECT_EQ(rest, left) << bytes;
            }
        }
    }
}

TEST(RequestReader, GivesTheRequestAsItWasSent) {
    RequestReader reader{head_bytes, body_bytes};
    std::string input =
        "HEAD /a?b=%20 HTTP/1.1\r\nhost: x\r\nCookie: c=1\r\nExpect: 100-continue\r\n"
        "Content-Length: 2\r\n\r\n";
    EXPECT_EQ(int(reader.take(input)), int(Step::has_head));
    EXPECT_TRUE(reader.waits_to_be_told());
    input = "{}GET /next";
    EXPECT_EQ(int(reader.take(input)), int(Step::is_whole));
    EXPECT_EQ(input, "GET /next");
    std::vector<api::Header> headers;
    const auto request = reader.request(headers);
    EXPECT_EQ(request.method, "GET");
    EXPECT_TRUE(reader.is_head() && reader.keeps_alive());
    EXPECT_EQ(request.path(), "/a");
    EXPECT_EQ(request.query(), "b=%20");
    EXPECT_EQ(request.body, "{}");
    EXPECT_EQ(request.header("Host"), "x");
    EXPECT_EQ(request.cookie("c"), "1");
}

}  // namespace
}  // namespace teczka::server
