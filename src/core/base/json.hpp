// JSON in and out. In: Boost.JSON behind our own strictness. Out: a writer straight into the answer's buffer,
// since a tree for a page of 200 × 25 values costs three times as much.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/refusal.hpp"
#include "core/base/value.hpp"

namespace teczka {

namespace json = boost::json;

// RFC 8259, and besides refuses: duplicate keys, nesting over limits::json_depth, invalid UTF-8, lone
// surrogates, anything after the value. Codes: json_malformed, json_duplicate_key, json_depth, with the
// offset. Numbers keep their text where it matters: integers beyond 64 bits are refused, fractions arrive as
// double and are not accepted for money (a decimal string is).
Result<json::value> parse_json(std::string_view text);

class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);  // inside an object, before each value
    void text(std::string_view value);
    void integer(std::int64_t value);
    void boolean(bool value);
    void null();
    void id(const Id& value);
    void raw(std::string_view ready_json);

    // key and value in one
    void member(std::string_view name, std::string_view value) { key(name), text(value); }
    void member(std::string_view name, const char* value) { key(name), text(value); }
    void member(std::string_view name, std::int64_t value) { key(name), integer(value); }
    void member(std::string_view name, int value) { key(name), integer(value); }
    void member(std::string_view name, bool value) { key(name), boolean(value); }
    void member(std::string_view name, const Id& value) { key(name), id(value); }

private:
    void separate();
    std::string& out_;
    bool needs_comma_{};
};

}  // namespace teczka
