// Records found by what somebody's file calls them.
#include "exchange/keys.hpp"

#include <gtest/gtest.h>

#include "exchange/testing_office.hpp"

namespace teczka::exchange {
namespace {

struct Named : TestingOffice {
    std::map<std::string, Id> ids;

    explicit Named(const std::vector<std::string>& names) {
        change::Pending pending{.op = environment.make_id(), .actor = actor, .via = change::Via::import};
        pending.accepted = {{"name_twice", "test"}};
        const auto& company = catalogue->at("company");
        for (const auto& name : names) {
            ids[name] = environment.make_id();
            pending.records.push_back({.entity = &company, .id = ids[name], .act = change::Act::create});
            pending.records.back().set = {{&company.at("name"), name},
                                          {&company.at("kind"), std::string{"installer"}}};
        }
        EXPECT_TRUE(committer->commit(pending));
    }
    // The name of the one company that is found by `text`, or "–".
    std::string found_by(const std::string& text) {
        const auto now = context();
        Keys keys{now, *connection, "test"};
        const std::string fields[]{"name"};
        const auto id = keys.find_by_text(catalogue->at("company"), fields, text);
        for (const auto& [name, known] : ids)
            if (id && known == *id) return name;
        return "–";
    }
};

TEST(Keys, a_name_is_found_without_its_marks_and_case_but_only_when_it_is_one) {
    Named office{
        {"Łódzkie Kable", "Kable", "Kable Plus", "Sieć i Szafa", "SIEC I SZAFA", "A", "ŻÓŁĆ Sp. z o.o."}};
    const std::pair<const char*, const char*> cases[]{
        {"Łódzkie Kable", "Łódzkie Kable"},
        {"LODZKIE   kable", "Łódzkie Kable"},
        {"kable", "Kable"},
        {"zolc sp. z o.o.", "ŻÓŁĆ Sp. z o.o."},
        {"A", "A"},
        {"sieć i szafa", "–"},  // two of them
        {"Kable Minus", "–"},
        {"Kabl", "–"},
        {"Łódzkie", "–"},
        {"zolc sp z oo", "–"},
        {"", "–"},
        {"\"", "–"},
    };
    for (const auto& [text, found] : cases) EXPECT_EQ(office.found_by(text), found) << text;
}

TEST(Keys, a_name_of_words_that_everybody_has_is_found_by_how_it_begins) {
    std::vector<std::string> names;
    for (const auto* town : {"Gdańsk", "Łódź", "Opole"})
        for (int i = 0; i < 70; ++i)
            names.push_back("Kabel " + std::string(1, char('a' + i % 26)) + " " + town);
    for (const auto* name : {"Opole Kabel", "Łódź Opole Kabel"}) names.emplace_back(name);
    Named office{names};
    EXPECT_EQ(office.found_by("OPOLE kabel"), "Opole Kabel");
    EXPECT_EQ(office.found_by("Łódź opole KABEL"), "Łódź Opole Kabel");
    EXPECT_EQ(office.found_by("Kabel Łódź Opole"), "–");
}

}  // namespace
}  // namespace teczka::exchange
