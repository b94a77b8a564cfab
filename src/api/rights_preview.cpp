// POST /rights/preview: whose sight or reach a decision would change, before it is taken.
#include <algorithm>
#include <vector>

#include "api/people.hpp"
#include "api/routes.hpp"
#include "areas/rights_in_force.hpp"
#include "core/base/limits.hpp"
#include "core/query/many.hpp"

namespace teczka::api {
namespace {

constexpr std::size_t most_users = 50;

// The active members of the group, by name.
std::vector<Person> members_of(const query::Context& system, store::Connection& reader, string_view group) {
    auto people = active_people(system, reader);
    std::erase_if(people, [&](const Person& one) { return !one.actor.is_in(group); });
    return people;
}

catalogue::Expression negation(catalogue::Expression one) {
    if (one.op == catalogue::Op::literal) return catalogue::make_literal(!is_true(one));
    catalogue::Expression out;
    out.op = catalogue::Op::logical_not;
    out.type = catalogue::Type::boolean;
    out.args.push_back(std::move(one));
    return out;
}

// Counted as if whoever asks saw all: rights are what is being compared.
std::int64_t count(const query::Context& system, Person member, const EntityModel& entity,
                   catalogue::Expression where, store::Connection& reader) {
    if (is_false(where)) return 0;
    member.actor.is_system = true;
    query::Context context{.catalogue = system.catalogue,
                           .rights = system.rights,
                           .actor = member.actor,
                           .today = system.today,
                           .now_ms = system.now_ms};
    query::Query query{.entity = &entity, .where = std::move(where)};
    return query::count_up_to_limit(context, query, reader);
}

// Does the condition read values that the asker does not see in every record? Counted, they would be told him
// bit by bit. Links are what rights go by: they may be followed.
bool reads_hidden(const Call& call, const catalogue::Expression& condition) {
    using catalogue::Op;
    const auto sees_all = [&](const EntityModel& entity) {
        return is_true(call.office.rights.condition(call.actor, entity, "view"));
    };
    const auto is_shown = [&](const catalogue::FieldModel& field) {
        return field.target != nullptr ||
               (sees_all(*field.owner) &&
                is_true(call.office.rights.field_condition(call.actor, field, "view")));
    };
    if (condition.op == Op::path && !is_shown(*condition.field)) return true;
    if (condition.op == Op::children && !sees_all(*condition.child_link->owner)) return true;
    return std::ranges::any_of(condition.args, [&](const auto& arg) { return reads_hidden(call, arg); });
}

Result<rights::Decision> read_decision(const Call& call) {
    auto body = body_object(call.request);
    if (!body) return std::unexpected(body.error());
    rights::Decision decision;
    const std::pair<string_view, std::string*> members[]{
        {"group", &decision.group}, {"entity", &decision.entity},  {"verb", &decision.verb},
        {"field", &decision.field}, {"condition", &decision.when}, {"finance", &decision.finance}};
    for (const auto& member : *body) {
        const auto found =
            std::ranges::find(members, string_view{member.key()}, [](const auto& one) { return one.first; });
        if (found == std::end(members))
            return refuse("field_unknown", std::string{string_view{member.key()}});
        if (!member.value().is_string()) return refuse("wrong_type", std::string{found->first});
        *found->second = string_view{member.value().get_string()};
    }
    if (auto checked = rights::Rights::check(call.office.catalogue, decision); !checked) {
        for (auto& complaint : checked.error().complaints)
            if (complaint.field == "when") complaint.field = "condition";
        return std::unexpected(std::move(checked.error()));
    }
    return decision;
}

}  // namespace

Outcome preview_right(Call& call) {
    const auto& catalogue = call.office.catalogue;
    if (!call.office.rights.may_ever(call.actor, catalogue.at("right"), "create"))
        return problem(not_found());
    const auto decision = read_decision(call);
    if (!decision) return problem(decision.error());
    const auto& entity = catalogue.at(decision->entity);
    const rights::Actor system_actor{.login = "system", .is_system = true};
    const auto system = call.office.context(system_actor);
    const Picture picture{call.office.reader};
    auto& reader = call.office.reader;
    const auto after = areas::rights_in_force(system, reader, &*decision).rights;
    const rights::Actor of_group{.groups = {decision->group}};
    const auto* field = decision->field.empty() ? nullptr : &entity.at(decision->field);
    for (const auto& line : after->lines(of_group, entity, decision->verb, field))
        if (reads_hidden(call, *line.condition))
            return problem({Kind::invalid, {{"condition", "right_reads_hidden"}}});
    const auto condition_of = [&](const rights::Rights& rights, const rights::Actor& actor) {
        if (decision->field.empty()) return rights.condition(actor, entity, decision->verb);
        return catalogue::make_and(rights.condition(actor, entity, decision->verb),
                                   rights.field_condition(actor, entity.at(decision->field), decision->verb));
    };
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("limit", std::int64_t{limits::exact_count});
    out.key("users");
    out.begin_array();
    const auto members = members_of(system, reader, decision->group);
    for (const auto& member : std::span{members}.first(std::min(members.size(), most_users))) {
        const auto was = condition_of(call.office.rights, member.actor),
                   is = condition_of(*after, member.actor);
        const auto counted = [&](catalogue::Expression where) {
            return count(system, member, entity, std::move(where), reader);
        };
        out.begin_object();
        out.member("id", member.actor.user);
        out.member("title", member.name);
        out.member("before", counted(was));
        out.member("after", counted(is));
        out.member("gains", counted(catalogue::make_and(is, negation(was))));
        out.member("loses", counted(catalogue::make_and(was, negation(is))));
        out.end_object();
    }
    out.end_array();
    out.member("more", static_cast<std::int64_t>(members.size() - std::min(members.size(), most_users)));
    out.end_object();
    return json_answer(std::move(body));
}

}  // namespace teczka::api
