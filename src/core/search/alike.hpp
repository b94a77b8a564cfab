// Records that say the same as a text, marks and case aside: "LODZKIE  kable" is found by "Łódzkie Kable".
// For looking records up by name and for warnings of doubles, row after row of an import.
#pragma once
#include <map>
#include <vector>

#include "core/query/glance.hpp"
#include "core/schema/schema.hpp"

namespace teczka::search {

// Belongs to one asker and one connection, for as long as neither rights nor the day change.
class Alike {
public:
    using Fields = std::vector<const catalogue::FieldModel*>;

    Alike(const query::Context& context, store::Connection& connection);
    // Of the live records that the asker sees, those whose `fields` (searched ones of `entity`) fold to what
    // `texts` do, one a field and empty for none; at most `most`. The rarest word finds them: where each of
    // the words stands in many records, only those whose title begins alike are met, and not all of them.
    Ids find(const catalogue::EntityModel& entity, const Fields& fields, std::span<const std::string> texts,
             std::size_t most);

private:
    std::vector<std::int64_t> candidates(const catalogue::EntityModel& entity,
                                         std::span<const Value> by_position);

    const query::Context& context_;
    store::Connection& connection_;
    schema::Numbers numbers_;
    std::map<Fields, query::Glance> glances_;
};

}  // namespace teczka::search
