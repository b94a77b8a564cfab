// The statement is compiled with values that occur nowhere else, and their places among the bindings are
// kept.
#include "core/query/finder.hpp"

#include "core/base/limits.hpp"
#include "core/query/answer.hpp"

namespace teczka::query {
namespace {

using catalogue::Op;
using catalogue::Storage;

Value stand_in(const FieldModel& field, std::size_t number) {
    switch (field.storage) {
        case Storage::integer:
            return (std::int64_t{0x7e'c2'ca} << 32) + static_cast<std::int64_t>(number);
        case Storage::id:
        case Storage::any_id: {
            Id id;
            id.bytes = {0x7e, 0xc2, 0xca, static_cast<std::uint8_t>(number)};
            return id;
        }
        default:
            return "\x1ateczka-stand-in-" + std::to_string(number);
    }
}

Expression path(const FieldModel& field) {
    return {.op = Op::path,
            .written = std::string{field.name()},
            .type = field.decl.type,
            .scale = field.scale(),
            .field = &field};
}

Expression equals(const FieldModel& field, Value value) {
    Expression literal{
        .op = Op::literal, .value = std::move(value), .type = field.decl.type, .scale = field.scale()};
    return {.op = Op::equal, .args = {path(field), std::move(literal)}};
}

}  // namespace

Finder::Finder(const Context& context, const EntityModel& entity, std::span<const FieldModel* const> fields,
               std::span<const FieldModel* const> shown, store::Connection& connection)
    : connection_{connection}, places_(fields.size()) {
    Query query{.entity = &entity, .where = catalogue::make_literal(true), .limit = limits::page_rows};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        query.where =
            catalogue::make_and(std::move(query.where), equals(*fields[i], stand_in(*fields[i], i)));
    }
    for (const auto* field : shown) query.columns.push_back({path(*field), std::string{field->name()}});
    // Few records hold the values: from their index, however few companies the asker has.
    auto compiled = compile(context, query, connection.dialect(), Drive::order);
    TECZKA_INVARIANT(compiled.has_value());
    compiled_ = std::move(*compiled);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto value = stand_in(*fields[i], i);
        for (std::size_t at = 0; at < compiled_.bindings.size(); ++at) {
            if (compiled_.bindings[at] == value) places_[i].push_back(at);
        }
    }
}

void Finder::each(std::span<const Value> values,
                  const std::function<bool(const Id&, std::span<const Value>)>& row) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        for (const auto at : places_[i]) compiled_.bindings[at] = values[i];
    }
    store::Use statement{connection_.prepare(compiled_.sql)};
    bind_all(*statement, compiled_.bindings);
    std::vector<Value> shown(compiled_.slots.size());
    for (int count = 0; count < limits::page_rows && statement->step(); ++count) {
        for (std::size_t i = 0; i < shown.size(); ++i) {
            if (!compiled_.slots[i].is_links) shown[i] = slot_value(compiled_.slots[i], *statement);
        }
        if (!row(statement->id(compiled_.id_at), shown)) return;
    }
}

std::optional<Id> Finder::only(std::span<const Value> values) {
    Ids found;
    each(values, [&](const Id& id, std::span<const Value>) {
        found.push_back(id);
        return found.size() < 2;
    });
    if (found.size() != 1) return {};
    return found.front();
}

}  // namespace teczka::query
