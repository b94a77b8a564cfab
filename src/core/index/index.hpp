// What a change must keep so that search finds a record: its terms, and the place of its name among the hits.
// A record that is deleted has none.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/store/store.hpp"

namespace teczka::index {

// Of one record. More words are not found by their beginning; a title has some five, a person's card a dozen.
inline constexpr std::size_t terms_at_most = 24;
inline constexpr std::size_t term_bytes = 40;
inline constexpr std::size_t name_key_bytes = 12;

enum TermClass { in_title, in_text, in_digits };

struct Term {
    std::string text;  // a folded word, or the digits of what reads like a number
    int rank{};        // TermClass: hits in titles come first
    auto operator<=>(const Term&) const = default;
};

bool is_searched(const catalogue::EntityModel& entity);
// Sorted, each text once, in its best class. `by_position`: values by FieldModel::position.
std::vector<Term> terms_of(const catalogue::EntityModel& entity, std::span<const Value> by_position);
// The beginning of the sort key of the title.
std::string name_key(const catalogue::EntityModel& entity, std::span<const Value> by_position);

struct Entry {
    std::vector<Term> terms;
    std::string name_key;
};
Entry entry_of(const catalogue::EntityModel& entity, std::span<const Value> by_position);
// Rows of search_term on the move, of many records: written in the table's own order, each of its pages is
// met once.
class TermMoves {
public:
    // From `before` to `after`; an empty Entry stands for a deleted or unborn record. `entity_number` of
    // schema::Numbers, `row` the record's "row".
    void add(int entity_number, std::int64_t row, const Entry& before, const Entry& after);
    void write(store::Connection& writer);  // and is empty again

private:
    struct Row {
        Term term;
        std::string name_key;
        int entity{};
        std::int64_t record{};
        auto operator<=>(const Row&) const = default;
    };
    static void write_all(store::Connection& writer, std::string_view sql, std::vector<Row>& rows);
    std::vector<Row> removed_, added_;
};

// Makes hidden columns and terms of all records anew and sets the version of the text tables: after an
// upgrade with other tables of text. Takes its own transactions; begun again when it was interrupted.
// `entity_numbers` by EntityModel::number.
void rebuild(store::Connection& writer, const catalogue::Catalogue& catalogue,
             std::span<const int> entity_numbers);

}  // namespace teczka::index
