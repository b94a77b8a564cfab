// See config.hpp.
#include "app/config.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "exchange/toml.hpp"

namespace teczka::app {
namespace {

// One reading of a file: where each key goes, and what is wrong, with its line.
class Reader {
public:
    Reader(Config& config, std::string_view file) : config_{config}, file_{file} {}

    void read(const toml::table& table) {
        for (const auto& [key, node] : table) {
            if (key == "data")
                text(node, "data", config_.data);
            else if (key == "listen" && node.is_table())
                read_listen(*node.as_table());
            else if (key == "tls" && node.is_table())
                read_tls(*node.as_table());
            else
                unknown(node, key.str());
        }
    }
    Refusal refusal;

private:
    void read_listen(const toml::table& table) {
        for (const auto& [key, node] : table) {
            if (key == "plain" || key == "tls")
                addresses(node, "listen." + std::string{key.str()},
                          key == "tls" ? config_.tls : config_.plain);
            else if (key == "allow_plain")
                truth(node, "listen.allow_plain", config_.allow_plain);
            else
                unknown(node, "listen." + std::string{key.str()});
        }
    }
    void read_tls(const toml::table& table) {
        for (const auto& [key, node] : table) {
            if (key == "certificate" || key == "key")
                text(node, "tls." + std::string{key.str()}, key == "key" ? config_.key : config_.certificate);
            else
                unknown(node, "tls." + std::string{key.str()});
        }
    }
    void text(const toml::node& node, std::string_view key, std::string& into) {
        if (const auto value = node.value<std::string>(); value && !value->empty())
            into = *value;
        else
            complain(node, key, "config_type", "a text");
    }
    void truth(const toml::node& node, std::string_view key, bool& into) {
        if (const auto value = node.value_exact<bool>())
            into = *value;
        else
            complain(node, key, "config_type", "true or false");
    }
    void addresses(const toml::node& node, std::string_view key, std::vector<Address>& into) {
        const auto* list = node.as_array();
        if (list == nullptr) return complain(node, key, "config_type", "a list of addresses");
        for (const auto& one : *list) {
            const auto value = one.value<std::string>();
            const auto address = value ? parse_address(*value) : Result<Address>{refuse("address_form")};
            if (address)
                into.push_back(*address);
            else
                complain(one, key, "address_form", "as in 127.0.0.1:8080");
        }
    }
    void unknown(const toml::node& node, std::string_view key) { complain(node, key, "config_unknown", {}); }
    void complain(const toml::node& node, std::string_view key, std::string code, std::string expected) {
        Complaint complaint{std::string{key}, std::move(code), {{"file", file_}}};
        complaint.parameters.emplace_back("line", std::to_string(node.source().begin.line));
        if (!expected.empty()) complaint.parameters.emplace_back("expected", std::move(expected));
        refusal.complaints.push_back(std::move(complaint));
    }

    Config& config_;
    std::string file_;
};

}  // namespace

bool Address::is_loopback() const { return host.starts_with("127.") || host == "::1"; }

std::string Address::text() const {
    return host.contains(':') ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

Result<Address> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return refuse("address_form", "listen");
    Address address{.host = std::string{text.substr(0, colon)}};
    const bool is_bracketed = address.host.starts_with('[') && address.host.ends_with(']');
    if (is_bracketed) address.host = address.host.substr(1, address.host.size() - 2);
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, address.port);
    unsigned char bytes[16];
    const bool is_number = inet_pton(is_bracketed ? AF_INET6 : AF_INET, address.host.c_str(), bytes) == 1;
    if (read.ec != std::errc{} || read.ptr != end || !is_number) return refuse("address_form", "listen");
    return address;
}

Result<Config> parse_config(std::string_view text, std::string_view file) {
    const auto parsed = exchange::read_toml(text);
    if (!parsed) {
        return refuse(
            "config_syntax", {},
            {{"file", std::string{file}}, {"line", parsed.error().line}, {"reason", parsed.error().reason}});
    }
    Config config;
    Reader reader{config, file};
    reader.read(*parsed);
    if (!reader.refusal.complaints.empty()) return std::unexpected(std::move(reader.refusal));
    return config;
}

Result<Config> load_config(const std::string& file) {
    const std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return refuse("config_missing", {}, {{"file", file}});
    return parse_config(text.str(), file);
}

Result<void> complete(Config& config) {
    if (config.data.empty()) return refuse("required", "data");
    if (config.plain.empty() && config.tls.empty()) config.plain.push_back({"127.0.0.1", 8080});
    Refusal refusal;
    for (const auto& address : config.plain) {
        if (!address.is_loopback() && !config.allow_plain)
            refusal.complaints.push_back({"listen.plain", "plain_refused", {{"address", address.text()}}});
    }
    if (!config.tls.empty() && (config.certificate.empty() || config.key.empty()))
        refusal.complaints.push_back({"tls", "tls_incomplete"});
    if (!refusal.complaints.empty()) return std::unexpected(std::move(refusal));
    return {};
}

}  // namespace teczka::app
