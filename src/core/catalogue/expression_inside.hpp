// What the parts of the condition language share among themselves; nobody outside this folder includes it.
#pragma once
#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/expression.hpp"

namespace teczka::catalogue {

// Places of a decimal, at most: more leave no digits before the point in 18.
inline constexpr int max_scale = 9;

bool is_fold(sv word);
// The entity a set of the asker's (my_territories) holds records of; empty when the word is no such set.
sv target_of_set(sv constant);
// Words that cannot be names of fields.
bool is_reserved(sv word);
// "last_12_months" → last_months, 12.
bool read_period(sv word, std::string& name, std::int64_t& number);
// Levels of the tree; a chain of + and - counts once.
int depth_of(const Expression& expression);

bool is_number(Type type);
// Text, codes and notes: one SQL type, compared exactly.
bool is_textual(Type type);

// What a value must fit: the other side of a comparison, or a field.
struct Wanted {
    Type type{};
    int scale{};
    const FieldModel* field{};  // whose codes count, when there is one
};
inline Wanted wanted_by(const FieldModel& field) { return {field.decl.type, field.scale(), &field}; }
// The name of the entity a link expression leads to; empty when any.
sv target_of(const Expression& expression);
// Does the tree name one of these constants, or (today) a period?
bool uses_constant(const Expression& expression, std::span<const sv> names);

// "company.territory.name" → its names.
std::vector<sv> split(sv text, char separator);

}  // namespace teczka::catalogue
