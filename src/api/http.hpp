// What the sockets hand to the api and get back. No type of the HTTP library passes this line, and none of it
// needs sockets: the browser's replica answers the same requests.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teczka::api {

struct Header {
    std::string_view name;  // in the spelling of the sender
    std::string_view value;
};

// One request, whole. All views are owned by the host and hold until its Responder was called.
struct Request {
    std::string_view method{"GET"};  // HEAD arrives as GET: the host leaves the body of the answer out
    std::string_view target{"/"};    // as sent: path, and what follows "?", percent-encoded
    std::string_view body{};
    std::span<const Header> headers{};
    std::string_view peer_address{};  // "127.0.0.1", without the port
    bool is_secure{};                 // came through TLS

    std::string_view path() const;   // before "?"
    std::string_view query() const;  // after "?", empty when there is none
    // Value of the first header of that name (any case), empty when absent: "cookie", "origin",
    // "if-none-match".
    std::string_view header(std::string_view name) const;
    // Value of one cookie of all Cookie headers, empty when absent. The first of several wins.
    std::string_view cookie(std::string_view name) const;
    // "br", "gzip"… named in Accept-Encoding and not with q=0. "*" does not count.
    bool accepts_encoding(std::string_view coding) const;
};

// An answer that goes on after its head. From any thread; a client that does not keep up is cut off.
class Stream {
public:
    virtual ~Stream() = default;
    virtual void send(std::string text) = 0;
    virtual void end() = 0;
    virtual bool is_open() const = 0;  // false once the client left
};

struct Response {
    int status{200};
    std::string content_type{};  // no header when empty
    std::string body{};
    // Bytes that live as long as the program (a compiled-in file): sent instead of `body` when not empty, not
    // copied.
    std::string_view fixed_body{};
    // A file of the machine to send instead, in pieces and with constant memory; 404 when it can't be opened.
    std::string file_path{};
    // Called once the head is sent, on the connection's thread; the body is what is sent to the stream then.
    std::function<void(std::shared_ptr<Stream>)> begin_stream{};
    // Besides Content-Type, Content-Length, Connection, Date and the security headers, which the host writes.
    std::vector<std::pair<std::string, std::string>> headers{};

    std::string_view bytes() const { return fixed_body.empty() ? std::string_view{body} : fixed_body; }
};

// Takes the answer; to be called exactly once, from any thread, also after the handler returned. When every
// copy is dropped uncalled the host answers 500.
using Responder = std::function<void(Response&&)>;

// RFC 9457 with one code: what the host itself answers, and a handler that has nothing else to say.
// {"type":"about:blank","title":…,"status":413,"errors":[{"field":"","code":"body_too_large","parameters":{}}]}
Response problem(int status, std::string_view code);
// "Not Found"; "Unknown" for numbers that are not used here.
std::string_view reason_phrase(int status);

}  // namespace teczka::api
