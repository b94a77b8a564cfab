// Shapes of JSON, written as docs/api.md writes them and turned into JSON Schema for OpenAPI:
//
//   text integer number boolean true null any bytes · id date instant decimal (texts of that form)
//   "code" · "one" | "another" · Job[] · (text | Link)[] · Job (a named shape)
//   {name: text, maybe_absent?: integer, ...: Value}     `...` is what all other members are
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace teczka::api {

struct NamedShape {
    std::string_view name, shape;
};

// From the name in a shape to its name among the schemas of the document.
using SchemaName = std::function<std::string(std::string_view name)>;

// Nothing when the text is no shape.
std::optional<std::string> schema_of(std::string_view shape, const SchemaName& name);

// Members of an object's shape, for parameters: its own, then `...` as a member of that name.
struct ShapeMember {
    std::string_view name;
    bool is_optional{};
    std::string schema;
};
std::optional<std::vector<ShapeMember>> members_of(std::string_view shape, const SchemaName& name);

}  // namespace teczka::api
