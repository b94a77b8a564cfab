// Refusals as answers: which status a kind of refusal has, and the problem document.
#include "api/office.hpp"
#include "core/base/json.hpp"

namespace teczka::api {
namespace {

int status_of(const Refusal& refusal) {
    switch (refusal.kind) {
        case Kind::invalid:
            break;
        case Kind::unauthenticated:
            return 401;
        case Kind::forbidden:
            return 403;
        case Kind::not_found:
            return 404;
        case Kind::conflict:
            return 409;
        case Kind::too_large:
            return 413;
        case Kind::throttled:
            return 429;
        case Kind::unavailable:
            return 503;
    }
    // What could not be read at all is a bad request; what was read and does not fit is unprocessable.
    for (const auto& complaint : refusal.complaints) {
        if (complaint.code.starts_with("json_") || complaint.code.starts_with("request_")) return 400;
    }
    return 422;
}

}  // namespace

void write_complaints(JsonWriter& out, std::span<const Complaint> complaints) {
    out.begin_array();
    for (const auto& complaint : complaints) {
        out.begin_object();
        out.member("field", complaint.field);
        out.member("code", complaint.code);
        out.key("parameters");
        out.begin_object();
        for (const auto& [name, value] : complaint.parameters) out.member(name, value);
        out.end_object();
        out.end_object();
    }
    out.end_array();
}

Response problem(const Refusal& refusal) {
    Response response{.status = status_of(refusal), .content_type = "application/problem+json"};
    JsonWriter out{response.body};
    out.begin_object();
    out.member("type", "about:blank");
    out.member("title", reason_phrase(response.status));
    out.member("status", response.status);
    out.key("errors");
    write_complaints(out, refusal.complaints);
    out.end_object();
    return response;
}

}  // namespace teczka::api
