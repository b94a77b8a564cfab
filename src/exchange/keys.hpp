// Which record a key of somebody's file stands for: external ids kept in the office, and those of the running
// import.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/change/change.hpp"
#include "core/query/finder.hpp"
#include "core/search/alike.hpp"

namespace teczka::exchange {

class Keys {
public:
    Keys(const query::Context& context, store::Connection& connection, std::string_view system)
        : context_{context}, connection_{connection}, alike_{context, connection}, system_{system} {}

    // The live record of `entity` with this external id.
    std::optional<Id> find(const catalogue::EntityModel& entity, std::string_view key);
    // Records that this chunk makes: known at once, forgotten when the row is refused.
    void remember(const catalogue::EntityModel& entity, std::string_view key, const Id& id);
    void forget(const catalogue::EntityModel& entity, std::string_view key);
    // The only live record whose fields hold these values; nothing when none or several do. Texts that are
    // searched are also found in another case or without their marks.
    std::optional<Id> find_by(const catalogue::EntityModel& entity,
                              std::span<const change::FieldValue> values);
    // What such values are called among the keys, to remember a record by them; "" when one is empty.
    static std::string name_of(std::span<const change::FieldValue> values);
    // By the first of the fields that tells one.
    std::optional<Id> find_by_text(const catalogue::EntityModel& entity, std::span<const std::string> fields,
                                   std::string_view text);
    // `added` together with what the record's set of links holds, counting what this import added before.
    Value with_present(const catalogue::EntityModel& entity, const Id& id, const catalogue::FieldModel& field,
                       const Value& added);

private:
    using Fields = std::vector<const catalogue::FieldModel*>;
    query::Finder& finder(const catalogue::EntityModel& entity, const Fields& fields,
                          const Fields& shown = {});
    std::optional<Id> find_folded(const catalogue::EntityModel& entity, const catalogue::FieldModel& field,
                                  const std::string& text);

    const query::Context& context_;
    store::Connection& connection_;
    search::Alike alike_;
    std::string system_;
    std::unordered_map<std::string, Id> known_;  // "entity\0key"
    std::map<std::pair<const catalogue::EntityModel*, Fields>, query::Finder> finders_;
    std::map<std::pair<Id, const catalogue::FieldModel*>, Ids> sets_;
};

// In the spelling that the office keeps: "526-587-76-35" is looked for as 5265877635.
Value as_kept(const catalogue::FieldModel& field, const Value& value);
// "text" as the query language writes it.
std::string quoted_text(std::string_view text);

}  // namespace teczka::exchange
