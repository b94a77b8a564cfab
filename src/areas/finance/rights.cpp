// Default rights over invoices: accounting works with them, management sees all, sales those of own clients.
#include "areas/finance/finance.hpp"

namespace teczka::areas::finance {
namespace {
using catalogue::Right;

constexpr Right all[]{
    {"accounting", "invoice invoice_line", "view export create change delete import"},
    {"accounting", "invoice", "cancel"},
    {"management", "invoice invoice_line", "view export"},
    {"management", "invoice", "merge"},  // goes along with its company
    {"sales", "invoice", "view export", "company.owner = me or company.owner in standing_in_for"},
    {"sales", "invoice_line", "view export",
     "invoice.company.owner = me or invoice.company.owner in standing_in_for"},
};

}  // namespace

std::span<const Right> rights() { return all; }

}  // namespace teczka::areas::finance
