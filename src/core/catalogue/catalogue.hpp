// What exists: the declared tables resolved into one immutable snapshot that is handed along with each
// request. Database tables, validation, rights, API, forms, search and history are all derived from it.
#pragma once
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/refusal.hpp"
#include "core/catalogue/declare.hpp"
#include "core/catalogue/expression.hpp"

namespace teczka::catalogue {

enum class Storage {
    none,     // expression, list, grouped roll-up
    integer,  // INTEGER / bigint
    text,     // TEXT / text
    id,       // BLOB / uuid
    ids,      // table <entity>_<field>(owner, target)
    any_id    // two columns: <name> id, <name>_entity text
};

struct RollupModel {
    const EntityModel* child{};
    const FieldModel* via{};     // the child's link to this entity
    Expression of, where;        // of the child's own fields; `where` true when absent
    std::vector<Expression> by;  // group keys: paths or parts, of the child's own fields
};

struct FieldModel {
    Field decl;  // strings live in the program's tables or in the snapshot's own store
    const EntityModel* owner{};
    const EntityModel* target{};  // of link, links, list
    int position{};               // in EntityModel::fields
    Storage storage{Storage::none};
    bool is_system{};                         // id rev created_at created_by changed_at changed_by deleted_at
    bool is_computed{};                       // expression or roll-up
    bool is_finance{};                        // declared or inherited
    bool is_merge_mark{};                     // merged_into: whom a merged, hence deleted, record went into
    sv part_of{};                             // of an address's fields: the address
    bool keeps_fold{}, keeps_sort{};          // hidden columns <name>_fold, <name>_sort
    Expression expression;                    // when decl.expression is given
    Expression initial;                       // when decl.initial is given
    RollupModel rollup;                       // when decl.rollup.fold is not none
    std::vector<Expression> move_conditions;  // beside decl.moves; true when absent
    const FieldModel* list_link{};            // of list: the child's link to this entity

    sv name() const { return decl.name; }
    bool is_grouped_rollup() const { return decl.rollup.fold != Fold::none && !decl.rollup.by.empty(); }
    // What a user may send: not computed, read-only, judged, retired or system.
    bool is_writable() const;
    int scale() const { return decl.type == Type::money ? 2 : decl.type == Type::decimal ? decl.scale : 0; }
    const Choice* find_choice(sv code) const;
};

// A step from a record to its children.
struct ChildrenModel {
    sv name;                   // the link's inverse name
    const FieldModel* link{};  // the child's link
};

// One declared path to a company, resolved: each step follows a link (child_link null) or children.
struct AnchorStep {
    const FieldModel* link{};
    bool is_children{};  // from the target of `link` to its holders
};
using AnchorPath = std::vector<AnchorStep>;

struct CheckModel {
    Check decl;
    Expression condition;
};

struct IndexModel {
    std::vector<const FieldModel*> keys;
    Expression where;  // true when absent
    bool unique{};
};

struct EntityModel {
    Entity decl;
    int number{};                    // position in the catalogue
    std::vector<FieldModel> fields;  // system fields first, then as declared (addresses expanded)
    std::vector<ChildrenModel> children;
    std::vector<AnchorPath> anchors;  // empty for `office` and `record`
    bool belongs_to_record{}, belongs_to_office{};
    std::vector<CheckModel> checks;
    std::vector<IndexModel>
        indexes;  // declared ones and those of single fields: indexed, unique, sorted, links
    std::vector<const FieldModel*> title;
    std::vector<const FieldModel*> stored;  // fields with storage, in order
    std::vector<const FieldModel*>
        rollups_to_keep;  // roll-ups of other entities whose children are these records

    sv name() const { return decl.name; }
    const FieldModel* merge_mark{};  // null when its records cannot be merged

    const FieldModel* find(sv field) const;
    const FieldModel& at(sv field) const;  // invariant: exists
    const ChildrenModel* find_children(sv inverse) const;

private:
    friend struct Builder;
    std::unordered_map<sv, int> by_name_;
};

class Catalogue {
public:
    // Checks everything at once: names, labels in both languages, targets, choices and moves, expressions and
    // their types, cycles among computed fields, roll-up children, anchors, titles, indexes. Each complaint
    // names "entity.field". The declared strings must outlive the catalogue, or be held with it in `keeps`.
    static Result<std::shared_ptr<const Catalogue>> build(std::span<const Entity* const> entities,
                                                          std::shared_ptr<const void> keeps = {});
    ~Catalogue();

    std::span<const std::unique_ptr<EntityModel>> entities() const { return entities_; }
    const EntityModel* find(sv entity) const;
    const EntityModel& at(sv entity) const;  // invariant: exists
    const EntityModel* company() const {
        return company_;
    }  // what anchors lead to; null in catalogues without one

private:
    Catalogue() = default;
    std::vector<std::unique_ptr<EntityModel>> entities_;
    std::unordered_map<sv, const EntityModel*> by_name_;
    std::deque<std::string> texts_;      // strings of what was expanded
    std::shared_ptr<const void> keeps_;  // of what was added at run time
    const EntityModel* company_{};
    friend struct Builder;
};

}  // namespace teczka::catalogue
