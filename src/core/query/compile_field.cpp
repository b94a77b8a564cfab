// Fields → SQL: the one place where a mask, the visibility of a link's target and a title are written.
#include <algorithm>

#include "core/query/sql.hpp"

namespace teczka::query {
namespace {

using catalogue::Storage;
using catalogue::Type;

std::string and_(const std::string& a, const std::string& b) { return b.empty() ? a : a + " AND " + b; }

}  // namespace

std::string Sql::parameter(Value value) {
    // One and the same record is asked about once: a mask names the asker for every field.
    if (std::holds_alternative<Id>(value)) {
        const auto known = std::ranges::find(bindings_, value);
        if (known != bindings_.end())
            return (is_sqlite() ? "?" : "$") + std::to_string(known - bindings_.begin() + 1);
    }
    bindings_.push_back(std::move(value));
    return (is_sqlite() ? "?" : "$") + std::to_string(bindings_.size());
}

std::string Sql::bytes_parameter(std::string bytes) {
    const auto at = parameter(Value{std::move(bytes)});
    return is_sqlite() ? "CAST(" + at + " AS BLOB)" : at + "::bytea";
}

void Sql::finish(std::string text, Compiled& out) const {
    const char mark = is_sqlite() ? '?' : '$';
    std::vector<std::size_t> numbers(bindings_.size() + 1);  // new ones, by the old
    out.sql.clear();
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '"' || text[i] == '\'') {
            const auto past = text.find(text[i], i + 1) + 1;
            out.sql.append(text, i, past - i);
            i = past;
            continue;
        }
        out.sql += text[i++];
        if (out.sql.back() != mark) continue;
        std::size_t old = 0;
        for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
            old = old * 10 + static_cast<std::size_t>(text[i] - '0');
        if (numbers[old] == 0) {
            out.bindings.push_back(bindings_[old - 1]);
            numbers[old] = out.bindings.size();
        }
        out.sql += std::to_string(numbers[old]);
    }
}

std::string Sql::alias() { return "t" + std::to_string(++aliases_); }

void Sql::refuse_with(std::string code, std::string_view field) {
    if (!refusal_) refusal_ = Refusal{Kind::invalid, {{"", std::move(code), {{"name", std::string{field}}}}}};
}

std::string Sql::column(const At& at, std::string_view name) {
    return (at.is_unindexed && is_sqlite() ? "+" : "") + at.alias + "." + quoted(name);
}

std::string Sql::visible(const At& at, std::string_view verb) {
    const auto asked = context_.rights.condition(context_.actor, *at.entity, verb);
    if (is_true(asked)) return {};
    const At granted{
        .alias = at.alias, .entity = at.entity, .is_granted = true, .is_unindexed = at.is_unindexed};
    const auto scope = context_.rights.anchor_scope(context_.actor, *at.entity);
    if (verb != "view" || !scope || at.entity == context_.catalogue.company())
        return condition(asked, granted);
    // The same said with one look-up of the company, where each of its terms would make its own.
    std::string out;
    for (const auto& path : scope->paths)
        out += (out.empty() ? "" : " OR ") + reaches_company(path, granted, scope->companies);
    if (!is_false(scope->besides)) out += " OR " + condition(scope->besides, granted);
    return "(" + out + ")";
}

std::string Sql::reaches_company(std::span<const catalogue::AnchorStep> steps, const At& at,
                                 const Expression& scope) {
    if (steps.empty()) return condition(scope, at);
    const auto& [link, is_children] = steps.front();
    const At there{.alias = alias(), .entity = is_children ? link->owner : link->target, .is_granted = true};
    const auto joined = is_children ? column(there, link->name()) + " = " + at.alias + ".id"
                                    : there.alias + ".id = " + column(at, link->name());
    return "EXISTS (SELECT 1 FROM " + quoted(there.entity->name()) + " AS " + there.alias + " WHERE " +
           joined + " AND " + there.alias + ".deleted_at IS NULL AND " +
           reaches_company(steps.subspan(1), there, scope) + ")";
}

std::string Sql::shown(const FieldModel& field, const At& at) {
    if (at.is_granted) return {};
    const auto mask = context_.rights.field_condition(context_.actor, field, "view");
    if (is_true(mask)) return {};
    return condition(mask, {.alias = at.alias, .entity = at.entity, .is_granted = true});
}

std::string Sql::target_visible(const EntityModel& target, const std::string& id) {
    const At there{.alias = alias(), .entity = &target, .is_granted = true};
    const auto seen = visible(there);
    if (seen.empty()) return {};
    return "EXISTS (SELECT 1 FROM " + quoted(target.name()) + " AS " + there.alias + " WHERE " + there.alias +
           ".id = " + id + " AND " + seen + ")";
}

std::string Sql::unmasked(const FieldModel& field, const At& at, std::string_view suffix) {
    if (field.storage != Storage::none || field.is_system)
        return column(at, std::string{field.name()} + std::string{suffix});
    if (field.decl.expression.empty()) {
        refuse_with("field_not_comparable", field.name());
        return "NULL";
    }
    At granted = at;
    granted.is_granted = true;
    return "(" + value(field.expression, granted) + ")";
}

std::string Sql::field(const FieldModel& field, const At& at, std::string_view suffix) {
    auto out = unmasked(field, at, suffix);
    if (at.is_granted) return out;
    std::string needed = shown(field, at);
    if (leads_on(field))
        if (const auto seen = target_visible(*field.target, out); !seen.empty())
            needed = needed.empty() ? seen : and_(needed, seen);
    return needed.empty() ? out : "CASE WHEN " + needed + " THEN " + out + " END";
}

// Title fields joined by a blank; a link among them gives its target's title, once.
std::string Sql::title(const At& at, int depth) {
    std::string out;
    for (const auto* one : at.entity->title) {
        std::string text;
        if (one->decl.type == Type::link) {
            if (depth > 0) continue;
            const auto there = alias();
            const At target{.alias = there, .entity = one->target, .is_granted = at.is_granted};
            const auto seen = at.is_granted ? std::string{} : visible(target);
            text = "(SELECT " + title(target, depth + 1) + " FROM " + quoted(one->target->name()) + " AS " +
                   there + " WHERE " + and_(there + ".id = " + field(*one, at), seen) + ")";
        } else {
            text = field(*one, at);
            if (one->storage != Storage::text) text = "CAST(" + text + " AS TEXT)";
        }
        out += (out.empty() ? "" : " || ") + ("coalesce(" + text + " || ' ', '')");
    }
    return out.empty() ? "''" : "trim(" + out + ")";
}

std::string Sql::tagged_title(const EntityModel& target, const std::string& id) {
    const At there{.alias = alias(), .entity = &target};
    const auto seen = visible(there);
    const auto tag = "CASE WHEN " + there.alias + ".deleted_at IS NULL THEN '0' ELSE '1' END || ";
    return "(SELECT " + tag + title(there) + " FROM " + quoted(target.name()) + " AS " + there.alias +
           " WHERE " + and_(there.alias + ".id = " + id, seen) + ")";
}

std::string Sql::tagged_title_of_any(const std::string& id, const std::string& entity) {
    std::string out;
    for (const auto& target : context_.catalogue.entities()) {
        if (!context_.rights.may_ever(context_.actor, *target, "view") || target->decl.is_internal) continue;
        out +=
            " WHEN " + parameter(Value{std::string{target->name()}}) + " THEN " + tagged_title(*target, id);
    }
    return out.empty() ? "NULL" : "CASE " + entity + out + " END";
}

std::string Sql::order_key(const Expression& e, const At& at, bool& is_bytes) {
    is_bytes = false;
    if (e.op != Op::path) return value(e, at);
    const auto key_of = [&](const FieldModel& model, const At& end) {
        is_bytes = model.keeps_sort;
        return field(model, end, model.keeps_sort ? "_sort" : "");
    };
    if (!leads_on(*e.field))
        return through(e.links, 0, at, [&](const At& end) { return key_of(*e.field, end); });
    auto links = e.links;
    links.push_back(e.field);
    return through(links, 0, at, [&](const At& end) {
        return end.entity->title.empty() || end.entity->title.front()->decl.type == Type::link
                   ? end.alias + ".id"
                   : key_of(*end.entity->title.front(), end);
    });
}

}  // namespace teczka::query
