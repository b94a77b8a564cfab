// The only reader. A Query is a tree checked against the catalogue, joined with the asker's rights, compiled
// to SQL of either engine, run on one connection and written out through the one door that applies scope and
// masks.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/json.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/rights/rights.hpp"
#include "core/store/store.hpp"

namespace teczka::query {

using catalogue::EntityModel;
using catalogue::Expression;
using catalogue::FieldModel;
using std::string_view;

struct Column {
    Expression expression;  // a path, a children fold, or a computed field
    std::string
        name;  // as asked for; key of the value in the answer: "name", "territory.name", "invoices sum(net)"
};
struct Order {
    Expression expression;
    bool descending{};
};
struct Measure {
    catalogue::Fold fold{};
    Expression of;     // absent for count
    std::string name;  // "sum(net)", "count()"
};

// Checked and ready to compile. Grouped when `measures` is not empty: then columns and cursor are not used.
struct Query {
    const EntityModel* entity{};
    Expression where;  // literal true when absent
    std::vector<Column> columns;
    std::vector<Order> order;   // the record's id is always appended
    std::vector<Column> group;  // paths or parts (`year(sold_on)`)
    std::vector<Measure> measures;
    int limit{};
    std::string after;  // cursor of the page before; empty: from the start
    bool from_end{};    // the last page
    bool wants_count{};
    bool with_deleted{};  // only history, undo and the import engine ask so
    // Only records that hang on `about` by this link of theirs. The asker sees `about` in the same picture:
    // where `about` is a company, what hangs on it is visible by that alone and not asked about again.
    const FieldModel* of_seen{};
    Id about{};
};

class Plans;

// How many companies the actor sees, up to limits::anchor_bearable, of about how many there are.
struct Portfolio {
    std::int64_t own{-1}, all{};  // own -1: not counted yet
};

// Everything a query is asked within.
struct Context {
    const catalogue::Catalogue& catalogue;
    rights::Rights rights;
    const rights::Actor& actor;
    std::int32_t today{};
    std::int64_t now_ms{};
    std::int64_t rights_version{};
    string_view cursor_key{};            // 32 bytes, authenticates cursors
    Portfolio portfolio{};               // which side drives; asked of count_portfolio() when not counted
    Plans* plans{};                      // none: every statement is compiled anew
    std::shared_ptr<const void> held{};  // what keeps the catalogue alive, where it may be replaced meanwhile
};

// The compact form: one string a part, as in a URL. `columns` "name,status,territory.name", `order`
// "name,-rev".
struct Compact {
    std::string where, columns, order, group, measures, after, limit;
    bool count{}, from_end{};
};
Result<Query> parse(const Context& context, const EntityModel& entity, const Compact& compact);
// The JSON form of POST /api/v1/query; see docs/query.md.
Result<Query> parse_json_query(const Context& context, const json::object& body);
// The list a new user sees: the entity's list_columns and order.
Query default_query(const Context& context, const EntityModel& entity);

enum class Drive { order, anchor };

// SQL with its bindings. Every column of the answer takes one or more SQL columns.
struct Compiled {
    std::string sql;
    std::vector<Value> bindings;
    Drive drive{Drive::order};
    struct Slot {
        const FieldModel* field{};  // null for folds and parts
        catalogue::Type type{};
        int scale{};
        int at{};  // first SQL column. A link takes two (id, tagged title), an any_link three (id, entity,
                   // title)
        int mask_at{-1};  // SQL column that is 0 when the value is masked (or, of a group, hidden); -1: shown
        bool is_bytes{};  // a sort column, of order_slots alone
        bool is_id{};     // an id, of order_slots alone
        bool is_links{};  // of `links`: takes no column, filled by a second statement
        std::string name;
    };
    std::vector<Slot> slots;        // of a grouped query: keys, then measures
    std::vector<Slot> order_slots;  // for the cursor
    std::vector<Slot> verbs;        // of one record: 1 when the asker may
    int id_at{}, rev_at{};
};
// Questions about one record, kept with their statements for the same asker's next record. `name` is unlike
// that of any other such question; nothing but the record may differ between two askings. Belongs to the
// owner of a connection, used by one thread at a time, with one catalogue.
class Plans {
public:
    struct Plan {
        Query query;  // of rows: its `about` is the record asked about
        Compiled compiled;
        std::vector<std::size_t> about;  // places among the bindings
    };
    // With `about` in its bindings; null when it has to be made.
    const Plan* find(const Context& context, string_view name, const Id& about);
    // Valid until the next keep().
    const Plan& keep(const Context& context, string_view name, const Id& about, Query query,
                     Compiled compiled);

private:
    std::unordered_map<std::string, Plan> plans_;
    Plan once_;
};
// `force` is for tests; by default compile() chooses the side that drives.
Result<Compiled> compile(const Context& context, const Query& query, store::Dialect dialect,
                         std::optional<Drive> force = {});
Compiled compile_count(const Context& context, const Query& query, store::Dialect dialect);

// Answers as JSON straight into `out`: {"rows":[…],"next":"…","count":n,"count_is_exact":true} or
// {"groups":[{"keys":[…],"values":[…]}],"more":false}. Refuses a cursor of another query or rights version
// (cursor_invalid).
Result<void> run(const Context& context, const Query& query, store::Connection& connection, std::string& out);
// The same of a question asked about one record after the other: `make` is called when no statement is kept.
Result<void> run_about(const Context& context, string_view name, const Id& about,
                       const std::function<Result<Query>()>& make, store::Connection& connection,
                       std::string& out);
// One record with all fields the actor may see; false when it is missing or invisible (no difference).
// `with_verbs`: and what he may do with it, as "may".
bool write_record(const Context& context, const EntityModel& entity, const Id& id,
                  store::Connection& connection, JsonWriter& out, bool with_verbs = false);
// Whom a merged record went into, also through further merges; nothing when it was not merged.
std::optional<Id> survivor(const EntityModel& entity, const Id& id, store::Connection& connection);
// Rows as values for export and import: calls `row` with one value a column (links as their id), until it
// returns false.
Result<void> each(const Context& context, const Query& query, store::Connection& connection,
                  const std::function<bool(const Id& id, std::span<const Value> values)>& row);
// The ids among `ids` that the actor may see, in the order given.
Ids visible(const Context& context, const EntityModel& entity, const Ids& ids, store::Connection& connection);
// The host keeps it for a minute.
Portfolio count_portfolio(const Context& context, store::Connection& connection);

}  // namespace teczka::query
