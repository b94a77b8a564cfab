// The live database against what the catalogue asks for: what is new is added, what goes needs a mark.
#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/schema/live.hpp"
#include "core/schema/numbers.hpp"
#include "core/schema/tables.hpp"

namespace teczka::schema {
namespace {

using store::quoted;

std::string text_literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

// Fields and entities added at run time begin with x_, and so does a part of what is named after them. A
// program that does not know them (yet: it learns of them from the data) leaves them as they are.
bool is_of_custom(std::string_view name) {
    return catalogue::is_custom(name) || name.find("_x_") != std::string_view::npos;
}

// Works on a picture of the live tables, so that what a mark renames is found under its new name.
struct Difference {
    Live live;
    std::vector<Table> tables;
    store::Dialect dialect;
    Upgrade upgrade{};
    std::vector<Complaint> complaints{};

    void say(std::string statement) { upgrade.statements.push_back(std::move(statement)); }
    void complain(std::string place, std::string code) {
        complaints.push_back({std::move(place), std::move(code)});
    }

    void rename_table(const std::string& from, const std::string& to) {
        auto node = live.tables.extract(from);
        if (node.empty()) return;
        say("ALTER TABLE " + quoted(from) + " RENAME TO " + quoted(to) + ";");
        node.key() = to;
        live.tables.insert(std::move(node));
    }

    void rename_column(const std::string& table, const std::string& from, const std::string& to) {
        auto& columns = live.tables[table];
        auto node = columns.extract(from);
        if (node.empty()) return;
        say("ALTER TABLE " + quoted(table) + " RENAME COLUMN " + quoted(from) + " TO " + quoted(to) + ";");
        node.key() = to;
        columns.insert(std::move(node));
    }

    void rename_number(const LiveName& from, const LiveName& to) {
        say("UPDATE \"number_of\" SET \"entity\" = " + text_literal(to.first) +
            ", \"field\" = " + text_literal(to.second) + " WHERE \"entity\" = " + text_literal(from.first) +
            " AND \"field\" = " + text_literal(from.second) + ";");
        live.numbered.erase(from);
        live.numbered.insert(to);
    }

    void mark_entity(const Mark& mark);
    void mark_field(const Mark& mark);
    void add_table(const Table& table);
    void compare_table(const Table& table, const LiveColumns& columns);
    void compare_column(const Table& table, const TableColumn& column, const LiveColumns& columns);
    void find_disappeared_columns(const Table& table, const LiveColumns& columns);
    void find_disappeared_tables();
    void drop_indexes();
    void add_indexes();
    void add_index(const Table& table, const TableIndex& index);
};

void Difference::mark_entity(const Mark& mark) {
    if (!live.numbered.contains({mark.entity, ""})) return complain(mark.entity, "mark_unknown");
    const std::string to = mark.renamed_to.empty() ? "retired_" + mark.entity : mark.renamed_to;
    const auto names = live.numbered;
    rename_table(mark.entity, to);
    for (const auto& [entity, field] : names) {
        if (entity != mark.entity) continue;
        if (!field.empty()) rename_table(entity + "_" + field, to + "_" + field);
        rename_number({entity, field}, {to, field});
    }
    // Links to any record name the entity in their rows.
    for (const auto& [table, columns] : live.tables)
        for (const auto& [column, type] : columns)
            if (column.ends_with("_entity") && columns.contains(column.substr(0, column.size() - 7)))
                say("UPDATE " + quoted(table) + " SET " + quoted(column) + " = " + text_literal(to) +
                    " WHERE " + quoted(column) + " = " + text_literal(mark.entity) + ";");
}

void Difference::mark_field(const Mark& mark) {
    if (!live.numbered.contains({mark.entity, mark.field}))
        return complain(mark.entity + "." + mark.field, "mark_unknown");
    const std::string to = mark.renamed_to.empty() ? "retired_" + mark.field : mark.renamed_to;
    for (const std::string_view suffix : {"", "_fold", "_sort", "_entity"}) {
        // A field of its own that only ends like a part of this one stays.
        const std::string from = mark.field + std::string(suffix);
        if (!suffix.empty() && live.numbered.contains({mark.entity, from})) continue;
        rename_column(mark.entity, from, to + std::string(suffix));
    }
    rename_table(mark.entity + "_" + mark.field, mark.entity + "_" + to);
    rename_number({mark.entity, mark.field}, {mark.entity, to});
}

void Difference::add_table(const Table& table) {
    say(create_table(table, dialect));
    if (table.kind == TableKind::rollup) upgrade.needs_rebuild_of_rollups = true;
    for (const TableColumn& column : table.columns)
        if (auto sql = add_reference(table, column, dialect); !sql.empty()) say(std::move(sql));
}

void Difference::compare_column(const Table& table, const TableColumn& column, const LiveColumns& columns) {
    const auto found = columns.find(column.name);
    if (found == columns.end()) {
        say("ALTER TABLE " + quoted(table.name) + " ADD COLUMN " + column_sql(column, dialect) + ";");
        if (auto sql = add_reference(table, column, dialect); !sql.empty()) say(std::move(sql));
        // Made of a column that is new as well it is as empty as that one.
        if (column.is_hidden && columns.contains(std::string(column.field->name())))
            upgrade.needs_rebuild_of_text = true;
        if (column.field != nullptr && column.field->is_computed) upgrade.needs_rebuild_of_rollups = true;
    } else if (found->second != live_type(column.type, dialect)) {
        complain(table.name + "." + column.name, "type_changed");
    }
}

void Difference::find_disappeared_columns(const Table& table, const LiveColumns& columns) {
    for (const auto& [name, type] : columns) {
        if (table.find(name) != nullptr || name.starts_with("retired_") || catalogue::is_custom(name))
            continue;
        if (table.kind == TableKind::entity && !live.numbered.contains({table.name, name}))
            say("ALTER TABLE " + quoted(table.name) + " DROP COLUMN " + quoted(name) + ";");  // derived
        else
            complain(table.name + "." + name, "field_disappeared");
    }
}

void Difference::compare_table(const Table& table, const LiveColumns& columns) {
    if (table.kind == TableKind::rollup) {
        const bool is_same =
            columns.size() == table.columns.size() &&
            std::ranges::all_of(table.columns, [&](const TableColumn& column) {
                const auto found = columns.find(column.name);
                return found != columns.end() && found->second == live_type(column.type, dialect);
            });
        if (is_same) return;
        say("DROP TABLE " + quoted(table.name) + ";");  // made of other rows: nothing is lost
        return add_table(table);
    }
    for (const TableColumn& column : table.columns) compare_column(table, column, columns);
    find_disappeared_columns(table, columns);
}

void Difference::find_disappeared_tables() {
    const auto is_wanted = [&](const std::string& name) {
        return std::ranges::find(tables, name, &Table::name) != tables.end();
    };
    for (const auto& [entity, field] : live.numbered) {
        if (entity.starts_with("retired_") || field.starts_with("retired_")) continue;
        if (catalogue::is_custom(entity) || catalogue::is_custom(field)) continue;
        const std::string table = field.empty() ? entity : entity + "_" + field;
        if (!live.tables.contains(table) || is_wanted(table)) continue;
        complain(field.empty() ? entity : entity + "." + field, "field_disappeared");
    }
    for (const auto& [name, columns] : live.tables)
        if (!is_wanted(name) && columns.contains("parent") && columns.contains("key1") &&
            columns.contains("value") && !name.starts_with("retired_"))
            say("DROP TABLE " + quoted(name) + ";");
}

// Before columns go or change their name; what is still wanted comes back at the end.
void Difference::drop_indexes() {
    std::set<std::string> wanted;
    for (const Table& table : tables)
        for (const TableIndex& index : table.indexes) wanted.insert(index.name);
    for (const auto& name : live.indexes)
        if (!wanted.contains(name) && !is_of_custom(name)) say("DROP INDEX " + quoted(name) + ";");
}

void Difference::add_indexes() {
    for (const Table& table : tables)
        for (const TableIndex& index : table.indexes)
            if (!live.indexes.contains(index.name)) add_index(table, index);
}

void Difference::add_index(const Table& table, const TableIndex& index) {
    const auto found = live.tables.find(table.name);
    const bool is_empty = dialect == store::Dialect::sqlite && !index.filled_by.empty() &&
                          found != live.tables.end() && !found->second.contains(index.filled_by);
    if (!is_empty) return say(create_index(table, index));
    for (auto& statement : create_empty_index(table, index)) say(std::move(statement));
}

struct Versions {
    std::int64_t file{}, text{};
};
Versions read_versions(store::Connection& connection) {
    store::Use row(connection.prepare("SELECT \"file_version\", \"text_version\" FROM \"counter\""));
    if (!row->step()) return {};
    return {row->integer(0), row->integer(1)};
}

}  // namespace

Result<Upgrade> difference(store::Connection& connection, const catalogue::Catalogue& catalogue,
                           std::span<const Mark> marks) {
    Live live = read_live(connection);
    if (!live.tables.contains("counter"))
        return Upgrade{.statements = create_statements(catalogue, connection.dialect()), .is_new = true};
    const Versions versions = read_versions(connection);
    if (versions.file > file_version)
        return refuse(Kind::conflict, "file_is_newer", {}, {{"file", std::to_string(versions.file)}});

    Difference difference{
        .live = std::move(live), .tables = tables_of(catalogue), .dialect = connection.dialect()};
    difference.drop_indexes();
    for (const Mark& mark : marks)
        mark.field.empty() ? difference.mark_entity(mark) : difference.mark_field(mark);
    for (const Table& table : difference.tables) {
        const auto found = difference.live.tables.find(table.name);
        if (found == difference.live.tables.end())
            difference.add_table(table);
        else
            difference.compare_table(table, found->second);
    }
    difference.find_disappeared_tables();
    difference.add_indexes();
    if (!difference.complaints.empty())
        return std::unexpected(Refusal{Kind::conflict, std::move(difference.complaints)});
    difference.upgrade.needs_rebuild_of_text |= versions.text != text_tables_version;
    return std::move(difference.upgrade);
}

void apply(store::Connection& writer, const catalogue::Catalogue& catalogue, const Upgrade& upgrade,
           const std::function<void()>& before_commit) {
    if (upgrade.statements.empty()) return;
    writer.forget_statements();
    writer.begin();
    for (const auto& statement : upgrade.statements) writer.execute(statement);
    give_numbers(writer, catalogue);
    writer.execute("UPDATE \"counter\" SET \"catalogue_version\" = \"catalogue_version\" + 1");
    if (upgrade.needs_rebuild_of_text && !upgrade.is_new)
        writer.execute("UPDATE \"counter\" SET \"text_version\" = 0");
    if (before_commit) before_commit();
    writer.commit();
    writer.forget_statements();
}

}  // namespace teczka::schema
