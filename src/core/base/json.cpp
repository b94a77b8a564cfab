// Boost.JSON's push parser behind a handler of our own: it builds the tree, sees every key before it is
// stored, and counts depth. See json.hpp.
#include "core/base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <memory>

#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka {
namespace {

// Where a container stands that is being filled; keys of an object wait for their value here.
struct Open {
    json::value container;
    std::string key;
};

struct Handler {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    std::vector<Open> open;
    json::value root;
    std::string text;            // of the key or string being read
    std::string_view complaint;  // our own reason to stop

    bool stop(std::string_view code, json::error_code& error) {
        complaint = code;
        error = json::error::extra_data;
        return false;
    }
    bool put(json::value value, json::error_code& error) {
        if (open.empty()) {
            root = std::move(value);
            return true;
        }
        auto& [container, key] = open.back();
        if (auto* array = container.if_array()) {
            array->push_back(std::move(value));
            return true;
        }
        if (!container.as_object().emplace(key, std::move(value)).second)
            return stop("json_duplicate_key", error);
        return true;
    }
    bool begin(json::value container, json::error_code& error) {
        if (open.size() >= static_cast<std::size_t>(limits::json_depth)) return stop("json_depth", error);
        open.push_back({std::move(container), {}});
        return true;
    }
    bool end(json::error_code& error) {
        auto done = std::move(open.back().container);
        open.pop_back();
        return put(std::move(done), error);
    }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& error) { return begin(json::object{}, error); }
    bool on_object_end(std::size_t, json::error_code& error) { return end(error); }
    bool on_array_begin(json::error_code& error) { return begin(json::array{}, error); }
    bool on_array_end(std::size_t, json::error_code& error) { return end(error); }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code& error) {
        text.append(part.data(), part.size());
        auto& [container, key] = open.back();
        if (container.as_object().contains(text)) return stop("json_duplicate_key", error);
        key = std::exchange(text, {});
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code& error) {
        text.append(part.data(), part.size());
        return put(json::string{std::exchange(text, {})}, error);
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, json::error_code& error) {
        return put(number, error);
    }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code& error) {
        return stop("json_number", error);
    }
    bool on_double(double number, json::string_view, json::error_code& error) { return put(number, error); }
    bool on_bool(bool value, json::error_code& error) { return put(value, error); }
    bool on_null(json::error_code& error) { return put(nullptr, error); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

Result<json::value> parse_json(std::string_view text) {
    if (!is_utf8(text)) return refuse("json_malformed", {}, {{"reason", "utf8"}});
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(limits::json_depth) + 1;  // ours speaks first
    json::basic_parser<Handler> parser{options};
    json::error_code error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (error) {
        const auto complaint = parser.handler().complaint;
        return refuse(complaint.empty() ? "json_malformed" : std::string{complaint}, {},
                      {{"offset", std::to_string(read)}});
    }
    return std::move(parser.handler().root);
}

void JsonWriter::separate() {
    if (needs_comma_) out_ += ',';
    needs_comma_ = true;
}

void JsonWriter::begin_object() {
    separate();
    out_ += '{';
    needs_comma_ = false;
}

void JsonWriter::end_object() {
    out_ += '}';
    needs_comma_ = true;
}

void JsonWriter::begin_array() {
    separate();
    out_ += '[';
    needs_comma_ = false;
}

void JsonWriter::end_array() {
    out_ += ']';
    needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
    text(name);
    out_ += ':';
    needs_comma_ = false;
}

void JsonWriter::text(std::string_view value) {
    separate();
    out_ += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out_.append(value, plain, i - plain);
        plain = i + 1;
        constexpr std::string_view hex = "0123456789abcdef";
        switch (c) {
            case '"':
                out_ += "\\\"";
                break;
            case '\\':
                out_ += "\\\\";
                break;
            case '\n':
                out_ += "\\n";
                break;
            case '\t':
                out_ += "\\t";
                break;
            case '\r':
                out_ += "\\r";
                break;
            default:
                out_.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
        }
    }
    out_.append(value, plain, value.size() - plain);
    out_ += '"';
}

void JsonWriter::integer(std::int64_t value) {
    separate();
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out_.append(digits, static_cast<std::size_t>(end - digits));
}

void JsonWriter::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
}

void JsonWriter::null() {
    separate();
    out_ += "null";
}

void JsonWriter::id(const Id& value) {
    separate();
    out_ += '"';
    out_ += value.to_text();
    out_ += '"';
}

void JsonWriter::raw(std::string_view ready_json) {
    separate();
    out_ += ready_json;
}

}  // namespace teczka
