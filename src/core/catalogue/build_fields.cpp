// Entities and fields as they are by themselves: system fields, addresses spread out, targets, storage.
#include <algorithm>

#include "core/catalogue/builder.hpp"

namespace teczka::catalogue {

namespace {

// Where `to` is "", the entity itself.
constexpr Field system_fields[] = {
    {.name = "id", .label = {"Identyfikator", "Identifier"}, .type = Type::link},
    {.name = "rev", .label = {"Wersja", "Revision"}, .type = Type::integer},
    {.name = "created_at", .label = {"Utworzono", "Created at"}, .type = Type::instant},
    {.name = "created_by", .label = {"Utworzył", "Created by"}, .type = Type::link, .to = "user"},
    {.name = "changed_at", .label = {"Zmieniono", "Changed at"}, .type = Type::instant},
    {.name = "changed_by", .label = {"Zmienił", "Changed by"}, .type = Type::link, .to = "user"},
    {.name = "deleted_at", .label = {"Usunięto", "Deleted at"}, .type = Type::instant},
};

constexpr Field merge_mark{
    .name = "merged_into", .label = {"Połączono z", "Merged into"}, .type = Type::link, .read_only = true};

struct AddressPart {
    sv suffix;
    Label label;
    sv lower_pl, lower_en;
    Type type{Type::text};
    bool searched{}, sorted{};
    sv checker{};
};
constexpr AddressPart address_parts[] = {
    {"_street", {"Ulica", "Street"}, "ulica", "street", Type::text, true},
    {"_postal_code",
     {"Kod pocztowy", "Postal code"},
     "kod pocztowy",
     "postal code",
     Type::text,
     false,
     false,
     "postal_code"},
    {"_city", {"Miasto", "City"}, "miasto", "city", Type::text, true, true},
    {"_region", {"Województwo", "Region"}, "województwo", "region"},
    {"_country", {"Kraj", "Country"}, "kraj", "country", Type::country},
};

Storage storage_of(const FieldModel& field) {
    if (!field.decl.expression.empty() || field.is_grouped_rollup()) return Storage::none;
    switch (field.decl.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
        case Type::date:
        case Type::instant:
        case Type::boolean:
            return Storage::integer;
        case Type::link:
            return Storage::id;
        case Type::links:
            return Storage::ids;
        case Type::any_link:
            return Storage::any_id;
        case Type::list:
        case Type::address:
            return Storage::none;
        default:
            return Storage::text;
    }
}

}  // namespace

void Builder::add_entities(std::span<const Entity* const> entities) {
    for (const Entity* declared : entities) {
        auto entity = std::make_unique<EntityModel>();
        entity->decl = *declared;
        entity->number = static_cast<int>(made->entities_.size());
        add_fields(*entity);
        if (!made->by_name_.emplace(entity->name(), entity.get()).second) complain(*entity, "name_twice");
        made->entities_.push_back(std::move(entity));
    }
    made->company_ = made->find("company");
}

void Builder::add_fields(EntityModel& entity) {
    for (const Field& field : system_fields) {
        add_field(entity, field);
        entity.fields.back().is_system = true;
    }
    for (const Field& field : entity.decl.fields)
        if (field.type == Type::address)
            add_address(entity, field);
        else
            add_field(entity, field);
    if (entity.decl.merge.is_mergeable) {
        Field mark = merge_mark;
        mark.to = entity.name();
        add_field(entity, mark);
        entity.fields.back().is_merge_mark = true;
    }
    // From here on the fields stay where they are, so that pointers to them hold.
    for (FieldModel& field : entity.fields) {
        if (!entity.by_name_.emplace(field.name(), field.position).second) complain(field, "name_twice");
        if (field.storage != Storage::none) entity.stored.push_back(&field);
        if (field.is_merge_mark) entity.merge_mark = &field;
    }
}

void Builder::add_field(EntityModel& entity, const Field& declared) {
    FieldModel field;
    field.decl = declared;
    field.owner = &entity;
    field.position = static_cast<int>(entity.fields.size());
    field.is_finance = declared.finance;
    field.is_computed = !declared.expression.empty() || declared.rollup.fold != Fold::none;
    set_storage(field);
    entity.fields.push_back(std::move(field));
}

void Builder::set_storage(FieldModel& field) {
    field.storage = storage_of(field);
    const bool is_text = field.decl.type == Type::text || field.decl.type == Type::note;
    const bool keeps = is_text && field.storage == Storage::text;
    field.keeps_fold = keeps && field.decl.searched;
    field.keeps_sort = keeps && field.decl.sorted;
}

void Builder::add_address(EntityModel& entity, const Field& address) {
    for (const AddressPart& part : address_parts) {
        Field field = address;
        field.name = keep(std::string(address.name) + std::string(part.suffix));
        field.label = part.label;
        if (address.name != "address")
            field.label = {keep(std::string(address.label.pl) + ": " + std::string(part.lower_pl)),
                           keep(std::string(address.label.en) + ": " + std::string(part.lower_en))};
        field.type = part.type;
        field.searched = part.searched;
        field.sorted = part.sorted;
        field.checker = part.checker;
        field.required = address.required && part.suffix == "_city";
        add_field(entity, field);
        entity.fields.back().part_of = address.name;
    }
}

// Targets of links, and on the targets' side the children they gain.
void Builder::find_targets(EntityModel& entity) {
    for (FieldModel& field : entity.fields) {
        const bool leads =
            field.decl.type == Type::link || field.decl.type == Type::links || field.decl.type == Type::list;
        if (!leads) continue;
        const EntityModel* target = field.decl.to.empty() ? nullptr : made->find(field.decl.to);
        if (field.is_system && field.name() == "id") target = &entity;
        field.target = target;
        if (!target) {
            if (!field.is_system) complain(field, "target_unknown", field.decl.to);
            continue;
        }
        if (field.decl.type != Type::link || field.decl.inverse.empty()) continue;
        auto& children = made->entities_[static_cast<std::size_t>(target->number)]->children;
        if (target->find_children(field.decl.inverse)) complain(field, "inverse_twice", field.decl.inverse);
        const FieldModel* same = target->find(field.decl.inverse);
        if (same && same->decl.type != Type::list) complain(field, "inverse_is_field", field.decl.inverse);
        children.push_back({field.decl.inverse, &field});
    }
}

// A list shows the children of its own name, else the only ones of its entity.
void Builder::find_lists(EntityModel& entity) {
    for (FieldModel& field : entity.fields) {
        if (field.decl.type != Type::list || !field.target) continue;
        const ChildrenModel* named = entity.find_children(field.name());
        if (named && named->link->owner == field.target) {
            field.list_link = named->link;
            continue;
        }
        int found = 0;
        for (const FieldModel& link : field.target->fields)
            if (link.decl.type == Type::link && !link.is_system && link.target == &entity) {
                field.list_link = &link;
                ++found;
            }
        if (found != 1) complain(field, "list_link_unclear");
    }
}

}  // namespace teczka::catalogue
