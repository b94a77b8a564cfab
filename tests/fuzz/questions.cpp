// Questions in their URL form, asked of an empty office; and cursors.
#include <memory>

#include "core/base/json.hpp"
#include "core/catalogue/testing.hpp"
#include "core/query/drive.hpp"
#include "core/query/query.hpp"
#include "core/schema/schema.hpp"
#include "core/store/store.hpp"
#include "fuzz.hpp"

namespace teczka::fuzz {
namespace {

std::shared_ptr<const rights::Rights> rights_of(const catalogue::Catalogue& catalogue) {
    const std::span<const catalogue::Right> areas[]{catalogue::test_rights};
    return *rights::Rights::build(catalogue, areas);
}

struct Office {
    std::shared_ptr<const catalogue::Catalogue> catalogue = catalogue::test_catalogue();
    std::shared_ptr<const rights::Rights> rights = rights_of(*catalogue);
    std::unique_ptr<store::Connection> connection =
        store::open_sqlite({.path = ":memory:", .is_writer = true});
    rights::Actor actors[2];

    Office() {
        schema::apply(*connection, *catalogue, *schema::difference(*connection, *catalogue));
        actors[0].groups = {"management"};
        actors[1].groups = {"sales"};
        for (auto& actor : actors) actor.user.bytes[15] = 7;
    }
    query::Context context(std::size_t actor) const {
        return {.catalogue = *catalogue,
                .rights = *rights,
                .actor = actors[actor],
                .today = 20'000,
                .now_ms = 1'728'000'000'000,
                .rights_version = 1,
                .cursor_key = "0123456789abcdef0123456789abcdef",
                .portfolio = {.own = 100, .all = 1'000'000}};
    }
};

Office& office() {
    static Office one;
    return one;
}

}  // namespace

// An entity's number and an actor, then a line a part.
void query_form(std::string_view bytes) {
    const auto choice = take_number(bytes);
    const auto context = office().context(choice & 1);
    const auto& entities = context.catalogue.entities();
    const auto& entity = *entities[std::size_t{choice} / 2 % entities.size()];
    query::Compact compact;
    for (auto* part : {&compact.where, &compact.columns, &compact.order, &compact.group, &compact.measures,
                       &compact.limit})
        *part = take_line(bytes);
    compact.count = (choice & 2) != 0;
    const auto query = query::parse(context, entity, compact);
    if (!query) {
        hold(!query.error().complaints.empty(), "a refusal says why");
        return;
    }
    const auto text = to_text(query->where);
    hold(catalogue::parse(text).has_value(), ("a condition's canonical text is read: " + text).c_str());
    std::string out;
    if (const auto ran = query::run(context, *query, *office().connection, out))
        hold(parse_json(out).has_value(), "the answer is JSON");
}

// Whatever was not signed here is refused; what was comes back as it went.
void cursor(std::string_view bytes) {
    const auto context = office().context(0);
    auto query = query::default_query(context, context.catalogue.at("company"));
    query.after = bytes;
    if (const auto read = query::read_cursor(context, query)) {
        query.after = query::make_cursor(context, query, *read);
        const auto again = query::read_cursor(context, query);
        hold(again && again->values == read->values && again->id == read->id, "a cursor comes back");
    }
    query::Cursor made;
    made.id.bytes[0] = take_number(bytes);
    const auto spoiled = std::size_t{take_number(bytes)};
    while (!bytes.empty()) {
        const auto kind = take_number(bytes);
        if (kind % 3 == 0) made.values.emplace_back();
        if (kind % 3 == 1) made.values.emplace_back(std::int64_t{take_number(bytes)} << (kind % 56));
        if (kind % 3 == 2) made.values.emplace_back(std::string{take_line(bytes)});
    }
    query.after = query::make_cursor(context, query, made);
    const auto read = query::read_cursor(context, query);
    hold(read && read->values == made.values && read->id == made.id, "a cursor comes back");
    auto& letter = query.after[spoiled % (query.after.size() - 1)];  // the last one may hold spare bits
    letter = letter == 'A' ? 'B' : 'A';
    hold(!query::read_cursor(context, query), "a changed cursor is refused");
}

}  // namespace teczka::fuzz
