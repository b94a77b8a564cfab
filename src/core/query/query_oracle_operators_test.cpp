// Every operator of every type, with and without null, as it stands and three deep: what the random questions
// may miss is asked here one by one, of each actor, and what was asked is counted.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/query/query_oracle.hpp"

namespace teczka::query {
namespace {

using catalogue::Type;

// What stands behind a path; L is a value of some row, N the null.
constexpr std::string_view forms[] = {" = L",
                                      " <> L",
                                      " < L",
                                      " <= L",
                                      " > L",
                                      " >= L",
                                      " in (L, L)",
                                      " not in (L)",
                                      " = null",
                                      " <> null",
                                      " < null",
                                      " >= null",
                                      " is null",
                                      " is not null",
                                      " contains L",
                                      " starts L",
                                      " in today",
                                      " in last_2_years",
                                      " in next_3_weeks"};

std::string put(std::string text, const std::string& literal) {
    for (auto at = text.find('L'); at != std::string::npos; at = text.find('L', at + literal.size()))
        text.replace(at, 1, literal);
    return text;
}

// The same condition deeper: denied, joined, and asked of the children of another record.
struct Deep {
    const EntityModel* entity{};
    std::string where;
};
Deep deepened(const catalogue::Catalogue& catalogue, const EntityModel& entity, const std::string& condition,
              int depth) {
    if (depth == 0) return {&entity, condition};
    if (depth == 1) return {&entity, "not (" + condition + ")"};
    const std::string joined = "(" + condition + " or id is null) and not (rev < 0 and " + condition + ")";
    if (depth == 2) return {&entity, joined};
    for (const auto& parent : catalogue.entities())
        for (const auto& children : parent->children)
            if (children.link->owner == &entity)
                return {parent.get(), std::string{children.name} + " any(not (" + joined + "))"};
    return {&entity, "not (not (" + joined + "))"};
}

TEST(Oracle_operators, answer_like_sql_for_every_type_at_every_depth) {
    Office office{3, 12};
    Questions generator{office, 7};
    std::map<Type, int> fields_of;
    std::map<std::pair<Type, std::string_view>, std::set<int>> asked;
    std::map<std::pair<Type, std::string_view>, int> found;
    for (const auto& entity : office.catalogue().entities()) {
        // What hangs on any record is asked in rights.txt: the oracle cannot say whom such a record belongs
        // to.
        if (entity->find("record") != nullptr) continue;
        for (const auto& field : entity->fields) {
            const Type type = field.decl.type;
            const bool is_asked = type != Type::list && type != Type::condition &&
                                  !field.is_grouped_rollup() && field.name() != "deleted_at" &&
                                  field.name() != "id";
            // Two of each type: one may be masked, computed or seldom filled.
            if (!is_asked || fields_of[type] >= 2) continue;
            const auto literal = generator.literal(field);
            if (literal == "null") continue;
            ++fields_of[type];
            for (const auto form : forms)
                for (int depth = 0; depth < 4; ++depth) {
                    const auto deep =
                        deepened(office.catalogue(), *entity,
                                 std::string{field.name()} + put(std::string{form}, literal), depth);
                    for (const auto& actor : office.actors()) {
                        const auto context = office.context(actor, 0);
                        auto query =
                            parse(context, *deep.entity,
                                  {.where = deep.where, .columns = "id", .order = "rev", .limit = "500"});
                        if (!query) continue;
                        const auto expected = expected_rows(office, context, *query);
                        std::string rows, text;
                        for (const auto& row : expected) rows += (rows.empty() ? "" : ",") + row;
                        ASSERT_TRUE(run(context, *query, office.connection(), text));
                        ASSERT_TRUE(text.starts_with("{\"rows\":[" + rows + "]"))
                            << actor.groups.front() << " " << deep.entity->name() << " where " << deep.where
                            << "\n"
                            << text << "\n"
                            << rows;
                        asked[{type, form}].insert(depth);
                        found[{type, form}] += expected.empty() ? 0 : 1;
                    }
                }
        }
    }
    int combinations = 0;
    for (const auto& [what, depths] : asked) {
        EXPECT_EQ(depths.size(), 4U) << catalogue::type_name(what.first) << what.second;
        EXPECT_GT((found[what]), 0) << catalogue::type_name(what.first) << what.second;
        ++combinations;
    }
    // Of every type that a field may have and a condition may ask.
    for (const Type type : {Type::text, Type::note, Type::integer, Type::decimal, Type::money, Type::date,
                            Type::instant, Type::boolean, Type::choice, Type::choices, Type::state,
                            Type::link, Type::links, Type::country, Type::currency, Type::language}) {
        EXPECT_TRUE((asked.contains({type, " is null"}))) << catalogue::type_name(type);
        const bool is_ordered = type == Type::integer || type == Type::decimal || type == Type::money ||
                                type == Type::date || type == Type::instant;
        for (const auto form : {" < L", " <= L", " > L", " >= L", " < null"})
            EXPECT_EQ((asked.contains({type, form})), is_ordered) << catalogue::type_name(type) << form;
        const bool is_set = type == Type::links || type == Type::choices;
        const auto equal = is_set ? " contains L" : " = L";
        EXPECT_TRUE((asked.contains({type, equal}))) << catalogue::type_name(type) << equal;
    }
    EXPECT_GE(combinations, 150);
    RecordProperty("combinations", combinations);
}

}  // namespace
}  // namespace teczka::query
