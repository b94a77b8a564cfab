// One HTTP/1.1 request (RFC 9112) out of bytes as they come. What two programs in a row could read
// differently is no request: two lengths or a length beside chunks, another coding than chunked, chunks in
// HTTP/1.0, two hosts or none, a target that is no path.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "api/http.hpp"

namespace teczka::server {

class RequestReader {
public:
    enum class Step { needs_more, has_head, is_whole, malformed, head_too_large, body_too_large };

    RequestReader(std::size_t head_bytes, std::size_t body_bytes);
    ~RequestReader();

    // Takes what it understands off the front of `input`. `has_head` is said once, when the body is not here
    // yet; after anything but `needs_more` and `has_head` it takes no more.
    Step take(std::string& input);
    bool waits_to_be_told() const;  // "Expect: 100-continue"

    // Once whole. The views hold as long as the reader and `headers`.
    api::Request request(std::vector<api::Header>& headers) const;
    bool is_head() const;  // HEAD, which is answered as GET without the body
    bool keeps_alive() const;

private:
    struct Parser;
    Step judge_head() const;
    std::unique_ptr<Parser> parser_;
    std::size_t head_bytes_;
};

}  // namespace teczka::server
