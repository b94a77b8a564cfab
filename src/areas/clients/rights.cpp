// Default rights over clients: DOMAIN.md section 3. Finance fields are accounting's to change; salespeople
// see those of their own clients only.
#include "areas/clients/clients.hpp"

namespace teczka::areas::clients {
namespace {
using catalogue::Right;
using catalogue::sv;

constexpr sv change_verbs = "create change delete";
constexpr sv own = "owner = me or owner in standing_in_for";
constexpr sv own_or_territory = "owner = me or owner in standing_in_for or territory in my_territories";
constexpr sv own_company = "company.owner = me or company.owner in standing_in_for";
constexpr sv own_end =
    "supplier.owner = me or supplier.owner in standing_in_for or "
    "customer.owner = me or customer.owner in standing_in_for";
constexpr sv own_people = "employments any(company.owner = me or company.owner in standing_in_for)";
constexpr sv own_contacts =
    "company.owner = me or company.owner in standing_in_for or person.created_by = me or "
    "person.employments any(company.owner = me or company.owner in standing_in_for)";
constexpr sv about_clients = "person employment contact_point supply";

constexpr Right all[]{
    {"accounting management", "company", "view export"},
    {"administrator", "company", "view export", "true", "-$"},
    {"accounting", "company", "change", "true", "$"},
    {"accounting", "company", "create import"},  // buyers of imported invoices
    {"management", "company", "create change delete import block", "true", "-$"},
    {"accounting", "company", "block"},
    {"management", "company", "merge", "true", "$"},  // chooses among amounts that stand already
    {"sales", "company", "view export", own_or_territory, "-$"},
    {"sales", "company", "view export", own, "$"},
    {"sales", "company", change_verbs, own, "-$"},

    {"accounting management", about_clients, "view export"},
    {"administrator", about_clients, "view export", "true", "-$"},
    {"management", about_clients, "create change delete import"},
    {"sales", "person employment contact_point", "view export", "anchored"},
    // A person just created works nowhere yet; whoever created him may go on.
    {"sales", "person", "view", "created_by = me"},
    {"sales", "person", "create"},
    {"sales", "person", "change delete import", own_people},
    {"sales", "employment", "create change delete import", own_company},
    {"sales", "contact_point", "create change delete import", own_contacts},
    {"sales", "supply", "view export", "anchored", "-$"},
    {"sales", "supply", "view export create change delete", own_end},

    {"accounting management sales administrator", "product product_group", "view export"},
    {"management administrator", "product product_group", "create change delete import"},

    {"accounting management sales administrator", "external_id", "view export", "anchored"},
    {"accounting management administrator sales", "external_id", "create change delete import", "anchored"},
};

}  // namespace

std::span<const Right> rights() { return all; }

}  // namespace teczka::areas::clients
