// One look at a merge: of the writer, for its next chunk; of a reader, for the preview. Private to change/.
#pragma once
#include <set>

#include "core/change/authorise.hpp"
#include "core/change/merge.hpp"

namespace teczka::change {

// A link of any entity through which records may point to those of the merged one.
std::vector<const FieldModel*> links_to(const catalogue::Catalogue& catalogue, const EntityModel& entity);

class MergePlan {
public:
    MergePlan(Work& work, Grants& grants, const MergeWish& wish);

    // What forbids the merge as far as the merged records themselves tell; empty: nothing.
    Refusal check();
    // The next chunk: at most moved_at_once of those that move, and the end when nothing is left.
    struct Chunk {
        std::vector<RecordChange> records;
        bool is_last{};
    };
    Chunk next();
    // The wish as it stands now: values, counts of what moves, the meetings of the first chunk, and whether
    // the actor may move all of it.
    MergeView view();

private:
    struct Source {
        const EntityModel* entity{};
        Id from{}, to{};
    };
    using Met = MergeView::Met;

    void move_all();
    void move_from(const Source& source);
    void move(Entry& mover);
    void meet_itself(Entry& mover, Row& after);
    bool meet_same(Entry& mover, const Row& after);
    void meet_unique(Entry& mover, Row& after);
    void join(Entry& mover, const Row& after, Entry& stays);
    void clear_ring();
    void close();

    Entry* find_same(Entry& mover, const Row& after, const std::vector<const FieldModel*>& fields,
                     const catalogue::Expression* where);
    bool stands(const Entry& entry);
    bool contradicts(const FieldModel& field, const Row& stays, const Row& comes) const;
    Value led(const FieldModel& field, const Value& value) const;
    Value without_ring(const FieldModel& field, Value value);
    Row& foreseen(const Entry& entry) { return foreseen_.try_emplace(&entry, entry.now).first->second; }
    RecordChange& change_of(const Entry& entry);
    void give(const Entry& entry, const FieldModel& field, Value value);
    Ids pointing(const FieldModel& link, const Source& source, std::size_t limit);
    std::size_t room() const;

    std::vector<Entry*> filled(const Unit& unit);
    Id source_of(const Unit& unit, const std::vector<Entry*>& filled) const;
    Value gathered(const FieldModel& field, const std::vector<Entry*>& filled) const;
    bool may_choose(const Unit& unit);
    void check_values(Refusal& refusal);
    void check_state(const FieldModel& state, Refusal& refusal);
    void check_moves(MergeView& view);

    Work& work_;
    Records& records_;
    Grants& grants_;
    const MergeWish& wish_;
    std::vector<Unit> units_;
    std::vector<Entry*> merged_;                  // the survivor first
    std::vector<Source> sources_;                 // what is led elsewhere: merged and joined records
    std::map<std::pair<int, Id>, Id> leads_;      // entity number and id → where links to it lead
    std::vector<RecordChange> changes_;           //
    std::map<const Entry*, std::size_t> places_;  // in changes_
    std::map<const Entry*, Row> foreseen_;        //
    std::set<const Entry*> gone_;                 // joined or removed by this chunk
    std::vector<Met> met_;
    bool is_full_{};
};

}  // namespace teczka::change
