// What a writer needs to know of each entity, worked out once: its columns and SQL by field position, its
// checkers, rules, unique keys, and which links of others point to it. Private to change/.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/checkers.hpp"
#include "core/change/change.hpp"

namespace teczka::change {

using Row = std::vector<Value>;  // by FieldModel::position; an any_link is the text of any_link()

struct FieldLayout {
    Checker checker{};
    int country_at{-1};                           // position of the country the checker is told
    std::optional<std::int64_t> least, greatest;  // in the field's own unit
    std::string twice_sql;                        // ids of live records with value ?1, other than ?2
};

struct LinkTable {
    const FieldModel* field{};
    std::string select, insert, remove;
};

struct UniqueKey {
    std::vector<const FieldModel*> fields;
    const catalogue::Expression* where{};  // only rows that fulfil it
    std::string sql;                       // ids of live rows with the same key
};

struct EntityLayout {
    const EntityModel* entity{};
    std::vector<FieldLayout> fields;          // by position
    std::vector<const FieldModel*> columns;   // stored in the row, system fields first; an any_link takes two
    std::string select;                       // the columns and the row's number by id ?1
    std::string insert;                       // row number, columns, hidden columns
    std::vector<const FieldModel*> hidden;    // fields that keep _fold, _sort or both
    std::vector<LinkTable> links;             //
    std::vector<UniqueKey> uniques;           //
    std::vector<const Rule*> rules;           // in declared order
    std::vector<const FieldModel*> pointing;  // links (to one) of any entity that lead here
    std::vector<const FieldModel*> owned_any;  // owned any_links, which may lead here
    std::vector<const FieldModel*> states;     //
    std::vector<int> defaults;                 // positions with an initial expression, a series or a zero
    int id{}, rev{}, created_at{}, created_by{}, changed_at{}, changed_by{}, deleted_at{};
};

class Layout {
public:
    Layout(const catalogue::Catalogue& catalogue, std::span<const std::span<const Rule>> rules);
    const EntityLayout& of(const EntityModel& entity) const {
        return entities_[static_cast<std::size_t>(entity.number)];
    }
    const catalogue::Catalogue& catalogue() const { return catalogue_; }

private:
    const catalogue::Catalogue& catalogue_;
    std::vector<EntityLayout> entities_;
};

inline std::size_t at(const FieldModel& field) { return static_cast<std::size_t>(field.position); }
inline bool is_in_row(const FieldModel& field) {
    using catalogue::Storage;
    return field.storage != Storage::none && field.storage != Storage::ids;
}
std::string table_of_links(const FieldModel& field);  // "deal_participants", quoted

}  // namespace teczka::change
