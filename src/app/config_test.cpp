// The configuration file: what is read, and what is refused with its line.
#include "app/config.hpp"

#include <gtest/gtest.h>

namespace teczka::app {
namespace {

std::string said(const Refusal& refusal) {
    std::string all;
    for (const auto& [field, code, parameters] : refusal.complaints) {
        all += (all.empty() ? "" : "; ") + field + ":" + code;
        for (const auto& [name, value] : parameters)
            if (name == "line" || name == "address") all += " " + value;
    }
    return all;
}

TEST(Config, reads_a_whole_file) {
    auto config = parse_config(R"(data = "/var/lib/teczka"
[listen]
plain = ["127.0.0.1:8080", "[::1]:8080"]
tls = ["0.0.0.0:8443"]
[tls]
certificate = "/etc/teczka/certificate.pem"
key = "/etc/teczka/key.pem"
)",
                               "teczka.toml");
    ASSERT_TRUE(config) << said(config.error());
    ASSERT_TRUE(complete(*config));
    EXPECT_EQ(config->data, "/var/lib/teczka");
    ASSERT_EQ(config->plain.size(), 2U);
    EXPECT_EQ(config->plain[1].text(), "[::1]:8080");
    ASSERT_EQ(config->tls.size(), 1U);
    EXPECT_EQ(config->tls[0].host, "0.0.0.0");
    EXPECT_EQ(config->key, "/etc/teczka/key.pem");
}

TEST(Config, refuses_with_file_and_line) {
    struct Case {
        std::string_view text, said;
    };
    constexpr Case cases[]{
        {"data = ", ":config_syntax 1"},
        {"data = \"/a\"\n\nlisten = \"127.0.0.1:8080\"", "listen:config_unknown 3"},
        {"colour = \"green\"", "colour:config_unknown 1"},
        {"data = 7", "data:config_type 1"},
        {"data = \"\"", "data:config_type 1"},
        {"[listen]\nplain = \"127.0.0.1:8080\"", "listen.plain:config_type 2"},
        {"[listen]\nplain = [\"localhost:8080\"]", "listen.plain:address_form 2"},
        {"[listen]\nplain = [8080]", "listen.plain:address_form 2"},
        {"[listen]\nallow_plain = \"yes\"", "listen.allow_plain:config_type 2"},
        {"[listen]\nplian = []", "listen.plian:config_unknown 2"},
        {"[tls]\ncertificat = \"x\"\n", "tls.certificat:config_unknown 2"},
        {"x = 1\ny = 2", "x:config_unknown 1; y:config_unknown 2"},
    };
    for (const auto& [text, expected] : cases) {
        const auto config = parse_config(text, "teczka.toml");
        ASSERT_FALSE(config) << text;
        EXPECT_EQ(said(config.error()), expected) << text;
    }
}

TEST(Config, must_be_whole_and_not_careless) {
    struct Case {
        std::string_view text, said;
    };
    constexpr Case cases[]{
        {"data = \"/a\"", ""},
        {"", "data:required"},
        {"data = \"/a\"\n[listen]\nplain = [\"0.0.0.0:80\"]", "listen.plain:plain_refused 0.0.0.0:80"},
        {"data = \"/a\"\n[listen]\nplain = [\"[::]:80\"]", "listen.plain:plain_refused [::]:80"},
        {"data = \"/a\"\n[listen]\nplain = [\"192.168.1.7:80\"]\nallow_plain = true", ""},
        {"data = \"/a\"\n[listen]\ntls = [\"0.0.0.0:443\"]", "tls:tls_incomplete"},
        {"data = \"/a\"\n[listen]\ntls = [\"0.0.0.0:443\"]\n[tls]\nkey = \"k\"", "tls:tls_incomplete"},
        {"data = \"/a\"\n[listen]\ntls = [\"0.0.0.0:443\"]\n[tls]\nkey = \"k\"\ncertificate = \"c\"", ""},
    };
    for (const auto& [text, expected] : cases) {
        auto config = parse_config(text, "teczka.toml");
        ASSERT_TRUE(config) << text;
        const auto whole = complete(*config);
        EXPECT_EQ(whole ? "" : said(whole.error()), expected) << text;
    }
    Config bare{.data = "/a"};
    ASSERT_TRUE(complete(bare));
    EXPECT_EQ(bare.plain.at(0).text(), "127.0.0.1:8080");
}

TEST(Config, knows_addresses) {
    struct Case {
        std::string_view text, host;
        int port;
    };
    constexpr Case good[]{
        {"127.0.0.1:8080", "127.0.0.1", 8080}, {"[::]:443", "::", 443}, {"0.0.0.0:0", "0.0.0.0", 0}};
    for (const auto& [text, host, port] : good) {
        const auto address = parse_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->host, host);
        EXPECT_EQ(address->port, port);
        EXPECT_EQ(address->text(), text);
    }
    for (const auto* text :
         {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:80x", "::1:80",
          "localhost:80", "[127.0.0.1]:80", "[::1:80", "1.2.3:80", "127.0.0.1:-1"})
        EXPECT_FALSE(parse_address(text)) << text;
}

}  // namespace
}  // namespace teczka::app
