// See body.hpp.
#include "server/body.hpp"

#include <algorithm>

#include "core/base/limits.hpp"

namespace teczka::server {

Result<void> read_texts(const json::value& object, std::span<const TextMember> members, std::string_view at) {
    if (!object.is_object()) return refuse("json_not_an_object");
    const auto place = [&](std::string_view name) { return std::string{at} + std::string{name}; };
    for (const auto& member : object.as_object()) {
        const std::string_view name{member.key()};
        const auto known = std::ranges::find(members, name, &TextMember::name);
        if (known == members.end()) return refuse("field_unknown", place(name));
        if (!member.value().is_string()) return refuse("wrong_type", place(name));
        *known->place = std::string_view{member.value().as_string()};
    }
    Refusal refusal;
    for (const auto& [name, text, required] : members) {
        if (required && text->empty()) refusal.complaints.push_back({place(name), "required"});
        if (text->size() > limits::text_bytes) {
            refusal.complaints.push_back(
                {place(name), "text_too_long", {{"max", std::to_string(limits::text_bytes)}}});
        }
    }
    if (!refusal.complaints.empty()) return std::unexpected(std::move(refusal));
    return {};
}

Result<void> read_texts(std::string_view body, std::span<const TextMember> members) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    return read_texts(*value, members);
}

}  // namespace teczka::server
