// Where a statement's records come from: one walk over the entity's table, or from the asker's companies.
// Both give the same records. Private to query/.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/query/sql.hpp"

namespace teczka::query {

inline constexpr std::string_view row_alias = "t0";

// One select of records, standing under t0.
struct Arm {
    std::string from, where;
    bool repeats{};  // the same record may come several times
};
// Several arms are united, which also takes out what comes twice.
struct Arms {
    Drive drive{};
    std::vector<Arm> all;
    bool is_one() const { return all.size() == 1 && !all.front().repeats; }
};

Drive choose_drive(const Context& context, const Query& query);
Arms make_arms(Sql& sql, const Query& query, Drive drive);
At row_of(const Query& query);

// The value of one order key as a row holds it, or as a cursor carries it.
struct Key {
    std::string sql;
    bool descending{};
    bool is_bytes{}, is_id{};
    bool is_nullable{};
    catalogue::Type type{};
};
// What stands behind `values` and `id` in the order of the keys. Nulls come first ascending, last descending;
// the id goes the way of the last key.
std::string behind(Sql& sql, const std::vector<Key>& keys, const std::vector<Value>& values, const Id& id);

// Order keys and id of the last row of a page, signed together with the question it belongs to.
struct Cursor {
    std::vector<Value> values;
    Id id;
};
std::string make_cursor(const Context& context, const Query& query, const Cursor& cursor);
Result<Cursor> read_cursor(const Context& context, const Query& query);

int column_of(std::string sql, std::vector<std::string>& selected);
Compiled::Slot value_slot(Sql& sql, const Expression& expression, const At& at,
                          std::vector<std::string>& selected);
// compile_rollup.cpp: the inner select of a grouped query from a roll-up kept anyway, when one tells all.
std::optional<std::string> select_from_rollup(Sql& sql, const Query& query);
Result<Compiled> compile_groups(const Context& context, const Query& query, Dialect dialect,
                                std::optional<Drive> force);

}  // namespace teczka::query
