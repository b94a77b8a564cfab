// JSON and a diagram of the catalogue.
#include "core/catalogue/model.hpp"

#include "core/base/json.hpp"

namespace teczka::catalogue {

namespace {

void write_label(JsonWriter& out, sv key, const Label& label) {
    if (label.pl.empty() && label.en.empty()) return;
    out.key(key);
    out.begin_object();
    out.member("pl", label.pl);
    out.member("en", label.en);
    out.end_object();
}

void write_text(JsonWriter& out, sv key, sv value) {
    if (!value.empty()) out.member(key, value);
}

void write_names(JsonWriter& out, sv key, std::span<const sv> names) {
    if (names.empty()) return;
    out.key(key);
    out.begin_array();
    for (const sv name : names) out.text(name);
    out.end_array();
}

void write_choices(JsonWriter& out, const Field& field) {
    if (field.choices.empty()) return;
    out.key("choices");
    out.begin_array();
    for (const Choice& choice : field.choices) {
        out.begin_object();
        out.member("code", choice.code);
        write_label(out, "label", choice.label);
        if (choice.is_final) out.member("is_final", true);
        out.end_object();
    }
    out.end_array();
}

void write_moves(JsonWriter& out, const Field& field) {
    if (field.moves.empty()) return;
    out.key("moves");
    out.begin_array();
    for (const Move& move : field.moves) {
        out.begin_object();
        out.member("from", move.from);
        out.member("to", move.to);
        out.member("action", move.action);
        write_text(out, "when", move.when);
        out.end_object();
    }
    out.end_array();
}

void write_rollup(JsonWriter& out, const Rollup& rollup) {
    if (rollup.fold == Fold::none) return;
    out.key("rollup");
    out.begin_object();
    out.member("fold", name_of(rollup.fold));
    out.member("children", rollup.children);
    write_text(out, "of", rollup.of);
    write_text(out, "where", rollup.where);
    write_text(out, "by", rollup.by);
    out.end_object();
}

struct Flag {
    sv name;
    bool is_set;
};

void write_field(JsonWriter& out, const FieldModel& field) {
    const Field& decl = field.decl;
    out.begin_object();
    out.member("name", decl.name);
    out.member("type", name_of(decl.type));
    write_label(out, "label", decl.label);
    write_label(out, "help", decl.help);
    if (field.target) out.member("to", field.target->name());
    if (decl.type == Type::condition) out.member("about", decl.to);
    write_text(out, "inverse", decl.inverse);
    const Flag flags[] = {{"system", field.is_system},     {"required", decl.required},
                          {"unique", decl.unique},         {"searched", decl.searched},
                          {"sorted", decl.sorted},         {"finance", field.is_finance},
                          {"computed", field.is_computed}, {"judged", decl.judged},
                          {"owned", decl.owned},           {"writable", field.is_writable()}};
    for (const Flag& flag : flags)
        if (flag.is_set) out.member(flag.name, true);
    if (field.scale()) out.member("scale", field.scale());
    if (decl.max) out.member("max", decl.max);
    const std::pair<sv, sv> texts[] = {{"min", decl.min},       {"checker", decl.checker},
                                       {"series", decl.series}, {"initial", decl.initial},
                                       {"group", decl.group},   {"expression", decl.expression}};
    for (const auto& [key, value] : texts) write_text(out, key, value);
    write_choices(out, decl);
    write_moves(out, decl);
    write_rollup(out, decl.rollup);
    out.end_object();
}

void write_checks(JsonWriter& out, const EntityModel& entity) {
    if (entity.checks.empty()) return;
    out.key("checks");
    out.begin_array();
    for (const CheckModel& check : entity.checks) {
        out.begin_object();
        out.member("code", check.decl.code);
        out.member("condition", check.decl.condition);
        if (check.decl.is_warning) out.member("is_warning", true);
        write_text(out, "field", check.decl.field);
        out.end_object();
    }
    out.end_array();
}

void write_entity(JsonWriter& out, const EntityModel& entity) {
    out.begin_object();
    out.member("name", entity.name());
    write_label(out, "one", entity.decl.one);
    write_label(out, "many", entity.decl.many);
    out.member("title", entity.decl.title);
    write_names(out, "belongs_to", entity.decl.belongs_to);
    write_names(out, "list_columns", entity.decl.list_columns);
    write_text(out, "order", entity.decl.order);
    out.key("fields");
    out.begin_array();
    for (const FieldModel& field : entity.fields) write_field(out, field);
    out.end_array();
    write_checks(out, entity);
    out.end_object();
}

}  // namespace

sv name_of(Type type) {
    constexpr sv names[] = {"text",    "note",    "integer",  "decimal",  "money",     "date",  "instant",
                            "boolean", "choice",  "choices",  "state",    "link",      "links", "any_link",
                            "address", "country", "currency", "language", "condition", "list"};
    return names[static_cast<std::size_t>(type)];
}

sv name_of(Fold fold) {
    constexpr sv names[] = {"none", "sum", "count", "min", "max"};
    return names[static_cast<std::size_t>(fold)];
}

std::string model_json(const Catalogue& catalogue) {
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    out.key("entities");
    out.begin_array();
    for (const auto& entity : catalogue.entities()) write_entity(out, *entity);
    out.end_array();
    out.end_object();
    return text;
}

std::string model_mermaid(const Catalogue& catalogue) {
    std::string entities, links;
    for (const auto& entity : catalogue.entities()) {
        entities += "    " + std::string(entity->name()) + " {\n";
        for (const FieldModel& field : entity->fields) {
            if (field.is_system || field.decl.type == Type::list) continue;
            entities +=
                "        " + std::string(name_of(field.decl.type)) + " " + std::string(field.name()) + "\n";
            if (!field.target) continue;
            const sv way = field.decl.type == Type::links ? " }o--o{ "
                           : field.decl.required          ? " }o--|| "
                                                          : " }o--o| ";
            links += "    " + std::string(entity->name()) + std::string(way) +
                     std::string(field.target->name()) + " : " + std::string(field.name()) + "\n";
        }
        entities += "    }\n";
    }
    return "erDiagram\n" + entities + links;
}

}  // namespace teczka::catalogue
