// Catalogue → tables. One data file holds: a table an entity, <entity>_<field> for links and grouped
// roll-ups, journal, journal_operation, search tables, the counter row, names, and the machine tables
// (sessions, credentials).
//
// Of an entity: "row" integer primary key, id, rev, created_at, created_by, changed_at, changed_by,
// deleted_at, the stored fields, <name>_fold and <name>_sort (both bytes). On PostgreSQL the same names with
// uuid, bigint, text, bytea.
//
// Links refer to their target, checked at the commit, so the order of writes is free. A table of links has
// owner and target. A grouped roll-up has parent, key1, key2 …, value; its keys are never null: the nil id,
// '' and `no_key` stand for nothing. Every index but those of owned links holds undeleted rows only and,
// unless unique, ends with id; a key that keeps _sort stands there as _sort.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/store/store.hpp"

namespace teczka::schema {

// Everything for an empty database, in order; ends of statements included.
std::vector<std::string> create_statements(const catalogue::Catalogue& catalogue, store::Dialect dialect);

// A rename or removal that upgrade() may do; anything else that disappears is refused.
struct Mark {
    std::string entity, field;  // field empty: the whole entity
    std::string renamed_to;     // empty: removed (its column is kept under "retired_…", its data stay)
};

struct Upgrade {
    std::vector<std::string> statements;  // empty: nothing to do
    bool is_new{};                        // the file was empty
    bool needs_rebuild_of_text{};         // text tables of another version, or new hidden columns
    bool needs_rebuild_of_rollups{};      // new roll-ups over records that stand already
};

// Format of the data file; a newer one is refused with `file_is_newer`.
inline constexpr int file_version = 1;
// A null number or date among the keys of a grouped roll-up.
inline constexpr std::int64_t no_key = INT64_MIN;

// Difference of the live database to the catalogue: additive differences by themselves, renames and removals
// by mark. Refuses: file_is_newer, field_disappeared (entity.field or entity),
// type_changed, mark_unknown. Roll-ups and hidden columns that are no longer declared go by themselves; what
// was added at run time (x_…) stays, also where the catalogue does not know it.
Result<Upgrade> difference(store::Connection& connection, const catalogue::Catalogue& catalogue,
                           std::span<const Mark> marks = {});
// Runs it in one transaction, and `before_commit` (roll-ups made anew) at its end: a kill leaves the file as
// it was. Hidden columns that are new are marked to be rebuilt until that is done. The caller has copied the
// file before (app does, beside it, named by date).
void apply(store::Connection& writer, const catalogue::Catalogue& catalogue, const Upgrade& upgrade,
           const std::function<void()>& before_commit = {});

// Ascending numbers of entities and fields, fixed for ever: how the journal and the search index name them
// compactly.
struct Numbers {
    std::vector<int> entity;              // by EntityModel::number
    std::vector<std::vector<int>> field;  // by EntityModel::number, FieldModel::position; -1: not stored
    int of(const catalogue::EntityModel& e) const { return entity[static_cast<std::size_t>(e.number)]; }
    int of(const catalogue::FieldModel& f) const {
        return field[static_cast<std::size_t>(f.owner->number)][static_cast<std::size_t>(f.position)];
    }
    const catalogue::EntityModel* find_entity(int number) const;
    const catalogue::FieldModel* find_field(int number) const;
    std::vector<const catalogue::EntityModel*> entity_of;  // by number, null when gone
    std::vector<const catalogue::FieldModel*> field_of;
};
Numbers load_numbers(store::Connection& connection, const catalogue::Catalogue& catalogue);

}  // namespace teczka::schema
