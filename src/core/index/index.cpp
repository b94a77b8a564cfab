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

void bind_term(store::Statement& statement, int entity_number, std::int64_t row, const Term& term,
               std::string_view name_key) {
    statement.bind(1, std::string_view(term.text));
    statement.bind(2, term.rank);
    statement.bind_bytes(3, name_key);
    statement.bind(4, entity_number);
    statement.bind(5, row);
    statement.step();
    statement.reset();
}

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

void replace(store::Connection& writer, int entity_number, std::int64_t row, const Entry& before,
             const Entry& after) {
    const bool is_moved = before.name_key != after.name_key;
    const auto is_kept = [&](const Term& term, const Entry& other) {
        return !is_moved && std::ranges::binary_search(other.terms, term);
    };
    const bool is_sqlite = writer.dialect() == store::Dialect::sqlite;
    store::Use remove(writer.prepare(
        is_sqlite
            ? "DELETE FROM search_term WHERE term = ?1 AND class = ?2 AND name_sort = ?3 AND entity = ?4 "
              "AND record = ?5"
            : "DELETE FROM search_term WHERE term = $1 AND class = $2 AND name_sort = $3 AND entity = $4 "
              "AND record = $5"));
    for (const Term& term : before.terms)
        if (!is_kept(term, after)) bind_term(*remove, entity_number, row, term, before.name_key);
    store::Use insert(writer.prepare(
        is_sqlite
            ? "INSERT INTO search_term (term, class, name_sort, entity, record) VALUES (?1, ?2, ?3, ?4, ?5)"
            : "INSERT INTO search_term (term, class, name_sort, entity, record) VALUES ($1, $2, $3, $4, "
              "$5)"));
    for (const Term& term : after.terms)
        if (!is_kept(term, before)) bind_term(*insert, entity_number, row, term, after.name_key);
}

}  // namespace teczka::index
