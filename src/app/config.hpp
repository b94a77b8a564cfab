// How a server is set up: the configuration file, with what the command line says instead. The environment is
// not asked.
//
//   data = "/var/lib/teczka"
//   [listen]
//   plain = ["127.0.0.1:8080"]      # HTTP; beyond this machine only with allow_plain
//   tls = ["0.0.0.0:8443"]          # HTTPS; needs [tls]
//   allow_plain = false             # everything sent, passwords too, may then be read on the way
//   [tls]
//   certificate = "/etc/teczka/certificate.pem"   # the server's first, then those that vouch for it
//   key = "/etc/teczka/key.pem"
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/refusal.hpp"

namespace teczka::app {

struct Address {
    std::string host;  // numeric, without brackets
    std::uint16_t port{};

    bool is_loopback() const;
    std::string text() const;  // "127.0.0.1:8080", "[::1]:8080"
};

struct Config {
    std::string data;
    std::vector<Address> plain, tls;
    bool allow_plain{};
    std::string certificate, key;  // PEM files
};

// "127.0.0.1:8080", "[::1]:8080": numeric, so that no name service decides where we listen. Refuses
// address_form.
Result<Address> parse_address(std::string_view text);

// Refuses what is no TOML (config_syntax), unknown keys (config_unknown), values of another type
// (config_type), and what is no address (address_form), each with file and line.
Result<Config> parse_config(std::string_view text, std::string_view file);
// The same of a file; config_missing when it can't be read.
Result<Config> load_config(const std::string& file);

// What must hold of a whole one: a data folder, plain addresses beyond this machine only when allowed
// (plain_refused), a certificate and a key for TLS addresses (tls_incomplete). Without any address it listens
// on 127.0.0.1:8080.
Result<void> complete(Config& config);

}  // namespace teczka::app
