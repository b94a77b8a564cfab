// Generated questions and the oracle's answers to them; what the property test and the planted bugs share.
// For tests alone.
#pragma once
#include <random>
#include <string>
#include <vector>

#include "core/query/testing_office.hpp"

namespace teczka::query {

// Texts of questions that make sense: names of the catalogue, literals taken from rows, all operators.
class Questions {
public:
    Questions(Office& office, std::uint64_t seed) : office_(office), random_(seed) {}

    const EntityModel& entity();
    std::string condition(const EntityModel& entity, int depth);
    std::string order(const EntityModel& entity);
    std::string columns(const EntityModel& entity);
    std::string group(const EntityModel& entity);
    std::string literal(const FieldModel& field);  // of some row; "null" when none was found
    int below(int past) { return static_cast<int>(random_() % static_cast<std::uint64_t>(past)); }

private:
    struct Path {
        std::string text;
        const FieldModel* field{};
    };
    Path path(const EntityModel& entity, int steps);
    std::string comparison(const EntityModel& entity, const Path& path);
    std::string fold(const EntityModel& entity, int depth);
    std::string number(const EntityModel& entity, const Path& path);
    std::string day(const EntityModel& entity, const Path& path);
    std::string text(const Path& path);
    template <class T, std::size_t n>
    T any(const T (&list)[n]) {
        return list[static_cast<std::size_t>(below(static_cast<int>(n)))];
    }

    Office& office_;
    std::mt19937_64 random_;
};

// Each gives JSON as run() does, row by row: the whole list in order, without pages.
std::vector<std::string> expected_rows(Office& office, const Context& context, const Query& query);
std::vector<std::string> expected_groups(Office& office, const Context& context, const Query& query);

}  // namespace teczka::query
