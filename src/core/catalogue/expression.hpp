// The one language of conditions and expressions: filters, rights, alarms, checks, defaults, computed fields.
//
//   status = "active" and (territory.name starts "maz" or owner = me)
//   invoices sum(net, sold_on in last_12_months) >= 100000 and activities none(happened_at >= today - 90d)
//   if(open_amount <= 0, "paid", if(is_overdue, "overdue", "open"))
//
// Grammar (lowest binding first):  or · and · not · comparison · + - · * · primary
//   comparison: = <> < <= > >= | in (a, b) | not in (a, b) | in PERIOD | in my_territories
//               in my_groups | in standing_in_for | is null | is not null | contains "…" | starts "…"
//   primary:    literal | path | constant | function(…) | children FOLD(…) | ( … )
//   literals:   "text" or 'text' (a doubled quote stands for one), 12, -12.50, true, false, null; a date is
//               written "2026-01-05"
//   spans:      90d 2w 3m 1y, only after + or - behind a date or instant
//   constants:  me my_territories my_groups standing_in_for today now anchored
//   periods:    today yesterday this_week last_week this_month last_month this_quarter last_quarter this_year
//               last_year last_N_days last_N_weeks last_N_months last_N_years next_N_days … next_N_years
//               (last: N whole ones that end with today, so last_7_days begins six days ago; next: N whole
//               ones that begin with today)
//   functions:  coalesce(a, b…) if(c, a, b) year(d) quarter(d) month(d) week(d) day(d)
//   folds:      any(where) none(where) count(where) sum(of, where) min(of, where) max(of, where); where may
//               be left out; before them a path: links and at last an inverse name ("company.invoices")
//
// Meaning is two-valued: a comparison with null is false, but `<>` is the exact opposite of `=` (null <> 1 is
// true, and null = null is true), and `not` the exact opposite of what it stands before. Arithmetic with null
// is null; sum over nothing is 0; min and max over nothing are null. A path through a link that is empty or
// leads to a deleted record is null. Folds see undeleted children only. Choices compare by code; = on text
// compares exactly; text has no < and >. contains and starts compare folded text ("lodz" finds Łódź), of
// searched fields only; contains asks choices for a code and links for a record, `in` asks links for any of
// several records. A null boolean counts as
// false wherever a condition is asked. `in` a period takes an instant by its UTC day; a date beside an
// instant is its midnight UTC.
//
// Numbers are scaled integers; each node's `scale` tells how its value is to be read. Whoever evaluates or
// compiles: + - = < and the like first bring the operand of the smaller scale to the larger one (times
// 10^difference); a * b is divided by 10^(a.scale + b.scale - node.scale), half up away from zero, where
// node.scale is 2 if either is money, else the larger. Money times money is refused. date + integer counts
// days. coalesce and if bring each branch to the node's scale. Out of 64 bits is null.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/refusal.hpp"
#include "core/base/value.hpp"
#include "core/catalogue/declare.hpp"

namespace boost::json {
class value;
}

namespace teczka::catalogue {

struct FieldModel;
struct EntityModel;
class Catalogue;

enum class Op {
    literal,   // value
    path,      // links[0].links[1]…field; of a computed field: its own expression is not expanded here
    constant,  // name: me my_territories my_groups standing_in_for today now anchored
    period,    // name + number; only as the right side of `in`
    list,      // args: literals; only as the right side of `in`
    span,      // number + name (d w m y); only as the right side of add and subtract
    logical_and,
    logical_or,
    logical_not,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    is_null,
    contains,
    starts,
    add,
    subtract,
    multiply,
    coalesce,
    if_else,
    part,  // name: year quarter month week day; args[0] a date or instant; gives the period's first day as a
           // date
    children  // name: any none count sum min max; links (before the children) and `child_link`; args: [of]
              // for sum min max, then [where] when has_where
};

struct Expression {
    Op op{Op::literal};
    Value value{};          // literal, coerced by check() to the other side's type
    std::string name{};     // constant, period (last_days with number, this_month…), part, fold, span unit
    std::string written{};  // a path or the children's inverse name, as written
    std::int64_t number{};  // of a period or span
    std::vector<Expression> args{};
    std::int32_t offset{-1};  // where it stands in the source text, for complaints

    // filled by check()
    Type type{Type::boolean};
    int scale{};
    std::vector<const FieldModel*> links{};  // of a path or children: the links before the end
    const FieldModel* field{};               // of a path: its end (the record's own id for "id")
    const FieldModel* child_link{};          // of children: the child's link that points here
    bool has_where{};                        // of children: the last arg is a condition

    // As written; where it stands and what check() found are left out, except of literals.
    bool operator==(const Expression& other) const;
};

// Text → tree. Refuses (invalid) with codes condition_syntax (parameters: offset, expected), condition_depth,
// condition_nodes.
Result<Expression> parse(std::string_view text);
// The JSON form of API bodies → the same tree; documented in docs/query.md. A JSON string is the text form.
Result<Expression> parse_json_form(std::string_view json_text);
Result<Expression> read_json_form(const boost::json::value& form);
// Tree → canonical text; parse(to_text(e)) gives an equal tree.
std::string to_text(const Expression& expression);
// Tree as it was parsed, unchecked → the JSON form; what it has no object for is a text.
// read_json_form() of it gives an equal tree, but for names in `field` that stand for themselves.
boost::json::value to_json_form(const Expression& expression);

// What check() may resolve besides the fields of the entity.
struct CheckOptions {
    bool allow_anchored{};   // only in rights
    bool allow_today{true};  // roll-ups may not
    bool own_fields_only{};  // computed fields and index conditions: no links, no children
    // Asked for every field the expression names (also as a step); false → field_unknown, as if it did not
    // exist.
    bool (*may_use)(const FieldModel&, const void* context){};
    const void* context{};
};

// Resolves names and types against `entity`, coerces literals ("2026-01-05" beside a date, "12.50" beside
// money, codes beside choices, id texts beside links). Codes: field_unknown, type_mismatch, choice_unknown,
// field_not_searched, condition_depth. Each complaint has the parameter `offset` (-1: not from text).
Result<void> check(Expression& expression, const EntityModel& entity, const CheckOptions& options = {});
// The same, and the result must be boolean.
Result<Expression> parse_condition(std::string_view text, const EntityModel& entity,
                                   const CheckOptions& options = {});

// The same, and its value fits the field: defaults and computed fields ("paid" for a choice, 0 for money).
Result<void> check_for(Expression& expression, const EntityModel& entity, const FieldModel& wanted,
                       const CheckOptions& options = {});

Expression make_and(Expression a, Expression b);  // folds true and false literals away
Expression make_or(Expression a, Expression b);
Expression make_literal(bool value);
bool is_true(const Expression& expression);
bool is_false(const Expression& expression);

}  // namespace teczka::catalogue
