// See rights_view.hpp.
#include "core/rights/rights_view.hpp"

#include <algorithm>

namespace teczka::rights {
namespace {

using catalogue::make_literal;
using catalogue::Op;
using catalogue::Type;

bool sees_all(const Rights& rights, const Actor& viewer, const EntityModel& entity) {
    return is_true(rights.condition(viewer, entity, "view"));
}

bool is_shown(const Rights& rights, const Actor& viewer, const FieldModel& field) {
    return is_true(rights.field_condition(viewer, field, "view")) &&
           (field.target == nullptr || sees_all(rights, viewer, *field.target));
}

Expression literal_of(const Id& id) {
    Expression out;
    out.value = id;
    out.type = Type::link;
    return out;
}

// `path in my_territories` with the territories in its place.
Expression among(Expression path, const Ids& ids) {
    if (ids.empty()) return make_literal(false);
    Expression list, out;
    list.op = Op::list;
    list.type = path.type;
    for (const auto& id : ids) list.args.push_back(literal_of(id));
    out.op = Op::in;
    out.type = Type::boolean;
    out.args = {std::move(path), std::move(list)};
    return out;
}

}  // namespace

bool reads_only_shown(const Rights& rights, const Actor& viewer, const Expression& condition) {
    const auto shows = [&](const FieldModel* field) { return is_shown(rights, viewer, *field); };
    if (!std::ranges::all_of(condition.links, shows)) return false;
    if (condition.op == Op::path && !shows(condition.field)) return false;
    if (condition.op == Op::children &&
        (!shows(condition.child_link) || !sees_all(rights, viewer, *condition.child_link->owner)))
        return false;
    return std::ranges::all_of(condition.args,
                               [&](const Expression& arg) { return reads_only_shown(rights, viewer, arg); });
}

Expression spelled_out(Expression condition, const Actor& actor) {
    if (condition.op == Op::constant && condition.name == "me") return literal_of(actor.user);
    if (condition.op == Op::in && condition.args[1].op == Op::constant)
        return among(spelled_out(std::move(condition.args[0]), actor), actor.set(condition.args[1].name));
    for (auto& arg : condition.args) arg = spelled_out(std::move(arg), actor);
    return condition;
}

}  // namespace teczka::rights
