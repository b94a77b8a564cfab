// Catalogue → tables, columns and indexes, still without an engine.
#include "core/schema/tables.hpp"

#include <algorithm>

#include "core/base/refusal.hpp"
#include "core/schema/index_condition.hpp"

namespace teczka::schema {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using catalogue::Fold;
using catalogue::Storage;
using catalogue::Type;

constexpr std::string_view live = "\"deleted_at\" IS NULL";

std::string name_of(const FieldModel& field) { return std::string(field.name()); }

ColumnType type_of(Storage storage) {
    switch (storage) {
        case Storage::integer:
            return ColumnType::integer;
        case Storage::id:
        case Storage::any_id:
            return ColumnType::id;
        default:
            return ColumnType::text;
    }
}

// Who made or changed a record may be `system`, whose id is nil and who is no record.
bool is_never_null(const FieldModel& field) { return field.is_system && field.name() != "deleted_at"; }

std::string rest_of(const FieldModel& field) {
    if (field.name() == "id") return "NOT NULL UNIQUE";
    if (is_never_null(field)) return "NOT NULL";
    const Fold fold = field.decl.rollup.fold;
    return fold == Fold::sum || fold == Fold::count ? "NOT NULL DEFAULT 0" : "";
}

void add_columns(const FieldModel& field, std::vector<TableColumn>& columns) {
    const std::string name = name_of(field);
    const bool is_reference =
        field.storage == Storage::id && !field.is_system && field.target != nullptr && !field.is_computed;
    columns.push_back({.name = name,
                       .type = type_of(field.storage),
                       .rest = rest_of(field),
                       .references = is_reference ? std::string(field.target->name()) : std::string(),
                       .field = &field});
    if (field.storage == Storage::any_id)
        columns.push_back({.name = name + "_entity", .type = ColumnType::text, .field = &field});
    if (field.keeps_fold)
        columns.push_back(
            {.name = name + "_fold", .type = ColumnType::bytes, .is_hidden = true, .field = &field});
    if (field.keeps_sort)
        columns.push_back(
            {.name = name + "_sort", .type = ColumnType::bytes, .is_hidden = true, .field = &field});
}

// An index that pages: by the keys in the order people see, then by id. Restoring what is owned asks for
// deleted rows too, so its index holds them.
TableIndex paging_index(const EntityModel& entity, const std::vector<const FieldModel*>& fields,
                        const std::string& condition, bool by_sort) {
    std::vector<std::string> keys;
    for (const FieldModel* field : fields)
        keys.push_back(name_of(*field) + (by_sort && field->keeps_sort ? "_sort" : ""));
    keys.emplace_back("id");
    const bool holds_deleted = fields.size() == 1 && fields[0]->decl.owned;
    std::string where = holds_deleted ? "" : std::string(live);
    if (!condition.empty()) where += (where.empty() ? "" : " AND ") + condition;
    // Added at run time to records that stand: those without a value stay outside.
    const bool is_custom = fields.size() == 1 && catalogue::is_custom(fields[0]->name());
    if (is_custom)
        where += (where.empty() ? "" : " AND ") + store::quoted(fields[0]->name()) + " IS NOT NULL";
    auto index = index_on(entity.name(), keys, where, false);
    if (is_custom) index.filled_by = name_of(*fields[0]);
    return index;
}

TableIndex unique_index(const EntityModel& entity, const catalogue::IndexModel& index,
                        const std::string& condition) {
    std::vector<std::string> keys;
    for (const FieldModel* field : index.keys) keys.push_back(name_of(*field));
    return index_on(entity.name(), keys, std::string(live) + (condition.empty() ? "" : " AND " + condition),
                    true);
}

std::vector<TableIndex> indexes_of(const EntityModel& entity) {
    std::vector<TableIndex> indexes;
    const auto add = [&](TableIndex index) {
        if (std::ranges::find(indexes, index.name, &TableIndex::name) == indexes.end())
            indexes.push_back(std::move(index));
    };
    for (const catalogue::IndexModel& index : entity.indexes) {
        const std::string condition = index_condition(index.where);
        add(index.unique ? unique_index(entity, index, condition)
                         : paging_index(entity, index.keys, condition, true));
    }
    // What one field alone asks for, where no index of several keys serves it: order by name, equality of
    // what keeps a sort key, the records that hang on one, what is owned with its deleted ones.
    for (const FieldModel* field : entity.stored) {
        const bool is_custom = catalogue::is_custom(field->name());
        if (field->keeps_sort && !is_custom) add(paging_index(entity, {field}, {}, true));
        if (field->keeps_sort && field->decl.indexed) add(paging_index(entity, {field}, {}, false));
        if (field->storage == Storage::any_id || field->decl.owned)
            add(paging_index(entity, {field}, {}, false));
        if (field->is_merge_mark)
            add(index_on(entity.name(), {name_of(*field)}, store::quoted(field->name()) + " IS NOT NULL",
                         false));
    }
    return indexes;
}

Table links_table(const FieldModel& field) {
    const std::string name = std::string(field.owner->name()) + "_" + name_of(field);
    return {.name = name,
            .kind = TableKind::links,
            .columns = {{.name = "owner",
                         .type = ColumnType::id,
                         .rest = "NOT NULL",
                         .references = std::string(field.owner->name())},
                        {.name = "target",
                         .type = ColumnType::id,
                         .rest = "NOT NULL",
                         .references = std::string(field.target->name())}},
            .primary_key = R"("owner", "target")",
            .indexes = {index_on(name, {"target", "owner"}, {}, false)},
            .entity = field.owner,
            .field = &field};
}

ColumnType type_of_key(const catalogue::Expression& key) {
    return key.op == catalogue::Op::path ? type_of(key.field->storage) : ColumnType::integer;
}

Table rollup_table(const FieldModel& field) {
    Table table{.name = std::string(field.owner->name()) + "_" + name_of(field),
                .kind = TableKind::rollup,
                .columns = {{.name = "parent", .type = ColumnType::id, .rest = "NOT NULL"}},
                .primary_key = "\"parent\"",
                .entity = field.owner,
                .field = &field};
    for (const auto& key : field.rollup.by) {
        const std::string name = "key" + std::to_string(table.columns.size());
        table.columns.push_back({.name = name, .type = type_of_key(key), .rest = "NOT NULL"});
        table.primary_key += ", \"" + name + "\"";
    }
    table.columns.push_back({.name = "value", .rest = "NOT NULL"});
    return table;
}

}  // namespace

const TableColumn* Table::find(std::string_view column) const {
    const auto found = std::ranges::find(columns, column, &TableColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

std::vector<Table> tables_of(const catalogue::Catalogue& catalogue) {
    std::vector<Table> tables = machine_tables();
    for (const auto& entity : catalogue.entities()) {
        Table table{.name = std::string(entity->name()),
                    .kind = TableKind::entity,
                    .columns = {{.name = "row", .type = ColumnType::row}},
                    .indexes = indexes_of(*entity),
                    .entity = entity.get()};
        for (const FieldModel& field : entity->fields)
            if (field.storage != Storage::none && field.storage != Storage::ids)
                add_columns(field, table.columns);
        tables.push_back(std::move(table));
        for (const FieldModel& field : entity->fields) {
            if (field.storage == Storage::ids) tables.push_back(links_table(field));
            if (field.is_grouped_rollup()) tables.push_back(rollup_table(field));
        }
    }
    return tables;
}

}  // namespace teczka::schema
