// One record whole: every field the asker may see, its title, and what is masked in it.
#include <algorithm>

#include "core/query/answer.hpp"
#include "core/query/drive.hpp"

namespace teczka::query {
namespace {

using catalogue::Storage;
using catalogue::Type;

bool is_written(const Context& context, const FieldModel& field) {
    const auto name = field.name();
    if (name == "id" || name == "rev" || name == "deleted_at" || field.decl.type == Type::list) return false;
    if (field.is_grouped_rollup() || field.is_merge_mark) return false;
    return context.rights.may_ever_see(context.actor, field);
}

Expression path_to(const FieldModel& field) {
    Expression out;
    out.op = Op::path;
    out.written = field.name();
    out.type = field.decl.type;
    out.scale = field.scale();
    out.field = &field;
    return out;
}

// Verbs that are asked of the entity, or that a record one sees has passed.
constexpr string_view of_no_record[]{"view", "create", "import", "export"};

Compiled compile_record(const Context& context, const EntityModel& entity, const Id& id, Dialect dialect,
                        bool with_verbs) {
    Sql sql{context, dialect};
    const At at{.alias = std::string{row_alias}, .entity = &entity};
    std::vector<std::string> selected{"t0.rev", sql.title(at)};
    Compiled out;
    auto& slots = out.slots;
    for (const auto& field : entity.fields) {
        if (!is_written(context, field)) continue;
        slots.push_back(value_slot(sql, path_to(field), at, selected));
        slots.back().name = field.name();
    }
    TECZKA_INVARIANT(!sql.refusal());
    for (const auto verb :
         with_verbs ? context.rights.verbs(context.actor, entity) : std::vector<string_view>{}) {
        if (std::ranges::find(of_no_record, verb) != std::end(of_no_record)) continue;
        const auto needed = sql.visible(at, verb);
        const auto may = needed.empty() ? std::string{"1"} : "CASE WHEN " + needed + " THEN 1 ELSE 0 END";
        out.verbs.push_back(
            {.type = Type::boolean, .at = column_of(may, selected), .name = std::string{verb}});
    }
    const auto scope = sql.visible(at);
    std::string text;
    for (const auto& one : selected) text += (text.empty() ? "SELECT " : ", ") + one;
    text += " FROM " + quoted(entity.name()) + " AS t0 WHERE t0.id = " + sql.parameter(Value{id}) +
            " AND t0.deleted_at IS NULL" + (scope.empty() ? "" : " AND " + scope);
    out.sql = std::move(text);
    out.bindings = std::move(sql.bindings());
    return out;
}

}  // namespace

bool write_record(const Context& context, const EntityModel& entity, const Id& id,
                  store::Connection& connection, JsonWriter& out, bool with_verbs) {
    Plans alone;
    auto& plans = context.plans == nullptr ? alone : *context.plans;
    const auto name = (with_verbs ? "file " : "record ") + std::string{entity.name()};
    const auto* plan = plans.find(context, name, id);
    if (plan == nullptr) {
        auto made = compile_record(context, entity, id, connection.dialect(), with_verbs);
        plan = &plans.keep(context, name, id, {.entity = &entity}, std::move(made));
    }
    const auto& compiled = plan->compiled;
    LinksReader links{context, entity, compiled.slots, connection};
    store::Use row{connection.prepare(compiled.sql)};
    bind_all(*row, compiled.bindings);
    if (!row->step()) return false;
    out.begin_object();
    out.member("id", id);
    out.member("rev", row->integer(0));
    out.member("display", row->text(1));
    write_slots(compiled.slots, *row, id, links, out);
    if (with_verbs) {
        out.key("may");
        out.begin_object();
        for (const auto& verb : compiled.verbs) out.member(verb.name, row->integer(verb.at) != 0);
        out.end_object();
    }
    out.end_object();
    return true;
}

std::optional<Id> survivor(const EntityModel& entity, const Id& id, store::Connection& connection) {
    if (entity.merge_mark == nullptr) return {};
    std::optional<Id> out;
    Id at = id;
    while (true) {
        store::Use row{connection.prepare("SELECT " + quoted(entity.merge_mark->name()) + " FROM " +
                                          quoted(entity.name()) +
                                          " WHERE id = ?1 AND deleted_at IS NOT NULL")};
        row->bind(1, at);
        if (!row->step() || row->is_null(0)) return out;
        at = row->id(0);
        out = at;
    }
}

}  // namespace teczka::query
