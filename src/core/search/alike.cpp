// See alike.hpp.
#include "core/search/alike.hpp"

#include <algorithm>
#include <optional>

#include "core/base/text.hpp"
#include "core/index/index.hpp"

namespace teczka::search {
namespace {

// A word that stands in so many records tells none of them; to look at fewer takes no time.
constexpr std::size_t candidates_at_most = 64;

using Rows = std::vector<std::int64_t>;

// Nothing when there are more than are looked at.
std::optional<Rows> rows_with(store::Connection& connection, std::string_view term, int entity_number) {
    store::Use scan{connection.prepare("SELECT entity, record FROM search_term WHERE term = ?1 LIMIT ?2")};
    scan->bind(1, term);
    scan->bind(2, static_cast<std::int64_t>(candidates_at_most));
    Rows rows;
    std::size_t met = 0;
    for (; scan->step(); ++met)
        if (scan->integer(0) == entity_number) rows.push_back(scan->integer(1));
    if (met == candidates_at_most) return {};
    return rows;
}

// With this word and this beginning of the title's sort key.
Rows first_rows_with(store::Connection& connection, const index::Term& term, std::string_view name_key,
                     int entity_number) {
    store::Use scan{
        connection.prepare("SELECT record FROM search_term WHERE term = ?1 AND class = ?2 AND "
                           "name_sort = ?3 AND entity = ?4 LIMIT ?5")};
    scan->bind(1, std::string_view{term.text});
    scan->bind(2, term.rank);
    scan->bind_bytes(3, name_key);
    scan->bind(4, entity_number);
    scan->bind(5, static_cast<std::int64_t>(candidates_at_most));
    Rows rows;
    while (scan->step()) rows.push_back(scan->integer(0));
    return rows;
}

}  // namespace

Alike::Alike(const query::Context& context, store::Connection& connection)
    : context_{context},
      connection_{connection},
      numbers_{schema::load_numbers(connection, context.catalogue)} {}

Rows Alike::candidates(const catalogue::EntityModel& entity, std::span<const Value> by_position) {
    auto [terms, name_key] = index::entry_of(entity, by_position);
    std::ranges::sort(terms, std::greater{}, [](const index::Term& term) { return term.text.size(); });
    for (const auto& term : terms)
        if (auto rows = rows_with(connection_, term.text, numbers_.of(entity))) return std::move(*rows);
    std::optional<Rows> fewest;
    for (const auto& term : terms) {
        auto rows = first_rows_with(connection_, term, name_key, numbers_.of(entity));
        if (!fewest || rows.size() < fewest->size()) fewest = std::move(rows);
    }
    return fewest.value_or(Rows{});
}

Ids Alike::find(const catalogue::EntityModel& entity, const Fields& fields,
                std::span<const std::string> texts, std::size_t most) {
    std::vector<Value> by_position(entity.fields.size());
    std::string wanted;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!texts[i].empty()) by_position[static_cast<std::size_t>(fields[i]->position)] = texts[i];
        (wanted += fold(texts[i])) += ' ';
    }
    auto glance = glances_.find(fields);
    if (glance == glances_.end())
        glance = glances_.emplace(fields, query::Glance{context_, entity, fields, connection_}).first;
    Ids found;
    for (const auto row : candidates(entity, by_position)) {
        Id id;
        std::string folded;
        if (found.size() < most && glance->second.look(row, id, folded) && folded == wanted &&
            std::ranges::find(found, id) == found.end())
            found.push_back(id);
    }
    return found;
}

}  // namespace teczka::search
