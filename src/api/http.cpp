// Looking things up in a request, and the shortest problem.
#include "api/http.hpp"

#include <algorithm>
#include <array>

namespace teczka::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Cuts the first part off `rest`, without the separator and the blanks around it.
std::string_view next_part(std::string_view& rest, char separator) {
    const auto end = std::min(rest.find(separator), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return without_blanks(part);
}

// "0", "0.0", "0.000" (RFC 9110 12.4.2)
bool is_zero_weight(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = next_part(parameters, ';');
        if (parameter.size() < 3 || lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
        return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

constexpr auto phrases = std::to_array<std::pair<int, std::string_view>>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
});

}  // namespace

std::string_view Request::path() const { return target.substr(0, target.find('?')); }

std::string_view Request::query() const {
    const auto mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::string_view Request::header(std::string_view name) const {
    for (const auto& one : headers)
        if (same_name(one.name, name)) return one.value;
    return {};
}

std::string_view Request::cookie(std::string_view name) const {
    for (const auto& one : headers) {
        if (!same_name(one.name, "cookie")) continue;
        auto rest = one.value;
        while (!rest.empty()) {
            const auto pair = next_part(rest, ';');
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return pair.substr(equals + 1);
        }
    }
    return {};
}

bool Request::accepts_encoding(std::string_view coding) const {
    auto rest = header("accept-encoding");
    while (!rest.empty()) {
        auto part = next_part(rest, ',');
        if (same_name(next_part(part, ';'), coding)) return !is_zero_weight(part);
    }
    return false;
}

std::string_view reason_phrase(int status) {
    const auto found =
        std::find_if(phrases.begin(), phrases.end(), [&](auto& p) { return p.first == status; });
    return found == phrases.end() ? std::string_view{"Unknown"} : found->second;
}

Response problem(int status, std::string_view code) {
    Response answer{.status = status, .content_type = "application/problem+json"};
    answer.body.append(R"({"type":"about:blank","title":")").append(reason_phrase(status));
    answer.body.append(R"(","status":)").append(std::to_string(status));
    answer.body.append(R"(,"errors":[{"field":"","code":")").append(code).append(R"(","parameters":{}}]})");
    return answer;
}

}  // namespace teczka::api
