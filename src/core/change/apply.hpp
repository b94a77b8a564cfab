// What the asker wants, put into the workspace; visibility and conflicts are found here. Private to change/.
#pragma once
#include "core/change/authorise.hpp"
#include "core/change/journal.hpp"

namespace teczka::change {

struct Stage {
    Work& work;
    Grants& grants;
    Journal& journal;
    const Pending& pending;
};

// What right is asked of a record, once all is in place.
struct Asked {
    Entry* entry{};
    std::string verb;
    std::vector<const FieldModel*> fields;  // written by the asker himself
    bool before{}, after{};                 // which states must grant the verb
    bool is_act{};                          // the verb is that of a state's move
};

std::vector<Asked> apply_all(Stage& stage);

// The verb, of the record before and after; and a field the asker wrote.
bool is_granted(Stage& stage, Grants& grants, const Asked& one);
bool is_writable(Stage& stage, Grants& grants, const Asked& one, const FieldModel& field);
// Visibility is settled by apply_all(); this asks for verbs and fields.
void authorise(Stage& stage, const std::vector<Asked>& asked);

// Everything that must hold of the write set: values, links, uniqueness, moves, checks.
void validate(Stage& stage, const std::vector<Asked>& asked);

// Positions whose value differs from before, computed and system fields left out.
std::vector<int> changes_of(const Entry& entry);

}  // namespace teczka::change
