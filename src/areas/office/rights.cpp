// Default rights over the office: everybody sees colleagues and dictionaries, administrators change them.
#include "areas/office/office.hpp"

namespace teczka::areas::office {
namespace {
using catalogue::Right;
using catalogue::sv;

constexpr sv everybody = "accounting management sales administrator";

constexpr Right all[]{
    {everybody, "user user_group office", "view"},
    {"administrator", "user user_group", "export create change delete import"},
    {"administrator", "office", "export change"},  // there is one, made when the office is founded
    {"accounting management", "territory", "view export"},
    {"sales administrator", "territory", "view export", "true", "-$"},
    {"administrator", "territory", "create change delete import", "true", "-$"},
    {"administrator", "number_series setting", "view export create change delete import"},
    {"management administrator", "import_batch", "view export"},
    {everybody, "import_batch", "view create change", "started_by = me"},
    {everybody, "saved_view", "view create change delete", "owner = me"},
    {everybody, "saved_view", "view", "shared_with in my_groups"},
    {"administrator", "saved_view", "view export create change delete"},
    {"administrator", "right", "view export create delete"},
    {"management", "right", "view export confirm reject"},
    // Why somebody is away is his own affair, that of whom it concerns and of those who lead.
    {"management administrator", "substitution", "view export"},
    {everybody, "substitution", "view export", "absent = me or deputy = me or absent.manager = me"},
    {everybody, "substitution", "create change delete", "absent = me or absent.manager = me"},
    {"management", "substitution", "create change delete"},
    // Sees to it that somebody else acts; never makes himself a deputy.
    {"administrator", "substitution", "create change delete", "deputy <> me"},
    {"administrator", "custom_entity custom_field custom_choice", "view export create change delete"},
    {everybody, "tag", "view export create"},
    {"management administrator", "tag", "change delete import"},
};

}  // namespace

std::span<const Right> rights() { return all; }

}  // namespace teczka::areas::office
