// TOML → Mapping. Every key is known by name here; an unknown one is a typing error and is said.
#include "exchange/mapping.hpp"

#include <algorithm>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace teczka::exchange {
namespace {

using catalogue::Catalogue;
using catalogue::EntityModel;

// Collects complaints while it walks, so that all are said at once.
class Reader {
public:
    explicit Reader(const Catalogue& catalogue) : catalogue_{catalogue} {}

    Mapping read(const toml::table& root);
    std::vector<Complaint> complaints;

private:
    void complain(const std::string& at, std::string code, std::string name = {}) {
        Complaint complaint{at, std::move(code), {}};
        if (!name.empty()) complaint.parameters.emplace_back("name", std::move(name));
        complaints.push_back(std::move(complaint));
    }
    void check_keys(const toml::table& table, const std::string& at,
                    std::initializer_list<std::string_view> known);
    std::string text(const toml::table& table, std::string_view key, const std::string& at,
                     bool required = false);
    bool flag(const toml::table& table, std::string_view key, const std::string& at);
    Template parse_template(const std::string& text, const std::string& at);
    std::map<std::string, std::string, std::less<>> texts(const toml::table& table, std::string_view key,
                                                          const std::string& at);
    template <class Each>
    void each_table(const toml::table& table, std::string_view key, const std::string& at, Each each);
    SourceMapping read_source(const toml::table& table, const std::string& at);
    RecordMapping read_record(const toml::table& table, const std::string& at);
    FieldMapping read_field(const EntityModel& entity, std::string_view name, const toml::node& node,
                            const std::string& at);
    void read_field_table(const toml::table& table, FieldMapping& mapping, const std::string& at);

    const Catalogue& catalogue_;
};

void Reader::check_keys(const toml::table& table, const std::string& at,
                        std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table) {
        if (std::ranges::find(known, key.str()) == known.end()) {
            complain(at, "mapping_unknown_key", std::string{key.str()});
        }
    }
}

std::string Reader::text(const toml::table& table, std::string_view key, const std::string& at,
                         bool required) {
    const auto* node = table.get(key);
    if (node == nullptr) {
        if (required) complain(at + std::string{key}, "required");
        return {};
    }
    if (const auto value = node->value<std::string>()) return *value;
    complain(at + std::string{key}, "wrong_type");
    return {};
}

bool Reader::flag(const toml::table& table, std::string_view key, const std::string& at) {
    const auto* node = table.get(key);
    if (node == nullptr) return false;
    if (node->is_boolean()) return node->as_boolean()->get();
    complain(at + std::string{key}, "wrong_type");
    return false;
}

Template Reader::parse_template(const std::string& text, const std::string& at) {
    auto parsed = Template::parse(text);
    if (parsed) return std::move(*parsed);
    complain(at, parsed.error().complaints.front().code);
    return {};
}

std::map<std::string, std::string, std::less<>> Reader::texts(const toml::table& table, std::string_view key,
                                                              const std::string& at) {
    std::map<std::string, std::string, std::less<>> out;
    const auto* node = table.get(key);
    if (node == nullptr) return out;
    const auto* entries = node->as_table();
    if (entries == nullptr) {
        complain(at + std::string{key}, "wrong_type");
        return out;
    }
    for (const auto& [name, value] : *entries) {
        if (const auto one = value.value<std::string>())
            out.emplace(std::string{name.str()}, *one);
        else
            complain(at + std::string{key} + "." + std::string{name.str()}, "wrong_type");
    }
    return out;
}

template <class Each>
void Reader::each_table(const toml::table& table, std::string_view key, const std::string& at, Each each) {
    const auto* node = table.get(key);
    const auto* array = node == nullptr ? nullptr : node->as_array();
    if (array == nullptr || array->empty()) return complain(at + std::string{key}, "required");
    std::size_t number = 0;
    for (const auto& one : *array) {
        const auto place = at + std::string{key} + "[" + std::to_string(number++) + "].";
        if (const auto* inner = one.as_table())
            each(*inner, place);
        else
            complain(place, "wrong_type");
    }
}

void Reader::read_field_table(const toml::table& table, FieldMapping& mapping, const std::string& at) {
    check_keys(table, at,
               {"value", "link", "link_by", "translate", "otherwise", "date_format", "decimal_comma", "times",
                "take", "add"});
    const bool by_key = table.contains("link");
    mapping.is_link_by_key = by_key;
    mapping.value = parse_template(text(table, by_key ? "link" : "value", at, true), at);
    mapping.link_by = text(table, "link_by", at);
    mapping.translate = texts(table, "translate", at);
    if (table.contains("otherwise")) mapping.otherwise = text(table, "otherwise", at);
    mapping.date_format = text(table, "date_format", at);
    mapping.has_decimal_comma = flag(table, "decimal_comma", at);
    mapping.adds = flag(table, "add", at);
    if (const auto* times = table.get("times")) {
        const auto number = times->value<std::int64_t>();
        if (number && *number > 0 && *number <= 1'000'000)
            mapping.times = *number;
        else
            complain(at + "times", "wrong_type");
    }
    const auto take = text(table, "take", at);
    if (take == "first_words")
        mapping.take = Take::first_words;
    else if (take == "last_word")
        mapping.take = Take::last_word;
    else if (!take.empty())
        complain(at + "take", "choice_unknown", take);
}

FieldMapping Reader::read_field(const EntityModel& entity, std::string_view name, const toml::node& node,
                                const std::string& at) {
    FieldMapping mapping{.field = entity.find(name)};
    if (mapping.field == nullptr) {
        complain(at, "field_unknown", std::string{name});
        return mapping;
    }
    if (!mapping.field->is_writable()) complain(at, "field_read_only", std::string{name});
    if (const auto fixed = node.value<std::string>())
        mapping.value = parse_template(*fixed, at);
    else if (const auto* table = node.as_table())
        read_field_table(*table, mapping, at + ".");
    else
        complain(at, "wrong_type");
    const bool is_link = mapping.field->storage == catalogue::Storage::id ||
                         mapping.field->storage == catalogue::Storage::ids ||
                         mapping.field->storage == catalogue::Storage::any_id;
    if (is_link && !mapping.is_link_by_key && mapping.link_by.empty()) complain(at, "mapping_link_how");
    if (!is_link && (mapping.is_link_by_key || !mapping.link_by.empty())) complain(at, "mapping_not_a_link");
    if (!mapping.link_by.empty() && mapping.field->target != nullptr &&
        mapping.field->target->find(mapping.link_by) == nullptr) {
        complain(at + ".link_by", "field_unknown", mapping.link_by);
    }
    return mapping;
}

RecordMapping Reader::read_record(const toml::table& table, const std::string& at) {
    check_keys(table, at, {"entity", "key", "match", "when", "only_change", "fields"});
    RecordMapping record;
    const auto name = text(table, "entity", at, true);
    record.entity = catalogue_.find(name);
    if (record.entity == nullptr) {
        complain(at + "entity", "entity_unknown", name);
        return record;
    }
    record.key = parse_template(text(table, "key", at), at + "key");
    record.when = parse_template(text(table, "when", at), at + "when");
    record.only_change = flag(table, "only_change", at);
    if (const auto* match = table.get("match")) {
        const auto* array = match->as_array();
        if (array == nullptr) complain(at + "match", "wrong_type");
        for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
            const auto field = (*array)[i].value<std::string>().value_or("");
            if (record.entity->find(field) == nullptr) complain(at + "match", "field_unknown", field);
            record.match.push_back(field);
        }
    }
    const auto* fields = table.get("fields");
    if (fields == nullptr || !fields->is_table()) {
        complain(at + "fields", "required");
        return record;
    }
    for (const auto& [field, node] : *fields->as_table()) {
        record.fields.push_back(
            read_field(*record.entity, field.str(), node, at + "fields." + std::string{field.str()}));
    }
    return record;
}

SourceMapping Reader::read_source(const toml::table& table, const std::string& at) {
    check_keys(table, at, {"file", "delimiter", "encoding", "record"});
    SourceMapping source{.file = text(table, "file", at, true)};
    if (source.file.find("..") != std::string::npos || source.file.starts_with('/')) {
        complain(at + "file", "mapping_outside_folder", source.file);
    }
    if (const auto delimiter = text(table, "delimiter", at); !delimiter.empty()) {
        if (delimiter.size() == 1)
            source.delimiter = delimiter[0];
        else
            complain(at + "delimiter", "wrong_type");
    }
    if (const auto encoding = text(table, "encoding", at); !encoding.empty()) source.encoding = encoding;
    each_table(table, "record", at, [&](const toml::table& record, const std::string& place) {
        source.records.push_back(read_record(record, place));
    });
    return source;
}

Mapping Reader::read(const toml::table& root) {
    check_keys(root, "", {"name", "system", "accept", "source"});
    Mapping mapping{.name = text(root, "name", "", true),
                    .system = text(root, "system", "", true),
                    .accept = texts(root, "accept", "")};
    each_table(root, "source", "", [&](const toml::table& source, const std::string& place) {
        mapping.sources.push_back(read_source(source, place));
    });
    return mapping;
}

}  // namespace

Result<Mapping> parse_mapping(std::string_view toml, const Catalogue& catalogue) {
    const auto parsed = toml::parse(toml);
    if (!parsed) {
        const auto& error = parsed.error();
        return refuse("mapping_syntax", {},
                      {{"line", std::to_string(error.source().begin.line)},
                       {"reason", std::string{error.description()}}});
    }
    Reader reader{catalogue};
    auto mapping = reader.read(parsed.table());
    if (!reader.complaints.empty())
        return std::unexpected(Refusal{Kind::invalid, std::move(reader.complaints)});
    return mapping;
}

}  // namespace teczka::exchange
