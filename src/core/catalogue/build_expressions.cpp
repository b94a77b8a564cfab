// Everything in the declarations that is written in the language of conditions: defaults, computed fields,
// roll-ups, checks, moves, partial indexes; and what computed fields inherit of what they are made of.
#include <algorithm>
#include <functional>

#include "core/catalogue/builder.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

constexpr sv of_the_asker[] = {"me", "my_territories", "my_groups", "standing_in_for"};
constexpr sv of_the_day[] = {"today", "now"};

// "month(sold_on), territory": commas outside of parentheses.
std::vector<sv> split_keys(sv text) {
    std::vector<sv> keys;
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] == '(') ++depth;
        if (i < text.size() && text[i] == ')') --depth;
        if (i == text.size() || (text[i] == ',' && depth == 0)) {
            keys.push_back(text.substr(from, i - from));
            from = i + 1;
        }
    }
    return keys;
}

void collect_fields(const Expression& e, std::vector<const FieldModel*>& fields) {
    if (e.op == Op::path && e.field) fields.push_back(e.field);
    for (const Expression& arg : e.args) collect_fields(arg, fields);
}

// What a computed field is made of.
std::vector<const FieldModel*> made_of(const FieldModel& field) {
    std::vector<const FieldModel*> parts;
    collect_fields(field.expression, parts);
    collect_fields(field.rollup.of, parts);
    collect_fields(field.rollup.where, parts);
    for (const Expression& key : field.rollup.by) collect_fields(key, parts);
    return parts;
}

}  // namespace

Expression Builder::read(const std::string& place, sv text, const EntityModel& entity, bool is_own,
                         bool may_today, const FieldModel* wanted) {
    auto parsed = parse(text);
    if (!parsed) {
        adopt(place, parsed.error(), text);
        return make_literal(true);
    }
    const CheckOptions options{.allow_today = may_today, .own_fields_only = is_own};
    const auto checked =
        wanted ? check_for(*parsed, entity, *wanted, options) : check(*parsed, entity, options);
    if (!checked) adopt(place, checked.error(), text);
    return std::move(*parsed);
}

void Builder::resolve_field(FieldModel& field) {
    const EntityModel& entity = *field.owner;
    const std::string place = place_of(field);
    if (!field.decl.expression.empty()) {
        field.expression = read(place, field.decl.expression, entity, true, true, &field);
        if (uses_constant(field.expression, of_the_asker)) complain(field, "expression_asks_who");
    }
    if (!field.decl.initial.empty())
        field.initial = read(place, field.decl.initial, entity, false, true, &field);
    for (const Move& move : field.decl.moves) {
        Expression when = make_literal(true);
        if (!move.when.empty()) when = read(place, move.when, entity, false, true, nullptr);
        if (when.type != Type::boolean) complain(field, "type_mismatch", move.when);
        field.move_conditions.push_back(std::move(when));
    }
    if (field.decl.rollup.fold != Fold::none) resolve_rollup(field);
}

void Builder::resolve_rollup(FieldModel& field) {
    const Rollup& declared = field.decl.rollup;
    const ChildrenModel* children = field.owner->find_children(declared.children);
    field.rollup.where = make_literal(true);
    if (!children) return complain(field, "children_unknown", declared.children);
    const EntityModel& child = *children->link->owner;
    const std::string place = place_of(field);
    field.rollup.child = &child;
    field.rollup.via = children->link;
    const bool is_count = declared.fold == Fold::count;
    if (is_count != declared.of.empty()) return complain(field, "rollup_of", declared.of);
    if (is_count && field.decl.type != Type::integer) complain(field, "type_mismatch");
    if (!is_count) {
        field.rollup.of = read(place, declared.of, child, true, false, nullptr);
        const Expression& of = field.rollup.of;
        const bool is_summed = is_number(of.type);
        const bool is_compared = is_summed || of.type == Type::date || of.type == Type::instant;
        const bool fits = declared.fold == Fold::sum ? is_summed : is_compared;
        if (!fits || of.type != field.decl.type || of.scale != field.scale())
            complain(field, "type_mismatch");
    }
    if (!declared.where.empty()) {
        field.rollup.where = read(place, declared.where, child, true, false, nullptr);
        if (field.rollup.where.type != Type::boolean) complain(field, "type_mismatch", declared.where);
    }
    resolve_keys(field);
    // Groups are kept by difference alone; a least or greatest value that goes would have to be looked for.
    if (field.is_grouped_rollup() && (declared.fold == Fold::min || declared.fold == Fold::max))
        complain(field, "rollup_grouped_fold");
    for (const Expression* part : {&field.rollup.of, &field.rollup.where})
        if (uses_constant(*part, of_the_asker)) complain(field, "expression_asks_who");
    made->entities_[static_cast<std::size_t>(child.number)]->rollups_to_keep.push_back(&field);
}

void Builder::resolve_keys(FieldModel& field) {
    if (field.decl.rollup.by.empty()) return;
    for (const sv text : split_keys(field.decl.rollup.by)) {
        Expression key = read(place_of(field), text, *field.rollup.child, true, false, nullptr);
        const Expression& path = key.op == Op::part ? key.args[0] : key;
        const bool is_stored = path.op == Op::path && path.field && path.field->storage != Storage::none &&
                               path.field->storage != Storage::ids && path.field->storage != Storage::any_id;
        if (!is_stored) complain(field, "rollup_key", text);
        field.rollup.by.push_back(std::move(key));
    }
}

void Builder::resolve_checks(EntityModel& entity) {
    for (const Check& check : entity.decl.checks) {
        const std::string place = std::string(entity.name()) + "." + std::string(check.code);
        Expression condition = read(place, check.condition, entity, false, true, nullptr);
        if (condition.type != Type::boolean) complaints.push_back({place, "type_mismatch"});
        if (check.code.empty()) complain(entity, "check_code_missing");
        if (!check.field.empty() && !entity.find(check.field))
            complain(entity, "check_field_unknown", check.field);
        entity.checks.push_back({check, std::move(condition)});
    }
}

void Builder::resolve_indexes(EntityModel& entity) {
    for (const Index& index : entity.decl.indexes) {
        IndexModel model{.where = make_literal(true), .unique = index.unique};
        for (const sv key : index.keys) {
            if (key.empty()) continue;
            const FieldModel* field = entity.find(key);
            const bool fits = field && field->storage != Storage::none && field->storage != Storage::ids;
            if (!fits) complain(entity, "index_key_unknown", key);
            if (fits) model.keys.push_back(field);
        }
        if (model.keys.empty()) complain(entity, "index_empty");
        if (!index.where.empty()) {
            model.where = read(std::string(entity.name()), index.where, entity, true, false, nullptr);
            std::vector<const FieldModel*> used;
            collect_fields(model.where, used);
            const auto is_simple = [](const FieldModel* field) {
                const Type type = field->decl.type;
                return !field->is_computed &&
                       (type == Type::boolean || type == Type::choice || type == Type::state);
            };
            if (model.where.type != Type::boolean || !std::ranges::all_of(used, is_simple))
                complain(entity, "index_condition", index.where);
        }
        entity.indexes.push_back(std::move(model));
    }
    for (const FieldModel* field : entity.stored) {
        const Field& decl = field->decl;
        const auto begins = [&](const IndexModel& index) {
            return is_true(index.where) && !index.keys.empty() && index.keys[0] == field;
        };
        const bool is_followed = decl.type == Type::link && !field->is_system && !field->is_merge_mark;
        // Of what is added to a million records at run time only links have an index: it begins empty.
        const bool pages_by_it = field->keeps_sort && !is_custom(field->name());
        const bool is_wanted = decl.indexed || pages_by_it || is_followed;
        if (decl.unique || (is_wanted && std::ranges::none_of(entity.indexes, begins)))
            entity.indexes.push_back({{field}, make_literal(true), decl.unique});
    }
}

// Depth first over what each computed field is made of.
void Builder::inherit() {
    enum class State { fresh, open, done };
    std::unordered_map<const FieldModel*, State> states;
    std::unordered_map<const FieldModel*, bool> needs_day;
    const std::function<void(FieldModel&)> visit = [&](FieldModel& field) {
        State& state = states[&field];
        if (state == State::open) complain(field, "computed_cycle");
        if (state != State::fresh || !field.is_computed) return;
        state = State::open;
        bool asks_day = uses_constant(field.expression, of_the_day);
        for (const FieldModel* part : made_of(field)) {
            auto& owner = *made->entities_[static_cast<std::size_t>(part->owner->number)];
            visit(owner.fields[static_cast<std::size_t>(part->position)]);
            field.is_finance = field.is_finance || part->is_finance;
            asks_day = asks_day || needs_day[part];
        }
        if (asks_day && field.decl.rollup.fold != Fold::none) complain(field, "rollup_needs_today");
        needs_day[&field] = asks_day;
        state = State::done;
    };
    for (auto& entity : made->entities_)
        for (FieldModel& field : entity->fields) visit(field);
}

}  // namespace teczka::catalogue
