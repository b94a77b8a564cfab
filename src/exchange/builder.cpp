// See builder.hpp.
#include "exchange/builder.hpp"

#include <algorithm>

namespace teczka::exchange {
namespace {

using change::Act;
using change::FieldValue;
using change::RecordChange;

// splitmix64: spreads neighbouring places over all bits.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

}  // namespace

// A UUIDv7 of the batch's time; the 74 bits behind it come of the batch's own and the place in the file.
Id Builder::id_of(const Row& row, int number) const {
    std::uint64_t batch = 0;
    for (std::size_t i = 8; i < 16; ++i) batch = batch << 8 | batch_.bytes[i];
    const auto place =
        mixed(batch ^ mixed(static_cast<std::uint64_t>(row.source) << 48 ^
                            static_cast<std::uint64_t>(row.line) << 8 ^ static_cast<std::uint64_t>(number)));
    Id id = batch_;
    const auto more = mixed(place);
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (more & 0x0f));
    id.bytes[7] = static_cast<std::uint8_t>(more >> 8);
    for (std::size_t i = 8; i < 16; ++i) id.bytes[i] = static_cast<std::uint8_t>(place >> (8 * (15 - i)));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

void Builder::add_key(Row& row, const RecordMapping& record, const std::string& key, const Id& id) {
    const auto& external = context_.catalogue.at("external_id");
    row.changes.push_back({.entity = &external,
                           .id = id_of(row, 2 * record_ + 1),
                           .act = Act::create,
                           .set = {{&external.at("record"), change::any_link(*record.entity, id)},
                                   {&external.at("system"), mapping_.system},
                                   {&external.at("key"), key}}});
    keys_.remember(*record.entity, key, id);
    row.made_keys.emplace_back(record.entity, key);
}

Result<std::vector<FieldValue>> Builder::values(const RecordMapping& record) {
    std::vector<FieldValue> out;
    Refusal refusal;
    for (const auto& field : record.fields) {
        if (!field.of_row.empty()) {
            const auto made = std::ranges::find(made_, field.of_row, &Made::name);
            if (made != made_.end()) out.push_back({field.field, Value{made->id}});
            continue;
        }
        auto value = value_of_row(field, cells_, keys_);
        if (value) {
            out.push_back({field.field, std::move(*value)});
            continue;
        }
        for (auto complaint : value.error().complaints) {
            complaint.field = field.field->name();
            refusal.complaints.push_back(std::move(complaint));
        }
    }
    if (!refusal.complaints.empty()) return std::unexpected(std::move(refusal));
    return out;
}

std::optional<Id> Builder::known_record(const RecordMapping& record, const std::string& key,
                                        const std::vector<FieldValue>& values, const Decision& decision,
                                        std::string& match) {
    if (decision.what == Decision::Do::change) return decision.record;
    if (!key.empty()) {
        if (const auto known = keys_.find(*record.entity, key)) return known;
    }
    if (record.match.empty() || decision.what == Decision::Do::create) return {};
    std::vector<FieldValue> wanted;
    for (const auto& name : record.match) {
        const auto found = std::ranges::find(values, record.entity->find(name), &FieldValue::field);
        if (found != values.end()) wanted.push_back(*found);
    }
    if (wanted.size() == record.match.size()) match = Keys::name_of(wanted);
    return keys_.find_by(*record.entity, wanted);
}

Result<void> Builder::build_record(Row& row, const RecordMapping& record, const Decision& decision) {
    if (!record.when.is_empty() && record.when.fill(cells_.texts).empty()) return {};
    auto set = values(record);
    if (!set) return std::unexpected(std::move(set.error()));
    const auto key = record.key.fill(cells_.texts);
    std::string match;
    const auto known = known_record(record, key, *set, decision, match);
    if (!known && record.only_change) return refuse("record_unknown", {}, {{"key", key}});
    const bool is_known_by_key = known && !key.empty() && keys_.find(*record.entity, key) == known;
    const auto own = id_of(row, 2 * record_);
    if (!record.name.empty()) made_.push_back({record.name, known.value_or(own)});
    if (known && record.only_create) return {};

    RecordChange change{.entity = record.entity,
                        .id = known.value_or(own),
                        .act = known ? Act::change : Act::create,
                        .set = std::move(*set)};
    row.creates |= !known || *known == own;
    row.was_done |= known == own;  // a row goes in whole
    std::erase_if(change.set, [&](const FieldValue& one) {
        if (!one.field->is_writable()) return true;  // it was there to find the record by
        if (!is_null(one.value)) return false;
        const auto field = std::ranges::find(record.fields, one.field, &FieldMapping::field);
        return !known || !field->clears;
    });
    for (std::size_t i = 0; known && i < change.set.size(); ++i) {
        const auto adds = std::ranges::any_of(record.fields, [&](const FieldMapping& field) {
            return field.adds && field.field == change.set[i].field;
        });
        if (adds)
            change.set[i].value =
                keys_.with_present(*record.entity, *known, *change.set[i].field, change.set[i].value);
    }
    const auto id = change.id;
    row.changes.push_back(std::move(change));
    if (!known && !match.empty()) {
        keys_.remember(*record.entity, match, id);
        row.made_keys.emplace_back(record.entity, match);
    }
    if (!key.empty() && !is_known_by_key) add_key(row, record, key, id);
    return {};
}

void Builder::build(Row& row, const SourceMapping& source, const Decision& decision) {
    if (decision.what == Decision::Do::skip) return;
    row.accepts = decision.accepts;
    row.reason = decision.reason;
    cells_ = {row.cells(), row.kinds};
    made_.clear();
    const Decision none;
    for (record_ = 0; record_ < static_cast<int>(source.records.size()); ++record_) {
        const auto& record = source.records[static_cast<std::size_t>(record_)];
        auto built = build_record(row, record, &record == &source.main_record() ? decision : none);
        if (built) continue;
        row.refusal = std::move(built.error());
        return;
    }
}

}  // namespace teczka::exchange
