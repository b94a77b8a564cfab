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
    {"folder_in_use", "another process owns this data folder"},
    {"file_is_newer", "this data file was written by a newer version of Teczka; update the program"},
    {"field_disappeared", "the program no longer knows this field; the data file is left as it is"},
    {"column_unknown", "the mapping names a column that the file does not have"},
    {"csv_binary", "this is not a text file"},
    {"csv_empty", "the file is empty"},
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
