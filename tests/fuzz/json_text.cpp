// JSON: what is taken is well-formed, and the same again when written and read once more.
#include <boost/json/serialize.hpp>

#include "core/base/json.hpp"
#include "fuzz.hpp"

namespace teczka::fuzz {
namespace {

// Fractions are read a little off and used nowhere: amounts come as texts.
void forget_fractions(json::value& value) {
    if (value.is_double()) value = nullptr;
    if (auto* array = value.if_array())
        for (auto& one : *array) forget_fractions(one);
    if (auto* object = value.if_object())
        for (auto& [name, one] : *object) forget_fractions(one);
}

}  // namespace

void json_text(std::string_view bytes) {
    auto read = parse_json(bytes);
    if (!read) {
        hold(!read.error().complaints.empty(), "a refusal says why");
        return;
    }
    auto again = parse_json(json::serialize(*read));
    hold(again.has_value(), "what was written is read");
    forget_fractions(*read);
    forget_fractions(*again);
    hold(*again == *read, "and is the same");
    std::string out;
    JsonWriter writer{out};
    writer.text(bytes);
    const auto text = parse_json(out);
    hold(text && text->is_string() && std::string_view{text->as_string()} == bytes, "a text comes back");
}

}  // namespace teczka::fuzz
