// The lists: an entity is one line here.
#include "areas/areas.hpp"

#include <array>

#include "areas/cases/cases.hpp"
#include "areas/clients/clients.hpp"
#include "areas/finance/finance.hpp"
#include "areas/office/office.hpp"

namespace teczka::areas {
namespace {

constexpr const catalogue::Entity* all[]{
    &clients::company,      &clients::person,       &clients::employment,    &clients::contact_point,
    &clients::supply,       &clients::product,      &clients::product_group, &clients::external_id,
    &cases::activity,       &cases::task,           &finance::invoice,       &finance::invoice_line,
    &office::user,          &office::user_group,    &office::territory,      &office::office,
    &office::number_series, &office::import_batch,  &office::setting,        &office::saved_view,
    &office::tag,           &office::right,         &office::substitution,   &office::custom_entity,
    &office::custom_field,  &office::custom_choice,
};

}  // namespace

std::span<const catalogue::Entity* const> entities() { return all; }

std::span<const std::span<const catalogue::Right>> rights() {
    static const std::array all_rights{clients::rights(), cases::rights(), finance::rights(),
                                       office::rights()};
    return all_rights;
}

std::span<const std::span<const change::Rule>> rules() {
    static const std::array all_rules{clients::rules(), cases::rules(), finance::rules(), office::rules(),
                                      office::custom_rules()};
    return all_rules;
}

}  // namespace teczka::areas
