// What the office adds at run time must make a catalogue that holds, or it is refused before it is written.
#include <algorithm>
#include <array>

#include "areas/office/custom.hpp"
#include "areas/office/office.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::areas::office {
namespace {
using catalogue::EntityModel;
using catalogue::sv;
using change::Workspace;

constexpr int definitions_at_most = 20'000;

ReadField reader_of(Workspace& work, const EntityModel& entity, const Id& id) {
    return [&work, &entity, id](sv field) { return work.get(entity, id, field); };
}

Definitions definitions_of(Workspace& work) {
    const auto& catalogue = work.catalogue();
    const auto each = [&](sv name, const auto& take) {
        const EntityModel& entity = catalogue.at(name);
        for (const Id& id : work.all(entity, definitions_at_most)) take(id, reader_of(work, entity, id));
    };
    std::vector<CustomEntity> entities;
    std::vector<CustomField> fields;
    std::vector<CustomChoice> choices;
    each("custom_entity",
         [&](const Id& id, const ReadField& read) { entities.push_back(read_custom_entity(id, read)); });
    each("custom_field",
         [&](const Id& id, const ReadField& read) { fields.push_back(read_custom_field(id, read)); });
    each("custom_choice",
         [&](const Id&, const ReadField& read) { choices.push_back(read_custom_choice(read)); });
    return ordered(std::move(entities), std::move(fields), std::move(choices));
}

Result<std::shared_ptr<const catalogue::Catalogue>> built(Workspace& work, const Definitions& definitions) {
    std::vector<const catalogue::Entity*> base;
    for (const auto& entity : work.catalogue().entities()) base.push_back(&entity->decl);
    const auto declared = declare(base, definitions);
    return catalogue::Catalogue::build(declared->entities, declared);
}

// What a catalogue complains of → what the form says, and at which field.
struct Said {
    sv complaint, code, field;
};
constexpr Said said[]{
    {.complaint = "name_twice", .code = "name_taken", .field = "name"},
    {.complaint = "inverse_twice", .code = "name_taken", .field = "name"},
    {.complaint = "inverse_is_field", .code = "name_taken", .field = "name"},
    {.complaint = "table_twice", .code = "name_taken", .field = "name"},
    {.complaint = "column_twice", .code = "name_taken", .field = "name"},
    {.complaint = "name_malformed", .code = "name_malformed", .field = "name"},
    {.complaint = "name_reserved", .code = "name_taken", .field = "name"},
    {.complaint = "target_unknown", .code = "target_unknown", .field = "to"},
    {.complaint = "choices_missing", .code = "choices_missing", .field = "type"},
    {.complaint = "choice_twice", .code = "name_taken", .field = "code"},
    {.complaint = "checker_needs_text", .code = "checker_needs_text", .field = "checker"},
    {.complaint = "scale_out_of_range", .code = "scale_out_of_range", .field = "scale"},
    {.complaint = "max_out_of_range", .code = "max_out_of_range", .field = "max"},
    {.complaint = "min_malformed", .code = "min_malformed", .field = "min"},
    {.complaint = "anchor_unknown", .code = "target_unknown", .field = "belongs_to"},
    {.complaint = "belongs_to_mixed", .code = "target_unknown", .field = "belongs_to"},
};
constexpr sv first_value = "initial";

bool is_about(sv place, sv own) {
    if (!place.starts_with(own)) return false;
    return place.size() == own.size() || place[own.size()] == '.' || place[own.size()] == '_';
}

// Complaints about others are none of this one's: a definition that a newer program no longer understands is
// left out and told where the fields are listed.
void refuse_what_does_not_hold(Workspace& work, const Definitions& definitions, sv own) {
    const auto made = built(work, definitions);
    if (made) return;
    for (const auto& complaint : made.error().complaints) {
        if (!is_about(complaint.field, own)) continue;
        const auto* known = std::ranges::find(said, complaint.code, &Said::complaint);
        const bool is_expression = std::ranges::any_of(
            complaint.parameters, [](const auto& parameter) { return parameter.first == "text"; });
        if (is_expression)
            work.refuse(complaint.code, first_value, complaint.parameters);
        else if (known != std::end(said))
            work.refuse(known->code, known->field);
        else
            work.refuse("definition_invalid", "type", {{"code", complaint.code}});
    }
}

// Hidden columns end so; a name that did could be another's.
bool ends_like_a_part(sv name) {
    constexpr std::array<sv, 3> ends{"_fold", "_sort", "_entity"};
    return std::ranges::any_of(ends, [&](sv end) { return name.ends_with(end); });
}

// Typed with or without the prefix; an empty one is made of the label.
std::string wanted_name(const std::string& given, const std::string& label) {
    if (given.empty()) return name_of_label(label, catalogue::custom_prefix);
    return (catalogue::is_custom(given) ? "" : std::string(catalogue::custom_prefix)) + given;
}

bool is_fit(sv name) {
    return name.size() > catalogue::custom_prefix.size() && name.size() <= limits::custom_name_bytes &&
           is_name(name) && name[catalogue::custom_prefix.size()] != '_';
}

void set_text(Workspace& work, const EntityModel& entity, const Id& id, sv field, const std::string& text) {
    if (work.text(entity, id, field) != text) work.set(entity.at(field), id, text);
}

void fill_label(Workspace& work, const EntityModel& entity, const Id& id, sv from, sv to) {
    if (work.text(entity, id, to).empty()) set_text(work, entity, id, to, work.text(entity, id, from));
}

// What the data are stored by stays as it was made.
bool is_fixed(Workspace& work, const EntityModel& entity, const Id& id, std::span<const sv> names) {
    bool is_moved = false;
    for (const sv name : names)
        if (!work.is_created(entity, id) && work.is_changed(entity.at(name), id)) {
            work.refuse("definition_fixed", name);
            is_moved = true;
        }
    return !is_moved;
}

// A name that another has, had, or will have for its hidden columns. Of those that were deleted the catalogue
// still knows.
bool is_taken(Workspace& work, sv entity, sv name) {
    const auto* model = work.catalogue().find(entity);
    return (model != nullptr && model->find(name) != nullptr) || work.catalogue().find(name) != nullptr;
}

void a_field_is_named(Workspace& work, const EntityModel& entity, const Id& id) {
    if (!work.is_created(entity, id) || work.is_removed(entity, id)) return;
    const std::string given = work.text(entity, id, "name");
    const std::string of = work.text(entity, id, "entity");
    std::string name = wanted_name(given, work.text(entity, id, "label_pl"));
    for (int number = 2; given.empty() && number < 100 && is_taken(work, of, name); ++number)
        name =
            wanted_name({}, work.text(entity, id, "label_pl").substr(0, 20) + " " + std::to_string(number));
    set_text(work, entity, id, "name", name);
    fill_label(work, entity, id, "label_pl", "label_en");
    fill_label(work, entity, id, "help_pl", "help_en");
    if (!is_fit(name)) return work.refuse("name_malformed", "name");
    if (is_taken(work, of, name) || ends_like_a_part(name))
        work.refuse("name_taken", "name", {{"name", name}});
}

void a_field_holds(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    constexpr sv fixed[]{"entity", "name", "type", "to", "scale", "is_searched"};
    if (!is_fixed(work, entity, id, fixed)) return;
    const auto own = read_custom_field(id, reader_of(work, entity, id));
    const auto definitions = definitions_of(work);
    const bool is_own_kind = std::ranges::any_of(
        definitions.entities, [&](const CustomEntity& one) { return one.name == own.entity; });
    const auto* of = work.catalogue().find(own.entity);
    if (!is_own_kind && (of == nullptr || !takes_fields(*of)))
        return work.refuse("entity_unknown", "entity", {{"entity", own.entity}});
    const auto* target = work.catalogue().find(own.to);
    const bool leads = own.type == "link" || own.type == "links";
    if (leads && target != nullptr && target->decl.is_internal) return work.refuse("target_unknown", "to");
    if (!leads && !own.to.empty()) return work.refuse("target_unwanted", "to");
    const auto count = std::ranges::count(definitions.fields, own.entity, &CustomField::entity);
    if (count > limits::custom_fields)
        return work.refuse("too_many_fields", "entity", {{"max", std::to_string(limits::custom_fields)}});
    const bool is_met = std::ranges::any_of(definitions.entities,
                                            [&](const CustomEntity& one) { return one.name == own.name; });
    if (is_met) return work.refuse("name_taken", "name", {{"name", own.name}});
    refuse_what_does_not_hold(work, definitions, own.place());
}

void a_choice_holds(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    if (work.is_created(entity, id)) {
        const std::string given = work.text(entity, id, "code");
        if (given.empty())
            set_text(work, entity, id, "code", name_of_label(work.text(entity, id, "label_pl"), ""));
        fill_label(work, entity, id, "label_pl", "label_en");
        const std::string code = work.text(entity, id, "code");
        if (!is_name(code)) return work.refuse("name_malformed", "code");
    }
    constexpr sv fixed[]{"field", "code"};
    if (!is_fixed(work, entity, id, fixed)) return;
    const Value field = work.get(entity, id, "field");
    if (is_null(field)) return;
    const EntityModel& fields = work.catalogue().at("custom_field");
    const std::string type = work.text(fields, as_id(field), "type");
    if (type != "choice" && type != "choices") return work.refuse("choices_unwanted", "field");
    const auto siblings = work.children(entity.at("field"), as_id(field));
    if (siblings.size() > std::size_t{limits::custom_choices})
        return work.refuse("too_many_choices", "field", {{"max", std::to_string(limits::custom_choices)}});
    const auto own = read_custom_field(as_id(field), reader_of(work, fields, as_id(field)));
    refuse_what_does_not_hold(work, definitions_of(work), own.place());
}

void a_kind_holds(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    if (work.is_created(entity, id)) {
        const std::string name = wanted_name(work.text(entity, id, "name"), work.text(entity, id, "one_pl"));
        set_text(work, entity, id, "name", name);
        fill_label(work, entity, id, "one_pl", "one_en");
        fill_label(work, entity, id, "many_pl", "many_en");
        if (!is_fit(name)) return work.refuse("name_malformed", "name");
        if (work.catalogue().find(name) != nullptr || ends_like_a_part(name))
            return work.refuse("name_taken", "name", {{"name", name}});
    }
    constexpr sv fixed[]{"name", "belongs_to"};
    if (!is_fixed(work, entity, id, fixed)) return;
    const auto own = read_custom_entity(id, reader_of(work, entity, id));
    const auto* holder = work.catalogue().find(own.belongs_to);
    const bool is_held = holder != nullptr && !holder->anchors.empty() && !holder->decl.is_internal;
    if (own.belongs_to != "office" && !is_held) return work.refuse("target_unknown", "belongs_to");
    const auto definitions = definitions_of(work);
    if (definitions.entities.size() > std::size_t{limits::custom_entities})
        return work.refuse("too_many_fields", "name", {{"max", std::to_string(limits::custom_entities)}});
    refuse_what_does_not_hold(work, definitions, own.name);
}

constexpr change::Rule all[]{
    {"custom_field", "a_field_is_named", a_field_is_named},
    {"custom_field", "a_field_holds", a_field_holds},
    {"custom_choice", "a_choice_holds", a_choice_holds},
    {"custom_entity", "a_kind_holds", a_kind_holds},
};

}  // namespace

std::span<const change::Rule> custom_rules() { return all; }

}  // namespace teczka::areas::office
