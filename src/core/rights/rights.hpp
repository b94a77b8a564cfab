// Who may do what. A right is (group, entity, verb) → a condition of the query language; rights of several
// groups add up. Nothing else in the program decides about visibility: lists, search, changes, history and
// exports ask here.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/evaluate.hpp"

namespace teczka::rights {

using catalogue::EntityModel;
using catalogue::Expression;
using catalogue::FieldModel;
using std::string_view;

// The one who asks. Made by the host from the session; the groups are the codes of user_group
// (accounting management sales administrator).
struct Actor {
    Id user{};
    std::string login;
    std::vector<std::string> groups;
    Ids territories;
    Ids group_ids;  // of the same groups, as records
    Ids standing_in_for;
    std::string language{"pl"};
    bool is_system{};  // jobs and the command line without --as: may everything
    Id on_behalf_of{};
    // Who looks as this actor does: he is shown what both may see, and changes nothing. He has no viewer
    // himself.
    std::shared_ptr<const Actor> viewer{};

    // Whoever sits there: what is one's own (jobs, drafts, sessions) stays so, as whomever one looks.
    const Actor& self() const { return viewer != nullptr ? *viewer : *this; }

    catalogue::Circumstances circumstances(std::int32_t today, std::int64_t now_ms) const {
        return {user, territories, group_ids, standing_in_for, today, now_ms};
    }
    // What `my_territories`, `my_groups` and `standing_in_for` stand for.
    const Ids& set(string_view constant) const {
        if (constant == "my_territories") return territories;
        return constant == "my_groups" ? group_ids : standing_in_for;
    }
    bool is_in(string_view group) const;
};

// What somebody decided of one cell of the table, (group, entity, verb) or one field of it, in place of the
// default.
struct Decision {
    std::string group, entity, verb;
    std::string field;    // empty: the whole cell
    std::string when;     // a condition; "false": nothing
    std::string finance;  // of a whole cell: the condition for its finance fields; empty: the same
};

// A line of the table as it is in force.
struct Row {
    string_view group;
    const EntityModel* entity{};
    string_view verb, when;
    string_view fields;  // "*" "$" "-$" as of catalogue::Right, or the name of one field
    bool is_default{};
    bool is_broken{};  // decided, but no longer understood: nothing is allowed by it
};

// A line as it decides for somebody.
struct DecidingLine {
    string_view group, when, fields;  // as of Row
    const Expression* condition{};    // `when`, checked
};

// All rights against one catalogue, parsed and checked once; immutable like the catalogue, cheap to copy.
class Rights {
public:
    // Complaints name "rights[n]: entity verb". `anchored` is expanded over the entity's anchor paths with
    // the group's own condition for viewing a company; for entities that hang on any record it stays a
    // constant, which query/ compiles to "the record it hangs on is visible". A line of "$" shows fields of
    // records that other lines show: it adds no records to `view`.
    // Decisions are never refused here: one that is not understood allows nothing.
    static Result<std::shared_ptr<const Rights>> build(
        const catalogue::Catalogue& catalogue, std::span<const std::span<const catalogue::Right>> areas,
        std::span<const Decision> decisions = {});
    // Refuses what build() would not understand, at the decision's members: entity_unknown, verb_unknown,
    // field_unknown, right_without_anchor, type_mismatch and what a condition may be refused for.
    static Result<void> check(const catalogue::Catalogue& catalogue, const Decision& decision);
    // By entity, verb and group. Valid as long as the rights are.
    std::vector<Row> table() const;
    // The defaults in whose place something was decided of the whole cell.
    std::vector<Row> replaced() const;

    // What the actor may see or do: a checked condition; the literal false when nothing. With a viewer: what
    // both may see; of other verbs, which then nobody carries out, the actor's own.
    Expression condition(const Actor& actor, const EntityModel& entity, string_view verb) const;
    // May the actor do `verb` with at least some record, and his viewer too? For 404s of whole entities.
    bool may_ever(const Actor& actor, const EntityModel& entity, string_view verb) const;

    // A field's mask: the condition under which it is shown (verb "view") or may be written ("change",
    // "create"). The literal true: always; false: never, then it does not exist for the actor; else it
    // depends on the record. What is retired nobody sees, the system neither; the condition says who may read
    // of it in histories.
    Expression field_condition(const Actor& actor, const FieldModel& field, string_view verb) const;
    bool may_ever_see(const Actor& actor, const FieldModel& field) const;

    // What the actor sees of an entity because of its companies ("anchored", "company.owner = me"), told
    // apart from what he sees besides ("user = me"), so that a query may be driven from the company side.
    // Nothing when he sees all or none, or when the entity has no path to a company.
    struct AnchorScope {
        Expression companies;  // of `company`
        Expression besides;    // of the entity; the literal false when everything follows from the companies
        std::span<const catalogue::AnchorPath> paths;  // the ways to such a company: all the entity's, or one
    };
    std::optional<AnchorScope> anchor_scope(const Actor& actor, const EntityModel& entity) const;

    // That the actor may ever do, his viewer or not: what buttons there are.
    std::vector<string_view> verbs(const Actor& actor, const EntityModel& entity) const;

    // The lines of the actor's groups that condition() and field_condition() add up, one by one: those that
    // open records, or those that cover `field`. Valid as long as the rights are.
    std::vector<DecidingLine> lines(const Actor& actor, const EntityModel& entity, string_view verb,
                                    const FieldModel* field = nullptr) const;

private:
    Expression own_field_condition(const Actor& actor, const FieldModel& field, string_view verb) const;

    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace teczka::rights
