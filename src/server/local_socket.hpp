// DIR/teczka.sock: how verbs of the command line talk to the server that holds the folder. Who may open the
// socket (mode 0600) owns the data anyway. Frames of a 32-bit length and JSON; one request a connection.
#pragma once
#include <memory>
#include <string>

#include "api/http.hpp"
#include "server/host.hpp"

namespace teczka::server {

struct LocalRequest {
    std::string method, target;
    std::string as;  // login; empty: system
    std::string body;
};

// Asks the host in this process and waits for the answer.
api::Response answer_local(Host& host, const LocalRequest& request);

// Asks the server behind the socket; a socket that nobody answers is a 503.
api::Response ask_local(const std::string& socket_path, const LocalRequest& request);

// Listens until destroyed, on a thread of its own; requests are answered one after the other.
class LocalSocket {
public:
    LocalSocket(const std::string& path, Host& host);
    ~LocalSocket();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace teczka::server
