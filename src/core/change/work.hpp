// The workspace of one change: the write set over the database, what rules see and add to, and all that is
// found wrong. Private to change/.
#pragma once
#include <deque>
#include <set>

#include "core/change/records.hpp"

namespace teczka::change {

class Work final : public Workspace {
public:
    Work(Records& records, const Pending& pending, const catalogue::Circumstances& now,
         Environment& environment)
        : records_(records), pending_(pending), now_(now), environment_(environment) {}

    // Workspace -------------------------------------------------------------------------------------------
    bool exists(const EntityModel& entity, const Id& id) override;
    Value value(const FieldModel& field, const Id& id) override;
    Ids children(const FieldModel& link, const Id& target) override;
    bool is_created(const EntityModel& entity, const Id& id) override;
    bool is_removed(const EntityModel& entity, const Id& id) override;
    bool is_changed(const FieldModel& field, const Id& id) override;
    Value before(const FieldModel& field, const Id& id) override;
    void set(const FieldModel& field, const Id& id, Value value) override;
    Id create(const EntityModel& entity, std::vector<FieldValue> values) override;
    void remove(const EntityModel& entity, const Id& id) override;
    void refuse(string_view code, string_view field,
                std::vector<std::pair<std::string, std::string>> parameters = {}) override;
    void warn(string_view code, string_view field,
              std::vector<std::pair<std::string, std::string>> parameters = {}) override;
    Ids where_equal(const FieldModel& field, const Value& value, int limit) override;
    Ids all(const EntityModel& entity, int limit) override;
    const rights::Actor& actor() const override { return pending_.actor; }
    const catalogue::Circumstances& now() const override { return now_; }
    const catalogue::Catalogue& catalogue() const override { return records_.layout().catalogue(); }

    // The committer's side --------------------------------------------------------------------------------
    Entry& load(const EntityModel& entity, const Id& id) { return records_.load(entity, id); }
    Entry& touch(Entry& entry);                           // from now on part of the write set
    void place(Entry& entry, const std::string* prefix);  // where complaints about it point
    // Assigns, normalising emptiness to null; false when nothing changes.
    bool assign(Entry& entry, const FieldModel& field, Value value);
    void touch_rollup(Entry& entry);  // only its roll-ups change: no rev, no journal
    // A new record; its own fields are still empty. Nothing else may stand under this id.
    void begin_record(Entry& entry);
    void remove_with_owned(Entry& entry);
    void restore(Entry& entry);
    void fill_defaults(Entry& entry, const std::vector<bool>& given);
    void run_rules();

    const std::vector<Entry*>& touched() const { return touched_; }
    const std::vector<Entry*>& rolled() const { return rolled_; }
    Records& records() { return records_; }
    const Pending& pending() const { return pending_; }
    // Complaints are told apart by severity; the worst one decides the kind of the refusal.
    void complain(Kind kind, const std::string* place, string_view field, string_view code,
                  std::vector<std::pair<std::string, std::string>> parameters = {});
    void warn_at(const std::string* place, string_view field, string_view code,
                 std::vector<std::pair<std::string, std::string>> parameters = {});
    bool is_refused() const { return !refusal_.complaints.empty(); }
    Refusal& refusal() { return refusal_; }
    std::vector<Complaint>& warnings() { return warnings_; }
    // Fields that an undo sets: rules leave them as they were.
    void pin(const Entry& entry, const FieldModel& field) { pinned_.insert({&entry, field.position}); }
    void take_back();  // refused: all records as they were
    void settle();     // written: all records as they are now

    // The same records as they were before this change.
    class Before : public catalogue::Source {
    public:
        explicit Before(Work& work) : work_(work) {}
        bool exists(const EntityModel& entity, const Id& id) override;
        Value value(const FieldModel& field, const Id& id) override;
        Ids children(const FieldModel& link, const Id& target) override;

    private:
        Work& work_;
    };

private:
    struct Waiting {
        Entry* entry{};
        int depth{};
    };
    void enqueue(Entry& entry);
    bool takes_one_more();                 // bounded number of what rules add
    bool takes_owned(const Entry& owner);  // and of what goes with a deleted record
    void give_number(Entry& entry, const FieldModel& field);

    Records& records_;
    const Pending& pending_;
    const catalogue::Circumstances& now_;
    Environment& environment_;
    std::vector<Entry*> touched_, placed_, rolled_;
    std::deque<Waiting> queue_;
    std::set<Entry*> queued_;
    Waiting current_;
    int added_{};
    std::set<std::pair<const Entry*, int>> pinned_;
    Refusal refusal_;
    std::vector<Complaint> warnings_;
};

// Whom a merged record went into, through further merges; the record itself when it was not merged.
Id survivor_of(Work& work, Entry& entry);
// A link's value with every merged record replaced by its survivor.
Value lead_on(Work& work, const FieldModel& field, Value value);

// An empty text or set is null.
Value normalised(Value value);
bool is_blank(const Value& value);  // null or white space

}  // namespace teczka::change
