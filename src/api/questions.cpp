// Questions that are not one entity's list: the query in JSON, and the one search box.
#include <boost/json/serialize.hpp>
#include <charconv>

#include "api/routes.hpp"
#include "core/search/search.hpp"

namespace teczka::api {

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

}  // namespace teczka::api
