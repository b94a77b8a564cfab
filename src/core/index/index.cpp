// Records → search terms.
#include "core/index/index.hpp"

#include <algorithm>
#include <map>

#include "core/base/text.hpp"

namespace teczka::index {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;

// Shorter words find too much and are not looked up.
constexpr std::size_t shortest_word = 2;
constexpr std::size_t shortest_number = 3;
constexpr std::size_t polish_phone_digits = 9;

constexpr std::string_view number_checkers[] = {"tax_id", "regon", "krs", "phone", "iban"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bound to whole characters, so that it stays a text.
std::string_view cut(std::string_view word) {
    if (word.size() <= term_bytes) return word;
    std::size_t end = term_bytes;
    while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xc0U) == 0x80U) --end;
    return word.substr(0, end);
}

bool reads_like_number(const FieldModel& field, std::string_view folded) {
    const bool is_checked =
        std::ranges::find(number_checkers, field.decl.checker) != std::end(number_checkers);
    const bool is_bare = std::ranges::all_of(
        folded, [](char c) { return is_digit(c) || std::string_view{" -+()./"}.contains(c); });
    return (is_checked || is_bare) &&
           std::ranges::count_if(folded, is_digit) >= std::ptrdiff_t{shortest_number};
}

// By text; the better class stays. Filled best class first, so that what does not fit is the least worth.
class Gathered {
public:
    void add(std::string_view text, int rank) {
        text = cut(text);
        if (text.size() < shortest_word || found_.size() >= terms_at_most) return;
        found_.try_emplace(std::string(text), rank);
    }
    std::vector<Term> terms() && {
        std::vector<Term> all;
        for (auto& [text, rank] : found_) all.push_back({text, rank});
        return all;
    }

private:
    std::map<std::string, int, std::less<>> found_;
};

// In any spelling: "+48 601 234 567" is found from 48 and from 601.
void add_number(std::string_view folded, Gathered& gathered) {
    const std::string number = digits(folded);
    gathered.add(number, in_digits);
    if (folded.starts_with('+') && number.size() > polish_phone_digits)
        gathered.add(std::string_view(number).substr(number.size() - polish_phone_digits), in_digits);
}

std::string part_of_title(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return {};
}

constexpr std::string_view insert_sql[]{
    "INSERT INTO search_term (term, class, name_sort, entity, record) VALUES (?1, ?2, ?3, ?4, ?5)",
    "INSERT INTO search_term (term, class, name_sort, entity, record) VALUES ($1, $2, $3, $4, $5)"};
constexpr std::string_view remove_sql[]{
    "DELETE FROM search_term WHERE term = ?1 AND class = ?2 AND name_sort = ?3 AND entity = ?4 AND record = "
    "?5",
    "DELETE FROM search_term WHERE term = $1 AND class = $2 AND name_sort = $3 AND entity = $4 AND record = "
    "$5"};

}  // namespace

bool is_searched(const EntityModel& entity) {
    return std::ranges::any_of(entity.fields, [](const FieldModel& field) { return field.keeps_fold; });
}

std::vector<Term> terms_of(const EntityModel& entity, std::span<const Value> by_position) {
    std::vector<std::pair<std::string, int>> words, numbers;
    for (const FieldModel& field : entity.fields) {
        if (!field.keeps_fold) continue;
        const auto* text = std::get_if<std::string>(&by_position[static_cast<std::size_t>(field.position)]);
        if (text == nullptr) continue;
        const bool is_title = std::ranges::find(entity.title, &field) != entity.title.end();
        std::string folded = fold(*text);
        auto& list = reads_like_number(field, folded) ? numbers : words;
        list.emplace_back(std::move(folded), is_title ? in_title : in_text);
    }
    Gathered gathered;
    const auto add_words = [&](int rank) {
        for (const auto& [folded, of] : words)
            if (of == rank)
                for (const auto word : folded_words(folded)) gathered.add(word, rank);
    };
    add_words(in_title);
    for (const auto& [folded, of] : numbers) add_number(folded, gathered);
    add_words(in_text);
    return std::move(gathered).terms();
}

std::string name_key(const EntityModel& entity, std::span<const Value> by_position) {
    std::string title;
    for (const FieldModel* field : entity.title) {
        const std::string part = part_of_title(by_position[static_cast<std::size_t>(field->position)]);
        if (!part.empty()) title += (title.empty() ? "" : " ") + part;
    }
    std::string key = sort_key(title);
    key.resize(std::min(key.size(), name_key_bytes));
    return key;
}

Entry entry_of(const EntityModel& entity, std::span<const Value> by_position) {
    if (!is_searched(entity)) return {};
    return {.terms = terms_of(entity, by_position), .name_key = name_key(entity, by_position)};
}

void TermMoves::add(int entity_number, std::int64_t row, const Entry& before, const Entry& after) {
    const bool is_moved = before.name_key != after.name_key;
    const auto add_all = [&](const Entry& from, const Entry& other, std::vector<Row>& to) {
        for (const Term& term : from.terms)
            if (is_moved || !std::ranges::binary_search(other.terms, term))
                to.push_back({term, from.name_key, entity_number, row});
    };
    add_all(before, after, removed_);
    add_all(after, before, added_);
}

void TermMoves::write(store::Connection& writer) {
    const std::size_t dialect = writer.dialect() == store::Dialect::sqlite ? 0 : 1;
    write_all(writer, remove_sql[dialect], removed_);
    write_all(writer, insert_sql[dialect], added_);
}

void TermMoves::write_all(store::Connection& writer, std::string_view sql, std::vector<Row>& rows) {
    if (rows.empty()) return;
    std::ranges::sort(rows);
    store::Use statement(writer.prepare(sql));
    for (const Row& row : rows) {
        statement->bind(1, std::string_view(row.term.text));
        statement->bind(2, row.term.rank);
        statement->bind_bytes(3, row.name_key);
        statement->bind(4, row.entity);
        statement->bind(5, row.record);
        statement->step();
        statement->reset();
    }
    rows.clear();
}

}  // namespace teczka::index
