// See files.hpp.
#include "server/files.hpp"

#include "server/sessions.hpp"

namespace teczka::server {
namespace {

constexpr std::string_view nonce_mark = "__CSP_NONCE__";

std::string content_policy(std::string_view nonce) {
    return "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src "
           "'self'; "
           "style-src 'self' 'nonce-" +
           std::string{nonce} + "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

api::Response page(const StaticFile& file) {
    const auto nonce = to_hex(random_bytes(16));
    api::Response response{.status = 200, .content_type = std::string{file.content_type}};
    auto rest = file.plain;
    for (auto at = rest.find(nonce_mark); at != std::string_view::npos; at = rest.find(nonce_mark)) {
        response.body.append(rest.substr(0, at)).append(nonce);
        rest.remove_prefix(at + nonce_mark.size());
    }
    response.body.append(rest);
    response.headers.emplace_back("Content-Security-Policy", content_policy(nonce));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

api::Response answer_file(const api::Request& request, std::span<const StaticFile> files) {
    if (request.method != "GET") return api::problem(405, "method_not_allowed");
    const StaticFile* index = nullptr;
    for (const auto& file : files) {
        if (file.path == "/index.html") index = &file;
        if (file.path != request.path() || file.path == "/index.html") continue;
        api::Response response{.status = 200, .content_type = std::string{file.content_type}};
        const bool packed = !file.brotli.empty() && request.accepts_encoding("br");
        response.fixed_body = packed ? file.brotli : file.plain;
        if (packed) response.headers.emplace_back("Content-Encoding", "br");
        response.headers.emplace_back("Vary", "Accept-Encoding");
        const bool hashed = file.path.starts_with("/assets/");
        response.headers.emplace_back(
            "Cache-Control", hashed ? "public, max-age=31536000, immutable" : "public, max-age=3600");
        return response;
    }
    // Addresses of the app have no file name; a missing file is missing.
    const auto last = request.path().substr(request.path().rfind('/') + 1);
    if (index == nullptr || last.find('.') != std::string_view::npos) return api::problem(404, "not_found");
    return page(*index);
}

}  // namespace teczka::server
