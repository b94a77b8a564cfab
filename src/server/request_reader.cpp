// See request_reader.hpp. The only file that includes Beast's parser.
#include "server/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace teczka::server {
namespace http = boost::beast::http;

constexpr std::size_t last_chunk_bytes = std::string_view{"0\r\n\r\n"}.size();

struct RequestReader::Parser {
    http::request_parser<http::string_body> of_beast;
};

RequestReader::RequestReader(std::size_t head_bytes, std::size_t body_bytes)
    : parser_{std::make_unique<Parser>()}, head_bytes_{head_bytes} {
    auto& parser = parser_->of_beast;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(head_bytes));
    parser.body_limit(body_bytes);
}

RequestReader::~RequestReader() = default;

RequestReader::Step RequestReader::take(std::string& input) {
    auto& parser = parser_->of_beast;
    while (!input.empty()) {
        // Beast takes for granted that whoever has seen a last chunk begin has its five bytes next time.
        const bool may_be_last = parser.is_header_done() && parser.chunked() && input.contains('0');
        if (may_be_last && input.size() < last_chunk_bytes) return Step::needs_more;
        const bool had_head = parser.is_header_done();
        boost::system::error_code error;
        const auto used = parser.put(boost::asio::buffer(input), error);
        input.erase(0, used);
        if (error == http::error::header_limit) return Step::head_too_large;
        if (error == http::error::body_limit) return Step::body_too_large;
        if (error && error != http::error::need_more) return Step::malformed;
        if (!had_head && parser.is_header_done()) {
            if (const auto step = judge_head(); step != Step::has_head || !parser.is_done()) return step;
        }
        if (parser.is_done()) return Step::is_whole;
        // Beast limits the head only where a line ends.
        if (!parser.is_header_done() && input.size() > head_bytes_) return Step::head_too_large;
        if (used == 0) return Step::needs_more;
    }
    return Step::needs_more;
}

RequestReader::Step RequestReader::judge_head() const {
    const auto& head = parser_->of_beast.get();
    const auto target = head.target();
    if (target.empty() || target.front() != '/') return Step::malformed;
    const auto hosts = head.count(http::field::host);
    if (hosts > 1 || (head.version() >= 11 && head[http::field::host].empty())) return Step::malformed;
    if (head.count(http::field::content_length) > 1) return Step::malformed;
    const auto codings = head.count(http::field::transfer_encoding);
    if (codings == 0) return Step::has_head;
    const bool is_chunked = boost::beast::iequals(head[http::field::transfer_encoding], "chunked");
    return codings == 1 && is_chunked && head.version() >= 11 ? Step::has_head : Step::malformed;
}

bool RequestReader::waits_to_be_told() const { return !parser_->of_beast.get()[http::field::expect].empty(); }

api::Request RequestReader::request(std::vector<api::Header>& headers) const {
    const auto& message = parser_->of_beast.get();
    const auto text = [](auto view) { return std::string_view{view.data(), view.size()}; };
    headers.clear();
    for (const auto& field : message) headers.push_back({text(field.name_string()), text(field.value())});
    return {.method = is_head() ? std::string_view{"GET"} : text(message.method_string()),
            .target = text(message.target()),
            .body = message.body(),
            .headers = headers};
}

bool RequestReader::is_head() const { return parser_->of_beast.get().method() == http::verb::head; }
bool RequestReader::keeps_alive() const { return parser_->of_beast.get().keep_alive(); }

}  // namespace teczka::server
