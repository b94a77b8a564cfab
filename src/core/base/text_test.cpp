// Folding, collation and what counts as text.
#include "core/base/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/base/limits.hpp"
#include "core/base/testing_data.hpp"

namespace teczka {

namespace {

std::string utf8(char32_t code) {
    std::string out;
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80)
        put(code);
    else if (code < 0x800)
        put(0xC0 | code >> 6), put(0x80 | (code & 63));
    else if (code < 0x10000)
        put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
    else
        put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 63)), put(0x80 | (code >> 6 & 63)),
            put(0x80 | (code & 63));
    return out;
}

// All that Unicode has given out, and a look beyond.
template <class Use>
void each_code_point(Use use) {
    for (char32_t code = 0; code <= 0x10FFFF; ++code) {
        const bool is_empty_plane =
            code >= 0x30000 && code % 0x1000 >= 8 && (code < 0xE0000 || code >= 0xE1000);
        if ((code < 0xD800 || code > 0xDFFF) && !is_empty_plane) use(code);
    }
}

// Strict ascent of sort keys over the whole list.
void expect_ascending(const std::vector<std::string>& texts) {
    for (std::size_t i = 1; i < texts.size(); ++i)
        EXPECT_LT(sort_key(texts[i - 1]), sort_key(texts[i])) << texts[i - 1] << " | " << texts[i];
}

}  // namespace

TEST(utf8, accepts_every_code_point) {
    each_code_point([](char32_t code) { ASSERT_TRUE(is_utf8(utf8(code))) << std::uint32_t(code); });
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("Zażółć gęślą jaźń 🎈"));
}

TEST(utf8, refuses_what_is_not_well_formed) {
    const char* wrong[] = {"\x80",
                           "\xBF",
                           "\xC0\x80",
                           "\xC1\xBF",
                           "\xC3",
                           "\xC3(",
                           "\xE0\x80\x80",
                           "\xE0\x9F\xBF",
                           "\xED\xA0\x80",
                           "\xED\xBF\xBF",
                           "\xE2\x82",
                           "\xE2\x28\xA1",
                           "\xF0\x80\x80\x80",
                           "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80",
                           "\xF0\x9F\x8E",
                           "\xFE",
                           "\xFF",
                           "a\xC5"};
    for (const char* text : wrong) EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(plain_text, refuses_control_characters) {
    EXPECT_TRUE(is_plain_text("Łódź 12/3", false));
    EXPECT_TRUE(is_plain_text("one\n\ttwo", true));
    EXPECT_FALSE(is_plain_text("one\ntwo", false));
    EXPECT_FALSE(is_plain_text("one\ttwo", false));
    const std::string_view wrong[] = {{"a\0b", 3}, "a\rb",      "a\x1B[0m", "a\x7F",
                                      "a\xC2\x85", "a\xC2\x9F", "a\xFF"};
    for (const auto text : wrong) EXPECT_FALSE(is_plain_text(text, true)) << text;
}

TEST(trimmed, takes_white_space_of_any_script_from_both_ends) {
    EXPECT_EQ(trimmed("  a b\t\n"), "a b");
    EXPECT_EQ(trimmed("\u00A0\u2003Łódź\u3000\u202F "), "Łódź");
    EXPECT_EQ(trimmed("\u2003 "), "");
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("\u200Ba"), "\u200Ba");
    EXPECT_EQ(trimmed("a\xA0"), "a\xA0") << "a broken byte is no white space";
}

TEST(fold, makes_what_people_type) {
    const std::pair<const char*, const char*> cases[] = {
        {"Łódź", "lodz"},
        {"ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc gesla jazn"},
        {"Ło\u0301dz\u0301", "lodz"},
        {"Straße", "strasse"},
        {"STRAẞE", "strasse"},
        {"Ærø Œuvre Þór Ðað", "aero oeuvre thor dad"},
        {"Đorđević Ħal ŁŁ", "dordevic hal ll"},
        {"İstanbul ısı", "istanbul isi"},
        {"Ångström", "angstrom"},
        {"Dvořák Čapek", "dvorak capek"},
        {"ﬁn Ⅳ ① ½", "fin iv 1 1⁄2"},
        {"ＡＢＣ１２３", "abc123"},
        {"№ 5", "no 5"},
        {"ΟΔΟΣ ὁδός", "οδοσ οδοσ"},
        {"Київ Ёлка", "киів елка"},
        {"  a \t\n b\u00A0\u2003c  ", "a b c"},
        {"co\u00ADoperate z\u200Bero", "cooperate zero"},
        {"„Zakład” – ‘x’", "\"zaklad\" - 'x'"},
        {"서울", "서울"},
        {"東京", "東京"},
        {"Việt Nam", "viet nam"},
        {"", ""},
        {" ", ""},
        {"\u0301", ""},
        {"a\xFFz", "a\uFFFDz"},
    };
    for (const auto& [text, folded] : cases) EXPECT_EQ(fold(text), folded) << text;
}

TEST(fold, is_idempotent_and_well_formed_for_every_character) {
    each_code_point([](char32_t code) {
        const std::string once = fold("a" + utf8(code) + "b");
        ASSERT_EQ(fold(once), once) << std::uint32_t(code);
        ASSERT_TRUE(is_utf8(once)) << std::uint32_t(code);
    });
}

TEST(folded_words, are_runs_of_letters_and_digits) {
    using Words = std::vector<std::string_view>;
    EXPECT_EQ(folded_words("zaklad \"abc-2\" sp. z o.o."),
              (Words{"zaklad", "abc", "2", "sp", "z", "o", "o"}));
    EXPECT_EQ(folded_words("київ, 東京…x"), (Words{"київ", "東京", "x"}));
    EXPECT_EQ(folded_words(""), Words{});
    EXPECT_EQ(folded_words(" - … 🎈"), Words{});
}

TEST(digits, keeps_only_digits) {
    EXPECT_EQ(digits("+48 (12) 345-67-89 w. 3"), "481234567893");
    EXPECT_EQ(digits("none"), "");
}

TEST(sort_key, follows_the_polish_alphabet) {
    expect_ascending({"a", "ą", "b", "c", "ć", "d", "e", "ę", "f", "g", "h", "i",
                      "j", "k", "l", "ł", "m", "n", "ń", "o", "ó", "p", "q", "r",
                      "s", "ś", "t", "u", "v", "w", "x", "y", "z", "ź", "ż"});
    expect_ascending(
        {"A", "Ą", "B", "C", "Ć", "D", "E", "Ę", "L", "Ł", "M", "N", "Ń", "O", "Ó", "S", "Ś", "Z", "Ź", "Ż"});
    expect_ascending({"Cz", "Ćma", "Dom"});
    expect_ascending({"Lublin", "Łaz", "Łódź", "Mława"});
    expect_ascending({"zz", "źa", "źz", "ża"});
}

TEST(sort_key, orders_kinds_of_characters_and_breaks_ties) {
    expect_ascending({"", "Jan", "Jan Kowalski", "Jan-Kowalski", "Jan2", "Jana", "Jan\u0105"});
    expect_ascending({" !", "-", "1", "10", "2", "a", "Ω", "Ж", "東"});
    expect_ascending({"resume", "Resume", "résume", "résumé", "Résumé", "resumea"});
    expect_ascending({"muller", "Muller", "müller", "Müller", "mullera"});
    expect_ascending({"oslo", "øslo", "oslp", "óslo"});
    expect_ascending({"strasse", "straße", "strassea"});
}

TEST(sort_key, does_not_see_spelling_of_marks_nor_white_space) {
    EXPECT_EQ(sort_key("Ło\u0301dz\u0301"), sort_key("Łódź"));
    EXPECT_EQ(sort_key("Z\u0307ary a\u0328"), sort_key("Żary ą"));
    EXPECT_EQ(sort_key("re\u0301sume\u0301"), sort_key("résumé"));
    EXPECT_EQ(sort_key("  a \u00A0 b "), sort_key("a b"));
}

TEST(sort_key, is_short_and_text_for_any_database) {
    const std::string many(1000, 'x');
    EXPECT_EQ(sort_key(many).size(), limits::sort_key_bytes);
    for (std::size_t lead = 0; lead < 4; ++lead) {
        std::string text(lead, 'A');
        for (int i = 0; i < 100; ++i) text += "東";
        EXPECT_TRUE(is_utf8(sort_key(text)));
        EXPECT_LE(sort_key(text).size(), limits::sort_key_bytes);
        EXPECT_GT(sort_key(text).size(), limits::sort_key_bytes - 4);
    }
    each_code_point([](char32_t code) {
        const std::string key = sort_key("aB" + utf8(code) + "c");
        ASSERT_TRUE(is_utf8(key)) << std::uint32_t(code);
        ASSERT_EQ(key.find('\0'), key.npos) << std::uint32_t(code);
    });
}

TEST(sort_key, agrees_with_the_polish_alphabet_on_real_names) {
    const std::string alphabet = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż";
    for (const char* file : {"cities", "last_names", "first_names"}) {
        const auto text = read_shared(std::string("2-formats/pl-names/") + file + ".csv");
        if (!text) GTEST_SKIP() << "no shared data";
        std::vector<std::string> names = lines_of(*text);
        ASSERT_GT(names.size(), 50u);
        for (auto& name : names) name = name.substr(0, name.find(';'));
        std::ranges::sort(names, {}, sort_key);
        for (std::size_t i = 1; i < names.size(); ++i) {
            // The first letters may only go on in the alphabet.
            const auto letter = [&](const std::string& name) {
                const std::size_t size = static_cast<std::uint8_t>(name[0]) < 0x80 ? 1 : 2;
                std::string first = name.substr(0, size);
                const std::pair<const char*, const char*> capitals[] = {
                    {"Ś", "ś"}, {"Ł", "ł"}, {"Ż", "ż"}, {"Ć", "ć"}, {"Ź", "ź"}};
                for (const auto& [upper, lower] : capitals)
                    if (first == upper) first = lower;
                return alphabet.find(size == 1 ? std::string(1, static_cast<char>(first[0] | 32)) : first);
            };
            EXPECT_LE(letter(names[i - 1]), letter(names[i])) << names[i - 1] << " | " << names[i];
        }
        for (const std::string& name : names)
            for (const char c : fold(name)) EXPECT_LT(static_cast<std::uint8_t>(c), 0x80) << name;
    }
}

TEST(name, is_short_lower_case_and_begins_with_a_letter) {
    for (const char* name : {"a", "planned_on", "x2", "tax_id"}) EXPECT_TRUE(is_name(name)) << name;
    EXPECT_TRUE(is_name(std::string(40, 'a')));
    EXPECT_FALSE(is_name(std::string(41, 'a')));
    for (const char* name : {"", "A", "aB", "2x", "_a", "a-b", "a b", "ą", "a;"})
        EXPECT_FALSE(is_name(name)) << name;
}

}  // namespace teczka
