// What is wrong with names, labels and attributes, without looking at any condition.
#include <algorithm>
#include <set>

#include "core/base/checkers.hpp"
#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/base/text.hpp"
#include "core/catalogue/builder.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

namespace {

bool is_labelled(const Label& label) { return !label.pl.empty() && !label.en.empty(); }

bool is_chosen(Type type) { return type == Type::choice || type == Type::choices || type == Type::state; }

bool is_least(const FieldModel& field) {
    switch (field.decl.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
            return parse_decimal(field.decl.min, field.scale()).has_value();
        case Type::date:
            return parse_date(field.decl.min).has_value();
        case Type::instant:
            return parse_instant(field.decl.min).has_value();
        default:
            return false;
    }
}

// Members of a record's answer beside its fields (docs/api.md), and the column that numbers rows.
constexpr sv of_answers[] = {"row", "display", "may", "masked", "merged_from"};

struct Rule {
    sv code;
    bool (*is_broken)(const FieldModel& field);
};

// Attributes that mean nothing where they stand.
constexpr Rule rules[] = {
    {"computed_twice",
     [](const FieldModel& f) { return !f.decl.expression.empty() && f.decl.rollup.fold != Fold::none; }},
    {"computed_is_set",
     [](const FieldModel& f) {
         return f.is_computed && (f.decl.required || f.decl.judged || f.decl.unique || f.decl.indexed ||
                                  !f.decl.initial.empty() || !f.decl.series.empty());
     }},
    {"required_twice", [](const FieldModel& f) { return f.decl.required && f.decl.required_new; }},
    {"searched_needs_text",
     [](const FieldModel& f) {
         return f.decl.searched &&
                (f.is_computed || (f.decl.type != Type::text && f.decl.type != Type::note));
     }},
    {"sorted_needs_text",
     [](const FieldModel& f) { return f.decl.sorted && (f.is_computed || f.decl.type != Type::text); }},
    {"indexed_needs_column",
     [](const FieldModel& f) {
         return (f.decl.indexed || f.decl.unique) && f.storage != Storage::integer &&
                f.storage != Storage::text && f.storage != Storage::id;
     }},
    {"owned_needs_link", [](const FieldModel& f) { return f.decl.owned && f.decl.type != Type::link; }},
    {"inverse_needs_link",
     [](const FieldModel& f) { return !f.decl.inverse.empty() && f.decl.type != Type::link; }},
    {"series_needs_text",
     [](const FieldModel& f) { return !f.decl.series.empty() && f.decl.type != Type::text; }},
    {"checker_needs_text",
     [](const FieldModel& f) { return !f.decl.checker.empty() && f.decl.type != Type::text; }},
    {"checker_unknown",
     [](const FieldModel& f) { return !f.decl.checker.empty() && !find_checker(f.decl.checker); }},
    {"twice_needs_text",
     [](const FieldModel& f) {
         return !f.decl.twice.empty() && (f.is_computed || f.storage != Storage::text);
     }},
    {"scale_out_of_range",
     [](const FieldModel& f) {
         const bool is_decimal = f.decl.type == Type::decimal;
         return is_decimal ? f.decl.scale < 1 || f.decl.scale > max_scale : f.decl.scale != 0;
     }},
    {"max_out_of_range",
     [](const FieldModel& f) {
         const Type t = f.decl.type;
         return f.decl.max < 0 || (f.decl.max && !is_number(t) && t != Type::text && t != Type::note);
     }},
    {"min_malformed", [](const FieldModel& f) { return !f.decl.min.empty() && !is_least(f); }},
};

}  // namespace

void Builder::check_entity(const EntityModel& entity) {
    if (!is_name(entity.name())) complain(entity, "name_malformed");
    if (!is_labelled(entity.decl.one) || !is_labelled(entity.decl.many)) complain(entity, "label_missing");
    std::set<sv> groups;
    for (const Group& group : entity.decl.groups) {
        if (!is_labelled(group.label)) complain(entity, "label_missing", group.code);
        if (!groups.insert(group.code).second) complain(entity, "group_twice", group.code);
    }
    std::set<sv> codes;
    for (const Check& check : entity.decl.checks)
        if (!codes.insert(check.code).second) complain(entity, "check_twice", check.code);
    for (const FieldModel& field : entity.fields) {
        if (field.is_system) continue;
        check_field(field);
        if (!field.decl.group.empty() && !groups.contains(field.decl.group))
            complain(field, "group_unknown", field.decl.group);
    }
    check_columns(entity);
    check_merge(entity);
}

void Builder::check_field(const FieldModel& field) {
    if (!is_name(field.name())) complain(field, "name_malformed");
    if (is_reserved(field.name()) || std::ranges::find(of_answers, field.name()) != std::end(of_answers))
        complain(field, "name_reserved");
    if (!field.decl.inverse.empty() && !is_name(field.decl.inverse))
        complain(field, "name_malformed", field.decl.inverse);
    if (!is_labelled(field.decl.label)) complain(field, "label_missing");
    for (const Rule& rule : rules)
        if (rule.is_broken(field)) complain(field, rule.code);
    if (is_chosen(field.decl.type) || !field.decl.choices.empty()) check_choices(field);
    if (field.decl.type == Type::state || !field.decl.moves.empty()) check_moves(field);
    if (field.decl.type == Type::condition) {
        const FieldModel* about = field.owner->find(field.decl.to);
        if (!about || !is_textual(about->decl.type)) complain(field, "target_unknown", field.decl.to);
    }
}

void Builder::check_choices(const FieldModel& field) {
    if (!is_chosen(field.decl.type)) return complain(field, "choices_unwanted");
    if (field.decl.choices.empty()) complain(field, "choices_missing");
    std::set<sv> codes;
    for (const Choice& choice : field.decl.choices) {
        if (!is_name(choice.code)) complain(field, "name_malformed", choice.code);
        if (!is_labelled(choice.label)) complain(field, "label_missing", choice.code);
        if (!codes.insert(choice.code).second) complain(field, "choice_twice", choice.code);
    }
}

void Builder::check_moves(const FieldModel& field) {
    if (field.decl.type != Type::state) return complain(field, "moves_unwanted");
    std::set<std::pair<sv, sv>> seen;
    for (const Move& move : field.decl.moves) {
        const Choice* from = field.find_choice(move.from);
        if (!from || !field.find_choice(move.to)) complain(field, "move_unknown", from ? move.to : move.from);
        if (from && from->is_final) complain(field, "move_out_of_final", move.from);
        if (move.from == move.to || !seen.emplace(move.from, move.to).second)
            complain(field, "move_twice", move.to);
        if (move.action.empty()) complain(field, "move_action_missing", move.to);
    }
}

// Hidden columns must not meet declared ones.
void Builder::check_columns(const EntityModel& entity) {
    for (const FieldModel& field : entity.fields) {
        const auto hides = [&](sv suffix) {
            if (entity.find(std::string(field.name()) + std::string(suffix)))
                complain(field, "column_twice", suffix);
        };
        if (field.keeps_fold) hides("_fold");
        if (field.keeps_sort) hides("_sort");
        if (field.decl.type == Type::any_link) hides("_entity");
    }
}

void Builder::check_merge(const EntityModel& entity) {
    const Merge& merge = entity.decl.merge;
    if (merge.same.empty() != (merge.meeting == Meeting::keep_both)) complain(entity, "merge_same");
    for (const sv name : split(merge.same, ' ')) {
        const FieldModel* field = entity.find(name);
        const bool fits =
            field && !field->is_computed && field->storage != Storage::none && field->storage != Storage::ids;
        if (!fits) complain(entity, "merge_same", name);
    }
    const FieldModel* flag = merge.only_one.empty() ? nullptr : entity.find(merge.only_one);
    if (!merge.only_one.empty() && !(flag && flag->decl.type == Type::boolean && flag->is_writable()))
        complain(entity, "merge_only_one", merge.only_one);
    const FieldModel* link = entity.find(merge.to_itself);
    const bool is_emptied = link && link->decl.type == Type::link && !link->decl.required;
    if (!merge.to_itself.empty() && merge.to_itself != "record" && !is_emptied)
        complain(entity, "merge_to_itself", merge.to_itself);
}

// Tables beside the entities' own.
void Builder::check_tables() {
    std::set<std::string> tables;
    for (const auto& entity : made->entities_) tables.emplace(entity->name());
    for (const auto& entity : made->entities_)
        for (const FieldModel& field : entity->fields) {
            if (field.storage != Storage::ids && !field.is_grouped_rollup()) continue;
            const std::string table = std::string(entity->name()) + "_" + std::string(field.name());
            if (!tables.insert(table).second) complain(field, "table_twice", table);
        }
}

}  // namespace teczka::catalogue
