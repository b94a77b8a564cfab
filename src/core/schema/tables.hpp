// The tables that a catalogue asks for, engine by engine only at the last step. Private to schema/.
#pragma once
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/store/store.hpp"

namespace teczka::schema {

enum class ColumnType { row, integer, text, bytes, id };

struct TableColumn {
    std::string name;
    ColumnType type{ColumnType::integer};
    std::string rest{};                    // "NOT NULL DEFAULT 0"
    std::string references{};              // a table whose id it holds; checked at commit
    bool is_hidden{};                      // _fold, _sort: made of another column
    const catalogue::FieldModel* field{};  // null in machine tables and for what a field does not own alone
};

struct TableIndex {
    std::string name;  // ends with a hash of what it says, so that another definition has another name
    std::string keys, where;
    bool is_unique{};
    std::string filled_by{};  // holds no row as long as this column is new and so empty
};

enum class TableKind { entity, links, rollup, machine };

struct Table {
    std::string name;
    TableKind kind{TableKind::machine};
    std::vector<TableColumn> columns;
    std::string
        primary_key{};  // of several columns, or of one that is not "row"; then the rows lie in its order
    std::vector<TableIndex> indexes{};
    const catalogue::EntityModel* entity{};
    const catalogue::FieldModel* field{};  // of links and roll-ups

    const TableColumn* find(std::string_view column) const;
};

std::vector<Table> tables_of(const catalogue::Catalogue& catalogue);
std::vector<Table> machine_tables();

TableIndex index_on(std::string_view table, const std::vector<std::string>& keys, std::string where,
                    bool is_unique);

std::string type_name(ColumnType type, store::Dialect dialect);
// "name" TYPE … as it stands in CREATE TABLE and ADD COLUMN.
std::string column_sql(const TableColumn& column, store::Dialect dialect);
std::string create_table(const Table& table, store::Dialect dialect);
std::string create_index(const Table& table, const TableIndex& index);
// The same on SQLite, of a table of any size at once, where no row belongs into it yet.
std::vector<std::string> create_empty_index(const Table& table, const TableIndex& index);
// PostgreSQL alone, where a table must stand before another names it; empty on SQLite.
std::string add_reference(const Table& table, const TableColumn& column, store::Dialect dialect);

}  // namespace teczka::schema
