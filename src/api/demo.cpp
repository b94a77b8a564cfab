// See demo.hpp. GET /demo: is there any, how much, what people added. POST /demo/remove: starts the job.
#include "api/demo.hpp"

#include "api/kinds.hpp"
#include "api/routes.hpp"
#include "api/work_as.hpp"
#include "core/change/made.hpp"
#include "core/store/machine_jobs.hpp"

namespace teczka::api {
namespace {

// Whoever lets people in and shuts them out may also empty the office of what was made up.
bool may_remove(const Call& call) {
    return call.office.rights.may_ever(call.actor, call.office.catalogue.at("user"), "change");
}

std::optional<Demo> demo_of(const Call& call) {
    const auto system = system_for(call.actor);
    return find_demo(call.office.context(system), call.office.reader);
}

Outcome show_demo(Call& call) {
    if (!may_remove(call)) return problem(not_found());
    const auto demo = demo_of(call);
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("is_demo", demo.has_value());
    out.key("counts");
    out.begin_array();
    for (const auto& made : demo ? change::made_by(call.office.reader, call.office.numbers, demo->batch)
                                 : std::vector<change::Made>{}) {
        if (made.entity->decl.is_internal || made.entity->name() == "office") continue;
        out.begin_object();
        out.member("entity", made.entity->name());
        out.key("label");
        out.begin_object();
        out.member("pl", made.entity->decl.many.pl);
        out.member("en", made.entity->decl.many.en);
        out.end_object();
        out.member("untouched", made.untouched);
        out.member("changed", made.changed);
        out.member("added", made.added);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return json_answer(std::move(body));
}

struct Wanted {
    Id op{};
    bool with_changed{};
};

Result<Wanted> parse_wanted(const json::object& body) {
    Wanted wanted;
    const auto* op = body.if_contains("op");
    const auto id =
        op != nullptr && op->is_string() ? Id::parse(string_view{op->as_string()}) : std::optional<Id>{};
    if (!id) return refuse("wrong_type", "op");
    wanted.op = *id;
    for (const auto& member : body) {
        const string_view name{member.key()};
        if (name == "op") continue;
        if (name != "with_changed") return refuse("field_unknown", std::string{name});
        if (!member.value().is_bool()) return refuse("wrong_type", "with_changed");
        wanted.with_changed = member.value().as_bool();
    }
    return wanted;
}

Outcome remove_demo(Call& call) {
    if (!may_remove(call)) return problem(not_found());
    const auto demo = demo_of(call);
    const auto body = body_object(call.request);
    if (!body) return problem(body.error());
    const auto wanted = parse_wanted(*body);
    if (!wanted) return problem(wanted.error());
    // Asked twice, the first answer once more, though there may be none left.
    const auto known = store::find_job(call.office.reader, wanted->op);
    if (!demo && (!known || known->kind != "remove_demo")) return problem(not_found());
    std::string parameters;
    JsonWriter out{parameters};
    out.begin_object();
    out.member("batch", demo ? demo->batch : Id{});
    if (wanted->with_changed) out.member("with_changed", true);
    out.end_object();
    return start_job(call.office, call.actor,
                     {.id = wanted->op, .kind = "remove_demo", .parameters = std::move(parameters)});
}

constexpr NamedShape shapes[]{
    {"Demo",
     R"({is_demo: boolean,
        counts: {entity: text, label: Label, untouched: integer, changed: integer, added: integer}[]})"},
    {"DemoRemoval", R"({op: id, with_changed?: boolean})"},
};

constexpr Route routes[]{
    {.method = "GET",
     .path = "/demo",
     .name = "show_demo",
     .summary = "Demo data: is there any, how much of it was changed",
     .answer = "Demo",
     .refused = "404",
     .act = show_demo},
    {.method = "POST",
     .path = "/demo/remove",
     .name = "remove_demo",
     .summary = "Take the demo data away",
     .body = "DemoRemoval",
     .answer = "Started",
     .status = 202,
     .refused = "404",
     .act = remove_demo},
};

}  // namespace

std::optional<Demo> find_demo(const query::Context& system, store::Connection& reader) {
    auto query = query::parse(system, system.catalogue.at("setting"),
                              {.where = "key = \"" + std::string{demo_setting} + "\"", .columns = "value"});
    std::optional<Demo> found;
    if (!query) return found;
    (void)query::each(system, *query, reader, [&](const Id& id, std::span<const Value> values) {
        const auto batch = is_null(values[0]) ? std::optional<Id>{} : Id::parse(as_text(values[0]));
        if (batch) found = Demo{id, *batch};
        return false;
    });
    return found;
}

bool may_bring_demo_back(Call& call, const Id& batch) {
    const auto job = may_remove(call) ? store::find_job(call.office.reader, batch) : std::nullopt;
    return job && job->kind == "remove_demo";
}

Part demo_part() { return {"demo", "The made-up data of a demo office.", routes, shapes}; }

}  // namespace teczka::api
