// Requests as they come from a socket, and what is read out of their heads.
#include <string>

#include "api/url.hpp"
#include "fuzz.hpp"
#include "server/request_reader.hpp"

namespace teczka::fuzz {
namespace {

using server::RequestReader;

struct Read {
    RequestReader::Step step{};
    std::string left, method, target, body;
    bool operator==(const Read&) const = default;
};

Read read(std::string_view bytes, std::size_t at_once) {
    RequestReader reader{512, 256};
    Read out{.step = RequestReader::Step::needs_more};
    while (!bytes.empty() && out.step == RequestReader::Step::needs_more) {
        out.left += bytes.substr(0, at_once);
        bytes.remove_prefix(std::min(at_once, bytes.size()));
        do out.step = reader.take(out.left);
        while (out.step == RequestReader::Step::has_head);
    }
    out.left += bytes;
    if (out.step != RequestReader::Step::is_whole) return {.step = out.step};
    std::vector<api::Header> headers;
    const auto request = reader.request(headers);
    hold(request.target.starts_with('/'), "a target begins with a slash");
    hold(request.body.size() <= 256, "a body is no longer than it may be");
    for (const auto& header : headers) {
        hold(!header.name.empty(), "a header has a name");
        hold(header.value.find_first_of("\r\n") == std::string_view::npos, "a header's value is one line");
    }
    (void)request.cookie("teczka_session");
    (void)request.accepts_encoding("br");
    (void)request.header("authorization");
    (void)api::percent_decoded(request.path(), false);
    if (const auto parameters = api::parse_parameters(request.query()))
        hold(request.query().empty() == parameters->empty() || !request.query().empty(),
             "parameters of a query");
    out.method = request.method;
    out.target = request.target;
    out.body = request.body;
    return out;
}

}  // namespace

void http_head(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto whole = read(bytes, bytes.size()), pieces = read(bytes, 1);
    constexpr auto is_whole = RequestReader::Step::is_whole;
    if (whole.step == is_whole || pieces.step == is_whole)
        hold(whole == pieces, "in pieces it is the same request");
}

}  // namespace teczka::fuzz
