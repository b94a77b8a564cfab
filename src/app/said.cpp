// See said.hpp.
#include "app/said.hpp"

#include <fmt/core.h>

namespace teczka::app {
namespace {

// Codes that need more than their own words; all others are readable as they are.
struct Sentence {
    std::string_view code, text;
};
constexpr Sentence sentences[]{
    {"tls_library_missing", "OpenSSL's libssl.so.3 is not installed"},
    {"certificate_unreadable", "there is no certificate in PEM form in this file"},
    {"key_unreadable", "this file holds no private key without a passphrase that belongs to the certificate"},
    {"job_cancelled", "the job was cancelled"},
    {"folder_in_use", "another process owns this data folder"},
    {"file_is_newer", "this data file was written by a newer version of Teczka; update the program"},
    {"field_disappeared", "the program no longer knows this field; the data file is left as it is"},
    {"column_unknown", "the mapping names a column that the file does not have"},
    {"csv_binary", "this is not a text file"},
    {"csv_empty", "the file is empty"},
    {"csv_unterminated_quote", "a quoted field begins here and never ends"},
    {"csv_field_count", "the row has another number of fields than the head"},
    {"csv_text_after_quote", "there is text behind a closing quote"},
    {"csv_bad_encoding", "these bytes are no text in the file's encoding"},
    {"csv_field_too_long", "a field is longer than the limit"},
    {"csv_line_too_long", "a row is longer than the limit"},
    {"csv_too_many_columns", "there are more columns than the limit"},
    {"sheet_kind", "not a file of tables that is read here; save it as .xlsx or .csv"},
    {"sheet_encrypted", "the file is protected by a password"},
    {"sheet_broken", "the file is damaged or incomplete"},
    {"sheet_xml", "the file is damaged inside"},
    {"sheet_doctype", "the file holds references that no spreadsheet needs"},
    {"sheet_bomb", "unpacked, the file would be absurdly large"},
    {"sheet_too_large", "the sheet is too large; split it or save it as .csv"},
    {"sheet_unknown", "the file has no such sheet"},
    {"sheet_not_written", "the file could not be written; is there space left?"},
    {"worker_unavailable", "the worker program did not answer"},
    {"file_missing", "there is no such file"},
    {"mapping_syntax", "the mapping is not TOML"},
    {"mapping_unknown_key", "the mapping knows no such key"},
    {"mapping_outside_folder", "the mapping leads out of the folder"},
    {"entity_unknown", "there is no such kind of record"},
    {"field_unknown", "there is no such field"},
    {"field_read_only", "this field cannot be written"},
    {"config_missing", "the configuration file cannot be read"},
    {"config_syntax", "the configuration is not TOML"},
    {"config_unknown", "the configuration knows no such key"},
    {"config_type", "the configuration wants another kind of value here"},
    {"address_form", "this is no numeric address with a port"},
    {"plain_refused",
     "without TLS passwords and clients' data can be read by anybody on the way; use [listen] tls, or say "
     "allow_plain = true (--allow-plain) if something before this server encrypts"},
    {"tls_incomplete", "addresses for TLS need a certificate and a key under [tls]"},
    {"passwords_differ", "the two passwords are not the same"},
    {"password_common", "everybody tries this password first; choose another"},
    {"password_is_login", "the password is the log-in; choose another"},
    {"time_zone_unknown", "this machine knows no such time zone; a name like Europe/Warsaw is needed"},
    {"required", "this is needed"},
    {"email_form", "this is no e-mail address"},
    {"office_not_empty", "there is an office in this folder already"},
    {"not_found", "there is no such thing, or no right to see it"},
    {"login_unknown", "there is no active user with this login"},
    {"group_unknown", "there is no such group"},
    {"password_too_short", "the password is too short"},
    {"nip_checksum", "the tax id's check digit does not fit"},
    {"link_unknown", "no record is known for this link"},
};

}  // namespace

std::string sentence(const Complaint& complaint) {
    std::string text{complaint.code};
    for (const auto& one : sentences) {
        if (one.code == complaint.code) text = one.text;
    }
    if (!complaint.field.empty()) text = complaint.field + ": " + text;
    std::string details;
    for (const auto& [name, value] : complaint.parameters) {
        details += (details.empty() ? "" : ", ") + name + " " + value;
    }
    return details.empty() ? text : text + " (" + details + ")";
}

int say(const Refusal& refusal) {
    for (const auto& complaint : refusal.complaints) fmt::print(stderr, "teczka: {}\n", sentence(complaint));
    return exit_refused;
}

}  // namespace teczka::app
