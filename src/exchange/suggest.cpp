// See suggest.hpp. Every column is weighed against every field; the surest pairs are taken first.
#include "exchange/suggest.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/checkers.hpp"
#include "core/base/text.hpp"
#include "exchange/keys.hpp"
#include "exchange/names.hpp"
#include "exchange/row.hpp"
#include "exchange/shapes.hpp"
#include "exchange/suggest_words.hpp"

namespace teczka::exchange {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using catalogue::Storage;
using catalogue::Type;

constexpr std::size_t shown_samples = 4, shown_unknown = 30;

struct Target {
    const Role* role{};
    const FieldModel* field{};
    auto operator<=>(const Target&) const = default;
};

struct Pair {
    int score{};
    std::size_t column{};
    Target target;
    std::string_view take;
};

std::vector<std::string> filled(const Sample& sample, std::size_t column) {
    std::vector<std::string> out;
    for (const auto& row : sample.rows) {
        if (const auto text = trimmed(row[column]); !text.empty()) out.emplace_back(text);
    }
    return out;
}

std::vector<std::string> distinct(const std::vector<std::string>& values, std::size_t most) {
    std::vector<std::string> out;
    std::set<std::string_view> seen;
    for (const auto& value : values) {
        if (out.size() == most) break;
        if (seen.insert(value).second) out.push_back(value);
    }
    return out;
}

bool is_among(std::string_view words, std::string_view wanted) {
    while (!words.empty()) {
        const auto bar = words.find('|');
        if (words.substr(0, bar) == wanted) return true;
        words = bar == std::string_view::npos ? std::string_view{} : words.substr(bar + 1);
    }
    return false;
}

bool may_import(const query::Context& context, const EntityModel& entity) {
    return context.actor.is_system || (context.rights.may_ever(context.actor, entity, "import") &&
                                       context.rights.may_ever(context.actor, entity, "create"));
}

// Roles the asker may fill, with the fields that are his to write.
std::vector<Target> targets_of(const query::Context& context, std::string_view entity) {
    std::vector<Target> out;
    for (const auto& role : roles_of(entity)) {
        const auto* model = context.catalogue.find(entity_of(role, entity));
        if (model == nullptr || !may_import(context, *model)) continue;
        for (const auto& field : model->fields) {
            const bool is_linked =
                role.name != "main" &&
                std::ranges::any_of(role.links, [&](const auto& link) { return link.first == field.name(); });
            const bool is_fixed = std::ranges::any_of(
                role.fixed, [&](const auto& fixed) { return fixed.first == field.name(); });
            const bool is_listed = field.storage == Storage::none || field.storage == Storage::any_id;
            if (!field.is_writable() || is_linked || is_fixed || is_listed) continue;
            if (!context.actor.is_system &&
                catalogue::is_false(context.rights.field_condition(context.actor, field, "create")))
                continue;
            out.push_back({&role, &field});
        }
    }
    return out;
}

std::string spaced(std::string_view name) {
    std::string out{name};
    std::ranges::replace(out, '_', ' ');
    return out;
}

// By the catalogue's own words for the field.
int score_of_names(const std::string& header, const EntityModel& entity, const Target& target) {
    const auto& field = *target.field;
    const auto name = spaced(field.name()), pl = plain_header(field.decl.label.pl),
               en = plain_header(field.decl.label.en);
    const bool is_it = header == name || header == pl || header == en;
    if (target.role->name == "main") {
        if (is_it) return header == name ? 97 : 96;
        for (const auto label : {entity.decl.one.en, entity.decl.one.pl}) {
            const auto one = plain_header(label);
            if (header == one + " " + name || header == one + " " + pl || header == one + " " + en ||
                header == pl + " " + one)
                return 95;
        }
        if (field.storage == Storage::id && (header == name + " id" || header == "id " + pl)) return 90;
        return 0;
    }
    for (const auto label : {target.role->label.en, target.role->label.pl}) {
        const auto role = plain_header(label);
        if (is_it && header == role) return 94;
        if (header == role + " " + name || header == role + " " + pl || header == role + " " + en) return 94;
    }
    return 0;
}

struct Chooser {
    const query::Context& context;
    const Sample& sample;
    const EntityModel& entity;
    std::vector<Target> targets;
    std::vector<std::string> headers;
    std::vector<Pair> chosen;
    std::set<std::size_t> used_columns;
    std::set<Target> used_targets;

    Chooser(const query::Context& given, const Sample& given_sample, const EntityModel& about)
        : context{given}, sample{given_sample}, entity{about}, targets{targets_of(given, about.name())} {
        for (const auto& column : sample.columns) headers.push_back(plain_header(column));
    }

    void weigh(std::size_t column, std::vector<Pair>& out) const;
    bool take(const Pair& pair);
    void by_headers();
    void by_looks();
    void whole_names();
    void whole_addresses();
    const Target* target(std::string_view role, std::string_view field) const;
    bool is_free(const Target* target) const { return target != nullptr && !used_targets.contains(*target); }
    std::string key() const;
};

const Target* Chooser::target(std::string_view role, std::string_view field) const {
    const auto found = std::ranges::find_if(
        targets, [&](const Target& one) { return one.role->name == role && one.field->name() == field; });
    return found == targets.end() ? nullptr : &*found;
}

void Chooser::weigh(std::size_t column, std::vector<Pair>& out) const {
    const auto& header = headers[column];
    if (header.empty()) return;
    for (const auto& target : targets) {
        Pair best{score_of_names(header, entity, target), column, target, {}};
        for (const auto& words : known_words()) {
            const bool is_own = words.entity == entity.name();
            if ((!is_own && words.entity != "*") || words.role != target.role->name ||
                words.field != target.field->name() || !is_among(words.words, header))
                continue;
            // An office's own word goes before the catalogue's: "title" is a post here, not a Dr.
            const int score = is_own ? 98 : 93;
            if (score > best.score) best = {score, column, target, words.take};
        }
        if (best.score > 0) out.push_back(best);
    }
}

bool Chooser::take(const Pair& pair) {
    if (used_columns.contains(pair.column) || used_targets.contains(pair.target)) return false;
    used_columns.insert(pair.column);
    used_targets.insert(pair.target);
    chosen.push_back(pair);
    return true;
}

void Chooser::by_headers() {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < headers.size(); ++i) weigh(i, pairs);
    std::ranges::stable_sort(pairs, std::ranges::greater{}, &Pair::score);
    for (const auto& pair : pairs) {
        if (filled(sample, pair.column).empty() && !sample.rows.empty()) continue;
        take(pair);
    }
}

// "Maria de Souza" is two fields.
void Chooser::whole_names() {
    for (const auto pair : std::vector{chosen}) {
        if (pair.take != "last_word") continue;
        const auto* first = target(pair.target.role->name, "first_name");
        if (!is_free(first)) continue;
        used_targets.insert(*first);
        chosen.push_back({pair.score, pair.column, *first, "first_words"});
    }
}

void Chooser::whole_addresses() {
    const auto* city = target("main", "address_city");
    const auto* postal = target("main", "address_postal_code");
    for (auto& pair : chosen) {
        if (pair.target.field->name() != "address_street" || !is_free(city) || !is_free(postal)) continue;
        const auto values = filled(sample, pair.column);
        const auto whole = std::ranges::count_if(
            values, [](const std::string& value) { return !split_address(value).postal_code.empty(); });
        if (values.empty() || whole * 2 < static_cast<std::ptrdiff_t>(values.size())) continue;
        pair.take = "street";
        const Pair parts[]{{pair.score, pair.column, *postal, "postal_code"},
                           {pair.score, pair.column, *city, "city"}};
        used_targets.insert(*postal);
        used_targets.insert(*city);
        chosen.insert(chosen.end(), std::begin(parts), std::end(parts));
        return;
    }
}

// Cells that prove themselves, where the header says nothing.
void Chooser::by_looks() {
    constexpr std::string_view looks[]{"email", "tax_id", "iban", "url"};
    for (std::size_t i = 0; i < headers.size(); ++i) {
        const auto values = used_columns.contains(i) ? std::vector<std::string>{} : filled(sample, i);
        if (values.empty()) continue;
        for (const auto look : looks) {
            const auto checker = find_checker(look);
            const auto fits = std::ranges::count_if(values, [&](const std::string& value) {
                const bool is_telling = look != "url" || value.find('.') != std::string::npos;
                return is_telling && (look != "tax_id" || digits(value).size() == 10) &&
                       checker(value, "").has_value();
            });
            if (fits * 5 < static_cast<std::ptrdiff_t>(values.size()) * 4) continue;
            for (const auto& one : targets) {
                const bool is_further =
                    look == "email" && one.role->name.starts_with("email_") && one.field->name() == "value";
                const bool is_right = one.role->name == "main" && one.field->decl.checker == look;
                if ((is_right || is_further) && take({50, i, one, {}})) break;
            }
            break;
        }
    }
}

// The column that names each row: without repetition, and called so.
std::string Chooser::key() const {
    for (std::size_t i = 0; i < headers.size(); ++i) {
        const auto& header = headers[i];
        const bool is_called_so = header == "id" || header.ends_with(" id") || header.starts_with("id ") ||
                                  header == "lp" || header == "kod" || header == "symbol" ||
                                  header == "nr klienta" || header == "numer klienta" ||
                                  header == "kod klienta" || header == "kod kontrahenta" ||
                                  header == "identyfikator" || header == "number" || header == "key";
        const auto values = filled(sample, i);
        const bool is_link = std::ranges::any_of(chosen, [&](const Pair& pair) {
            return pair.column == i && pair.target.field->target != nullptr;
        });
        const bool is_unique = distinct(values, values.size()).size() == sample.rows.size();
        if (is_called_so && !is_link && is_unique && !values.empty()) return sample.columns[i];
    }
    return {};
}

// --- how a value is written
// ---------------------------------------------------------------------------------

std::vector<std::string> ways_to_find(const EntityModel& target) {
    constexpr std::string_view telling[]{"login", "code", "tax_id", "number", "email", "name", "last_name"};
    std::vector<std::string> out;
    for (const auto name : telling) {
        const auto* field = target.find(name);
        if (field != nullptr && field->storage == Storage::text && !field->is_computed)
            out.emplace_back(name);
    }
    return out;
}

std::string braced(std::string_view column) {
    std::string out{"{"};
    return out.append(column) + "}";
}

// By the key that another file of the same system brought, else by what the target is called; false when none
// of the cells leads anywhere and the field can do without.
bool add_link(const FieldModel& field, const std::string& column, const std::vector<std::string>& values,
              Keys& keys, json::object& out) {
    const auto& target = *field.target;
    const auto some = distinct(values, 20);
    const auto key = fold(column) + ":";
    if (std::ranges::any_of(some,
                            [&](const auto& one) { return keys.find(target, key + one).has_value(); })) {
        out.erase("value");
        out["link"] = key + braced(column);
        return true;
    }
    const auto ways = ways_to_find(target);
    const bool is_found = std::ranges::any_of(
        some, [&](const auto& one) { return keys.find_by_text(target, ways, one).has_value(); });
    if (ways.empty() || (!is_found && !field.decl.required)) return false;
    out["link_by"] = json::array(ways.begin(), ways.end());
    return true;
}

bool is_share(const std::vector<std::string>& values) {
    bool has_fraction = false;
    for (const auto& value : values) {
        if (value.size() > 1 && !value.starts_with("0.") && !value.starts_with("0,")) return false;
        if (value.size() == 1 && value != "0" && value != "1") return false;
        has_fraction |= value.size() > 1;
    }
    return has_fraction;
}

// Adds what the cells ask for; false when the field is better left alone.
bool add_options(const Target& target, const std::string& column, const std::vector<std::string>& values,
                 Keys& keys, json::object& out) {
    const auto& field = *target.field;
    switch (field.decl.type) {
        case Type::link:
        case Type::links:
            return field.target != nullptr && add_link(field, column, values, keys, out);
        case Type::date:
        case Type::instant: {
            const auto format = date_format_of(values);
            if (format && !format->empty()) out["date_format"] = *format;
            return true;
        }
        case Type::integer:
        case Type::decimal:
        case Type::money:
            if (has_decimal_comma(values)) out["decimal_comma"] = true;
            if (field.name().ends_with("_percent") && is_share(values)) out["times"] = 100;
            return true;
        default:
            return true;
    }
}

json::object field_of_plan(const Target& target, std::string value, std::string_view take) {
    json::object out{
        {"role", target.role->name}, {"field", target.field->name()}, {"value", std::move(value)}};
    if (!take.empty()) out["take"] = take;
    return out;
}

// What must be there and can be made of what is: a colleague's name of two columns, a code of the key.
void add_required(const Chooser& chooser, const std::string& key, json::array& fields) {
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(fields, [&](const json::value& one) {
            return text_of(one.as_object(), "role") == "main" && text_of(one.as_object(), "field") == name;
        });
    };
    std::string first, last;
    for (std::size_t i = 0; i < chooser.headers.size(); ++i) {
        const auto& header = chooser.headers[i];
        if (header == "first name" || header == "imie") first = chooser.sample.columns[i];
        if (header == "last name" || header == "nazwisko") last = chooser.sample.columns[i];
    }
    for (const auto& target : chooser.targets) {
        const auto& field = *target.field;
        if (target.role->name != "main" || !field.decl.required || has(field.name())) continue;
        if (field.storage != Storage::text || !field.decl.choices.empty() || !field.decl.initial.empty())
            continue;
        const bool is_person = !first.empty() && !last.empty();
        if (is_person && (field.name() == "name" || field.name() == "login")) {
            const std::string_view between = field.name() == "name" ? " " : ".";
            fields.push_back(field_of_plan(target, braced(first).append(between) + braced(last), {}));
        } else if (!key.empty() && (field.name() == "code" || field.name() == "number")) {
            fields.push_back(field_of_plan(target, braced(key), {}));
        }
    }
}

// How well a file fits an entity: the share of its columns that find a place, less what is missing.
int fitness(const query::Context& context, const Sample& sample, const EntityModel& entity) {
    Chooser chooser{context, sample, entity};
    chooser.by_headers();
    int score = 0;
    for (const auto& pair : chooser.chosen)
        score += pair.target.role->name == "main" ? pair.score : pair.score / 2;
    const auto name = spaced(entity.name());
    for (const auto& header : chooser.headers) {
        if (header == name + " id" || header == name + " name") score += 60;
    }
    for (const auto& target : chooser.targets) {
        const bool is_missing = target.role->name == "main" && target.field->decl.required &&
                                target.field->decl.initial.empty() && !chooser.used_targets.contains(target);
        if (is_missing) score -= 90;
    }
    return score;
}

json::array entities_by_fitness(const query::Context& context, const Sample& sample) {
    std::vector<std::pair<int, std::string_view>> found;
    for (const auto& entity : context.catalogue.entities()) {
        const bool is_known = entity->decl.is_internal || entity->name() == "import_batch" ||
                              entity->name() == "external_id" || !may_import(context, *entity);
        if (!is_known) found.emplace_back(fitness(context, sample, *entity), entity->name());
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &std::pair<int, std::string_view>::first);
    json::array out;
    for (const auto& [score, name] : found) out.push_back(json::object{{"name", name}, {"score", score}});
    return out;
}

json::object plan_for(const query::Context& context, store::Connection& reader, const Sample& sample,
                      const EntityModel& entity, const std::string& system) {
    Chooser chooser{context, sample, entity};
    chooser.by_headers();
    chooser.by_looks();
    chooser.whole_names();
    chooser.whole_addresses();
    Keys keys{context, reader, system};
    json::array fields;
    for (const auto& pair : chooser.chosen) {
        const auto& column = sample.columns[pair.column];
        auto field = field_of_plan(pair.target, braced(column), pair.take);
        if (add_options(pair.target, column, filled(sample, pair.column), keys, field))
            fields.push_back(std::move(field));
    }
    const auto key = chooser.key();
    add_required(chooser, key, fields);
    return {{"entity", entity.name()}, {"system", system},       {"key", key},
            {"known", "change"},       {"match", json::array{}}, {"fields", std::move(fields)}};
}

json::array unknown_of(const FieldModel& field, const json::object& given,
                       const std::vector<std::string>& values) {
    json::array out;
    const bool has_codes = !field.decl.choices.empty() || field.decl.type == Type::country ||
                           field.decl.type == Type::language || field.decl.type == Type::currency;
    const auto* translate = given.if_contains("translate");
    for (const auto& value : has_codes ? distinct(values, 500) : std::vector<std::string>{}) {
        const bool is_translated =
            translate != nullptr && translate->is_object() && translate->as_object().contains(value);
        if (is_translated || out.size() == shown_unknown) continue;
        if (!change::parse_text_value(field, code_of(field, value))) out.push_back(json::string{value});
    }
    return out;
}

}  // namespace

json::object completed(const query::Context& context, store::Connection& reader, const Sample& sample,
                       json::object plan) {
    Keys keys{context, reader, text_of(plan, "system")};
    const auto targets = targets_of(context, text_of(plan, "entity"));
    for (auto& one : plan.at("fields").as_array()) {
        if (!one.is_object() || !one.as_object().contains("fresh")) continue;
        auto& field = one.as_object();
        field.erase("fresh");
        for (std::size_t i = 0; i < sample.columns.size(); ++i) {
            if (text_of(field, "value") != braced(sample.columns[i])) continue;
            const auto target = std::ranges::find_if(targets, [&](const Target& known) {
                return known.role->name == text_of(field, "role") &&
                       known.field->name() == text_of(field, "field");
            });
            if (target == targets.end()) continue;
            const bool is_sure = add_options(*target, sample.columns[i], filled(sample, i), keys, field);
            if (is_sure || target->field->target == nullptr) continue;
            const auto ways = ways_to_find(*target->field->target);
            field["link_by"] = json::array(ways.begin(), ways.end());
        }
    }
    return plan;
}

json::object describe(const query::Context& context, const Sample& sample, const json::object& plan) {
    json::object out;
    const auto entity = text_of(plan, "entity");
    const auto targets = targets_of(context, entity);
    json::array columns, roles;
    for (std::size_t i = 0; i < sample.columns.size(); ++i) {
        const auto values = filled(sample, i);
        const auto some = distinct(values, shown_samples);
        json::object column{{"name", sample.columns[i]},
                            {"filled", static_cast<std::int64_t>(values.size())},
                            {"samples", json::array(some.begin(), some.end())}};
        for (const auto& one : plan.at("fields").as_array()) {
            const auto& field = one.as_object();
            if (text_of(field, "value") != braced(sample.columns[i])) continue;
            for (const auto& target : targets) {
                if (target.role->name == text_of(field, "role") &&
                    target.field->name() == text_of(field, "field"))
                    column["unknown"] = unknown_of(*target.field, field, values);
            }
        }
        columns.push_back(std::move(column));
    }
    for (const auto& role : roles_of(entity)) {
        json::array fields;
        for (const auto& target : targets) {
            if (target.role == &role) fields.push_back(json::string{target.field->name()});
        }
        if (fields.empty()) continue;
        roles.push_back(json::object{{"name", role.name},
                                     {"entity", entity_of(role, entity)},
                                     {"label", json::object{{"pl", role.label.pl}, {"en", role.label.en}}},
                                     {"fields", std::move(fields)}});
    }
    out["columns"] = std::move(columns);
    out["roles"] = std::move(roles);
    return out;
}

Result<json::object> suggest(const query::Context& context, store::Connection& reader, const Sample& sample,
                             const SuggestOptions& options) {
    auto entities = entities_by_fitness(context, sample);
    if (entities.empty()) return refuse(Kind::forbidden, "import_forbidden");
    const auto wanted =
        options.entity.empty() ? text_of(entities.front().as_object(), "name") : options.entity;
    const auto* entity = context.catalogue.find(wanted);
    if (entity == nullptr || !may_import(context, *entity))
        return refuse("entity_unknown", "entity", {{"name", wanted}});
    auto plan = plan_for(context, reader, sample, *entity, options.system);
    auto out = describe(context, sample, plan);
    out["entity"] = wanted;
    out["entities"] = std::move(entities);
    out["plan"] = std::move(plan);
    return out;
}

}  // namespace teczka::exchange
