// Records as the database holds them, kept for as long as one group of changes lasts: nothing is read twice
// and nothing just written is read back. Private to change/.
#pragma once
#include <functional>
#include <memory>
#include <unordered_map>

#include "core/change/layout.hpp"

namespace teczka::change {

struct Contribution {
    bool counts{};
    Id parent{};
    Row keys;
    Value value;
};

// One record in the hands of the writer. `now` is what will be written, `before` what stood at the beginning
// of the present change; `before` is filled at the first touch.
struct Entry {
    const EntityLayout* layout{};
    Id id{};
    bool exists{};      // a row is there or will be, deleted or not
    bool is_created{};  // by the present change
    bool is_touched{};  // `before` is filled
    bool in_order{};    // listed among the touched
    bool is_parked{};   // taken out of the unique indexes until it is written
    Row now, before;
    std::int64_t row{};                   // the database's own number; 0 until known
    const std::string* place{};           // prefix of complaints' fields
    std::vector<Contribution> accounted;  // beside rollups_to_keep, while roll-ups are brought along

    const EntityModel& entity() const { return *layout->entity; }
    Value& at(const FieldModel& field) { return now[change::at(field)]; }
    bool is_alive() const { return exists && is_null(now[static_cast<std::size_t>(layout->deleted_at)]); }
    bool was_alive() const {
        if (!is_touched) return is_alive();
        return !is_created && is_null(before[static_cast<std::size_t>(layout->deleted_at)]);
    }
    const Value& former(const FieldModel& field) const;  // null when created here
    std::int64_t rev() const { return as_integer(now[static_cast<std::size_t>(layout->rev)]); }
    void touch();
};

class Records {
public:
    Records(store::Connection& connection, const Layout& layout) : connection_(connection), layout_(layout) {}

    // Loaded when not yet known; `exists` tells whether it is there.
    Entry& load(const EntityModel& entity, const Id& id);
    void forget_all() { entries_.clear(); }
    // Every record there is, deleted ones too, in portions that are forgotten after their visits.
    void each(const EntityModel& entity, const std::function<void(Entry&)>& visit);
    // Ids of the database's live rows, whatever the write set says.
    Ids stored_children(const FieldModel& link, const Id& target);
    Ids stored_any(const FieldModel& link, const EntityModel& entity, const Id& target);
    Ids stored_all(const EntityModel& entity, int limit);
    Ids stored_where(const FieldModel& field, const Value& value, int limit);
    store::Connection& connection() { return connection_; }
    const Layout& layout() const { return layout_; }

private:
    struct Key {
        Id id;
        int entity{};
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept {
            return std::hash<Id>{}(key.id) ^ (static_cast<std::size_t>(key.entity) * 0x9e3779b9U);
        }
    };
    void read(Entry& entry);

    store::Connection& connection_;
    const Layout& layout_;
    std::unordered_map<Key, std::unique_ptr<Entry>, KeyHash> entries_;
};

// An any_link in a Row, in `set` and in the journal: "company:0190…".
std::optional<std::pair<string_view, Id>> read_any_link(const Value& value);

// Values of one row alone, for what may speak of own fields only (roll-ups, partial indexes).
class RowSource : public catalogue::Source {
public:
    explicit RowSource(const Row& row) : row_(row) {}
    bool exists(const EntityModel&, const Id&) override { return true; }
    Value value(const FieldModel& field, const Id&) override { return row_[at(field)]; }
    Ids children(const FieldModel&, const Id&) override { return {}; }

private:
    const Row& row_;
};

}  // namespace teczka::change
