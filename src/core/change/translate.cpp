// See translate.hpp.
#include "core/change/translate.hpp"

#include <algorithm>

#include "core/change/merge.hpp"

namespace teczka::change {
namespace {

const EntityModel* entity_of(const Pending& pending) {
    if (!pending.records.empty()) return pending.records.front().entity;
    return pending.merge != nullptr ? pending.merge->entity : nullptr;
}

void translate(RecordChange& record, const catalogue::Catalogue& to) {
    record.entity = to.find(record.entity->name());
    if (record.entity == nullptr) return;
    for (FieldValue& one : record.set) one.field = record.entity->find(one.field->name());
    std::erase_if(record.set, [](const FieldValue& one) { return one.field == nullptr; });
}

}  // namespace

bool speaks_of(const Pending& pending, const catalogue::Catalogue& catalogue) {
    const EntityModel* entity = entity_of(pending);
    return entity == nullptr || catalogue.find(entity->name()) == entity;
}

Pending translated(Pending pending, const catalogue::Catalogue& to) {
    for (RecordChange& record : pending.records) translate(record, to);
    std::erase_if(pending.records, [](const RecordChange& record) { return record.entity == nullptr; });
    if (pending.merge != nullptr && pending.merge->entity != nullptr) {
        auto wish = *pending.merge;
        wish.entity = to.find(wish.entity->name());
        pending.merge = std::make_shared<const MergeWish>(std::move(wish));
    }
    return pending;
}

}  // namespace teczka::change
