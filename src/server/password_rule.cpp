// See password_rule.hpp. Lists of leaked passwords of ten letters and more are mostly made one way: a word or
// two that everybody knows, some digits around them; a walk over the keyboard; a piece said again. So the
// words are listed and the ways are computed, which refuses far more than a list of the same size.
#include "server/password_rule.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace teczka::server {
namespace {

// Folded, without what stands between letters and digits.
constexpr std::string_view words[]{
    // said everywhere
    "password", "passw0rd", "pass", "p4ssword", "letmein", "welcome", "iloveyou", "changeme", "secret",
    "default", "login", "admin", "administrator", "root", "user", "guest", "master", "manager", "system",
    "server", "service", "computer", "internet", "office", "company", "business", "monkey", "dragon",
    "sunshine", "princess", "football", "baseball", "basketball", "superman", "batman", "spiderman",
    "pokemon", "starwars", "matrix", "minecraft", "naruto", "shadow", "freedom", "whatever", "trustno1",
    "hello", "love", "forever", "google", "facebook", "samsung", "liverpool", "arsenal", "chelsea",
    "barcelona", "juventus", "michael", "michelle", "jessica", "jennifer", "jordan", "charlie", "daniel",
    "anthony", "alexander", "christopher", "elizabeth", "nicole", "ashley", "thomas", "robert", "summer",
    "winter", "spring", "autumn", "january", "february", "march", "april", "june", "july", "august",
    "september", "october", "november", "december", "monday", "friday", "sunday", "chocolate", "butterfly",
    "qwerty", "qwertz", "qwer", "asdf", "zxcv", "q1w2e3r4", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx",
    "1qaz2wsx3edc", "zaq12wsx", "zaq12wsxcde3", "qazwsx", "qazwsxedc", "abc", "abcd",
    // said here
    "haslo", "moje", "tajne", "trudne", "nowe", "zmienmnie", "polska", "polak", "kocham", "kochamcie",
    "kochanie", "misiek", "misiaczek", "kotek", "piesek", "slonce", "sloneczko", "aniolek", "myszka", "zuzia",
    "kasia", "basia", "ania", "asia", "gosia", "ola", "ala", "zosia", "hania", "monika", "agnieszka",
    "karolina", "katarzyna", "natalia", "weronika", "patrycja", "paulina", "magda", "magdalena", "malgorzata",
    "aleksandra", "justyna", "joanna", "martyna", "dominika", "sylwia", "marcin", "bartek", "bartosz",
    "michal", "mateusz", "lukasz", "kamil", "tomek", "tomasz", "piotrek", "piotr", "pawel", "krzysiek",
    "krzysztof", "damian", "dawid", "adrian", "szymon", "kacper", "jakub", "kuba", "maciek", "maciej",
    "wojtek", "wojciech", "grzegorz", "grzesiek", "andrzej", "sebastian", "dominik", "wisla", "legia",
    "gornik", "widzew", "ruch", "polonia", "pilka", "samochod", "komputer", "praca", "biuro", "firma", "szef",
    "klient", "klienci", "ksiegowosc", "dyrekcja", "handlowiec", "wiosna", "lato", "jesien", "zima",
    "styczen", "luty", "marzec", "kwiecien", "maj", "czerwiec", "lipiec", "sierpien", "wrzesien",
    "pazdziernik", "listopad", "grudzien", "poniedzialek", "piatek", "sobota", "niedziela", "warszawa",
    "krakow", "poznan", "wroclaw", "gdansk", "katowice", "lodz", "szczecin", "lublin", "dupa", "dupadupa",
    "kurwa", "demo", "teczka", "crm"};

// Walks over a keyboard or an alphabet, forwards or backwards.
constexpr std::string_view rows[]{"12345678901",
                                  "qwertyuiop",
                                  "qwertzuiop",
                                  "asdfghjkl",
                                  "zxcvbnm",
                                  "yxcvbnm",
                                  "abcdefghijklmnopqrstuvwxyz",
                                  "1qaz2wsx3edc4rfv5tgb"};
constexpr std::size_t digits_around = 6;  // 1, 123, 2024, 123456
constexpr std::size_t shortest_walk = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string bare(std::string_view text) {
    auto folded = fold(text);
    std::erase_if(folded, [](char c) { return (c & 0x80) == 0 && !(c >= 'a' && c <= 'z') && !is_digit(c); });
    return folded;
}

std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_word(std::string_view text) { return std::ranges::find(words, text) != std::end(words); }

bool is_one_or_two_words(std::string_view text) {
    if (is_word(text)) return true;
    for (std::size_t cut = 2; cut < text.size(); ++cut)
        if (is_word(text.substr(0, cut)) && is_word(text.substr(cut))) return true;
    return false;
}

// Without the digits around it, as far as they are no more than people add.
std::string_view without_digits(std::string_view text) {
    auto inside = text;
    while (!inside.empty() && is_digit(inside.back())) inside.remove_suffix(1);
    while (!inside.empty() && is_digit(inside.front())) inside.remove_prefix(1);
    return text.size() - inside.size() <= digits_around ? inside : text;
}

bool is_said_again(std::string_view text) {
    for (std::size_t piece = 1; piece <= text.size() / 2; ++piece)
        if (text.substr(piece) == text.substr(0, text.size() - piece)) return true;
    return false;
}

// How far a walk leads from the beginning of `text`.
std::size_t walk_of(std::string_view text) {
    std::size_t longest = 0;
    for (const auto row : rows) {
        const std::string back{row.rbegin(), row.rend()};
        for (const std::string_view way : {row, std::string_view{back}}) {
            auto size = std::min(text.size(), way.size());
            while (size > longest && way.find(text.substr(0, size)) == std::string_view::npos) --size;
            longest = std::max(longest, size);
        }
    }
    return longest;
}

bool is_only_walks(std::string_view text) {
    while (!text.empty()) {
        const auto step = walk_of(text);
        if (step < shortest_walk && step < text.size()) return false;
        text.remove_prefix(step);
        if (step == 0) return false;
    }
    return true;
}

bool is_common(std::string_view plain) {
    const auto inside = without_digits(plain);
    return plain.empty() || is_one_or_two_words(plain) || (!inside.empty() && is_one_or_two_words(inside)) ||
           is_said_again(plain) || is_only_walks(plain);
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view login, std::string_view field) {
    const std::string at{field};
    if (letters_in(password) < password_letters)
        return refuse("password_too_short", at, {{"min", std::to_string(password_letters)}});
    const auto plain = bare(password);
    if (!login.empty() && plain == bare(login)) return refuse("password_is_login", at);
    if (is_common(plain)) return refuse("password_common", at);
    return {};
}

}  // namespace teczka::server
