// See custom.hpp.
#include "areas/office/custom.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::areas::office {
namespace {

using namespace catalogue;

// Heading of what was added to our own kinds of records.
constexpr Group own_group{"x_own", {"Pola własne", "Own fields"}};
// What a new list of an own kind shows of its fields.
constexpr std::size_t listed_fields = 4;

std::string text_in(const Value& value) { return is_null(value) ? std::string{} : as_text(value); }
std::int64_t number_in(const Value& value) { return is_null(value) ? 0 : as_integer(value); }
bool flag_in(const Value& value) { return number_in(value) != 0; }

const std::string& or_else(const std::string& text, const std::string& other) {
    return text.empty() ? other : text;
}

Type type_of(sv name) {
    for (int i = 0; i <= static_cast<int>(Type::list); ++i)
        if (type_name(static_cast<Type>(i)) == name) return static_cast<Type>(i);
    return Type::text;
}

bool is_listed(const Field& field) {
    return !field.retired && !field.hidden && field.type != Type::note && field.type != Type::links &&
           field.type != Type::any_link && field.type != Type::address;
}

// Makes one catalogue's declarations of the base's and the definitions.
struct Maker {
    const Definitions& definitions;
    std::shared_ptr<Declared> out = std::make_shared<Declared>();
    std::map<sv, const Entity*> known{};

    sv keep(std::string text) { return out->texts.emplace_back(std::move(text)); }
    Label label(const std::string& pl, const std::string& en) { return {keep(pl), keep(or_else(en, pl))}; }

    std::span<const Choice> choices_of(const CustomField& field) {
        auto& list = out->choices.emplace_back();
        for (const CustomChoice& one : field.choices)
            list.push_back({.code = keep(one.code),
                            .label = label(one.label_pl, one.label_en),
                            .colour = keep(one.colour),
                            .retired = one.is_retired});
        return list;
    }

    Field field_of(const CustomField& given) {
        Field field{.name = keep(given.name),
                    .label = label(given.label_pl, given.label_en),
                    .type = type_of(given.type),
                    .to = keep(given.to),
                    .finance = given.is_finance,
                    .max = static_cast<int>(given.max),
                    .scale = static_cast<int>(given.scale),
                    .min = keep(given.min),
                    .checker = keep(given.checker),
                    .initial = keep(given.initial),
                    .required_new = given.is_required && !given.is_retired && !given.is_hidden,
                    .hidden = given.is_hidden,
                    .retired = given.is_retired};
        if (!given.help_pl.empty() || !given.help_en.empty())
            field.help = label(or_else(given.help_pl, given.help_en), given.help_en);
        const bool is_text = field.type == Type::text || field.type == Type::note;
        field.searched = is_text && given.is_searched;
        field.sorted = field.type == Type::text;
        if (field.type == Type::choice || field.type == Type::choices) field.choices = choices_of(given);
        // What leads to a record is listed there, under a name nobody else can have.
        if (field.type == Type::link) field.inverse = keep(given.entity + "_" + given.name);
        return field;
    }

    void add_fields(sv entity, std::vector<Field>& fields, sv group) {
        for (const CustomField& one : definitions.fields) {
            if (one.entity != entity) continue;
            fields.push_back(field_of(one));
            if (!one.is_retired) fields.back().group = group;
        }
    }

    void extend(const Entity& base) {
        auto& fields = out->fields.emplace_back();
        for (const Field& field : base.fields)
            if (!is_custom(field.name)) fields.push_back(field);
        const std::size_t count = fields.size();
        add_fields(base.name, fields, own_group.code);
        Entity& entity = out->made.emplace_back(base);
        entity.fields = fields;
        auto& groups = out->groups.emplace_back();
        for (const Group& group : base.groups)
            if (group.code != own_group.code) groups.push_back(group);
        if (fields.size() > count) groups.push_back(own_group);
        entity.groups = groups;
        add(entity);
    }

    void add(const Entity& entity) {
        out->entities.push_back(&entity);
        known[entity.name] = &entity;
    }

    // "company" → a link of this name; its anchors are those of what it belongs to, by way of it.
    void anchor(Entity& entity, const CustomEntity& given, std::vector<Field>& fields) {
        auto& paths = out->words.emplace_back();
        const auto holder = known.find(given.belongs_to);
        if (given.belongs_to == "office" || holder == known.end()) {
            paths.push_back(given.belongs_to == "office" ? sv("office") : keep(given.belongs_to));
        } else {
            const Entity& of = *holder->second;
            fields.push_back({.name = of.name,
                              .label = of.one,
                              .type = Type::link,
                              .to = of.name,
                              .inverse = entity.name,
                              .required = true,
                              .owned = true});
            for (const sv path : of.belongs_to) {
                const bool is_itself = path == "id" || of.name == "company";
                const bool is_nowhere = path == "office" || path == "record";
                paths.push_back(is_nowhere  ? path
                                : is_itself ? of.name
                                            : keep(std::string(of.name) + "." + std::string(path)));
            }
        }
        entity.belongs_to = paths;
    }

    void make(const CustomEntity& given) {
        Entity& entity = out->made.emplace_back();
        entity.name = keep(given.name);
        entity.one = label(given.one_pl, given.one_en);
        entity.many = label(given.many_pl, given.many_en);
        entity.title = "name";
        entity.order = "name";
        entity.is_retired = given.is_retired;
        auto& fields = out->fields.emplace_back();
        fields.push_back({.name = "name",
                          .label = {"Nazwa", "Name"},
                          .required = true,
                          .searched = true,
                          .sorted = true,
                          .max = 200});
        anchor(entity, given, fields);
        auto& columns = out->words.emplace_back();
        for (const Field& field : fields) columns.push_back(field.name);
        const std::size_t own = fields.size();
        add_fields(entity.name, fields, {});
        for (std::size_t i = own; i < fields.size() && columns.size() < own + listed_fields; ++i)
            if (is_listed(fields[i])) columns.push_back(fields[i].name);
        entity.fields = fields;
        entity.list_columns = columns;
        add(entity);
    }
};

}  // namespace

CustomEntity read_custom_entity(const Id& id, const ReadField& read) {
    return {.id = id,
            .name = text_in(read("name")),
            .one_pl = text_in(read("one_pl")),
            .many_pl = text_in(read("many_pl")),
            .one_en = text_in(read("one_en")),
            .many_en = text_in(read("many_en")),
            .belongs_to = text_in(read("belongs_to")),
            .position = number_in(read("position")),
            .is_retired = flag_in(read("is_retired"))};
}

CustomField read_custom_field(const Id& id, const ReadField& read) {
    return {.id = id,
            .entity = text_in(read("entity")),
            .name = text_in(read("name")),
            .type = text_in(read("type")),
            .label_pl = text_in(read("label_pl")),
            .label_en = text_in(read("label_en")),
            .help_pl = text_in(read("help_pl")),
            .help_en = text_in(read("help_en")),
            .to = text_in(read("to")),
            .min = text_in(read("min")),
            .checker = text_in(read("checker")),
            .initial = text_in(read("initial")),
            .scale = number_in(read("scale")),
            .max = number_in(read("max")),
            .position = number_in(read("position")),
            .is_required = flag_in(read("is_required")),
            .is_searched = flag_in(read("is_searched")),
            .is_finance = flag_in(read("is_finance")),
            .is_hidden = flag_in(read("is_hidden")),
            .is_retired = flag_in(read("is_retired"))};
}

CustomChoice read_custom_choice(const ReadField& read) {
    const Value field = read("field");
    const std::string code = text_in(read("code"));
    const std::string label = text_in(read("label_pl"));
    return {.field = is_null(field) ? Id{} : as_id(field),
            .code = code.empty() ? name_of_label(label, "") : code,
            .label_pl = label,
            .label_en = text_in(read("label_en")),
            .colour = text_in(read("colour")),
            .position = number_in(read("position")),
            .is_retired = flag_in(read("is_retired"))};
}

Definitions ordered(std::vector<CustomEntity> entities, std::vector<CustomField> fields,
                    std::vector<CustomChoice> choices) {
    const auto by_place = [](const auto& a, const auto& b) {
        return std::tie(a.position, a.id) < std::tie(b.position, b.id);
    };
    std::ranges::sort(entities, by_place);
    std::ranges::sort(fields, by_place);
    std::ranges::stable_sort(choices, {}, &CustomChoice::position);
    for (CustomField& field : fields)
        for (const CustomChoice& choice : choices)
            if (choice.field == field.id) field.choices.push_back(choice);
    return {std::move(entities), std::move(fields)};
}

std::shared_ptr<const Declared> declare(std::span<const Entity* const> base, const Definitions& definitions) {
    Maker maker{definitions};
    for (const Entity* entity : base)
        if (!is_custom(entity->name)) maker.extend(*entity);
    // What belongs to another own kind comes behind it.
    std::vector<const CustomEntity*> waiting;
    for (const CustomEntity& entity : definitions.entities) waiting.push_back(&entity);
    while (!waiting.empty()) {
        const auto is_ready = [&](const CustomEntity* one) {
            return !is_custom(one->belongs_to) || maker.known.contains(one->belongs_to);
        };
        const auto ready = std::ranges::find_if(waiting, is_ready);
        const auto next = ready == waiting.end() ? waiting.begin() : ready;
        maker.make(**next);
        waiting.erase(next);
    }
    return maker.out;
}

bool takes_fields(const EntityModel& entity) {
    return !entity.decl.is_internal && !entity.belongs_to_record && !entity.decl.is_retired &&
           !entity.name().starts_with("custom_");
}

std::string name_of_label(sv label, sv prefix) {
    std::string name(prefix);
    const std::string folded = fold(label);
    for (const sv word : folded_words(folded)) {
        if (name.size() > prefix.size()) name += '_';
        for (const char c : word)
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name += c;
    }
    name.resize(std::min(name.size(), limits::custom_name_bytes));
    while (name.size() > prefix.size() && name.ends_with('_')) name.pop_back();
    return name;
}

}  // namespace teczka::areas::office
