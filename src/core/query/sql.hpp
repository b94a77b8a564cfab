// One SQL statement in the making: its parameters and aliases, and what every stage asks while it writes.
// Private to query/.
//
// Two ways of reading: as the asker (masks and visibility of whatever a path reaches apply) and `granted`
// (rights' own conditions and computed fields, which speak of the record as it is).
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/query/query.hpp"

namespace teczka::query {

using catalogue::Op;
using store::Dialect;
using store::quoted;

// A record of `entity` standing under `alias` in the statement.
struct At {
    std::string alias;
    const EntityModel* entity{};
    bool is_granted{};
    bool is_unindexed{};  // SQLite: own columns are written `+t0.x`, so that no index is chosen for them
};

class Sql {
public:
    Sql(const Context& context, Dialect dialect) : context_(context), dialect_(dialect) {}

    const Context& context() const { return context_; }
    bool is_sqlite() const { return dialect_ == Dialect::sqlite; }
    std::string parameter(Value value);
    std::string bytes_parameter(std::string bytes);  // compared with _fold and _sort
    std::string alias();                             // t1, t2 …
    // The statement with its parameters numbered as they come, and only those it names: attempts leave some
    // behind.
    void finish(std::string text, Compiled& out) const;
    std::vector<Value>& bindings() { return bindings_; }
    // The first thing that cannot be asked; the statement is then not to be used.
    void refuse_with(std::string code, std::string_view field);
    const std::optional<Refusal>& refusal() const { return refusal_; }

    // compile_condition.cpp -----------------------------------------------------------------------------
    // A condition that may be NULL for false, with `is_negated` its exact opposite: SQL never sees NOT over
    // NULL.
    std::string condition(const Expression& expression, const At& at, bool is_negated = false);

    // compile_value.cpp ---------------------------------------------------------------------------------
    std::string value(const Expression& expression, const At& at);     // in its own type and scale
    std::string scaled(const Expression& e, const At& at, int scale);  // in another scale
    std::string period_start(const std::string& days, std::string_view period) const;
    std::string fold_of_children(const Expression& expression, const At& at);
    // `leaf` written at the end of a path: records on the way are undeleted and, for the asker, visible.
    using Leaf = std::function<std::string(const At&)>;
    std::string through(const std::vector<const FieldModel*>& links, std::size_t from, const At& at,
                        const Leaf& leaf);

    // compile_field.cpp ---------------------------------------------------------------------------------
    // A field as it may be read: NULL where it is masked, or a link to what is invisible.
    std::string field(const FieldModel& field, const At& at, std::string_view suffix = {});
    std::string unmasked(const FieldModel& field, const At& at, std::string_view suffix);
    std::string column(const At& at, std::string_view name);  // t0."name"
    // The asker's condition for seeing the record; empty: always.
    std::string visible(const At& at, std::string_view verb = "view");
    std::string shown(const FieldModel& field, const At& at);  // the mask's condition; empty: always
    std::string hides(const EntityModel& entity);              // empty when all its records are visible
    // "0title", "1title" when deleted, NULL when invisible: of the record `id` names.
    std::string tagged_title(const EntityModel& target, const std::string& id);
    std::string tagged_title_of_any(const std::string& id, const std::string& entity);
    std::string title(const At& at, int depth = 0);
    // What orders by this value: the sort column of a text, the target's title of a link.
    std::string order_key(const Expression& expression, const At& at, bool& is_bytes);

private:
    std::string compared(const Expression& expression, const At& at);
    std::string equality(const Expression& expression, const At& at, bool is_equal);
    std::string membership(const Expression& expression, const At& at);
    std::string text_match(const Expression& expression, const At& at);
    std::string linked(const Expression& path, const std::string& id, const At& at, bool is_any);
    std::string any_linked(const Expression& path, std::vector<Value> ids, const At& at);
    std::string seen_target(const Expression& path, const At& end, const std::string& link);
    std::string sides(const Expression& a, const Expression& b, const At& at, std::string_view op);
    std::string anchored(const At& at);
    std::string reaches_company(std::span<const catalogue::AnchorStep> steps, const At& at,
                                const Expression& scope);
    std::string arithmetic(const Expression& expression, const At& at);
    std::string moved(const Expression& expression, const At& at);
    std::string part(const Expression& expression, const At& at);
    std::string target_visible(const EntityModel& target, const std::string& id);

    const Context& context_;
    Dialect dialect_;
    std::vector<Value> bindings_;
    std::optional<Refusal> refusal_;
    int aliases_{};
    int depth_{};
};

// A link to another record; `id` is one to the record itself and needs no asking.
inline bool leads_on(const FieldModel& field) {
    return field.decl.type == catalogue::Type::link && field.target != nullptr &&
           !(field.is_system && field.name() == "id");
}
// Free of any record: computed before the statement is written, so that indexes serve and dates are exact.
bool is_constant(const Expression& expression);
Value constant_value(const Expression& expression, const Context& context);
std::string rescaled(const std::string& sql, int from, int to);  // half up, away from zero

}  // namespace teczka::query
