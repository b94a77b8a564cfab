// DIR/teczka.sock from the other side: how verbs of the command line ask the server that holds the folder.
// Who may open the socket (mode 0600) owns the data anyway.
#pragma once
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

// Asks the server behind the socket over HTTP, one request a connection; 503 when nobody answers.
api::Response ask_local(const std::string& socket_path, const LocalRequest& request);

}  // namespace teczka::server
