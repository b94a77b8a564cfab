// GET /{entity}/{id}/why: what one may do with a record and by which line of the table of rights; for whoever
// gives people their groups also who sees it.
#include "core/change/why.hpp"

#include <algorithm>

#include "api/people.hpp"
#include "api/routes.hpp"

namespace teczka::api {
namespace {

constexpr std::size_t named_users = 200;

// Verbs that are not about one record.
constexpr string_view of_no_record[]{"create", "import"};

struct Teller {
    Call& call;
    change::Why& why;
    const std::vector<Person>& people;
    JsonWriter& out;

    const EntityModel& entity() const { return call.entity(); }

    void in_place_of(const Id& id) {
        if (id.is_nil()) return;
        const auto known = std::ranges::find(people, id, [](const Person& one) { return one.actor.user; });
        out.key("in_place_of");
        out.begin_object();
        out.member("id", id);
        out.member("title", known == people.end() ? string_view{} : string_view{known->name});
        out.end_object();
    }

    void line(const change::Why::Line& one) {
        out.begin_object();
        out.member("group", one.line.group);
        out.member("when", one.line.when);
        out.member("fields", one.line.fields);
        out.key("holds");
        one.holds ? out.boolean(*one.holds) : out.null();
        in_place_of(one.in_place_of);
        out.end_object();
    }

    void lines(const std::vector<change::Why::Line>& all) {
        out.key("lines");
        out.begin_array();
        for (const auto& one : all) line(one);
        out.end_array();
    }

    void verbs() {
        out.key("verbs");
        out.begin_array();
        for (const auto verb : call.office.rights.verbs(call.actor, entity())) {
            if (std::ranges::find(of_no_record, verb) != std::end(of_no_record)) continue;
            out.begin_object();
            out.member("verb", verb);
            out.member("may", why.may(entity(), call.id(), verb));
            lines(why.lines(call.actor, entity(), call.id(), verb));
            out.end_object();
        }
        out.end_array();
    }

    // Does the record name this field where it is masked?
    bool is_told(const catalogue::FieldModel& field) const {
        return field.decl.type != catalogue::Type::list && !field.is_grouped_rollup() &&
               !field.is_merge_mark && call.office.rights.may_ever_see(call.actor, field);
    }

    // Fields that others of the entity's records show, and by which lines they would here.
    void masked() {
        out.key("masked");
        out.begin_array();
        for (const auto& field : entity().fields) {
            if (!is_told(field) || why.may_show(field, call.id())) continue;
            out.begin_object();
            out.member("field", field.name());
            lines(why.lines(call.actor, entity(), call.id(), "view", &field));
            out.end_object();
        }
        out.end_array();
    }

    // Whoever sees it by some line, as far as the asker can tell, then those of whom he cannot.
    void seen_by() {
        std::size_t count = 0;
        out.key("seen_by");
        out.begin_object();
        out.key("users");
        out.begin_array();
        for (const auto& person : people) {
            auto all = why.lines(person.actor, entity(), call.id(), "view");
            std::erase_if(all, [](const auto& one) { return one.holds == false; });
            if (all.empty() || ++count > named_users) continue;
            out.begin_object();
            out.member("id", person.actor.user);
            out.member("title", person.name);
            out.member("is_certain",
                       std::ranges::any_of(all, [](const auto& one) { return one.holds == true; }));
            lines(all);
            out.end_object();
        }
        out.end_array();
        out.member("count", static_cast<std::int64_t>(count));
        out.end_object();
    }
};

Outcome show_why(Call& call) {
    auto& office = call.office;
    const auto context = history_context(office, call.actor);
    const Picture picture{office.reader};
    change::Why why(context, office.reader);
    if (!why.may(call.entity(), call.id(), "view")) return problem(not_found());
    const auto people = active_people(office.context(call.actor), office.reader);
    std::string body;
    JsonWriter out{body};
    Teller teller{call, why, people, out};
    out.begin_object();
    teller.verbs();
    teller.masked();
    if (office.rights.may_ever(call.actor, office.catalogue.at("user"), "change")) teller.seen_by();
    out.end_object();
    return json_answer(std::move(body));
}

constexpr NamedShape shapes[]{
    {"WhyLine", R"({group: text, when: text, fields: text, holds: boolean | null,
        in_place_of?: {id: id, title: text}})"},
    {"Why",
     R"({verbs: {verb: text, may: boolean, lines: WhyLine[]}[], masked: {field: text, lines: WhyLine[]}[],
        seen_by?: {users: {id: id, title: text, is_certain: boolean, lines: WhyLine[]}[], count: integer}})"},
};
constexpr Route routes[]{
    {.method = "GET",
     .path = "/{entity}/{id}/why",
     .name = "why_{entity}",
     .summary = "What one may do with a record and by which right",
     .answer = "Why",
     .act = show_why},
};

}  // namespace

Part why_part() { return {"why", "By which right one may what one may.", routes, shapes}; }

}  // namespace teczka::api
