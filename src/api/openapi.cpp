// See openapi.hpp.
#include "api/openapi.hpp"

#include "api/routes.hpp"

namespace teczka::api {
namespace {

using catalogue::FieldModel;
using catalogue::Type;

constexpr NamedShape common_shapes[]{
    {"Complaint", R"({field: text, code: text, parameters: {...: text}})"},
    {"Problem", R"({type: text, title: text, status: integer, errors: Complaint[]})"},
    {"Started", R"({job: {id: id}})"},
};

// As it is answered, and as it is sent.
struct ValueShape {
    Type type;
    string_view answered, sent;
};
constexpr ValueShape value_shapes[]{
    {Type::integer, "integer | null", "integer | null"},
    {Type::decimal, "decimal | null", "decimal | null"},
    {Type::money, "decimal | null", "decimal | null"},
    {Type::date, "date | null", "date | null"},
    {Type::instant, "instant | null", "instant | null"},
    {Type::boolean, "boolean | null", "boolean | null"},
    {Type::choices, "text[] | null", "text[] | null"},
    {Type::link, "Link | null", "id | null"},
    {Type::links, "Link[] | null", "id[] | null"},
    {Type::any_link, "AnyLink | null", "{entity: text, id: id} | null"},
};

string_view shape_of(const FieldModel& field, bool is_sent) {
    const auto found = std::ranges::find(value_shapes, field.decl.type, &ValueShape::type);
    if (found == std::end(value_shapes)) return "text | null";
    // The id itself is no link.
    if (!is_sent && field.decl.type == Type::link && field.target == nullptr) return "id | null";
    return is_sent ? found->sent : found->answered;
}

// One way from a route to a path of the document: of which entity, by which action.
struct Variant {
    const EntityModel* entity{};
    string_view action{};
};

std::string filled(string_view pattern, const Variant& variant) {
    std::string out{pattern};
    const auto replace = [&](string_view brace, string_view by) {
        if (const auto at = out.find(brace); at != std::string::npos) out.replace(at, brace.size(), by);
    };
    if (variant.entity != nullptr) replace("{entity}", variant.entity->name());
    if (!variant.action.empty()) replace("{action}", variant.action);
    return out;
}

// "list_{entity}" → "list_entity"
std::string without_braces(std::string text) {
    std::erase_if(text, [](char c) { return c == '{' || c == '}'; });
    return text;
}

class Writer {
public:
    explicit Writer(const Description& given) : given_{given} {
        for (const auto& entity : given.catalogue.entities())
            if (given.rights.may_ever(given.actor, *entity, "view")) entities_.push_back(entity.get());
        for (const auto parts : {own_parts(), given.others})
            parts_.insert(parts_.end(), parts.begin(), parts.end());
    }
    std::string document();

private:
    void tags();
    void paths();
    std::vector<Variant> variants(const Route& route) const;
    void operation(const Part& part, const Route& route, const Variant& variant);
    void parameters(const Route& route, const Variant& variant);
    void parameter(string_view name, string_view in, bool is_required, string_view schema);
    void content(string_view type, string_view shape, const Variant& variant);
    void responses(const Route& route, const Variant& variant);
    void schemas();
    void record_of(const EntityModel& entity);
    void values_of(const EntityModel& entity);
    void fields_of(const EntityModel& entity, bool is_sent);
    std::string schema(string_view shape, const Variant& variant = {}) const;
    void member(string_view name, string_view shape) { out_.key(name), out_.raw(schema(shape)); }

    const Description& given_;
    std::vector<const EntityModel*> entities_;
    std::vector<Part> parts_;
    std::string body_;
    JsonWriter out_{body_};
};

// Record and Values of one entity are its own.
std::string Writer::schema(string_view shape, const Variant& variant) const {
    const auto name = [&](string_view asked) {
        if (variant.entity == nullptr || (asked != "Record" && asked != "Values")) return std::string{asked};
        return std::string{variant.entity->name()} + (asked == "Values" ? "_values" : "");
    };
    const auto found = schema_of(shape, name);
    TECZKA_INVARIANT(found.has_value());
    return *found;
}

void Writer::tags() {
    const auto tag = [&](string_view name, string_view about) {
        out_.begin_object();
        out_.member("name", name);
        out_.member("description", about);
        out_.end_object();
    };
    out_.key("tags");
    out_.begin_array();
    for (const auto& part : parts_) tag(part.name, part.about);
    if (!given_.is_general)
        for (const auto* entity : entities_) tag(entity->name(), entity->decl.many.en);
    out_.end_array();
}

std::vector<Variant> Writer::variants(const Route& route) const {
    if (given_.is_general || !route.path.starts_with("/{entity}")) return {Variant{}};
    std::vector<Variant> out;
    for (const auto* entity : entities_) {
        if (route.is_of != nullptr && !route.is_of(*entity)) continue;
        if (route.path.find("{action}") == string_view::npos) {
            out.push_back({entity, {}});
            continue;
        }
        for (const auto action : actions_of(*entity)) out.push_back({entity, action});
    }
    return out;
}

void Writer::paths() {
    struct Row {
        const Part* part;
        const Route* route;
        Variant variant;
    };
    std::vector<std::pair<std::string, std::vector<Row>>> by_path;
    for (const auto& part : parts_) {
        for (const auto& route : part.routes) {
            for (const auto& variant : variants(route)) {
                const auto path = filled(route.path, variant);
                auto known = std::ranges::find(by_path, path, &decltype(by_path)::value_type::first);
                if (known == by_path.end()) known = by_path.insert(known, {path, {}});
                known->second.push_back({&part, &route, variant});
            }
        }
    }
    out_.key("paths");
    out_.begin_object();
    for (const auto& [path, rows] : by_path) {
        out_.key(path);
        out_.begin_object();
        for (const auto& row : rows) operation(*row.part, *row.route, row.variant);
        out_.end_object();
    }
    out_.end_object();
}

void Writer::operation(const Part& part, const Route& route, const Variant& variant) {
    std::string method{route.method};
    for (char& c : method) c = static_cast<char>(c + ('a' - 'A'));
    out_.key(method);
    out_.begin_object();
    out_.member("operationId", without_braces(filled(route.name, variant)));
    out_.member("summary", route.summary);
    const auto about = variant.entity == nullptr ? string_view{} : variant.entity->decl.many.en;
    out_.member("description",
                std::string{route.summary} + (about.empty() ? "." : ": ") + std::string{about});
    out_.key("tags");
    out_.begin_array();
    out_.text(variant.entity == nullptr ? part.name : variant.entity->name());
    out_.end_array();
    if (route.is_open || route.is_for_people)
        out_.key("security"), out_.raw(route.is_open ? "[]" : R"([{"session":[]}])");
    parameters(route, variant);
    if (!route.body.empty()) {
        out_.key("requestBody");
        out_.begin_object();
        content(route.body_type, route.body, variant);
        out_.end_object();
    }
    responses(route, variant);
    out_.end_object();
}

void Writer::parameter(string_view name, string_view in, bool is_required, string_view schema) {
    const bool is_rest = name == "...";
    out_.begin_object();
    out_.member("name", is_rest ? "more" : name);
    out_.member("in", in);
    if (is_required) out_.member("required", true);
    if (is_rest) out_.member("style", "form"), out_.member("explode", true);
    out_.key("schema");
    out_.raw(is_rest ? R"({"type":"object","additionalProperties":)" + std::string{schema} + "}"
                     : std::string{schema});
    out_.end_object();
}

void Writer::parameters(const Route& route, const Variant& variant) {
    const auto path = filled(route.path, variant);
    if (path.find('{') == std::string::npos && route.parameters.empty()) return;
    out_.key("parameters");
    out_.begin_array();
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
        const auto name = string_view{path}.substr(at + 1, path.find('}', at) - at - 1);
        parameter(name, "path", true, schema(name == "id" ? "id" : "text"));
    }
    if (!route.parameters.empty()) {
        const auto members = members_of(route.parameters, [](string_view name) { return std::string{name}; });
        TECZKA_INVARIANT(members.has_value());
        for (const auto& one : *members) parameter(one.name, "query", !one.is_optional, one.schema);
    }
    out_.end_array();
}

void Writer::content(string_view type, string_view shape, const Variant& variant) {
    out_.key("content");
    out_.begin_object();
    out_.key(type);
    out_.begin_object();
    out_.key("schema");
    out_.raw(schema(shape, variant));
    out_.end_object();
    out_.end_object();
}

// Those that a route of its kind may come to, and those it names.
std::vector<std::string> refusals_of(const Route& route) {
    const bool has_braces = route.path.find('{') != string_view::npos;
    const bool is_sent = !route.body.empty() || !route.parameters.empty();
    std::vector<std::string> out;
    const auto add = [&](string_view status, bool is_so) {
        if (is_so) out.emplace_back(status);
    };
    add("400", is_sent);
    for (const auto status : {"401", "403", "429"}) add(status, true);  // by whoever asks
    add("404", has_braces);
    add("409", route.path.starts_with("/{entity}") && route.method != "GET");
    add("422", is_sent);
    for (auto rest = route.refused; !rest.empty();
         rest.remove_prefix(std::min(rest.size(), std::size_t{4}))) {
        const auto status = rest.substr(0, 3);
        add(status, std::ranges::find(out, status) == out.end());
    }
    std::ranges::sort(out);
    return out;
}

void Writer::responses(const Route& route, const Variant& variant) {
    out_.key("responses");
    out_.begin_object();
    out_.key(std::to_string(route.answer.empty() ? 204 : route.status));
    out_.begin_object();
    out_.member("description", "Done.");
    if (!route.answer.empty()) content(route.answer_type, route.answer, variant);
    out_.end_object();
    if (route.may_take_long) {
        out_.key("202");
        out_.begin_object();
        out_.member("description", "A job does it.");
        content("application/json", "Started", variant);
        out_.end_object();
    }
    auto refusals = refusals_of(route);
    refusals.emplace_back("default");
    for (const auto& status : refusals) {
        out_.key(status);
        out_.raw(R"({"$ref":"#/components/responses/problem"})");
    }
    out_.end_object();
}

void Writer::fields_of(const EntityModel& entity, bool is_sent) {
    for (const auto& field : entity.fields) {
        if (!given_.rights.may_ever_see(given_.actor, field)) continue;
        if (is_sent && !field.is_writable()) continue;
        if (field.decl.type == Type::list || field.is_grouped_rollup() || field.is_merge_mark) continue;
        const auto name = field.name();
        if (!is_sent && (name == "id" || name == "rev" || name == "deleted_at")) continue;
        member(name, shape_of(field, is_sent));
    }
}

void Writer::record_of(const EntityModel& entity) {
    out_.begin_object();
    out_.member("type", "object");
    out_.member("description", entity.decl.one.en);
    out_.key("required");
    out_.raw(R"(["id","rev","display"])");
    out_.key("properties");
    out_.begin_object();
    member("id", "id");
    member("rev", "integer");
    member("display", "text");
    member("masked", "text[]");
    member("may", "{...: boolean}");
    if (entity.merge_mark != nullptr) member("merged_from", "id");
    fields_of(entity, false);
    out_.end_object();
    out_.key("additionalProperties");  // lists beside it
    out_.raw(schema("Page"));
    out_.end_object();
}

void Writer::values_of(const EntityModel& entity) {
    out_.begin_object();
    out_.member("type", "object");
    out_.key("properties");
    out_.begin_object();
    fields_of(entity, true);
    out_.end_object();
    out_.end_object();
}

void Writer::schemas() {
    out_.key("schemas");
    out_.begin_object();
    for (const auto& part : parts_)
        for (const auto& [name, shape] : part.shapes) member(name, shape);
    for (const auto* entity : given_.is_general ? std::vector<const EntityModel*>{} : entities_) {
        out_.key(entity->name());
        record_of(*entity);
        out_.key(std::string{entity->name()} + "_values");
        values_of(*entity);
    }
    out_.end_object();
}

std::string Writer::document() {
    out_.begin_object();
    out_.member("openapi", "3.1.0");
    out_.key("info");
    out_.raw(
        R"({"title":"Teczka","version":"1","description":"The client's file of a representative office.",)"
        R"("contact":{"name":"The office's administrator","url":"https://localhost"},)"
        R"("license":{"name":"Apache-2.0","identifier":"Apache-2.0"}})");
    out_.key("servers");
    out_.raw(R"([{"url":"/api/v1"}])");
    out_.key("security");
    out_.raw(R"([{"session":[]},{"token":[]}])");
    tags();
    paths();
    out_.key("components");
    out_.begin_object();
    out_.key("securitySchemes");
    out_.raw(R"({"session":{"type":"apiKey","in":"cookie","name":"teczka_session"},)"
             R"("token":{"type":"http","scheme":"bearer"}})");
    out_.key("responses");
    out_.begin_object();
    out_.key("problem");
    out_.begin_object();
    out_.member("description", "Refused; one entry a field.");
    out_.key("content");
    out_.raw(R"({"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}})");
    out_.end_object();
    out_.end_object();
    schemas();
    out_.end_object();
    out_.end_object();
    return std::move(body_);
}

Outcome show_openapi(Call& call) {
    const auto& office = call.office;
    return json_answer(openapi({.catalogue = office.catalogue,
                                .rights = office.rights,
                                .actor = call.actor,
                                .others = office.parts}));
}

constexpr Route routes[]{{.method = "GET",
                          .path = "/openapi.json",
                          .name = "show_openapi",
                          .summary = "This description",
                          .answer = "any",
                          .act = show_openapi}};

}  // namespace

Part openapi_part() { return {"openapi", "How to speak with the office.", routes, common_shapes}; }

std::string openapi(const Description& description) { return Writer{description}.document(); }

}  // namespace teczka::api
