// The language entities are declared in: literal types only, so that every area's tables are constexpr data.
// catalogue.hpp resolves them into a snapshot; nothing else reads these directly.
#pragma once
#include <array>
#include <span>
#include <string_view>

namespace teczka::catalogue {

using sv = std::string_view;

struct Label {
    sv pl, en;
};

enum class Type {
    text,       // one line
    note,       // many lines
    integer,    //
    decimal,    // scaled integer, `scale` places
    money,      // minor units (scale 2); the currency is the record's field `currency`, else the office's
    date,       //
    instant,    //
    boolean,    //
    choice,     // one code of `choices`
    choices,    // several codes, stored ",a,b," in the order of declaration
    state,      // a choice that moves only along `moves`
    link,       // a record of `to`
    links,      // several records of `to`: table <entity>_<field>
    any_link,   // a record of any entity: columns <name> and <name>_entity
    address,    // expands to texts <name>_street, _postal_code, _city, _region and country <name>_country
    country,    // ISO 3166 alpha-2
    currency,   // ISO 4217
    language,   // ISO 639-1
    condition,  // a condition of the query language about the entity named by the field `to` names
    list        // no column: the children of entity `to` are shown and edited inside this record
};

// What an administrator added at run time begins with this, and nothing that is compiled in does: so a name
// of the office's own never meets one of ours, of today or of a later version, nor a column or a word of SQL.
inline constexpr sv custom_prefix = "x_";
constexpr bool is_custom(sv name) { return name.starts_with(custom_prefix); }

// The type as the API and the model call it.
constexpr sv type_name(Type type) {
    constexpr std::array<sv, 20> names{"text",    "note",     "integer",  "decimal",   "money",
                                       "date",    "instant",  "boolean",  "choice",    "choices",
                                       "state",   "link",     "links",    "any_link",  "address",
                                       "country", "currency", "language", "condition", "list"};
    return names[static_cast<std::size_t>(type)];
}

struct Choice {
    sv code;
    Label label;
    bool is_final{};  // of a state: nothing moves out of it
    sv colour{};      // of its chip: green blue amber red violet grey
    bool retired{};   // stays where it stands, is chosen no more
};

// A move of a state. `action` is the verb whose right is asked ("change" for an ordinary edit); `when` must
// hold before.
struct Move {
    sv from, to, action, when{};
};

enum class Fold { none, sum, count, min, max };

// Kept in the transaction of every change of a child; not journalled. `children` is the inverse name of the
// children's link. With `by` ("month(sold_on), territory") it is a table of its own instead of a column.
struct Rollup {
    Fold fold{Fold::none};
    sv children{}, of{}, where{}, by{};
};

struct Field {
    sv name{};
    Label label{};
    Type type{Type::text};
    Label help{};
    sv to{};                            // entity of link, links, list
    sv inverse{};                       // of a link: what the target calls these records ("invoices")
    Label inverse_label{};              // absent: the entity's `many`
    std::span<const Choice> choices{};  // of choice, choices, state
    std::span<const Move> moves{};      // of state
    bool required{};
    bool searched{};   // the search box finds the record by it; keeps _fold
    bool sorted{};     // Polish order is kept for it: hidden column _sort
    bool indexed{};    //
    bool unique{};     // certain: partial unique index over undeleted rows
    bool finance{};    // masked from groups without finance; inherited by what is computed of it
    bool read_only{};  // set by rules, jobs and the office alone
    bool judged{};     // read-only; set by a job as actor `system` with a reason
    bool owned{};      // of a link: the record is deleted and restored together with its target
    bool is_title{};   // reserved for later use by forms: shown largest
    int max{};     // texts: bytes, 0 = limits::text_bytes or note_bytes; numbers: greatest value, 0 = none
    int scale{};   // decimal: places (money is always 2)
    sv min{};      // numbers and dates: least value as written in a condition
    sv checker{};  // base/checkers.hpp
    sv twice{};    // code of the warning when another live record holds the same value ("tax_id_twice")
    sv series{};   // number_series that fills the field when it is created empty
    sv initial{};  // expression for a value left out at creation: "prospect", "me", "today", "sold_on + 14d"
    sv expression{};  // computed from the record's own fields, roll-ups and today; never stored
    Rollup rollup{};  //
    sv group{};       // heading in forms: code in Entity::groups
    // Of fields added at run time:
    bool required_new{};  // of new records; those that stood before may lack it, but nobody empties it
    bool hidden{};        // in no form; may still be a column, asked for, imported
    bool retired{};       // told in histories alone; its column and its data stay
};

struct Index {
    std::array<sv, 4> keys{};
    sv where{};  // only these rows: a condition over own booleans and choices
    bool unique{};
};

// Must hold after every change, also of a child that moves a roll-up; a warning may be accepted with a reason
// and is asked of whoever writes the record itself.
struct Check {
    sv code, condition;
    bool is_warning{};
    sv field{};  // where the form shows it
};

struct Group {
    sv code;
    Label label;
};

// What becomes of two records that say the same, once a merge made them point to one survivor.
enum class Meeting {
    keep_both,      // both stand
    join_agreeing,  // where nothing contradicts, the one that comes fills what is empty and goes; else both
                    // stand
    keep_survivors  // the one that stood stays as it is, takes what it leaves empty, and the other goes
};

// How an entity behaves when records are merged. Every link moves without a word here.
struct Merge {
    bool is_mergeable{};  // its records may be merged: they then have the field `merged_into`
    // Of what points to merged records:
    sv same{};                            // fields by which two are one: "supplier customer"
    Meeting meeting{Meeting::keep_both};  // and what then happens
    sv only_one{};   // a boolean that one alone may hold ("is_primary"): the one that comes lays it down
    sv to_itself{};  // when two ends become one: the optional link that is emptied, or "record": it goes
};

struct Entity {
    sv name{};
    Label one{}, many{};
    sv title{};                        // own fields joined by a blank ("last_name first_name")
    std::span<const sv> belongs_to{};  // paths to a company, or the single word `record` or `office`
    std::span<const Field> fields{};
    std::span<const Index> indexes{};
    std::span<const Check> checks{};
    std::span<const Group> groups{};     // headings of the form, in order
    std::span<const sv> list_columns{};  // what a new list shows, in order; first is the title
    sv order{};                          // a new list's order: "name" or "-happened_at"
    bool is_internal{};                  // no page of its own (setting, import_batch lines)
    Merge merge{};
    bool is_retired{};  // added at run time and taken out of use: as if it were not there, but for its data
};

// One line of an area's default rights. `when` is a condition of the query language; `anchored` in it stands
// for "a company it belongs to is visible". `fields`: "*" all, "$" finance fields only, "-$" all but finance.
struct Right {
    sv groups;  // "accounting management"
    sv entity;
    sv verbs;  // "view create change delete export import" and action names
    sv when{"true"};
    sv fields{"*"};
};

template <class T>
using Table = T[];

}  // namespace teczka::catalogue
