// Finding what the snapshot holds, and the order in which it is built.
#include "core/catalogue/catalogue.hpp"

#include <algorithm>

#include "core/catalogue/builder.hpp"

namespace teczka::catalogue {

bool FieldModel::is_writable() const {
    return !is_system && !is_computed && !decl.read_only && !decl.judged && !decl.retired &&
           decl.type != Type::list;
}

const Choice* FieldModel::find_choice(sv code) const {
    const auto found = std::ranges::find(decl.choices, code, &Choice::code);
    return found == decl.choices.end() ? nullptr : &*found;
}

const FieldModel* EntityModel::find(sv field) const {
    const auto found = by_name_.find(field);
    return found == by_name_.end() ? nullptr : &fields[static_cast<std::size_t>(found->second)];
}

const FieldModel& EntityModel::at(sv field) const {
    const FieldModel* found = find(field);
    TECZKA_INVARIANT(found != nullptr);
    return *found;
}

const ChildrenModel* EntityModel::find_children(sv inverse) const {
    const auto found = std::ranges::find(children, inverse, &ChildrenModel::name);
    return found == children.end() ? nullptr : &*found;
}

const EntityModel* Catalogue::find(sv entity) const {
    const auto found = by_name_.find(entity);
    return found == by_name_.end() ? nullptr : found->second;
}

const EntityModel& Catalogue::at(sv entity) const {
    const EntityModel* found = find(entity);
    TECZKA_INVARIANT(found != nullptr);
    return *found;
}

Catalogue::~Catalogue() = default;

void Builder::complain(const EntityModel& entity, sv code, sv name) {
    Complaint complaint{std::string(entity.name()), std::string(code)};
    if (!name.empty()) complaint.parameters.emplace_back("name", name);
    complaints.push_back(std::move(complaint));
}

void Builder::complain(const FieldModel& field, sv code, sv name) {
    Complaint complaint{place_of(field), std::string(code)};
    if (!name.empty()) complaint.parameters.emplace_back("name", name);
    complaints.push_back(std::move(complaint));
}

void Builder::adopt(const std::string& place, const Refusal& refusal, sv text) {
    for (Complaint complaint : refusal.complaints) {
        complaint.field = place;
        complaint.parameters.emplace_back("text", text);
        complaints.push_back(std::move(complaint));
    }
}

sv Builder::keep(std::string text) { return made->texts_.emplace_back(std::move(text)); }

std::string place_of(const FieldModel& field) {
    return std::string(field.owner->name()) + "." + std::string(field.name());
}

Result<std::shared_ptr<const Catalogue>> Catalogue::build(std::span<const Entity* const> entities,
                                                          std::shared_ptr<const void> keeps) {
    Builder builder;
    builder.made = std::shared_ptr<Catalogue>(new Catalogue());
    builder.made->keeps_ = std::move(keeps);
    builder.add_entities(entities);
    auto& models = builder.made->entities_;
    for (auto& entity : models) builder.find_targets(*entity);
    for (auto& entity : models) builder.find_lists(*entity);
    for (auto& entity : models) builder.check_entity(*entity);
    builder.check_tables();
    // Trees name fields of other entities, so all of those must stand first.
    for (auto& entity : models) {
        for (FieldModel& field : entity->fields) builder.resolve_field(field);
        builder.resolve_checks(*entity);
        builder.resolve_title(*entity);
        builder.resolve_anchors(*entity);
        builder.check_list(*entity);
    }
    builder.inherit();
    for (auto& entity : models) builder.resolve_indexes(*entity);
    if (!builder.complaints.empty())
        return std::unexpected(Refusal{Kind::invalid, std::move(builder.complaints)});
    return std::shared_ptr<const Catalogue>(std::move(builder.made));
}

}  // namespace teczka::catalogue
