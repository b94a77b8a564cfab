// Reading the engine's own description of its tables.
#include "core/schema/live.hpp"

namespace teczka::schema {
namespace {

constexpr auto sqlite_columns =
    "SELECT m.name, c.name, c.type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
    "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
constexpr auto sqlite_indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
constexpr auto postgres_columns =
    "SELECT table_name, column_name, data_type FROM information_schema.columns "
    "WHERE table_schema = current_schema()";
constexpr auto postgres_indexes =
    "SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND NOT EXISTS "
    "(SELECT 1 FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)";

}  // namespace

std::string live_type(ColumnType type, store::Dialect dialect) {
    const std::string declared = type_name(type, dialect);
    return declared.substr(0, declared.find(' '));
}

Live read_live(store::Connection& connection) {
    const bool is_sqlite = connection.dialect() == store::Dialect::sqlite;
    Live live;
    {
        store::Use rows(connection.prepare(is_sqlite ? sqlite_columns : postgres_columns));
        while (rows->step()) live.tables[std::string(rows->text(0))].emplace(rows->text(1), rows->text(2));
    }
    {
        store::Use rows(connection.prepare(is_sqlite ? sqlite_indexes : postgres_indexes));
        while (rows->step()) live.indexes.emplace(rows->text(0));
    }
    if (!live.tables.contains("number_of")) return live;
    store::Use rows(connection.prepare("SELECT \"entity\", \"field\" FROM \"number_of\""));
    while (rows->step()) live.numbered.emplace(rows->text(0), rows->text(1));
    return live;
}

}  // namespace teczka::schema
