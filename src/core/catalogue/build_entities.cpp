// Titles, anchors and what a new list shows.
#include <algorithm>

#include "core/catalogue/builder.hpp"
#include "core/catalogue/expression_inside.hpp"

namespace teczka::catalogue {

void Builder::resolve_title(EntityModel& entity) {
    for (const sv name : split(entity.decl.title, ' ')) {
        const FieldModel* field = entity.find(name);
        const bool fits = field && field->storage != Storage::none && field->storage != Storage::ids;
        if (!fits) complain(entity, "title_unknown", name);
        if (fits) entity.title.push_back(field);
    }
    if (entity.decl.title.empty()) complain(entity, "title_missing");
}

void Builder::resolve_anchors(EntityModel& entity) {
    const auto& paths = entity.decl.belongs_to;
    if (paths.empty()) return complain(entity, "belongs_to_missing");
    for (const sv path : paths) {
        if (path == "office" || path == "record") {
            if (paths.size() != 1) complain(entity, "belongs_to_mixed", path);
            (path == "office" ? entity.belongs_to_office : entity.belongs_to_record) = true;
            continue;
        }
        AnchorPath anchor;
        if (resolve_anchor(entity, path, anchor))
            entity.anchors.push_back(std::move(anchor));
        else
            complain(entity, "anchor_unknown", path);
    }
    const bool has_any = std::ranges::any_of(
        entity.fields, [](const FieldModel& field) { return field.decl.type == Type::any_link; });
    if (entity.belongs_to_record && !has_any) complain(entity, "record_link_missing");
}

bool Builder::resolve_anchor(const EntityModel& entity, sv path, AnchorPath& anchor) {
    if (path == "id") return &entity == made->company_;
    const EntityModel* at = &entity;
    for (const sv name : split(path, '.')) {
        if (const FieldModel* link = at->find(name); link && link->decl.type == Type::link) {
            if (!link->target || link->is_system) return false;
            anchor.push_back({link, false});
            at = link->target;
        } else if (const ChildrenModel* children = at->find_children(name)) {
            anchor.push_back({children->link, true});
            at = children->link->owner;
        } else {
            return false;
        }
    }
    return at == made->company_ && !anchor.empty();
}

void Builder::check_list(const EntityModel& entity) {
    const std::string place(entity.name());
    for (const sv column : entity.decl.list_columns) read(place, column, entity, false, true, nullptr);
    for (sv key : split(entity.decl.order, ',')) {
        if (key.starts_with('-')) key.remove_prefix(1);
        const FieldModel* field = entity.find(key);
        const bool fits = field && field->storage != Storage::none && field->storage != Storage::ids;
        if (!fits) complain(entity, "order_unknown", key);
    }
}

}  // namespace teczka::catalogue
