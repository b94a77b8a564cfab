// Looking up headers and cookies as clients really send them.
#include "api/http.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace teczka::api {
namespace {

Request with(const std::vector<Header>& headers) { return {.headers = headers}; }

TEST(Request, splits_target_at_the_first_question_mark) {
    struct Case {
        std::string_view target, path, query;
    };
    for (const auto& c : std::vector<Case>{{"/a/b", "/a/b", ""},
                                           {"/a?x=1", "/a", "x=1"},
                                           {"/a?x=?&y", "/a", "x=?&y"},
                                           {"/?", "/", ""},
                                           {"", "", ""},
                                           {"?", "", ""}}) {
        const Request request{.target = c.target};
        EXPECT_EQ(request.path(), c.path) << c.target;
        EXPECT_EQ(request.query(), c.query) << c.target;
    }
}

TEST(Request, finds_headers_in_any_case_and_only_whole_names) {
    const std::vector<Header> headers{{"X-Op-Id", "one"}, {"x-op-id", "two"}, {"ORIGIN", "http://a"}};
    const auto request = with(headers);
    EXPECT_EQ(request.header("x-op-id"), "one");
    EXPECT_EQ(request.header("Origin"), "http://a");
    EXPECT_EQ(request.header("x-op"), "");
    EXPECT_EQ(request.header("x-op-ids"), "");
    EXPECT_EQ(request.header(""), "");
}

TEST(Request, finds_cookies_by_their_exact_name) {
    const std::vector<Header> headers{
        {"Accept", "sid=no"}, {"Cookie", "a=1; sid=x=y;b"}, {"cookie", "sid=late; last=z "}};
    const auto request = with(headers);
    EXPECT_EQ(request.cookie("sid"), "x=y");
    EXPECT_EQ(request.cookie("last"), "z");
    EXPECT_EQ(request.cookie("a"), "1");
    EXPECT_EQ(request.cookie("b"), "");
    EXPECT_EQ(request.cookie("si"), "");
    EXPECT_EQ(request.cookie("SID"), "");
}

TEST(Request, knows_which_codings_are_accepted) {
    struct Case {
        std::string_view value;
        bool brotli;
    };
    for (const auto& c : std::vector<Case>{{"gzip, deflate, br", true},
                                           {"BR;q=0.5", true},
                                           {"gzip;q=1.0, br ; q=0.001", true},
                                           {"br;q=0", false},
                                           {"br; Q=0.000, gzip", false},
                                           {"brotli", false},
                                           {"*", false},
                                           {"", false},
                                           {",,,", false}}) {
        const std::vector<Header> headers{{"Accept-Encoding", c.value}};
        EXPECT_EQ(with(headers).accepts_encoding("br"), c.brotli) << c.value;
    }
}

TEST(Response, problem_carries_status_and_code) {
    const auto answer = problem(413, "body_too_large");
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.content_type, "application/problem+json");
    EXPECT_EQ(
        answer.bytes(),
        R"({"type":"about:blank","title":"Content Too Large","status":413,"errors":[{"field":"","code":"body_too_large","parameters":{}}]})");
    EXPECT_EQ(
        problem(499, "x").body,
        R"({"type":"about:blank","title":"Unknown","status":499,"errors":[{"field":"","code":"x","parameters":{}}]})");
}

TEST(Response, fixed_bytes_go_before_owned_ones) {
    EXPECT_EQ((Response{.body = "own"}).bytes(), "own");
    EXPECT_EQ((Response{.body = "own", .fixed_body = "fixed"}).bytes(), "fixed");
}

}  // namespace
}  // namespace teczka::api
