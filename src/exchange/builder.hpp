// A row's cells → the changes it stands for. Private to exchange/.
#pragma once
#include "exchange/import.hpp"
#include "exchange/keys.hpp"
#include "exchange/row.hpp"

namespace teczka::exchange {

class Builder {
public:
    Builder(const query::Context& context, Keys& keys, const Mapping& mapping, const Id& batch)
        : context_{context}, keys_{keys}, mapping_{mapping}, batch_{batch} {}

    // Fills changes, or refusal. A decision speaks of the main record.
    void build(Row& row, const SourceMapping& source, const Decision& decision);

private:
    struct Made {
        std::string_view name;
        Id id;
    };
    Result<void> build_record(Row& row, const RecordMapping& record, const Decision& decision);
    Result<std::vector<change::FieldValue>> values(const RecordMapping& record);
    std::optional<Id> known_record(const RecordMapping& record, const std::string& key,
                                   const std::vector<change::FieldValue>& values, const Decision& decision,
                                   std::string& match);
    void add_key(Row& row, const RecordMapping& record, const std::string& key, const Id& id);
    // Of the present row: two a record, its own and that of its external id.
    Id id_of(const Row& row, int number) const;

    const query::Context& context_;
    Keys& keys_;
    const Mapping& mapping_;
    Id batch_;
    RowCells cells_;
    std::vector<Made> made_;  // of the present row
    int record_{};            // number of the present one in its source
};

}  // namespace teczka::exchange
