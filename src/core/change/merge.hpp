// Merging records of one entity: everything that points to the merged ones is moved to the survivor, chunk by
// chunk; the last chunk gives the survivor its values and deletes the others, which keep `merged_into`. Until
// then every record stands whole on one side or the other, so a merge that stops in the middle may be gone on
// with or undone. Each chunk is a Pending of its own (via merge, one batch) whose `merge` is the wish.
#pragma once
#include <map>

#include "core/change/change.hpp"

namespace teczka::change {

inline constexpr std::size_t merged_at_once = 10;

struct MergeWish {
    const EntityModel* entity{};
    Id survivor{};
    Ids others;  // in the asker's order: an empty value of the survivor is filled from the first that has one
    // Unit → the record whose value is taken; nil: of all together.
    std::map<std::string, Id, std::less<>> choose;
    std::map<Id, std::int64_t> seen;  // revs the asker saw; a record changed since is refused
    bool is_whole{};                  // refused with merge_changed_meanwhile unless one chunk does it all
};

// Fields that belong together (an address; e-mail and its state) and are chosen as one. Named after the first
// field or the address.
struct Unit {
    string_view name;
    std::vector<const FieldModel*> fields;
    bool is_gathered{};  // several codes, several links, notes: those of all are kept unless one is chosen
};
std::vector<Unit> units_of(const EntityModel& entity);

// Records that move in one chunk: what more than these hang on takes a job.
inline constexpr std::int64_t moved_at_once = 480;

// What a merge would be, for a person to look at before.
struct MergeView {
    struct Choice {
        Unit unit;
        std::vector<Id> filled;  // records whose value is not empty
        bool differs{};
        Id from{};  // whose value the survivor gets as wished; nil: of all together
        bool may_choose{};
    };
    struct Move {
        const FieldModel* link{};
        std::int64_t count{};
    };
    struct Met {
        const EntityModel* entity{};
        Id moved{}, stays{};  // `stays` is nil where the one that moves meets itself
        string_view outcome;  // joined removed flag_laid_down link_emptied refused
    };
    std::vector<Choice> choices;
    std::vector<Move> moves;
    std::vector<Met> met;  // among the first limits::bulk_records that move
    Refusal refusal;       // complaints empty: nothing speaks against it
};

MergeView view_merge(const HistoryContext& context, const MergeWish& wish, store::Connection& reader);

}  // namespace teczka::change
