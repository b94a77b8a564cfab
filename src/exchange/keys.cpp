// See keys.hpp.
#include "exchange/keys.hpp"

#include <algorithm>

#include "core/base/checkers.hpp"
#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"

namespace teczka::exchange {
namespace {

constexpr std::size_t remembered_keys = 200'000;

std::string joined(const catalogue::EntityModel& entity, std::string_view key) {
    std::string out{entity.name()};
    out += '\0';
    return out.append(key);
}

// A value as a literal of the query language.
std::string literal(const catalogue::FieldModel& field, const Value& value) {
    using catalogue::Type;
    if (const auto* id = std::get_if<Id>(&value)) return quoted_text(id->to_text());
    if (const auto* text = std::get_if<std::string>(&value)) return quoted_text(*text);
    const auto number = as_integer(value);
    switch (field.decl.type) {
        case Type::date:
            return quoted_text(format_date(static_cast<std::int32_t>(number)));
        case Type::instant:
            return quoted_text(format_instant(number));
        case Type::boolean:
            return number != 0 ? "true" : "false";
        default:
            return format_decimal(number, field.scale());
    }
}

// In the spelling that the office keeps: "526-587-76-35" is looked for as 5265877635.
Value as_kept(const catalogue::FieldModel& field, const Value& value) {
    const auto checker = field.decl.checker.empty() ? nullptr : find_checker(field.decl.checker);
    if (checker == nullptr || !std::holds_alternative<std::string>(value)) return value;
    const auto normal = checker(as_text(value), "");
    return normal ? Value{*normal} : value;
}

}  // namespace

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

std::optional<Id> Keys::find_only(const catalogue::EntityModel& entity, const std::string& condition) {
    auto query = query::parse(context_, entity, {.where = condition, .columns = "id", .limit = "2"});
    if (!query) return {};
    Ids found;
    const auto ran = query::each(context_, *query, connection_, [&](const Id& id, std::span<const Value>) {
        found.push_back(id);
        return true;
    });
    if (!ran || found.size() != 1) return {};
    return found.front();
}

std::optional<Id> Keys::find(const catalogue::EntityModel& entity, std::string_view key) {
    const auto full = joined(entity, key);
    if (const auto known = known_.find(full); known != known_.end()) return known->second;
    const auto& external = context_.catalogue.at("external_id");
    auto query = query::parse(context_, external,
                              {.where = "key = " + quoted_text(key) + " and system = " + quoted_text(system_),
                               .columns = "record",
                               .limit = "50"});
    if (!query) return {};
    // A key may stand for records of several entities: the one wanted is that which exists here.
    Ids candidates;
    const auto ran =
        query::each(context_, *query, connection_, [&](const Id&, std::span<const Value> values) {
            if (const auto* id = std::get_if<Id>(&values[0])) candidates.push_back(*id);
            return true;
        });
    if (!ran) return {};
    const auto visible = query::visible(context_, entity, candidates, connection_);
    if (visible.empty()) return {};
    if (known_.size() < remembered_keys) known_.emplace(full, visible.front());
    return visible.front();
}

void Keys::remember(const catalogue::EntityModel& entity, std::string_view key, const Id& id) {
    // What does not fit is looked up again: only the present chunk must be here.
    if (known_.size() >= remembered_keys) known_.clear();
    known_[joined(entity, key)] = id;
}

void Keys::forget(const catalogue::EntityModel& entity, std::string_view key) {
    known_.erase(joined(entity, key));
}

std::optional<Id> Keys::find_by(const catalogue::EntityModel& entity,
                                std::span<const change::FieldValue> values) {
    std::string condition;
    for (const auto& [field, value] : values) {
        if (is_null(value)) return {};
        if (!condition.empty()) condition += " and ";
        condition += std::string{field->name()} + " = " + literal(*field, as_kept(*field, value));
    }
    return condition.empty() ? std::nullopt : find_only(entity, condition);
}

std::optional<Id> Keys::find_by_text(const catalogue::EntityModel& entity, std::string_view field,
                                     std::string_view text) {
    return find_only(entity, std::string{field} + " = " + quoted_text(text));
}

Value Keys::with_present(const catalogue::EntityModel& entity, const Id& id,
                         const catalogue::FieldModel& field, const Value& added) {
    const auto [place, is_new] = sets_.try_emplace({id, &field});
    auto& set = place->second;
    if (is_new) {
        auto query = query::parse(
            context_, entity,
            {.where = "id = " + quoted_text(id.to_text()), .columns = std::string{field.name()}});
        if (query) {
            (void)query::each(context_, *query, connection_, [&](const Id&, std::span<const Value> values) {
                if (const auto* present = std::get_if<Ids>(&values[0])) set = *present;
                return false;
            });
        }
    }
    for (const auto& one : is_null(added) ? Ids{} : as_ids(added)) {
        const auto at = std::ranges::lower_bound(set, one);
        if (at == set.end() || *at != one) set.insert(at, one);
    }
    return set;
}

}  // namespace teczka::exchange
