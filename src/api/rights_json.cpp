// What each group may do, as the table of rights says it; everybody who is signed in may read the rules of
// the house.
#include <algorithm>
#include <vector>

#include "api/routes.hpp"

namespace teczka::api {
namespace {

void write_words(JsonWriter& out, string_view name, string_view words) {
    out.key(name);
    out.begin_array();
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (end > 0) out.text(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    out.end_array();
}

// Whoever decides about rights names records and fields that he does not see himself.
void write_kinds(JsonWriter& out, const catalogue::Catalogue& catalogue) {
    out.key("kinds");
    out.begin_array();
    for (const auto& entity : catalogue.entities()) {
        out.begin_object();
        out.member("name", entity->name());
        write_label(out, "many", entity->decl.many);
        if (entity->decl.is_internal) out.member("is_internal", true);
        out.key("fields");
        out.begin_array();
        for (const auto& field : entity->fields) {
            if (field.is_system) continue;
            out.begin_object();
            out.member("name", field.name());
            write_label(out, "label", field.decl.label);
            out.end_object();
        }
        out.end_array();
        out.end_object();
    }
    out.end_array();
}

// Lines that differ in the verb alone are told as one.
void write_rows(JsonWriter& out, string_view name, std::span<const rights::Row> rows) {
    struct Told {
        rights::Row row;
        std::string verbs;
    };
    std::vector<Told> told;
    for (const auto& row : rows) {
        const auto same = std::ranges::find_if(told, [&](const Told& one) {
            return one.row.group == row.group && one.row.entity == row.entity && one.row.when == row.when &&
                   one.row.fields == row.fields && one.row.is_default == row.is_default &&
                   one.row.is_broken == row.is_broken;
        });
        if (same == told.end())
            told.push_back({row, std::string{row.verb}});
        else
            (same->verbs += ' ') += row.verb;
    }
    out.key(name);
    out.begin_array();
    for (const auto& [row, verbs] : told) {
        out.begin_object();
        write_words(out, "groups", row.group);
        write_words(out, "entities", row.entity->name());
        write_words(out, "verbs", verbs);
        out.member("when", row.when);
        out.member("fields", row.fields);
        out.member("is_default", row.is_default);
        if (row.is_broken) out.member("is_broken", true);
        out.end_object();
    }
    out.end_array();
}

Outcome show_rights(Call& call) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("version", call.office.rights_version);
    write_rows(out, "rights", call.office.rights.table());
    if (call.office.rights.may_ever(call.actor, call.office.catalogue.at("right"), "view")) {
        write_rows(out, "defaults", call.office.rights.replaced());
        write_kinds(out, call.office.catalogue);
    }
    out.end_object();
    return json_answer(std::move(body));
}

constexpr NamedShape shapes[]{
    {"Right",
     R"({groups: text[], entities: text[], verbs: text[], when: text, fields: text, is_default: boolean,
        is_broken?: true})"},
    {"RightKind",
     R"({name: text, many: Label, is_internal?: boolean, fields: {name: text, label: Label}[]})"},
    {"RightDecision",
     R"({group: text, entity: text, verb: text, field?: text, condition: text, finance?: text})"},
    {"RightEffect", R"({users: {id: id, title: text, before: integer, after: integer, gains: integer,
        loses: integer}[], more: integer, limit: integer})"},
};
constexpr Route routes[]{
    {.method = "GET",
     .path = "/rights",
     .name = "show_rights",
     .summary = "The table of rights",
     .answer = "{version: integer, rights: Right[], defaults?: Right[], kinds?: RightKind[]}",
     .act = show_rights},
    {.method = "POST",
     .path = "/rights/preview",
     .name = "preview_right",
     .summary = "Whom a decision would change how much",
     .body = "RightDecision",
     .answer = "RightEffect",
     .refused = "404",
     .act = preview_right},
};

}  // namespace

Part rights_part() { return {"rights", "What each group may do.", routes, shapes}; }

}  // namespace teczka::api
