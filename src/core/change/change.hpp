// The only writer. A Pending is what somebody wants; commit_group() validates, authorises, applies and
// journals each in a savepoint of one shared transaction, and answers after the commit.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/environment.hpp"
#include "core/base/json.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/rights/rights.hpp"
#include "core/schema/schema.hpp"
#include "core/store/store.hpp"

namespace teczka::change {

using catalogue::EntityModel;
using catalogue::FieldModel;
using std::string_view;

enum class Via { form = 1, import, bulk, job, sync, undo, merge, system };
enum class Act { create = 1, change, remove, restore };  // `remove` is soft: JSON and rights call it "delete"

struct FieldValue {
    const FieldModel* field{};
    Value value;
};

// One record's wanted change. Values are typed already (parse_* below).
struct RecordChange {
    const EntityModel* entity{};
    Id id{};
    Act act{Act::change};
    std::string action;  // verb of a state's move when it is not an ordinary edit; else empty
    std::optional<std::int64_t> seen_rev;  // the rev the asker saw; absent: no conflict check
    std::vector<FieldValue> set;
    std::string at;  // prefix of complaints' fields: "records[2]."
};

// The value of an any_link in `set`, in the journal and where rules set one: the text "company:0190…".
// Asked through Workspace and conditions it is the id alone.
Value any_link(const EntityModel& entity, const Id& id);

struct MergeWish;

struct Pending {
    Id op{};  // idempotence: a repetition is answered from what is stored
    rights::Actor actor;
    Via via{Via::form};
    std::string device;
    std::optional<Id> batch;
    std::vector<RecordChange> records;
    std::map<std::string, std::string, std::less<>> accepted;  // warning code → reason
    std::string reason;                                        // of a judged field or an action
    bool undoes{};  // made by undo: read-only fields may be set back
    // merge.hpp: `records` are then left empty and planned when it comes to it; of another's record the right
    // `merge` does as well.
    std::shared_ptr<const MergeWish> merge;
};

// Values that were checked when they first came are only put elsewhere: rules leave them alone, warnings
// have been given.
inline bool rearranges(const Pending& pending) { return pending.undoes || pending.merge != nullptr; }

struct Touched {
    const EntityModel* entity{};
    Id id{};
    std::int64_t rev{};
};
struct Committed {
    Id op{};
    std::int64_t seq{};               // of the last journal row; 0 when nothing changed
    std::vector<Touched> records;     // as wanted first, then what rules added
    std::vector<Complaint> warnings;  // accepted ones
    bool is_repetition{};
    bool is_more{};  // of a merge: commit again with the next op
};

class Workspace;

// What must hold, what follows from a change. Rules of an entity run in their declared order over "database +
// write set"; `apply` may refuse, warn, and add to the write set.
struct Rule {
    string_view entity;
    string_view name;
    void (*apply)(Workspace& work, const EntityModel& entity, const Id& id);
};

// Records as they will be after this change. Given to rules; also a catalogue::Source.
class Workspace : public catalogue::Source {
public:
    // Is the record among those this change creates, changes, removes or restores?
    virtual bool is_created(const EntityModel& entity, const Id& id) = 0;
    virtual bool is_removed(const EntityModel& entity, const Id& id) = 0;
    virtual bool is_changed(const FieldModel& field, const Id& id) = 0;  // by its new value, in this change
    virtual Value before(const FieldModel& field, const Id& id) = 0;     // null when created here
    // Adds to the write set, as an effect of the rule that runs: no right is asked.
    virtual void set(const FieldModel& field, const Id& id, Value value) = 0;
    virtual Id create(const EntityModel& entity, std::vector<FieldValue> values) = 0;
    virtual void remove(const EntityModel& entity, const Id& id) = 0;
    // All are collected; a warning is accepted when the Pending carries its code with a reason.
    virtual void refuse(string_view code, string_view field,
                        std::vector<std::pair<std::string, std::string>> parameters = {}) = 0;
    virtual void warn(string_view code, string_view field,
                      std::vector<std::pair<std::string, std::string>> parameters = {}) = 0;
    // Undeleted records where `field` equals `value` (an indexed field), at most `limit`.
    virtual Ids where_equal(const FieldModel& field, const Value& value, int limit) = 0;
    virtual Ids all(const EntityModel& entity, int limit) = 0;  // undeleted ones, at most `limit`
    virtual const rights::Actor& actor() const = 0;
    virtual const catalogue::Circumstances& now() const = 0;
    virtual const catalogue::Catalogue& catalogue() const = 0;

    // Shorthands over the names of the catalogue.
    Value get(const EntityModel& entity, const Id& id, string_view field);
    std::string text(const EntityModel& entity, const Id& id, string_view field);  // "" for null
    bool evaluates(const catalogue::Expression& condition, const EntityModel& entity, const Id& id);
};

struct Options {
    const catalogue::Catalogue& catalogue;
    rights::Rights rights;
    std::span<const std::span<const Rule>> rules;  // an area each
    Environment& environment;
};

// Owns the writer's side of one database. One thread.
class Committer {
public:
    Committer(store::Connection& writer, const Options& options);
    ~Committer();
    // One answer for each, in order. A refused one leaves nothing behind and does not disturb the others.
    std::vector<Result<Committed>> commit_group(std::span<const Pending> pending);
    Result<Committed> commit(const Pending& pending);
    // From the next commit on.
    void use_rights(const rights::Rights& rights);
    std::int64_t seq() const;  // of the last committed journal row

    // What undoing an operation or a batch would be, as ordinary Pendings in chunks of limits::bulk_records,
    // last change first; fields changed since are kept and listed.
    struct Kept {
        const EntityModel* entity{};
        Id id{};
        std::string field;
    };
    struct Undo {
        std::vector<Pending> chunks;
        std::vector<Kept> kept;
    };
    // Of a merge: what came to the survivor since stays with it, or goes to `newer_to`, one of those that
    // come back.
    Result<Undo> plan_undo(const rights::Actor& actor, std::optional<Id> op, std::optional<Id> batch,
                           std::optional<Id> newer_to = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// JSON value of a request → typed value; codes: wrong_type, required, text_too_long, text_control_characters,
// choice_unknown, date_invalid, number_out_of_range, link_invalid, field_read_only, field_unknown,
// nip_checksum … . `country` for checkers is looked up among the record's other values by the committer,
// which runs the checkers.
Result<Value> parse_value(const FieldModel& field, const json::value& value);
// Text of a CSV cell or a command line → typed value, in ISO form (decimal point; "a|b" for several).
Result<Value> parse_text_value(const FieldModel& field, string_view text);

// {"op":…,"records":[{"entity","kind","id","rev","set":{…}}],"accept":{code:reason}} → Pending. All
// complaints at once.
Result<Pending> parse_changes(const catalogue::Catalogue& catalogue, const rights::Actor& actor,
                              const json::object& body, Environment& environment);
// The body of POST, PATCH and DELETE of one record, {"op","rev","set","accept"}; `id` absent: create.
Result<Pending> parse_change(const EntityModel& entity, std::optional<Id> id, Act act,
                             const rights::Actor& actor, const json::object& body, Environment& environment);

// Compact journal bytes: for each field number, old and new. Old is left out at creation.
struct JournalField {
    int number{};
    Value old_value, new_value;
};
std::string encode_journal(std::span<const JournalField> fields, bool with_old);
std::vector<JournalField> decode_journal(string_view bytes);

// History of a record for an actor, newest first, before `before_seq` (0: the newest):
// {"entries":[…],"next":seq}. Masked fields are left out; false when the record is missing or invisible.
struct HistoryContext {
    const catalogue::Catalogue& catalogue;
    rights::Rights rights;
    const rights::Actor& actor;
    const schema::Numbers& numbers;
    std::int32_t today{};
    std::int64_t now_ms{};
};
bool write_history(const HistoryContext& context, const EntityModel& entity, const Id& id,
                   std::int64_t before_seq, store::Connection& connection, JsonWriter& out);

}  // namespace teczka::change
