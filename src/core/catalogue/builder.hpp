// How a snapshot comes to be, step by step; each step gathers complaints and leaves what it could resolve.
// Inside this folder only.
#pragma once
#include "core/catalogue/catalogue.hpp"

namespace teczka::catalogue {

struct Builder {
    std::shared_ptr<Catalogue> made{};
    std::vector<Complaint> complaints{};

    void complain(const EntityModel& entity, sv code, sv name = {});
    void complain(const FieldModel& field, sv code, sv name = {});
    // Complaints about a tree, kept under the field or entity that holds it.
    void adopt(const std::string& place, const Refusal& refusal, sv text);
    sv keep(std::string text);

    // build_fields.cpp: what each field is by itself.
    void add_entities(std::span<const Entity* const> entities);
    void add_fields(EntityModel& entity);
    void add_field(EntityModel& entity, const Field& field);
    void add_address(EntityModel& entity, const Field& field);
    void find_targets(EntityModel& entity);
    void find_lists(EntityModel& entity);
    void set_storage(FieldModel& field);

    // build_names.cpp: what is wrong with names, labels and attributes.
    void check_entity(const EntityModel& entity);
    void check_field(const FieldModel& field);
    void check_attributes(const FieldModel& field);
    void check_choices(const FieldModel& field);
    void check_moves(const FieldModel& field);
    void check_columns(const EntityModel& entity);
    void check_tables();
    void check_merge(const EntityModel& entity);

    // build_expressions.cpp: everything written in the language of conditions.
    void resolve_field(FieldModel& field);
    void resolve_rollup(FieldModel& field);
    void resolve_keys(FieldModel& field);
    void resolve_checks(EntityModel& entity);
    void resolve_indexes(EntityModel& entity);
    void inherit();  // cycles, finance, today inside roll-ups

    // build_entities.cpp: anchors, titles, list columns.
    void resolve_title(EntityModel& entity);
    void resolve_anchors(EntityModel& entity);
    bool resolve_anchor(const EntityModel& entity, sv path, AnchorPath& anchor);
    void check_list(const EntityModel& entity);

    Expression read(const std::string& place, sv text, const EntityModel& entity, bool is_own, bool may_today,
                    const FieldModel* wanted);
};

std::string place_of(const FieldModel& field);

}  // namespace teczka::catalogue
