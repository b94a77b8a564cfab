// The journal as rows: one of an operation, one of each record it changed. Private to change/.
#pragma once
#include "core/change/work.hpp"

namespace teczka::change {

struct JournalRow {
    std::int64_t seq{};
    std::int64_t operation{};
    const EntityModel* entity{};  // null when the entity is gone
    std::int64_t row{};           // the record's own number
    Act kind{};
    std::string fields;  // encode_journal()
};

struct Operation {
    std::int64_t number{};
    Id op{}, actor{}, on_behalf_of{};
    std::optional<Id> batch;
    std::string device, reasons;
    std::int64_t at{};
    std::int64_t first_seq{}, records{};
    Via via{};
    std::int64_t last_seq() const { return first_seq + records - 1; }
};

class Journal {
public:
    Journal(store::Connection& connection, const schema::Numbers& numbers)
        : connection_(connection), numbers_(numbers) {}

    void write(const Operation& operation);
    void write(const JournalRow& row);
    std::int64_t last_operation();

    std::optional<Operation> find(const Id& op);
    std::optional<Operation> find(std::int64_t number);
    std::vector<Operation> of_batch(const Id& batch);          // newest first
    std::vector<JournalRow> rows(const Operation& operation);  // oldest first
    // Of one record: newest first, seq below `before` (0: all) and above `after`; limit 0: all.
    std::vector<JournalRow> history(const EntityModel& entity, std::int64_t row, std::int64_t before,
                                    std::int64_t after, int limit);
    // The record that stands in this row.
    Id id_of(const EntityModel& entity, std::int64_t row);
    const schema::Numbers& numbers() const { return numbers_; }

private:
    std::vector<JournalRow> read(store::Use& rows);
    std::vector<Operation> read_operations(store::Use& rows);
    store::Connection& connection_;
    const schema::Numbers& numbers_;
};

}  // namespace teczka::change
