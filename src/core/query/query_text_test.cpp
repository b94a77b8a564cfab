// Questions in text files (cases/*.txt): filter and actor → SQL of both engines → rows. TECZKA_WRITE_CASES=1
// writes SQL and rows anew; read the difference before it is kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/query/query_oracle.hpp"

namespace teczka::query {
namespace {

namespace fs = std::filesystem;

// Lines `key value` in the order written; `sqlite`, `postgres`, `row`, `group` and `refused` are the answer.
struct Case {
    std::string title;
    std::map<std::string, std::string> asked;
    std::vector<std::string> question, answer;
};

bool is_answer(std::string_view key) {
    return key == "sqlite" || key == "postgres" || key == "row" || key == "rows" || key == "refused" ||
           key == "drive";
}

std::vector<Case> read_cases(const fs::path& path) {
    std::vector<Case> out;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        if (line.empty()) continue;
        if (line.starts_with("== ")) {
            out.push_back({line.substr(3), {}, {}, {}});
            continue;
        }
        TECZKA_INVARIANT(!out.empty());
        const auto blank = line.find(' ');
        const auto key = line.substr(0, blank);
        if (is_answer(key)) {
            out.back().answer.push_back(line);
        } else {
            out.back().question.push_back(line);
            out.back().asked[key] = blank == std::string::npos ? "" : line.substr(blank + 1);
        }
    }
    return out;
}

Result<std::vector<std::string>> answer(Office& office, Case& one) {
    auto& asked = one.asked;
    const std::map<std::string, std::size_t> actors{
        {"management", 0}, {"accounting", 1}, {"sales", 2}, {"sales_alone", 3}};
    const auto context =
        office.context(office.actors()[actors.at(asked["actor"])], asked["own"] == "many" ? 1 << 30 : 0);
    const Compact compact{.where = asked["where"],
                          .columns = asked["columns"],
                          .order = asked["order"],
                          .group = asked["group"],
                          .measures = asked["measures"],
                          .after = asked["after"],
                          .limit = asked["limit"],
                          .from_end = asked["end"] == "1"};
    auto query = parse(context, office.catalogue().at(asked["entity"]), compact);
    if (!query) return std::unexpected{query.error()};
    std::vector<std::string> out;
    for (const auto dialect : {store::Dialect::sqlite, store::Dialect::postgres}) {
        auto compiled = compile(context, *query, dialect);
        if (!compiled) return std::unexpected{compiled.error()};
        if (dialect == store::Dialect::sqlite && query->measures.empty())
            out.push_back(std::string{"drive "} + (compiled->drive == Drive::anchor ? "anchor" : "order"));
        out.push_back((dialect == store::Dialect::sqlite ? "sqlite " : "postgres ") + compiled->sql);
    }
    const bool is_grouped = !query->measures.empty();
    std::string text;
    if (auto ran = run(context, *query, office.connection(), text); !ran) return std::unexpected{ran.error()};
    auto expected =
        is_grouped ? expected_groups(office, context, *query) : expected_rows(office, context, *query);
    const auto shown = std::min<std::size_t>(expected.size(), is_grouped ? expected.size() : query->limit);
    out.push_back("rows " + std::to_string(shown));
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& row = expected[query->from_end ? expected.size() - shown + i : i];
        EXPECT_NE(text.find(row), std::string::npos) << one.title << "\n" << row << "\nnot in\n" << text;
        if (i < 3) out.push_back("row " + row);
    }
    return out;
}

std::string lines(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& line : all) out += line + "\n";
    return out;
}

TEST(query_text, cases_give_their_sql_and_rows) {
    const auto folder = fs::path(TECZKA_SOURCE_DIR) / "src/core/query/cases";
    const bool writes = std::getenv("TECZKA_WRITE_CASES") != nullptr;
    Office office{1, 8};
    int count = 0, refused = 0;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder}) files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& path : files) {
        auto cases = read_cases(path);
        std::ostringstream written;
        for (auto& one : cases) {
            ++count;
            auto got = answer(office, one);
            if (!got) {
                ++refused;
                const auto& complaint = got.error().complaints.front();
                got = std::vector{"refused " + complaint.code + " " + complaint.field};
            }
            EXPECT_TRUE(writes || one.answer == *got) << path.filename() << ": " << one.title << "\n"
                                                      << lines(*got);
            written << "== " << one.title << "\n";
            for (const auto& line : one.question) written << line << "\n";
            for (const auto& line : *got) written << line << "\n";
            written << "\n";
        }
        if (writes) std::ofstream{path} << written.str();
    }
    EXPECT_GE(count, 40);
    EXPECT_GE(refused, 12);
}

}  // namespace
}  // namespace teczka::query
