// The catalogue as the web app needs it, trimmed to what the asker may ever see.
#include "api/routes.hpp"

namespace teczka::api {
namespace {

using catalogue::FieldModel;
using catalogue::Type;

void write_flag(JsonWriter& out, string_view name, bool value) {
    if (value) out.member(name, true);
}

void write_choices(JsonWriter& out, const FieldModel& field) {
    if (field.decl.choices.empty()) return;
    out.key("choices");
    out.begin_array();
    for (const auto& choice : field.decl.choices) {
        out.begin_object();
        out.member("code", choice.code);
        write_label(out, "label", choice.label);
        write_flag(out, "is_final", choice.is_final);
        if (!choice.colour.empty()) out.member("colour", choice.colour);
        write_flag(out, "retired", choice.retired);
        out.end_object();
    }
    out.end_array();
}

void write_moves(JsonWriter& out, const FieldModel& field) {
    if (field.decl.moves.empty()) return;
    out.key("moves");
    out.begin_array();
    for (const auto& move : field.decl.moves) {
        out.begin_object();
        out.member("from", move.from);
        out.member("to", move.to);
        out.member("action", move.action);
        out.end_object();
    }
    out.end_array();
}

bool is_written_by(const Call& call, const FieldModel& field, string_view verb) {
    return field.is_writable() &&
           !catalogue::is_false(call.office.rights.field_condition(call.actor, field, verb));
}

void write_field(JsonWriter& out, const Call& call, const FieldModel& field) {
    out.begin_object();
    out.member("name", field.name());
    write_label(out, "label", field.decl.label);
    write_label(out, "help", field.decl.help);
    out.member("type", catalogue::type_name(field.decl.type));
    if (field.target != nullptr) out.member("to", field.target->name());
    write_choices(out, field);
    write_moves(out, field);
    write_flag(out, "required", field.decl.required);
    write_flag(out, "required_new", field.decl.required_new);
    write_flag(out, "custom", catalogue::is_custom(field.name()));
    write_flag(out, "hidden", field.decl.hidden);
    write_flag(out, "searched", field.keeps_fold);
    write_flag(out, "sorted", field.keeps_sort);
    write_flag(out, "finance", field.is_finance);
    write_flag(out, "computed", field.is_computed);
    write_flag(out, "grouped", field.is_grouped_rollup());
    write_flag(out, "system", field.is_system || field.is_merge_mark);
    write_flag(out, "read_only", !field.is_writable());
    const bool changes = is_written_by(call, field, "change"), creates = is_written_by(call, field, "create");
    write_flag(out, "writable", changes || creates);
    write_flag(out, "only_new", creates && !changes);  // written when the record is made, not later
    if (field.decl.max > 0) out.member("max", field.decl.max);
    if (field.scale() > 0) out.member("scale", field.scale());
    if (field.is_writable() && !field.decl.initial.empty()) out.member("initial", field.decl.initial);
    if (!field.decl.group.empty()) out.member("group", field.decl.group);
    out.end_object();
}

void write_texts(JsonWriter& out, string_view name, std::span<const string_view> texts) {
    out.key(name);
    out.begin_array();
    for (const auto text : texts) out.text(text);
    out.end_array();
}

void write_children(JsonWriter& out, const Call& call, const EntityModel& entity) {
    out.key("children");
    out.begin_array();
    for (const auto& children : entity.children) {
        const auto& child = *children.link->owner;
        if (!call.office.rights.may_ever(call.actor, child, "view")) continue;
        if (!call.office.rights.may_ever_see(call.actor, *children.link)) continue;
        out.begin_object();
        out.member("name", children.name);
        out.member("entity", child.name());
        out.member("field", children.link->name());
        const auto& own = children.link->decl.inverse_label;
        write_label(out, "label", own.pl.empty() ? child.decl.many : own);
        out.end_object();
    }
    out.end_array();
}

void write_groups(JsonWriter& out, const EntityModel& entity) {
    out.key("groups");
    out.begin_array();
    for (const auto& group : entity.decl.groups) {
        out.begin_object();
        out.member("code", group.code);
        write_label(out, "label", group.label);
        out.end_object();
    }
    out.end_array();
}

// What histories still tell of, to whom they tell it.
void write_retired(JsonWriter& out, const Call& call, const EntityModel& entity) {
    out.key("retired");
    out.begin_array();
    for (const auto& field : entity.fields)
        if (field.decl.retired &&
            !catalogue::is_false(call.office.rights.field_condition(call.actor, field, "view")))
            write_field(out, call, field);
    out.end_array();
}

void write_entity(JsonWriter& out, const Call& call, const EntityModel& entity) {
    const auto visible = [&](const FieldModel& field) {
        return call.office.rights.may_ever_see(call.actor, field);
    };
    out.begin_object();
    out.member("name", entity.name());
    write_label(out, "one", entity.decl.one);
    write_label(out, "many", entity.decl.many);
    std::vector<string_view> title;
    for (const auto* field : entity.title) title.push_back(field->name());
    write_texts(out, "title", title);
    write_texts(out, "verbs", call.office.rights.verbs(call.actor, entity));
    out.member("order", entity.decl.order);
    std::vector<string_view> columns;
    for (const auto column : entity.decl.list_columns) {
        const auto* field = entity.find(column);
        if (field == nullptr || visible(*field)) columns.push_back(column);
    }
    write_texts(out, "list_columns", columns);
    write_groups(out, entity);
    write_flag(out, "is_internal", entity.decl.is_internal);
    write_flag(out, "is_custom", catalogue::is_custom(entity.name()));
    write_flag(out, "is_mergeable", entity.merge_mark != nullptr);
    write_flag(out, "is_searched", std::ranges::any_of(entity.fields, [](const FieldModel& field) {
                   return field.decl.searched;
               }));
    out.key("fields");
    out.begin_array();
    for (const auto& field : entity.fields) {
        if (visible(field)) write_field(out, call, field);
    }
    out.end_array();
    write_children(out, call, entity);
    write_retired(out, call, entity);
    out.end_object();
}

Outcome show_catalogue(Call& call) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("version", std::to_string(call.office.catalogue_version) + "." +
                              std::to_string(call.office.rights_version));
    out.key("entities");
    out.begin_array();
    for (const auto& entity : call.office.catalogue.entities()) {
        if (call.office.rights.may_ever(call.actor, *entity, "view")) write_entity(out, call, *entity);
    }
    out.end_array();
    out.end_object();
    return json_answer(std::move(body));
}

constexpr NamedShape shapes[]{
    {"Label", R"({pl: text, en: text})"},
    {"FieldType",
     R"("text" | "note" | "integer" | "decimal" | "money" | "date" | "instant" | "boolean" | "choice" |
        "choices" | "state" | "link" | "links" | "any_link" | "country" | "currency" | "language" | "condition" |
        "list")"},
    {"FieldChoice", R"({code: text, label: Label, is_final?: boolean, colour?: text, retired?: boolean})"},
    {"Move", R"({from: text, to: text, action: text})"},
    {"Field", R"({name: text, label: Label, help?: Label, type: FieldType, to?: text, choices?: FieldChoice[],
        moves?: Move[], required?: boolean, searched?: boolean, sorted?: boolean, finance?: boolean,
        computed?: boolean, grouped?: boolean, system?: boolean, read_only?: boolean, writable?: boolean,
        only_new?: boolean, required_new?: boolean, custom?: boolean, hidden?: boolean, max?: integer, scale?: integer, initial?: text, group?: text})"},
    {"Children", R"({name: text, entity: text, field: text, label: Label})"},
    {"Entity", R"({name: text, one: Label, many: Label, title: text[], verbs: text[], order: text,
        list_columns: text[], groups: {code: text, label: Label}[], is_internal?: boolean, is_mergeable?: boolean,
        is_searched?: boolean, is_custom?: boolean, fields: Field[], children: Children[], retired: Field[]})"},
};
constexpr Route routes[]{{.method = "GET",
                          .path = "/catalogue",
                          .name = "show_catalogue",
                          .summary = "What exists, as far as the asker may see",
                          .answer = "{version: text, entities: Entity[]}",
                          .act = show_catalogue}};

}  // namespace

void write_label(JsonWriter& out, string_view name, const catalogue::Label& label) {
    if (label.pl.empty()) return;
    out.key(name);
    out.begin_object();
    out.member("pl", label.pl);
    out.member("en", label.en);
    out.end_object();
}

Part catalogue_part() { return {"catalogue", "What exists.", routes, shapes}; }

}  // namespace teczka::api
