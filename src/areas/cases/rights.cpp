// Default rights over contacts and tasks. Everybody has tasks of his own, whatever his group.
#include "areas/cases/cases.hpp"

namespace teczka::areas::cases {
namespace {
using catalogue::Right;
using catalogue::sv;

// Of the absent's own only what is about a client: his private notes and errands are not lent with his
// clients.
constexpr sv own_activity =
    "user = me or user in standing_in_for and (company is not null or person is not null) or "
    "company.owner = me or company.owner in standing_in_for";
constexpr sv written_activity =
    "user = me or user in standing_in_for and (company is not null or person is not null)";
constexpr sv own_task =
    "assignee = me or author = me or "
    "assignee in standing_in_for and (company is not null or person is not null)";
constexpr sv of_own_client = "company.owner = me or company.owner in standing_in_for";

constexpr Right all[]{
    {"management", "activity task", "view export create change delete import"},
    {"sales", "activity", "view export create import", own_activity},
    {"sales", "activity", "change delete", written_activity},
    {"sales", "task", "view export", of_own_client},
    // What hangs on a client goes along when he is merged, whoever wrote it.
    {"sales", "activity task", "merge", of_own_client},
    {"sales accounting administrator", "task", "view export create change delete", own_task},
};

}  // namespace

std::span<const Right> rights() { return all; }

}  // namespace teczka::areas::cases
