// Generated questions asked twice: of SQL by either drive side, and of the plain evaluator.
#include "core/query/query_oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/query/drive.hpp"

namespace teczka::query {
namespace {

constexpr int questions = 2'000;
constexpr std::int64_t many = std::int64_t{1} << 40;

// `{"rows":[…],…}` → the rows, the cursor and the count; written rows hold no line breaks, so brackets are
// counted outside of strings.
std::vector<std::string> elements(std::string_view text, std::string_view member) {
    std::vector<std::string> out;
    const auto start = text.find("\"" + std::string{member} + "\":[");
    if (start == std::string_view::npos) return out;
    int depth = 0;
    bool in_text = false;
    std::string one;
    for (auto i = start + member.size() + 4; i < text.size(); ++i) {
        const char c = text[i];
        if (in_text) {
            one += c;
            if (c == '\\')
                one += text[++i];
            else if (c == '"')
                in_text = false;
            continue;
        }
        if (depth == 0 && c == ']') break;
        if (depth == 0 && c == ',') continue;
        if (c == '"') in_text = true;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        one += c;
        if (depth == 0) out.push_back(std::move(one)), one.clear();
    }
    return out;
}

std::string member_text(std::string_view text, std::string_view name) {
    const auto start = text.rfind("\"" + std::string{name} + "\":");
    if (start == std::string_view::npos) return {};
    auto value = text.substr(start + name.size() + 3);
    if (value.starts_with('"')) return std::string{value.substr(1, value.find('"', 1) - 1)};
    return std::string{value.substr(0, value.find_first_of(",}"))};
}

// All pages, one after another.
Result<std::vector<std::string>> pages(Office& office, const Context& context, Query query) {
    std::vector<std::string> out;
    for (int page = 0; page < 100; ++page) {
        std::string text;
        auto ran = run(context, query, office.connection(), text);
        if (!ran) return std::unexpected{ran.error()};
        auto rows = elements(text, "rows");
        out.insert(out.end(), rows.begin(), rows.end());
        query.after = member_text(text, "next");
        if (query.after.empty()) return out;
        EXPECT_EQ(rows.size(), static_cast<std::size_t>(query.limit));
    }
    ADD_FAILURE() << "pages without end";
    return out;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
}

std::string sql_of(const Context& context, const Query& query) {
    const auto compiled = compile(context, query, store::Dialect::sqlite);
    return compiled ? compiled->sql : "refused";
}

struct Tally {
    int asked{}, found{}, anchored{};
};

void ask(Office& office, const Context& few, const Context& lots, Query query, Questions& questions_of,
         Tally& tally) {
    const auto expected = expected_rows(office, few, query);
    const auto size = static_cast<int>(expected.size());
    ++tally.asked;
    tally.found += size > 0 ? 1 : 0;
    query.limit = std::max(1, size / (1 + questions_of.below(3)));
    for (const auto* context : {&few, &lots}) {
        const auto anchored = choose_drive(*context, query) == Drive::anchor;
        tally.anchored += anchored ? 1 : 0;
        // The other side where there is one; of every second question, for the time it takes.
        if (context == &lots && (tally.asked % 2 == 0 || !few.rights.anchor_scope(few.actor, *query.entity)))
            break;
        const auto rows = pages(office, *context, query);
        ASSERT_TRUE(rows.has_value()) << rows.error().complaints.front().code;
        ASSERT_EQ(joined(*rows), joined(expected)) << sql_of(*context, query);
    }
    if (tally.asked % 2 != 0) return;
    query.from_end = true;
    query.wants_count = true;
    std::string text;
    ASSERT_TRUE(run(few, query, office.connection(), text).has_value());
    const auto last = elements(text, "rows");
    const std::vector<std::string> expected_last(expected.end() - std::min(query.limit, size),
                                                 expected.end());
    ASSERT_EQ(joined(last), joined(expected_last));
    ASSERT_EQ(member_text(text, "count"), std::to_string(size));
}

void ask_groups(Office& office, const Context& few, const Context& lots, const Query& query) {
    auto expected = expected_groups(office, few, query);
    for (const auto* context : {&few, &lots}) {
        std::string text;
        ASSERT_TRUE(run(*context, query, office.connection(), text).has_value());
        auto groups = elements(text, "groups");
        std::ranges::sort(groups);
        std::ranges::sort(expected);
        ASSERT_EQ(joined(groups), joined(expected)) << sql_of(*context, query);
    }
}

class Oracle : public testing::TestWithParam<int> {};

TEST_P(Oracle, answers_like_sql) {
    Office office{static_cast<std::uint64_t>(GetParam()), 12};
    Questions generator{office, static_cast<std::uint64_t>(GetParam()) * 31};
    Tally tally;
    for (int i = 0; i < questions / 8; ++i) {
        const auto& entity = generator.entity();
        const Compact compact{.where = generator.condition(entity, i % 4),
                              .columns = generator.columns(entity),
                              .order = generator.order(entity)};
        const auto group = generator.group(entity);
        for (const auto& actor : office.actors()) {
            const auto few = office.context(actor, 0), lots = office.context(actor, many);
            auto query = parse(few, entity, compact);
            if (!query) {
                const auto& code = query.error().complaints.front().code;
                const bool is_hidden = code == "field_unknown" || code == "entity_unknown";
                ASSERT_TRUE(is_hidden && actor.groups.front() != "management")
                    << code << ": " << compact.where;
                continue;
            }
            SCOPED_TRACE(actor.groups.front() + " " + std::string{entity.name()} + " where " + compact.where +
                         " order " + compact.order + " columns " + compact.columns);
            ask(office, few, lots, *query, generator, tally);
            if (HasFatalFailure()) return;
            if (i % 4 != 0) continue;
            auto grouped =
                parse(few, entity, {.where = compact.where, .group = group, .measures = "count(),sum(rev)"});
            if (!grouped) continue;
            SCOPED_TRACE("group " + group);
            ask_groups(office, few, lots, *grouped);
            if (HasFatalFailure()) return;
        }
    }
    EXPECT_GT(tally.found * 2, tally.asked);
    EXPECT_GT(tally.anchored, tally.asked / 10);
    RecordProperty("asked", tally.asked);
    RecordProperty("found", tally.found);
}

INSTANTIATE_TEST_SUITE_P(seeds, Oracle, testing::Range(1, 9));

}  // namespace
}  // namespace teczka::query
