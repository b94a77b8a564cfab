// See said.hpp.
#include "app/said.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace teczka::app {
namespace {

// What only the command line says, or says otherwise than a page does.
constexpr Sentence own_sentences[]{
    {"tls_library_missing", "OpenSSL's libssl.so.3 is not installed"},
    {"certificate_unreadable", "there is no certificate in PEM form in this file"},
    {"key_unreadable", "this file holds no private key without a passphrase that belongs to the certificate"},
    {"folder_not_writable", "this folder cannot be written to"},
    {"file_not_writable", "this file cannot be written"},
    {"file_not_written", "the file could not be written whole; is there space left?"},
    {"export_failed", "the export did not come to its end"},
    {"mark_unknown", "what this field or entity is said to have been named before is not in the data file"},
    {"type_changed", "a field holds values of another kind in the data file"},
    {"password_not_set", "a password of the demo office could not be set"},
    {"no_demo_data", "there is no demo data in this office, or this user may not remove it"},
    {"folder_in_use", "another process owns this data folder"},
    {"file_is_newer", "this data file was written by a newer version of Teczka; update the program"},
    {"field_disappeared", "the program no longer knows this field; the data file is left as it is"},
    {"column_unknown", "the mapping names a column that the file does not have"},
    {"sheet_not_written", "the file could not be written; is there space left?"},
    {"worker_unavailable", "the worker program did not answer"},
    {"config_missing", "the configuration file cannot be read"},
    {"config_syntax", "the configuration is not TOML"},
    {"config_unknown", "the configuration knows no such key"},
    {"config_type", "the configuration wants another kind of value here"},
    {"address_form", "this is no numeric address with a port"},
    {"plain_refused",
     "without TLS passwords and clients' data can be read by anybody on the way; use [listen] tls, or say "
     "allow_plain = true (--allow-plain) if something before this server encrypts"},
    {"tls_incomplete", "addresses for TLS need a certificate and a key under [tls]"},
    {"password_common", "everybody tries this password first; choose another"},
    {"time_zone_unknown", "this machine knows no such time zone; a name like Europe/Warsaw is needed"},
    {"office_not_empty", "there is an office in this folder already"},
    {"not_found", "there is no such thing, or no right to see it"},
    {"login_unknown", "there is no active user with this login"},
    {"link_unknown", "no record is known for this link"},
};

std::string_view text_of(std::string_view code) {
    for (const auto list : {std::span<const Sentence>{own_sentences}, english_sentences()}) {
        const auto found = std::ranges::find(list, code, &Sentence::code);
        if (found != list.end()) return found->text;
    }
    return code;
}

}  // namespace

std::string sentence(const Complaint& complaint) {
    std::string text{text_of(complaint.code)}, details;
    for (const auto& [name, value] : complaint.parameters) {
        const auto place = "{" + name + "}";
        if (const auto at = text.find(place); at != std::string::npos)
            text.replace(at, place.size(), value);
        else
            details += (details.empty() ? "" : ", ") + name + " " + value;
    }
    if (!complaint.field.empty()) text = complaint.field + ": " + text;
    return details.empty() ? text : text + " (" + details + ")";
}

int say(const Refusal& refusal) {
    for (const auto& complaint : refusal.complaints) fmt::print(stderr, "teczka: {}\n", sentence(complaint));
    return exit_refused;
}

}  // namespace teczka::app
