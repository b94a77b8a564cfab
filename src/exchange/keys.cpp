// See keys.hpp.
#include "exchange/keys.hpp"

#include <algorithm>

#include "core/base/checkers.hpp"
#include "core/base/text.hpp"

namespace teczka::exchange {
namespace {

// Some 100 bytes each: an import takes no more memory however long it runs.
constexpr std::size_t remembered_keys = 8'000;

std::string joined(const catalogue::EntityModel& entity, std::string_view key) {
    std::string out{entity.name()};
    out += '\0';
    return out.append(key);
}

}  // namespace

Value as_kept(const catalogue::FieldModel& field, const Value& value) {
    const auto checker = field.decl.checker.empty() ? nullptr : find_checker(field.decl.checker);
    if (checker == nullptr || !std::holds_alternative<std::string>(value)) return value;
    const auto normal = checker(as_text(value), "");
    return normal ? Value{*normal} : value;
}

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

query::Finder& Keys::finder(const catalogue::EntityModel& entity, const Fields& fields, const Fields& shown) {
    const auto known = finders_.find({&entity, fields});
    if (known != finders_.end()) return known->second;
    return finders_
        .emplace(std::pair{&entity, fields}, query::Finder{context_, entity, fields, shown, connection_})
        .first->second;
}

std::optional<Id> Keys::find(const catalogue::EntityModel& entity, std::string_view key) {
    const auto full = joined(entity, key);
    if (const auto known = known_.find(full); known != known_.end()) return known->second;
    const auto& external = context_.catalogue.at("external_id");
    // A key may stand for records of several entities: the one wanted is that which exists here.
    Ids candidates;
    const Value values[]{std::string{key}, system_};
    finder(external, {&external.at("key"), &external.at("system")}, {&external.at("record")})
        .each(values, [&](const Id&, std::span<const Value> shown) {
            if (const auto* id = std::get_if<Id>(&shown[0])) candidates.push_back(*id);
            return true;
        });
    if (candidates.empty()) return {};
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

std::string Keys::name_of(std::span<const change::FieldValue> values) {
    std::string out;
    for (const auto& [field, value] : values) {
        if (is_null(value)) return {};
        const auto kept = as_kept(*field, value);
        out += '\0';
        out += field->name();
        out += '=';
        if (const auto* text = std::get_if<std::string>(&kept))
            out += fold(*text);
        else if (const auto* id = std::get_if<Id>(&kept))
            out += id->to_text();
        else
            out += std::to_string(as_integer(kept));
    }
    return out;
}

std::optional<Id> Keys::find_folded(const catalogue::EntityModel& entity, const catalogue::FieldModel& field,
                                    const std::string& text) {
    if (!field.keeps_fold) return {};
    const auto found = alike_.find(entity, {&field}, std::span{&text, 1}, 2);
    if (found.size() != 1) return {};
    return found.front();
}

std::optional<Id> Keys::find_by(const catalogue::EntityModel& entity,
                                std::span<const change::FieldValue> values) {
    if (values.empty()) return {};
    const auto name = name_of(values);
    if (name.empty()) return {};
    const auto full = joined(entity, name);
    if (const auto known = known_.find(full); known != known_.end()) return known->second;
    Fields fields;
    std::vector<Value> wanted;
    for (const auto& [field, value] : values) {
        fields.push_back(field);
        wanted.push_back(as_kept(*field, value));
    }
    auto found = finder(entity, fields).only(wanted);
    const auto* text = values.size() == 1 ? std::get_if<std::string>(&values[0].value) : nullptr;
    if (!found && text != nullptr) found = find_folded(entity, *values[0].field, *text);
    if (found && known_.size() < remembered_keys) known_.emplace(full, *found);
    return found;
}

std::optional<Id> Keys::find_by_text(const catalogue::EntityModel& entity,
                                     std::span<const std::string> fields, std::string_view text) {
    for (const auto& name : fields) {
        const auto& field = entity.at(name);
        auto value = change::parse_text_value(field, text);
        if (!value) continue;
        const change::FieldValue wanted[]{{&field, std::move(*value)}};
        if (const auto found = find_by(entity, wanted)) return found;
    }
    return {};
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
