// See shape.hpp.
#include "api/shape.hpp"

#include <algorithm>
#include <iterator>

#include "core/base/json.hpp"

namespace teczka::api {
namespace {

using std::string_view;

constexpr NamedShape plain[]{
    {"text", R"({"type":"string"})"},
    {"integer", R"({"type":"integer","format":"int64"})"},
    {"number", R"({"type":"number"})"},
    {"boolean", R"({"type":"boolean"})"},
    {"null", R"({"type":"null"})"},
    {"true", R"({"const":true})"},
    {"any", "{}"},
    {"bytes", R"({"type":"string","format":"binary"})"},
    {"id", R"({"type":"string","format":"uuid"})"},
    {"date", R"({"type":"string","format":"date"})"},
    {"instant", R"({"type":"string","format":"date-time"})"},
    {"decimal", R"({"type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$"})"},
};

bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class ShapeReader {
public:
    ShapeReader(string_view text, const SchemaName& name) : rest_{text}, name_{name} {}

    std::string shape();
    std::vector<ShapeMember> members();
    bool is_whole() {
        skip_blanks();
        return is_fine_ && rest_.empty();
    }

private:
    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }
    bool take(string_view sign) {
        skip_blanks();
        if (!rest_.starts_with(sign)) return false;
        rest_.remove_prefix(sign.size());
        return true;
    }
    bool expect(string_view sign) { return is_fine_ &= take(sign); }
    string_view word();
    std::string code();
    std::string one();
    std::string with_arrays();
    std::string object();

    string_view rest_;
    const SchemaName& name_;
    bool is_fine_{true};
};

string_view ShapeReader::word() {
    skip_blanks();
    const auto end = std::ranges::find_if_not(rest_, is_of_word);
    const auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    is_fine_ &= !found.empty();
    rest_.remove_prefix(found.size());
    return found;
}

// "code", the first quotation mark is taken.
std::string ShapeReader::code() {
    const auto end = std::min(rest_.find('"'), rest_.size());
    std::string out{"\""};
    out.append(rest_.substr(0, end)).append("\"");
    rest_.remove_prefix(end);
    expect("\"");
    return out;
}

std::string ShapeReader::one() {
    if (take("{")) return object();
    if (take("(")) {
        auto inner = shape();
        expect(")");
        return inner;
    }
    const auto name = word();
    const auto known = std::ranges::find(plain, name, &NamedShape::name);
    if (known != std::end(plain)) return std::string{known->shape};
    return R"({"$ref":"#/components/schemas/)" + name_(name) + "\"}";
}

std::string ShapeReader::with_arrays() {
    auto out = one();
    while (is_fine_ && take("[]")) out = R"({"type":"array","items":)" + out + "}";
    return out;
}

// Alternatives; codes among them are one enumeration.
std::string ShapeReader::shape() {
    std::string codes, others;
    int count = 0;
    const auto add = [](std::string& list, const std::string& item) {
        list += (list.empty() ? "" : ",") + item;
    };
    do {
        if (take("\"")) {
            add(codes, code());
            continue;
        }
        add(others, with_arrays());
        ++count;
    } while (is_fine_ && take("|"));
    if (!codes.empty()) {
        add(others, R"({"type":"string","enum":[)" + codes + "]}");
        ++count;
    }
    return count == 1 ? others : R"({"anyOf":[)" + others + "]}";
}

std::vector<ShapeMember> ShapeReader::members() {
    std::vector<ShapeMember> out;
    if (take("}")) return out;
    do {
        ShapeMember member;
        if (take("...")) {
            member.name = "...";
            member.is_optional = true;
        } else {
            member.name = word();
            member.is_optional = take("?");
        }
        if (expect(":")) member.schema = shape();
        out.push_back(std::move(member));
    } while (is_fine_ && take(","));
    expect("}");
    return out;
}

// The opening brace is taken.
std::string ShapeReader::object() {
    std::string out;
    JsonWriter json{out};
    const auto all = members();
    const auto is_own = [](const ShapeMember& member) { return member.name != "..."; };
    json.begin_object();
    json.member("type", "object");
    if (std::ranges::any_of(all, [](const ShapeMember& member) { return !member.is_optional; })) {
        json.key("required");
        json.begin_array();
        for (const auto& member : all)
            if (!member.is_optional) json.text(member.name);
        json.end_array();
    }
    if (std::ranges::any_of(all, is_own)) {
        json.key("properties");
        json.begin_object();
        for (const auto& member : all)
            if (is_own(member)) json.key(member.name), json.raw(member.schema);
        json.end_object();
    }
    for (const auto& member : all)
        if (!is_own(member)) json.key("additionalProperties"), json.raw(member.schema);
    json.end_object();
    return out;
}

}  // namespace

std::optional<std::string> schema_of(string_view shape, const SchemaName& name) {
    ShapeReader reader{shape, name};
    auto schema = reader.shape();
    if (!reader.is_whole()) return {};
    return schema;
}

std::optional<std::vector<ShapeMember>> members_of(string_view shape, const SchemaName& name) {
    if (!shape.starts_with('{')) return {};
    ShapeReader reader{shape.substr(1), name};
    auto members = reader.members();
    if (!reader.is_whole()) return {};
    return members;
}

}  // namespace teczka::api
