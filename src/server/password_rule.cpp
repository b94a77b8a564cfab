// See password_rule.hpp.
#include "server/password_rule.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace teczka::server {
namespace {

// Folded, without what stands between letters and digits. Those below the length are refused for that.
constexpr std::string_view common[]{
    "1234567890",     "12345678910",  "0123456789",       "0987654321",   "1234512345",   "1122334455",
    "11223344556",    "123123123123", "1q2w3e4r5t",       "1qaz2wsx3edc", "qwertyuiop",   "qwerty12345",
    "qwerty123456",   "qwertyqwerty", "qwerty1234",       "asdfghjkl1",   "zaq12wsxcde3", "password12",
    "password123",    "password1234", "passwordpassword", "passw0rd123",  "haslo12345",   "haslo123456",
    "haslohaslo",     "mojehaslo1",   "mojehaslo123",     "trudnehaslo",  "tajnehaslo",   "administrator",
    "administrator1", "admin12345",   "admin123456",      "adminadmin",   "letmein1234",  "welcome123",
    "iloveyou12",     "kochamcie1",   "kochamcie123",     "polska1234",   "polska12345",  "polskapolska",
    "misiek1234",     "abcdefghij",   "abcd123456",       "abc1234567",   "zmienmnie1",   "changeme123",
    "biuro12345",     "firma12345",   "teczka1234",       "teczka12345",  "demoteczka",   "teczkateczka"};

std::string bare(std::string_view text) {
    auto folded = fold(text);
    std::erase_if(
        folded, [](char c) { return (c & 0x80) == 0 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'); });
    return folded;
}

std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_one_letter(std::string_view text) {
    return std::ranges::all_of(text, [&](char c) { return c == text.front(); });
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view login, std::string_view field) {
    const std::string at{field};
    if (letters_in(password) < password_letters)
        return refuse("password_too_short", at, {{"min", std::to_string(password_letters)}});
    const auto plain = bare(password);
    if (!login.empty() && plain == bare(login)) return refuse("password_is_login", at);
    if (plain.empty() || is_one_letter(plain) || std::ranges::find(common, plain) != std::end(common))
        return refuse("password_common", at);
    return {};
}

}  // namespace teczka::server
