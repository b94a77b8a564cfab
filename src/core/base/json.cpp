// Boost.JSON's parser with a handler of our own: it alone lets us see repeated keys and numbers too big.
#include "core/base/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <vector>

#include "core/base/limits.hpp"

namespace teczka {

namespace {

enum class Objection { none, duplicate_key, number };

class Handler {
public:
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    // The value and all within it live in one arena, freed with the last of them.
    Handler() : stack_({}, buffer_, sizeof buffer_) {
        stack_.reset(json::make_shared_resource<json::monotonic_resource>());
    }

    json::value release() { return stack_.release(); }
    Objection objection() const { return objection_; }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_object_end(std::size_t count, json::error_code& error) {
        const auto first = keys_.end() - static_cast<std::ptrdiff_t>(count);
        const auto order = [this](const Key& key) { return std::pair(key.hash, text_of(key)); };
        std::ranges::sort(first, keys_.end(), {}, order);
        if (std::ranges::adjacent_find(first, keys_.end(), {}, order) != keys_.end())
            return object_to(Objection::duplicate_key, error);
        keys_.erase(first, keys_.end());
        key_texts_.resize(keys_.empty() ? 0 : keys_.back().end);
        stack_.push_object(count);
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t count, json::error_code&) { return stack_.push_array(count), true; }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        key_texts_ += std::string_view(part);
        return stack_.push_chars(part), true;
    }
    bool on_key(json::string_view rest, std::size_t, json::error_code&) {
        key_texts_ += std::string_view(rest);
        const std::size_t begin = keys_.empty() ? 0 : keys_.back().end;
        const std::string_view key = std::string_view(key_texts_).substr(begin);
        keys_.push_back({std::hash<std::string_view>{}(key), begin, key_texts_.size()});
        return stack_.push_key(rest), true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        return stack_.push_chars(part), true;
    }
    bool on_string(json::string_view rest, std::size_t, json::error_code&) {
        return stack_.push_string(rest), true;
    }

    bool on_number_part(json::string_view part, json::error_code&) {
        return number_ += std::string_view(part), true;
    }
    bool on_int64(std::int64_t value, json::string_view, json::error_code&) {
        number_.clear();
        return stack_.push_int64(value), true;
    }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code& error) {
        return object_to(Objection::number, error);
    }
    bool on_double(double value, json::string_view rest, json::error_code& error) {
        // An integer too long for 64 bits arrives here too, already rounded.
        number_ += std::string_view(rest);
        const bool is_integer = number_.find_first_of(".eE") == std::string::npos;
        number_.clear();
        if (is_integer || !std::isfinite(value)) return object_to(Objection::number, error);
        return stack_.push_double(value), true;
    }
    bool on_bool(bool value, json::error_code&) { return stack_.push_bool(value), true; }
    bool on_null(json::error_code&) { return stack_.push_null(), true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    // Where a key stands in key_texts_. By hash first, since the names of fields begin alike.
    struct Key {
        std::size_t hash, begin, end;
    };
    std::string_view text_of(const Key& key) const {
        return std::string_view(key_texts_).substr(key.begin, key.end - key.begin);
    }

    bool object_to(Objection objection, json::error_code& error) {
        objection_ = objection;
        error = json::error::syntax;
        return false;
    }

    unsigned char buffer_[4096];
    json::value_stack stack_;
    std::vector<Key> keys_;  // of all open objects, the innermost last
    std::string key_texts_;
    std::string number_;  // what has come in parts so far
    Objection objection_{Objection::none};
};

std::string code_of(Objection objection, const json::error_code& error) {
    if (objection == Objection::duplicate_key) return "json_duplicate_key";
    if (objection == Objection::number) return "json_number";
    if (error == json::error::too_deep) return "json_depth";
    return "json_malformed";
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = limits::json_depth;
    json::basic_parser<Handler> parser(options);
    json::error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (!error && !parser.done()) error = json::error::incomplete;
    if (error)
        return refuse(code_of(parser.handler().objection(), error), {}, {{"offset", std::to_string(read)}});
    return parser.handler().release();
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
    constexpr char hex_digits[] = "0123456789abcdef";
    constexpr std::string_view escaped = "\b\t\n\f\r\"\\", letters = "btnfr\"\\";
    separate();
    out_ += '"';
    std::size_t done = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const auto byte = static_cast<std::uint8_t>(value[at]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') [[likely]]
            continue;
        out_.append(value, done, at - done);
        done = at + 1;
        out_ += '\\';
        if (const std::size_t known = escaped.find(value[at]); known != escaped.npos) {
            out_ += letters[known];
        } else {
            out_ += "u00";
            out_ += hex_digits[byte >> 4];
            out_ += hex_digits[byte & 15];
        }
    }
    out_.append(value, done);
    out_ += '"';
}

void JsonWriter::integer(std::int64_t value) {
    separate();
    char buffer[24];
    out_.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
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
