// One office being served: the open data file, its readers, the one writer thread, sessions, and the static
// files. Everything a request needs meets here; the sockets are http_server's, the answers are api's.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/http.hpp"
#include "api/job.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/change/change.hpp"
#include "core/rights/rights.hpp"

namespace teczka::server {

// A file of the web app, compiled in. `brotli` is empty when the file is only sent as it is.
struct StaticFile {
    std::string_view path;  // "/assets/index-3f2a.js"
    std::string_view content_type;
    std::string_view plain;
    std::string_view brotli;
};

// What every office is made of, before it adds anything; immutable, shared by all threads.
struct Model {
    std::shared_ptr<const catalogue::Catalogue> catalogue;
    std::shared_ptr<const rights::Rights> rights;
    std::span<const std::span<const change::Rule>> rules;
};

struct HostOptions {
    std::string data_file;    // its schema is already that of the catalogue
    std::string folder;       // the data folder: jobs/ and uploads/ are made in it
    std::string worker_path;  // teczka-worker
    Model model;
    std::span<const StaticFile> files;
    std::string_view version;
    std::span<const api::JobKind> job_kinds{};
    std::span<const api::Part> parts{};  // routes of exchange
};

// What the host answers itself, for whoever describes it; api::Route::act is none.
std::span<const api::Part> host_parts();

class Host {
public:
    explicit Host(HostOptions options);
    ~Host();  // finishes what was accepted

    // From any thread; `respond` is called exactly once, perhaps later from another thread.
    void handle(const api::Request& request, api::Responder respond);
    // The same for whoever may open the folder's own socket: acts as `system`, or as the login in
    // X-Teczka-As. Knows besides POST /local/users {"login","name","groups":[…],"password"}: makes the user
    // or sets his password and groups; and POST /local/office, the body of POST /api/v1/first-start.
    void handle_local(const api::Request& request, api::Responder respond);
    // Short reads are answered where they arrive; log-ins are not.
    static bool runs_inline(const api::Request& request);
    // By which an office that has nobody yet may be made from another machine; empty when it has somebody.
    std::string first_start_code() const;

    struct Impl;  // for the host's own parts

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace teczka::server
