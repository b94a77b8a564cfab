// See shapes.hpp.
#include "exchange/shapes.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace teczka::exchange {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr Pair of_main_company[]{{"company", "main"}};
constexpr Pair of_main_person[]{{"person", "main"}};
constexpr Pair contact_at_main[]{{"person", "contact"}, {"company", "main"}};
constexpr Pair main_at_firm[]{{"person", "main"}, {"company", "firm"}};
constexpr Pair bought_by[]{{"company", "buyer"}};
constexpr Pair a_fax[]{{"kind", "fax"}};
constexpr Pair a_phone[]{{"kind", "phone"}};
constexpr Pair an_email[]{{"kind", "email"}};

constexpr catalogue::Label itself{"Ten wiersz", "This row"};
constexpr catalogue::Label phone_2{"Drugi telefon", "Second phone"}, phone_3{"Trzeci telefon", "Third phone"},
    phone_4{"Czwarty telefon", "Fourth phone"}, email_2{"Drugi e-mail", "Second e-mail"},
    email_3{"Trzeci e-mail", "Third e-mail"}, email_4{"Czwarty e-mail", "Fourth e-mail"}, fax{"Faks", "Fax"};

constexpr Role plain[]{{.name = "main", .label = itself}};
constexpr Role of_company[]{{.name = "main", .label = itself},
                            {.name = "contact",
                             .entity = "person",
                             .label = {"Osoba kontaktowa", "Contact person"},
                             .needs = "last_name"},
                            {.name = "post",
                             .entity = "employment",
                             .label = {"Jej stanowisko", "The person's post"},
                             .with = "contact",
                             .links = contact_at_main},
                            {.name = "fax",
                             .entity = "contact_point",
                             .label = fax,
                             .needs = "value",
                             .links = of_main_company,
                             .fixed = a_fax},
                            {.name = "phone_2",
                             .entity = "contact_point",
                             .label = phone_2,
                             .needs = "value",
                             .links = of_main_company,
                             .fixed = a_phone},
                            {.name = "email_2",
                             .entity = "contact_point",
                             .label = email_2,
                             .needs = "value",
                             .links = of_main_company,
                             .fixed = an_email}};
constexpr Role contact_role(std::string_view name, catalogue::Label label, std::span<const Pair> fixed) {
    return {.name = name,
            .entity = "contact_point",
            .label = label,
            .needs = "value",
            .links = of_main_person,
            .fixed = fixed};
}
constexpr Role of_person[]{{.name = "main", .label = itself},
                           {.name = "firm",
                            .entity = "company",
                            .label = {"Firma tej osoby", "The person's company"},
                            .needs = "name",
                            .match = "name"},
                           {.name = "post",
                            .entity = "employment",
                            .label = {"Stanowisko w firmie", "Post in the company"},
                            .with = "firm",
                            .links = main_at_firm},
                           contact_role("email_2", email_2, an_email),
                           contact_role("email_3", email_3, an_email),
                           contact_role("email_4", email_4, an_email),
                           contact_role("phone_2", phone_2, a_phone),
                           contact_role("phone_3", phone_3, a_phone),
                           contact_role("phone_4", phone_4, a_phone),
                           contact_role("fax", fax, a_fax)};
constexpr Role of_invoice[]{
    {.name = "buyer", .entity = "company", .label = {"Nabywca", "Buyer"}, .needs = "name", .match = "name"},
    {.name = "main", .label = itself, .links = bought_by}};

struct Plan {
    const json::object& json;
    std::string entity, key;

    std::vector<const json::object*> fields_of(std::string_view role) const;
    bool has(const Role& role) const {
        return role.name == "main" || !fields_of(role.name).empty() ||
               (!role.with.empty() && !fields_of(role.with).empty());
    }
    std::string value_of(std::string_view role, std::string_view field) const;
};

std::vector<const json::object*> Plan::fields_of(std::string_view role) const {
    std::vector<const json::object*> out;
    const auto* fields = json.if_contains("fields");
    for (const auto& one : fields->as_array()) {
        const auto* field = one.if_object();
        if (field != nullptr && text_of(*field, "role") == role) out.push_back(field);
    }
    return out;
}

std::string Plan::value_of(std::string_view role, std::string_view field) const {
    for (const auto* one : fields_of(role)) {
        if (text_of(*one, "field") == field) return text_of(*one, "value");
    }
    return {};
}

json::object field_json(const json::object& given) {
    json::object out;
    for (const auto& member : given) {
        if (member.key() != "role" && member.key() != "field")
            out.insert_or_assign(member.key(), member.value());
    }
    return out;
}

// "CustomerID" with 17 → "customerid:17", alike in every file whose column bears that name.
std::string key_of(const Plan& plan, const Role& role) {
    if (plan.key.empty()) return {};
    std::string prefix = fold(plan.key);
    std::erase_if(prefix, [](char c) { return c == '{' || c == '}'; });
    return prefix + (role.name == "main" ? "" : "/" + std::string{role.name}) + ":{" + plan.key + "}";
}

json::object record_json(const Plan& plan, const Role& role, std::span<const Role> roles) {
    json::object record, fields;
    record["entity"] = entity_of(role, plan.entity);
    record["name"] = role.name;
    for (const auto& [field, value] : role.fixed) fields[field] = value;
    for (const auto* one : plan.fields_of(role.name)) fields[text_of(*one, "field")] = field_json(*one);
    for (const auto& [field, of] : role.links) {
        const auto other = std::ranges::find(roles, of, &Role::name);
        if (other != roles.end() && plan.has(*other)) fields[field] = json::object{{"row", of}};
    }
    record["fields"] = std::move(fields);
    const bool is_main = role.name == "main";
    // A company is shared by many rows: its own name tells it, not the row's key.
    if (const auto key = key_of(plan, role); !key.empty() && role.match.empty()) record["key"] = key;
    if (!role.match.empty()) record["match"] = json::array{role.match};
    const auto& needs_of = role.with.empty() ? role : *std::ranges::find(roles, role.with, &Role::name);
    if (!needs_of.needs.empty()) {
        const auto when = plan.value_of(needs_of.name, needs_of.needs);
        if (!when.empty()) record["when"] = when;
    }
    const auto* match = plan.json.if_contains("match");
    if (is_main && match != nullptr && match->is_array() && !match->as_array().empty())
        record["match"] = *match;
    if (is_main && text_of(plan.json, "known") == "skip") record["only_create"] = true;
    return record;
}

}  // namespace

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{std::string_view{value->as_string()}}
                                                  : std::string{};
}

std::span<const Role> roles_of(std::string_view entity) {
    if (entity == "company") return of_company;
    if (entity == "person") return of_person;
    if (entity == "invoice") return of_invoice;
    return plain;
}

std::string_view entity_of(const Role& role, std::string_view entity) {
    return role.entity.empty() ? entity : role.entity;
}

Result<json::object> mapping_of_plan(const json::object& given, const json::object& source,
                                     std::string_view name) {
    const Plan plan{given, text_of(given, "entity"), text_of(given, "key")};
    const auto* fields = given.if_contains("fields");
    if (plan.entity.empty()) return refuse("required", "plan.entity");
    if (fields == nullptr || !fields->is_array() || fields->as_array().empty())
        return refuse("required", "plan.fields");
    const auto roles = roles_of(plan.entity);
    for (const auto& one : fields->as_array()) {
        const auto* field = one.if_object();
        if (field == nullptr) return refuse("wrong_type", "plan.fields");
        const auto role = text_of(*field, "role");
        if (std::ranges::find(roles, role, &Role::name) == roles.end())
            return refuse("role_unknown", "plan.fields", {{"name", role}});
    }
    json::array records;
    for (const auto& role : roles) {
        if (plan.has(role)) records.push_back(record_json(plan, role, roles));
    }
    auto reading = source;
    reading["record"] = std::move(records);
    const auto system = text_of(given, "system");
    const auto* accept = given.if_contains("accept");
    return json::object{
        {"name", name},
        {"system", system.empty() ? "import" : std::string_view{system}},
        {"accept", accept != nullptr && accept->is_object() ? *accept : json::value(json::object())},
        {"source", json::array{std::move(reading)}}};
}

}  // namespace teczka::exchange
