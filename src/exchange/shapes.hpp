// What one row of a person's file may become besides the record it is about: a client's file names the
// contact person, his post and a fax as well. A plan says which column goes where; here it becomes a mapping.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/base/json.hpp"
#include "core/base/refusal.hpp"
#include "core/catalogue/catalogue.hpp"

namespace teczka::exchange {

struct Role {
    std::string_view name;    // "main": what the row is about
    std::string_view entity;  // of main: empty
    catalogue::Label label;
    std::string_view needs;  // the field without which there is no such record; of main: empty
    std::string_view with;   // comes along with that role, also without a field of its own
    std::string_view match;  // found again by this field
    std::span<const std::pair<std::string_view, std::string_view>> links;  // field → role
    std::span<const std::pair<std::string_view, std::string_view>> fixed;  // field → value
};

// The roles of a file about `entity`, in the order in which their records are made.
std::span<const Role> roles_of(std::string_view entity);
std::string_view entity_of(const Role& role, std::string_view entity);

// {"entity","system","key":"Column","match":["tax_id"],"known":"change|skip","fields":[{"role","field","value":
// "{Column}", …as in a mapping}]} with {"file","sheet",…} of the source → the mapping's JSON. Complaints:
// required, wrong_type, entity_unknown, role_unknown.
Result<json::object> mapping_of_plan(const json::object& plan, const json::object& source,
                                     std::string_view name);

std::string text_of(const json::object& object, std::string_view name);  // "" when absent or no text

}  // namespace teczka::exchange
