// OpenAPI 3.1 of what this asker may use, derived from the catalogue; the web app's types are made of it.
#include "api/routes.hpp"

namespace teczka::api {
namespace {

using catalogue::FieldModel;
using catalogue::Type;

// JSON Schema of a type's value as it is sent; answers differ for links only.
string_view schema_of(Type type) {
    switch (type) {
        case Type::integer:
            return R"({"type":["integer","null"],"format":"int64"})";
        case Type::decimal:
        case Type::money:
            return R"({"type":["string","null"],"pattern":"^-?[0-9]+(\\.[0-9]+)?$"})";
        case Type::date:
            return R"({"type":["string","null"],"format":"date"})";
        case Type::instant:
            return R"({"type":["string","null"],"format":"date-time"})";
        case Type::boolean:
            return R"({"type":["boolean","null"]})";
        case Type::choices:
            return R"({"type":["array","null"],"items":{"type":"string"}})";
        case Type::link:
            return R"({"$ref":"#/components/schemas/link"})";
        case Type::links:
            return R"({"type":["array","null"],"items":{"$ref":"#/components/schemas/link"}})";
        case Type::any_link:
            return R"({"$ref":"#/components/schemas/any_link"})";
        default:
            return R"({"type":["string","null"]})";
    }
}

struct NamedSchema {
    string_view name, schema;
};
constexpr NamedSchema common_schemas[]{
    {"link",
     R"json({"description":"An id when sent; an object when answered.","anyOf":[{"type":"null"},{"type":"string","format":"uuid"},{"type":"object","properties":{"id":{"type":"string","format":"uuid"},"title":{"type":"string"},"hidden":{"type":"boolean"},"deleted":{"type":"boolean"}}}]})json"},
    {"any_link",
     R"json({"anyOf":[{"type":"null"},{"type":"object","properties":{"entity":{"type":"string"},"id":{"type":"string","format":"uuid"},"title":{"type":"string"}}}]})json"},
    {"problem",
     R"json({"type":"object","required":["type","title","status","errors"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"errors":{"type":"array","items":{"type":"object","required":["field","code"],"properties":{"field":{"type":"string"},"code":{"type":"string"},"parameters":{"type":"object"}}}}}})json"},
    {"written",
     R"json({"type":"object","properties":{"seq":{"type":"integer"},"op":{"type":"string","format":"uuid"},"warnings":{"type":"array","items":{"type":"object"}},"records":{"type":"array","items":{"type":"object"}}}})json"},
    {"rows",
     R"json({"type":"object","properties":{"rows":{"type":"array","items":{"type":"object"}},"next":{"type":"string"},"count":{"type":"integer"},"count_is_exact":{"type":"boolean"}}})json"},
    {"accept",
     R"json({"type":"object","description":"Warning code to the reason for accepting it.","additionalProperties":{"type":"string"}})json"},
};

constexpr string_view common_responses = R"json(
"problem":{"description":"Refused; one entry a field.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/problem"}}}})json";

constexpr string_view list_parameters = R"json([
{"name":"where","in":"query","description":"A condition of the query language.","schema":{"type":"string"}},
{"name":"order","in":"query","schema":{"type":"string"}},{"name":"columns","in":"query","schema":{"type":"string"}},
{"name":"after","in":"query","description":"The next of the page before.","schema":{"type":"string"}},
{"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":500}},
{"name":"count","in":"query","schema":{"type":"string","enum":["1"]}},{"name":"end","in":"query","schema":{"type":"string","enum":["1"]}}])json";

constexpr string_view id_parameter =
    R"({"name":"id","in":"path","required":true,"schema":{"type":"string","format":"uuid"}})";

// One operation: {"operationId","summary","tags",parameters?,requestBody?,"responses"}.
struct Operation {
    std::string id, summary, tag;
    string_view parameters{};  // a JSON array
    std::string body{};        // name of the request body's schema
    int status{200};
    std::string answer{};  // name of the answer's schema; empty: any JSON
};

void write_content(JsonWriter& out, const std::string& schema) {
    out.key("content");
    out.raw(R"({"application/json":{"schema":)" +
            (schema.empty() ? std::string{R"({"type":"object"})"}
                            : R"({"$ref":"#/components/schemas/)" + schema + "\"}") +
            "}}");
}

void write_operation(JsonWriter& out, string_view method, const Operation& operation) {
    out.key(method);
    out.begin_object();
    out.member("operationId", operation.id);
    out.member("summary", operation.summary);
    out.member("description", operation.summary + ".");
    out.key("tags");
    out.begin_array();
    out.text(operation.tag);
    out.end_array();
    if (!operation.parameters.empty()) {
        out.key("parameters");
        out.raw(operation.parameters);
    }
    if (!operation.body.empty()) {
        out.key("requestBody");
        out.begin_object();
        write_content(out, operation.body);
        out.end_object();
    }
    out.key("responses");
    out.begin_object();
    out.key(std::to_string(operation.status));
    out.begin_object();
    out.member("description", "Done.");
    write_content(out, operation.answer);
    out.end_object();
    out.key("default");
    out.raw(R"({"$ref":"#/components/responses/problem"})");
    out.end_object();
    out.end_object();
}

void write_properties(JsonWriter& out, const Call& call, const EntityModel& entity, bool sent) {
    out.key("properties");
    out.begin_object();
    for (const auto& field : entity.fields) {
        if (!call.office.rights.may_ever_see(call.actor, field)) continue;
        if (sent && !field.is_writable()) continue;
        if (field.storage == catalogue::Storage::none && !field.is_computed) continue;
        out.key(field.name());
        out.raw(schema_of(field.decl.type));
    }
    if (!sent) {
        out.key("display");
        out.raw(R"({"type":"string","description":"What the record is called; of a whole record."})");
    }
    out.end_object();
}

void write_schemas(JsonWriter& out, const Call& call, const EntityModel& entity) {
    const std::string name{entity.name()};
    out.key(name);
    out.begin_object();
    out.member("type", "object");
    out.member("description", entity.decl.one.en);
    write_properties(out, call, entity, false);
    out.end_object();
    out.key(name + "_change");
    out.begin_object();
    out.member("type", "object");
    out.key("properties");
    out.begin_object();
    out.key("op");
    out.raw(R"({"type":"string","format":"uuid"})");
    out.key("id");
    out.raw(R"({"type":"string","format":"uuid"})");
    out.key("rev");
    out.raw(R"({"type":"integer","description":"The rev that was seen."})");
    out.key("set");
    out.begin_object();
    out.member("type", "object");
    write_properties(out, call, entity, true);
    out.end_object();
    out.key("accept");
    out.raw(R"({"$ref":"#/components/schemas/accept"})");
    out.end_object();
    out.end_object();
}

void write_entity_paths(JsonWriter& out, const EntityModel& entity) {
    const std::string name{entity.name()}, many{entity.decl.many.en}, one{entity.decl.one.en};
    const std::string by_id = "[" + std::string{id_parameter} + "]";
    out.key("/" + name);
    out.begin_object();
    write_operation(out, "get", {"list_" + name, "List " + many, name, list_parameters, {}, 200, "rows"});
    write_operation(out, "post",
                    {"create_" + name, "Create " + one, name, {}, name + "_change", 201, "written"});
    out.end_object();
    out.key("/" + name + "/{id}");
    out.begin_object();
    out.key("parameters");
    out.raw(by_id);
    write_operation(out, "get", {"show_" + name, "Show " + one, name, {}, {}, 200, name});
    write_operation(out, "patch",
                    {"change_" + name, "Change " + one, name, {}, name + "_change", 200, "written"});
    write_operation(out, "delete",
                    {"delete_" + name, "Delete " + one, name, {}, name + "_change", 200, "written"});
    out.end_object();
    if (entity.merge_mark != nullptr) {
        out.key("/" + name + "/merge");
        out.begin_object();
        write_operation(out, "post", {"merge_" + name, "Merge " + many, name, {}, "merge", 200, {}});
        out.end_object();
    }
    out.key("/" + name + "/{id}/history");
    out.begin_object();
    out.key("parameters");
    out.raw(by_id);
    write_operation(out, "get", {"history_of_" + name, "History of " + one, name, {}, {}, 200, {}});
    out.end_object();
}

void write_common_paths(JsonWriter& out) {
    struct Common {
        string_view path, method;
        Operation operation;
    };
    const Common common[]{
        {"/catalogue", "get", {"show_catalogue", "What exists, as far as the asker may see", "catalogue"}},
        {"/query", "post", {"ask", "Ask a question, also a grouped one", "query", {}, "question", 200, {}}},
        {"/condition",
         "post",
         {"read_condition", "A condition as text and as a tree", "query", {}, "condition", 200, {}}},
        {"/search",
         "get",
         {"search", "Find anything by a part of its name or number", "search",
          R"([{"name":"q","in":"query","required":true,"schema":{"type":"string"}},{"name":"entity","in":"query","schema":{"type":"string"}},{"name":"limit","in":"query","schema":{"type":"integer"}}])"}},
        {"/changes",
         "post",
         {"change_many", "Change several records, all or nothing", "changes", {}, "changes", 200, "written"}},
        {"/undo", "post", {"undo", "Undo an operation or a batch", "changes", {}, "undo", 200, {}}},
        {"/health", "get", {"health", "Is the server up", "health"}},
    };
    for (const auto& one : common) {
        out.key(one.path);
        out.begin_object();
        write_operation(out, one.method, one.operation);
        out.end_object();
    }
    out.key("/session");
    out.begin_object();
    write_operation(out, "get", {"show_session", "Who is signed in", "session"});
    write_operation(out, "post", {"sign_in", "Sign in", "session", {}, "credentials"});
    write_operation(out, "patch", {"change_session", "Change the language", "session", {}, "language"});
    write_operation(out, "delete", {"sign_out", "Sign out", "session", {}, {}, 204, {}});
    out.end_object();
}

constexpr NamedSchema body_schemas[]{
    {"question",
     R"json({"type":"object","required":["entity"],"properties":{"entity":{"type":"string"},"where":{},"columns":{"type":"array","items":{"type":"string"}},"order":{"type":"array","items":{"type":"string"}},"group":{"type":"array","items":{"type":"string"}},"measures":{"type":"array","items":{"type":"string"}},"after":{"type":"string"},"limit":{"type":"integer"},"count":{"type":"boolean"}}})json"},
    {"condition",
     R"json({"type":"object","required":["entity","where"],"properties":{"entity":{"type":"string"},"where":{}}})json"},
    {"changes",
     R"json({"type":"object","required":["records"],"properties":{"op":{"type":"string","format":"uuid"},"records":{"type":"array","items":{"type":"object"}},"accept":{"$ref":"#/components/schemas/accept"}}})json"},
    {"undo",
     R"json({"type":"object","properties":{"op":{"type":"string","format":"uuid"},"batch":{"type":"string","format":"uuid"},"as":{"type":"string","format":"uuid"},"newer_to":{"type":"string","format":"uuid"}}})json"},
    {"merge",
     R"json({"type":"object","required":["ids","survivor"],"properties":{"op":{"type":"string","format":"uuid"},"ids":{"type":"array","minItems":2,"maxItems":10,"items":{"type":"string","format":"uuid"}},"survivor":{"type":"string","format":"uuid"},"choose":{"type":"object","additionalProperties":{"type":"string"}},"seen":{"type":"object","additionalProperties":{"type":"integer"}},"preview":{"type":"boolean"}}})json"},
    {"credentials",
     R"json({"type":"object","required":["login","password"],"properties":{"login":{"type":"string"},"password":{"type":"string"}}})json"},
    {"language",
     R"json({"type":"object","required":["language"],"properties":{"language":{"type":"string"}}})json"},
};

void write_tags(JsonWriter& out, const Call& call) {
    out.key("tags");
    out.begin_array();
    constexpr string_view common[]{"catalogue", "query", "search", "changes", "health", "session"};
    const auto write = [&](string_view name, string_view description) {
        out.begin_object();
        out.member("name", name);
        out.member("description", description);
        out.end_object();
    };
    for (const auto name : common) write(name, "Of no single kind of record.");
    for (const auto& entity : call.office.catalogue.entities()) {
        if (call.office.rights.may_ever(call.actor, *entity, "view"))
            write(entity->name(), entity->decl.many.en);
    }
    out.end_array();
}

}  // namespace

Outcome show_openapi(Call& call) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("openapi", "3.1.0");
    out.key("info");
    out.raw(
        R"({"title":"Teczka","version":"1","description":"The client's file of a representative office.",)"
        R"("contact":{"name":"The office's administrator","url":"https://localhost"},)"
        R"("license":{"name":"Apache-2.0","identifier":"Apache-2.0"}})");
    out.key("servers");
    out.raw(R"([{"url":"/api/v1"}])");
    write_tags(out, call);
    out.key("paths");
    out.begin_object();
    write_common_paths(out);
    for (const auto& entity : call.office.catalogue.entities()) {
        if (call.office.rights.may_ever(call.actor, *entity, "view")) write_entity_paths(out, *entity);
    }
    out.end_object();
    out.key("components");
    out.begin_object();
    out.key("securitySchemes");
    out.raw(R"({"session":{"type":"apiKey","in":"cookie","name":"teczka_session"}})");
    out.key("responses");
    out.raw("{" + std::string{common_responses} + "}");
    out.key("schemas");
    out.begin_object();
    for (const auto& entity : call.office.catalogue.entities()) {
        if (call.office.rights.may_ever(call.actor, *entity, "view")) write_schemas(out, call, *entity);
    }
    for (const auto& [name, schema] : common_schemas) out.key(name), out.raw(schema);
    for (const auto& [name, schema] : body_schemas) out.key(name), out.raw(schema);
    out.end_object();
    out.end_object();
    out.end_object();
    return json_answer(std::move(body));
}

}  // namespace teczka::api
