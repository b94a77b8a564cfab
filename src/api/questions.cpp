// Questions that are not one entity's list: the query in JSON, and the one search box.
#include <boost/json/serialize.hpp>
#include <charconv>

#include "api/routes.hpp"
#include "core/search/search.hpp"

namespace teczka::api {
namespace {

Outcome ask(Call& call) {
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    const auto context = call.office.context(call.actor);
    auto query = query::parse_json_query(context, *body);
    if (!query) return problem(query.error());
    std::string out;
    const Picture picture{call.office.reader};
    if (auto ran = query::run(context, *query, call.office.reader, out); !ran) return problem(ran.error());
    return json_answer(std::move(out));
}

// A condition in both its forms: `{"entity","where"}` → `{"text","where"}`, refused where asking it would be.
Outcome read_condition(Call& call) {
    auto body = body_object(call.request);
    if (!body) return problem(body.error());
    const auto* where = body->if_contains("where");
    if (where == nullptr) return problem({Kind::invalid, {{"where", "required"}}});
    const auto asked = query::parse_json_query(call.office.context(call.actor), *body);
    if (!asked) return problem(asked.error());
    const auto tree = catalogue::read_json_form(*where);
    if (!tree) return problem(tree.error());
    std::string out;
    JsonWriter writer{out};
    writer.begin_object();
    writer.member("text", catalogue::to_text(*tree));
    writer.key("where");
    writer.raw(json::serialize(catalogue::to_json_form(*tree)));
    writer.end_object();
    return json_answer(std::move(out));
}

Outcome search_all(Call& call) {
    search::Ask question{.text = std::string{call.parameter("q")}, .entity = nullptr, .limit = 0};
    if (const auto name = call.parameter("entity"); !name.empty()) {
        question.entity = call.office.catalogue.find(name);
        if (question.entity == nullptr ||
            !call.office.rights.may_ever(call.actor, *question.entity, "view")) {
            return problem({Kind::invalid, {{"entity", "entity_unknown"}}});
        }
    }
    if (const auto text = call.parameter("limit"); !text.empty()) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), question.limit);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || question.limit < 1 ||
            question.limit > 100) {
            return problem({Kind::invalid, {{"limit", "request_limit"}}});
        }
    }
    std::string out;
    const Picture picture{call.office.reader};
    const auto ran =
        search::run(call.office.context(call.actor), call.office.numbers, question, call.office.reader, out);
    if (!ran) return problem(ran.error());
    return json_answer(std::move(out));
}

constexpr NamedShape shapes[]{
    {"Operand",
     R"(text | number | boolean | null | {constant: text, plus?: text, minus?: text} | {period: text} |
                   {field: text})"},
    {"FieldForm", R"({field: text, op?: text, value?: Operand | Operand[]})"},
    {"ChildrenForm",
     R"({children: text, fold: text, of?: text, where?: Form, op?: text, value?: Operand | Operand[]})"},
    {"Form", R"(text | {and: Form[]} | {or: Form[]} | {not: Form} | FieldForm | ChildrenForm)"},
    {"Groups", R"({groups: {keys: Value[], values: Value[]}[], more: boolean})"},
    {"Hit", R"({entity: text, id: id, title: text, subtitle: text})"},
};
constexpr Route routes[]{
    {.method = "POST",
     .path = "/query",
     .name = "ask",
     .summary = "Ask a question, also a grouped one",
     .body =
         R"({entity: text, where?: Form | null, columns?: text | text[], order?: text | text[], group?: text | text[],
         measures?: text | text[], after?: text | null, limit?: integer, count?: boolean, end?: boolean})",
     .answer = "Page | Groups",
     .in_view = true,
     .act = ask},
    {.method = "POST",
     .path = "/condition",
     .name = "read_condition",
     .summary = "A condition as text and as a tree",
     .body = "{entity: text, where: Form}",
     .answer = "{text: text, where: Form}",
     .in_view = true,
     .act = read_condition},
    {.method = "GET",
     .path = "/search",
     .name = "search",
     .summary = "Find anything by a part of its name or number",
     .answer = "{hits: Hit[], more: boolean}",
     .parameters = "{q?: text, entity?: text, limit?: integer}",
     .act = search_all},
};

}  // namespace

Part question_part() { return {"questions", "Questions that are not one kind's list.", routes, shapes}; }

}  // namespace teczka::api
