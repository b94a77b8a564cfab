// The office of testing_office.hpp: how its rows are made and seen.
#include "core/query/testing_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/schema/schema.hpp"

namespace teczka::query {
namespace {

using catalogue::Fold;
using catalogue::Storage;
using catalogue::Type;

constexpr std::string_view words[] = {"Łódź",  "lodz", "Żółw", "Ćma",     "cma",     "Zenit", "Ąbc", "abc",
                                      "Śruba", "Alfa", "alfa", "Łańcuch", "Lancuch", "Beta",  "Ósmy"};

Id made_id(std::uint64_t number) {
    Id id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

}  // namespace

Office::Office(std::uint64_t seed, int companies)
    : catalogue_(catalogue::test_catalogue()),
      connection_(store::open_sqlite({.path = ":memory:", .is_writer = true})),
      random_(seed) {
    const std::span<const catalogue::Right> areas[] = {catalogue::test_rights};
    auto built = rights::Rights::build(*catalogue_, areas);
    for (const auto& complaint : built ? std::vector<Complaint>{} : built.error().complaints)
        ADD_FAILURE() << complaint.field << " " << complaint.code;
    rights_ = *built;
    records_.resize(catalogue_->entities().size());
    make_records(companies);
    keep_unique();
    store_records();
    const auto& users = records(catalogue_->at("user"));
    const auto& territories = records(catalogue_->at("territory"));
    actors_.push_back({.user = users[0].id, .groups = {"management"}});
    actors_.push_back({.user = users[1].id, .groups = {"accounting"}});
    actors_.push_back({.user = users[2].id,
                       .groups = {"sales"},
                       .territories = {territories[0].id, territories[2].id},
                       .standing_in_for = {users[3].id}});
    actors_.push_back({.user = users[4].id, .groups = {"sales"}});
}

Context Office::context(const rights::Actor& actor, std::int64_t own_companies) const {
    return {.catalogue = *catalogue_,
            .rights = *rights_,
            .actor = actor,
            .today = today,
            .now_ms = now_ms,
            .rights_version = 1,
            .cursor_key = "0123456789abcdef0123456789abcdef",
            .portfolio = {.own = own_companies, .all = 1'000'000}};
}

void Office::make_records(int companies) {
    const std::map<std::string_view, int> counts{{"territory", 5},
                                                 {"user", 6},
                                                 {"company", companies},
                                                 {"person", companies},
                                                 {"employment", companies * 2},
                                                 {"supply", companies},
                                                 {"activity", companies * 2},
                                                 {"deal", companies},
                                                 {"invoice", companies * 2},
                                                 {"invoice_line", companies * 3},
                                                 {"payment", companies},
                                                 {"comment", companies},
                                                 {"segment", 6}};
    for (const auto& entity : catalogue_->entities()) {
        auto& rows = records_[static_cast<std::size_t>(entity->number)];
        for (int i = 0; i < counts.at(entity->name()); ++i) {
            const bool is_deleted = i > 4 && below(8) == 0;
            rows.push_back({made_id(++last_id_ * 7919 % 100'003 + (last_id_ << 20)), 0, is_deleted, {}});
            places_[rows.back().id] = {entity.get(), rows.size() - 1};
        }
    }
    std::int64_t rev = 0;
    for (const auto& entity : catalogue_->entities())
        for (auto& record : records_[static_cast<std::size_t>(entity->number)]) {
            record.rev = ++rev;
            record.values.resize(entity->fields.size());
            for (const auto& field : entity->fields) {
                auto& value = record.values[static_cast<std::size_t>(field.position)];
                if (field.name() == "id")
                    value = record.id;
                else if (field.name() == "rev")
                    value = record.rev;
                else if (field.name() == "deleted_at")
                    value = record.is_deleted ? Value{now_ms} : Value{};
                else if (!field.is_computed && field.storage != Storage::none)
                    value = make_value(field);
                if (field.decl.type == Type::link && !is_null(value))
                    children_[{&field, as_id(value)}].push_back(record.id);
            }
        }
}

// One primary employment a person, as a unique index demands.
void Office::keep_unique() {
    const auto& employment = catalogue_->at("employment");
    const auto at = [&](std::string_view name) {
        return static_cast<std::size_t>(employment.at(name).position);
    };
    std::set<Id> served;
    for (auto& record : records_[static_cast<std::size_t>(employment.number)])
        if (record.is_deleted || !served.insert(as_id(record.values[at("person")])).second)
            record.values[at("is_primary")] = std::int64_t{0};
}

Value Office::make_value(const FieldModel& field) {
    const auto& decl = field.decl;
    const bool is_needed = decl.required || field.is_system;
    if (!is_needed && below(4) == 0) return field.storage == Storage::ids ? Value{Ids{}} : Value{};
    switch (decl.type) {
        case Type::boolean:
            return std::int64_t{below(2)};
        case Type::integer:
            return std::int64_t{below(4)};
        case Type::decimal:
            return std::int64_t{below(4000) - 500};
        case Type::money:
            return std::int64_t{below(40) * 5 - 20};
        case Type::date:
            return std::int64_t{today - 700 + below(90) * 9};
        case Type::instant:
            return (std::int64_t{today} - 120 + below(160)) * 86'400'000 + below(3) * 43'200'000;
        case Type::choice:
        case Type::state: {
            const auto& choices = decl.choices;
            return std::string{
                choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))].code};
        }
        case Type::choices: {
            std::string codes;
            for (const auto& choice : decl.choices)
                if (below(2) == 0) codes += "," + std::string{choice.code};
            return codes.empty() ? Value{} : Value{codes + ","};
        }
        case Type::link: {
            const auto& targets = records(*field.target);
            return targets[static_cast<std::size_t>(below(static_cast<int>(targets.size())))].id;
        }
        case Type::links: {
            Ids ids;
            for (const auto& target : records(*field.target))
                if (below(3) == 0) ids.push_back(target.id);
            std::ranges::sort(ids);
            return ids;
        }
        case Type::any_link: {
            const auto& targets = records(catalogue_->at(below(2) == 0 ? "company" : "activity"));
            return targets[static_cast<std::size_t>(below(static_cast<int>(targets.size())))].id;
        }
        case Type::country:
            return std::string{below(2) == 0 ? "PL" : "LT"};
        case Type::currency:
            return std::string{below(2) == 0 ? "PLN" : "EUR"};
        case Type::language:
            return std::string{below(2) == 0 ? "pl" : "en"};
        default:
            return make_text(field);
    }
}

std::string Office::make_text(const FieldModel& field) {
    std::string text{words[static_cast<std::size_t>(below(std::size(words)))]};
    if (below(3) == 0) text += " " + std::string{words[static_cast<std::size_t>(below(std::size(words)))]};
    if (field.decl.unique) text += " " + std::to_string(last_id_++);
    return text;
}

const Record* Office::find(const EntityModel& entity, const Id& id) const {
    const auto place = places_.find(id);
    if (place == places_.end() || place->second.first != &entity) return nullptr;
    return &records(entity)[place->second.second];
}

bool Office::exists(const EntityModel& entity, const Id& id) {
    const auto* record = find(entity, id);
    return record != nullptr && !record->is_deleted;
}

Value Office::value(const FieldModel& field, const Id& id) {
    if (field.decl.rollup.fold != Fold::none) return rolled_up(field, id);
    const auto* record = find(*field.owner, id);
    return record == nullptr ? Value{} : record->values[static_cast<std::size_t>(field.position)];
}

Value Office::rolled_up(const FieldModel& field, const Id& id) {
    const auto key = std::pair{&field.owner->fields[static_cast<std::size_t>(field.position)], id};
    if (const auto known = rollups_.find(key); known != rollups_.end()) return known->second;
    const auto& rollup = field.rollup;
    const auto circumstances = rights::Actor{}.circumstances(today, now_ms);
    const auto fold = field.decl.rollup.fold;
    Value out = fold == Fold::sum || fold == Fold::count ? Value{std::int64_t{0}} : Value{};
    for (const auto& child : children(*rollup.via, id)) {
        if (!catalogue::holds(rollup.where, *rollup.child, child, *this, circumstances)) continue;
        if (fold == Fold::count) {
            out = as_integer(out) + 1;
            continue;
        }
        const auto of = catalogue::evaluate(rollup.of, *rollup.child, child, *this, circumstances);
        if (is_null(of)) continue;
        if (fold == Fold::sum)
            out = as_integer(out) + as_integer(of);
        else if (is_null(out) || (fold == Fold::min ? of < out : out < of))
            out = of;
    }
    return rollups_[key] = out;
}

Ids Office::children(const FieldModel& link, const Id& target) {
    const auto found = children_.find({&link.owner->fields[static_cast<std::size_t>(link.position)], target});
    if (found == children_.end()) return {};
    Ids out;
    std::ranges::copy_if(found->second, std::back_inserter(out),
                         [&](const Id& id) { return exists(*link.owner, id); });
    return out;
}

void Office::store_records() {
    auto& db = *connection_;
    for (const auto& statement : schema::create_statements(*catalogue_, db.dialect())) db.execute(statement);
    db.begin();
    for (const auto& entity : catalogue_->entities())
        for (const auto& record : records(*entity)) {
            std::string names, marks;
            std::vector<std::pair<std::string, bool>> texts;
            std::vector<Value> values;
            const auto add = [&](std::string_view name, Value value) {
                names += (names.empty() ? "" : ", ") + store::quoted(name);
                values.push_back(std::move(value));
                marks += (marks.empty() ? "?" : ", ?") + std::to_string(values.size());
            };
            const auto add_bytes = [&](const std::string& name, const std::string& bytes) {
                add(name, bytes);
                marks.insert(marks.rfind('?'), "CAST(");
                marks += " AS BLOB)";
            };
            for (const auto* field : entity->stored) {
                const auto name = std::string{field->name()};
                const auto value_of = value(*field, record.id);
                if (field->storage == Storage::ids) {
                    for (const auto& target : as_ids(value_of)) {
                        store::Use insert{db.prepare("INSERT INTO " +
                                                     store::quoted(std::string{entity->name()} + "_" + name) +
                                                     " (owner, target) VALUES (?1, ?2)")};
                        insert->bind(1, record.id);
                        insert->bind(2, target);
                        insert->step();
                    }
                    continue;
                }
                add(name, value_of);
                if (field->storage == Storage::any_id && !is_null(value_of))
                    add(name + "_entity", std::string{places_.at(as_id(value_of)).first->name()});
                if (is_null(value_of)) continue;
                if (field->keeps_fold) add_bytes(name + "_fold", fold(as_text(value_of)));
                if (field->keeps_sort) add_bytes(name + "_sort", sort_key(as_text(value_of)));
            }
            store::Use insert{db.prepare("INSERT INTO " + store::quoted(entity->name()) + " (" + names +
                                         ") VALUES (" + marks + ")")};
            for (std::size_t i = 0; i < values.size(); ++i) insert->bind(static_cast<int>(i) + 1, values[i]);
            insert->step();
        }
    for (const auto& entity : catalogue_->entities())
        for (const auto& field : entity->fields)
            if (field.is_grouped_rollup()) store_grouped(field);
    db.commit();
}

// As change/ keeps them: no row where the sum is nought, and what stands for nothing among the keys.
void Office::store_grouped(const FieldModel& field) {
    const auto& rollup = field.rollup;
    const auto circumstances = rights::Actor{}.circumstances(today, now_ms);
    std::map<std::vector<Value>, std::int64_t> sums;
    for (const auto& parent : records(*field.owner))
        for (const auto& child : children(*rollup.via, parent.id)) {
            if (!catalogue::holds(rollup.where, *rollup.child, child, *this, circumstances)) continue;
            const auto of = catalogue::evaluate(rollup.of, *rollup.child, child, *this, circumstances);
            std::vector<Value> keys{parent.id};
            for (const auto& by : rollup.by) {
                auto key = catalogue::evaluate(by, *rollup.child, child, *this, circumstances);
                if (is_null(key)) key = by.type == Type::link ? Value{Id{}} : Value{schema::no_key};
                keys.push_back(std::move(key));
            }
            sums[keys] += is_null(of) ? 0 : as_integer(of);
        }
    for (const auto& [keys, sum] : sums) {
        if (sum == 0) continue;
        std::string marks;
        for (std::size_t i = 1; i <= keys.size() + 1; ++i)
            marks += (i == 1 ? "?" : ", ?") + std::to_string(i);
        store::Use insert{connection_->prepare(
            "INSERT INTO " +
            store::quoted(std::string{field.owner->name()} + "_" + std::string{field.name()}) + " VALUES (" +
            marks + ")")};
        for (std::size_t i = 0; i < keys.size(); ++i) insert->bind(static_cast<int>(i) + 1, keys[i]);
        insert->bind(static_cast<int>(keys.size()) + 1, sum);
        insert->step();
    }
}

// Seen --------------------------------------------------------------------------------------------------

bool Seen::holds(const Expression& condition, const EntityModel& entity, const Id& id) {
    return catalogue::holds(condition, entity, id, office_,
                            context_.actor.circumstances(context_.today, context_.now_ms));
}

bool Seen::sees(const EntityModel& entity, const Id& id) {
    const auto known = sees_.find(id);
    if (known != sees_.end()) return known->second;
    auto scope = scopes_.find(&entity);
    if (scope == scopes_.end())
        scope = scopes_.emplace(&entity, context_.rights.condition(context_.actor, entity, "view")).first;
    return sees_[id] = office_.find(entity, id) != nullptr && holds(scope->second, entity, id);
}

bool Seen::shows(const FieldModel& field, const Id& id) {
    const auto* real = &field.owner->fields[static_cast<std::size_t>(field.position)];
    auto mask = masks_.find(real);
    if (mask == masks_.end())
        mask = masks_.emplace(real, context_.rights.field_condition(context_.actor, *real, "view")).first;
    return is_true(mask->second) || holds(mask->second, *real->owner, id);
}

bool Seen::exists(const EntityModel& entity, const Id& id) {
    return office_.exists(entity, id) && sees(entity, id);
}

Value Seen::value(const FieldModel& field, const Id& id) {
    if (!shows(field, id)) return {};
    if (field.is_computed && field.decl.rollup.fold == Fold::none)
        return catalogue::evaluate(field.expression, *field.owner, id, office_,
                                   context_.actor.circumstances(context_.today, context_.now_ms));
    auto out = office_.value(field, id);
    if (field.decl.type == Type::link && !is_null(out) && !sees(*field.target, as_id(out))) return {};
    if (field.storage == Storage::ids)
        std::erase_if(std::get<Ids>(out), [&](const Id& target) { return !sees(*field.target, target); });
    return out;
}

Ids Seen::children(const FieldModel& link, const Id& target) {
    auto out = office_.children(link, target);
    std::erase_if(out, [&](const Id& child) { return !sees(*link.owner, child) || !shows(link, child); });
    return out;
}

Expression Seen::shadowed(Expression e) {
    for (auto& arg : e.args) arg = shadowed(std::move(arg));
    if (e.op != catalogue::Op::path || e.field == nullptr || e.field->decl.expression.empty()) return e;
    auto& shadow = shadows_[e.field];
    if (!shadow) {
        shadow = std::make_unique<FieldModel>(*e.field);
        shadow->decl.expression = {};
    }
    e.field = shadow.get();
    return e;
}

Value Seen::evaluated(const Expression& expression, const EntityModel& entity, const Id& id) {
    auto known = shadowed_.find(&expression);
    if (known == shadowed_.end()) known = shadowed_.emplace(&expression, shadowed(expression)).first;
    return catalogue::evaluate(known->second, entity, id, *this,
                               context_.actor.circumstances(context_.today, context_.now_ms));
}

std::string Seen::title(const EntityModel& entity, const Id& id, int depth) {
    std::string out;
    for (const auto* field : entity.title) {
        const auto part = value(*field, id);
        if (is_null(part) || (field->decl.type == Type::link && depth > 0)) continue;
        const auto text =
            field->decl.type == Type::link ? title(*field->target, as_id(part), depth + 1) : as_text(part);
        if (!text.empty()) out += (out.empty() ? "" : " ") + text;
    }
    return out;
}

}  // namespace teczka::query
