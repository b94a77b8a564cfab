// Which passwords are taken and which are not.
#include "server/password_rule.hpp"

#include <gtest/gtest.h>

namespace teczka::server {
namespace {

TEST(PasswordRule, takes_long_ones_and_refuses_what_is_guessed_first) {
    struct Case {
        std::string_view password, login, code;
    };
    constexpr Case cases[]{
        {"zielony rower 7", "anna", ""},
        {"ąęśćżźńłóą", "anna", ""},  // ten letters, twenty bytes
        {"correct horse battery", "", ""},
        {"-----!!!!!x7Qp", "anna", ""},
        {"", "anna", "password_too_short"},
        {"krótkie", "anna", "password_too_short"},
        {"ąęśćżźńłó", "anna", "password_too_short"},  // nine letters, eighteen bytes
        {"anna.kowalska", "anna.kowalska", "password_is_login"},
        {"Anna-Kowalska", "anna.kowalska", "password_is_login"},
        {"1234567890", "anna", "password_common"},
        {"Hasło-12345", "anna", "password_common"},
        {"demo-teczka", "anna", "password_common"},
        {"QwertyUiop", "anna", "password_common"},
        {"aaaaaaaaaaaa", "anna", "password_common"},
        {"..........", "anna", "password_common"},
        {"1q2w3e4r5t", "", "password_common"},
        {"zaq12wsxcde3", "", "password_common"},
        {"0987654321", "", "password_common"},
        {"qwerty123456", "", "password_common"},
        {"Qwerty!2024", "", "password_common"},
        {"abc123abc123", "", "password_common"},
        {"MojeHasło2024", "", "password_common"},
        {"2024Warszawa!", "", "password_common"},
        {"Wiosna-2026", "", "password_common"},
        {"password1234", "", "password_common"},
        {"AdminAdmin1", "", "password_common"},
        {"kochamcie123", "", "password_common"},
        {"12345678901234567890", "", "password_common"},
        // near them, and not among them
        {"Warszawa 8301947", "", ""},  // more digits than people add
        {"qwerty i konik morski", "", ""},
        {"polska jesien zima", "", ""},  // three words
        {"haslo ktorego nie ma", "", ""},
        {"7x4k9m2p8q", "", ""},
    };
    for (const auto& [password, login, code] : cases) {
        const auto checked = check_password(password, login, "password");
        EXPECT_EQ(checked.has_value(), code.empty()) << password;
        if (checked) continue;
        EXPECT_EQ(checked.error().complaints.front().code, code) << password;
        EXPECT_EQ(checked.error().complaints.front().field, "password");
    }
}

}  // namespace
}  // namespace teczka::server
