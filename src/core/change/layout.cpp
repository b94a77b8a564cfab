// SQL texts and look-ups, built once a catalogue so that the hot path only binds.
#include "core/change/layout.hpp"

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"

namespace teczka::change {
namespace {

using catalogue::Storage;
using catalogue::Type;
using store::quoted;

Checker checker_of(const FieldModel& field) {
    if (!field.decl.checker.empty()) return find_checker(field.decl.checker);
    const Type type = field.decl.type;
    if (type == Type::country || type == Type::currency || type == Type::language)
        return find_checker(catalogue::type_name(type));
    return nullptr;
}

// The country of the same address ("mailing_address_postal_code" → "mailing_address_country"), else of the
// record's own.
int country_of(const EntityModel& entity, const FieldModel& field) {
    std::string prefix(field.name());
    for (auto cut = prefix.rfind('_'); cut != std::string::npos; cut = prefix.rfind('_')) {
        prefix.resize(cut);
        const FieldModel* found = entity.find(prefix + "_country");
        if (found != nullptr && found != &field) return found->position;
    }
    const FieldModel* own = entity.find("address_country");
    if (own == nullptr) own = entity.find("country");
    return own != nullptr && own != &field ? own->position : -1;
}

std::optional<std::int64_t> least_of(const FieldModel& field) {
    const auto text = field.decl.min;
    if (text.empty()) return {};
    if (field.decl.type == Type::date) return parse_date(text);
    if (field.decl.type == Type::instant) return parse_instant(text);
    return parse_decimal(text, field.scale());
}

std::optional<std::int64_t> greatest_of(const FieldModel& field) {
    const Type type = field.decl.type;
    if (field.decl.max == 0 || (type != Type::integer && type != Type::decimal && type != Type::money))
        return {};
    return rescale(field.decl.max, 0, field.scale());
}

std::string table(const EntityModel& entity) { return quoted(entity.name()); }

FieldLayout layout_of(const EntityModel& entity, const FieldModel& field) {
    FieldLayout out{.checker = checker_of(field), .least = least_of(field), .greatest = greatest_of(field)};
    if (out.checker != nullptr) out.country_at = country_of(entity, field);
    if (!field.decl.twice.empty())
        out.twice_sql = "SELECT id FROM " + table(entity) + " WHERE " + quoted(field.name()) +
                        " = ?1 AND deleted_at IS NULL AND id <> ?2 LIMIT 2";
    return out;
}

UniqueKey unique_of(const EntityModel& entity, const catalogue::IndexModel& index) {
    UniqueKey key{.fields = index.keys, .where = &index.where, .sql = {}};
    key.sql = "SELECT id FROM " + table(entity) + " WHERE deleted_at IS NULL";
    int parameter = 0;
    for (const FieldModel* field : index.keys)
        key.sql += " AND " + quoted(field->name()) + " = ?" + std::to_string(++parameter);
    return key;
}

bool has_default(const FieldModel& field) {
    const bool starts_at_zero =
        field.storage == Storage::integer && !field.decl.rollup.children.empty() &&
        (field.decl.rollup.fold == catalogue::Fold::sum || field.decl.rollup.fold == catalogue::Fold::count);
    return !field.decl.initial.empty() || !field.decl.series.empty() || starts_at_zero;
}

// Row number, the columns as selected, then the hidden ones of each field: _fold, _sort.
std::string insert_of(const EntityModel& entity, const EntityLayout& layout, std::string columns) {
    std::size_t count = layout.columns.size() + 1;
    for (const FieldModel* field : layout.columns)
        if (field->storage == Storage::any_id) ++count;
    for (const FieldModel* field : layout.hidden)
        for (const auto& [keeps, suffix] :
             {std::pair{field->keeps_fold, "_fold"}, {field->keeps_sort, "_sort"}}) {
            if (!keeps) continue;
            columns += ", " + quoted(std::string(field->name()) + suffix);
            ++count;
        }
    std::string places = "?1";
    for (std::size_t i = 2; i <= count; ++i) places += ", ?" + std::to_string(i);
    return "INSERT INTO " + table(entity) + " (\"row\", " + columns + ") VALUES (" + places + ")";
}

EntityLayout layout_of(const EntityModel& entity) {
    EntityLayout out{.entity = &entity};
    std::string columns;
    for (const FieldModel& field : entity.fields) {
        out.fields.push_back(layout_of(entity, field));
        if (field.decl.type == Type::state) out.states.push_back(&field);
        if (has_default(field)) out.defaults.push_back(field.position);
        if (field.storage == Storage::ids) {
            const std::string name = table_of_links(field);
            out.links.push_back({.field = &field,
                                 .select = "SELECT target FROM " + name + " WHERE owner = ?1 ORDER BY target",
                                 .insert = "INSERT INTO " + name + " (owner, target) VALUES (?1, ?2)",
                                 .remove = "DELETE FROM " + name + " WHERE owner = ?1 AND target = ?2"});
        }
        if (!is_in_row(field)) continue;
        out.columns.push_back(&field);
        if (field.keeps_fold || field.keeps_sort) out.hidden.push_back(&field);
        columns += (columns.empty() ? "" : ", ") + quoted(field.name());
        if (field.storage == Storage::any_id) columns += ", " + quoted(std::string(field.name()) + "_entity");
    }
    out.insert = insert_of(entity, out, columns);
    out.select = "SELECT " + columns + ", \"row\"" + " FROM " + table(entity) + " WHERE id = ?1";
    for (const auto& index : entity.indexes)
        if (index.unique) out.uniques.push_back(unique_of(entity, index));
    const auto position = [&](string_view name) { return entity.at(name).position; };
    out.id = position("id");
    out.rev = position("rev");
    out.created_at = position("created_at");
    out.created_by = position("created_by");
    out.changed_at = position("changed_at");
    out.changed_by = position("changed_by");
    out.deleted_at = position("deleted_at");
    return out;
}

}  // namespace

std::string table_of_links(const FieldModel& field) {
    return quoted(std::string(field.owner->name()) + "_" + std::string(field.name()));
}

Layout::Layout(const catalogue::Catalogue& catalogue, std::span<const std::span<const Rule>> rules)
    : catalogue_(catalogue) {
    for (const auto& entity : catalogue.entities()) entities_.push_back(layout_of(*entity));
    for (const auto& area : rules)
        for (const Rule& rule : area)
            entities_[static_cast<std::size_t>(catalogue.at(rule.entity).number)].rules.push_back(&rule);
    for (const auto& entity : catalogue.entities())
        for (const FieldModel& field : entity->fields) {
            if (field.is_system) continue;
            if (field.storage == Storage::id && field.target != nullptr)
                entities_[static_cast<std::size_t>(field.target->number)].pointing.push_back(&field);
            if (field.storage == Storage::any_id && field.decl.owned)
                for (EntityLayout& target : entities_) target.owned_any.push_back(&field);
        }
}

}  // namespace teczka::change
