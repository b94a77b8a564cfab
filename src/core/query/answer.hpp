// Rows of a statement → JSON or values: the one door through which a record leaves. Private to query/.
#pragma once
#include <vector>

#include "core/query/query.hpp"

namespace teczka::query {

void bind_all(store::Statement& statement, const std::vector<Value>& bindings);
// Fills `links` slots of one record after another; holds the statements it needs.
class LinksReader {
public:
    LinksReader(const Context& context, const EntityModel& entity, const std::vector<Compiled::Slot>& slots,
                store::Connection& connection);
    void write(std::size_t slot, const Id& owner, JsonWriter& out);
    Ids ids(std::size_t slot, const Id& owner);
    std::string titles(std::size_t slot, const Id& owner);  // apart by "; "

private:
    struct Held {
        store::Statement* statement{};
        std::vector<Value> bindings;  // the owner's id is the last
    };
    std::vector<Held> held_;
};
// A tagged title (see Sql::tagged_title) beside its id.
void write_link(const Id& id, bool is_hidden, string_view tagged, JsonWriter& out, string_view entity = {});
void write_slot(const Compiled::Slot& slot, store::Statement& row, JsonWriter& out);
Value key_value(const Compiled::Slot& slot, store::Statement& row);   // as it is ordered by
Value slot_value(const Compiled::Slot& slot, store::Statement& row);  // as it may be seen; a link: its id
bool is_masked(const Compiled::Slot& slot, store::Statement& row);
// Key, value of every slot and the list of what is masked, into an open object.
void write_slots(const std::vector<Compiled::Slot>& slots, store::Statement& row, const Id& id,
                 LinksReader& links, JsonWriter& out);

}  // namespace teczka::query
