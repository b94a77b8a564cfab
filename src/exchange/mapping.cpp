// JSON, or TOML made JSON first → Mapping. Every key is known by name here; an unknown one is a typing error
// and is said.
#include "exchange/mapping.hpp"

#include <algorithm>

#include "exchange/toml.hpp"

namespace teczka::exchange {
namespace {

using catalogue::Catalogue;
using catalogue::EntityModel;

constexpr std::pair<std::string_view, Take> takes[]{
    {"first_words", Take::first_words}, {"last_word", Take::last_word}, {"street", Take::street},
    {"postal_code", Take::postal_code}, {"city", Take::city},
};

// Collects complaints while it walks, so that all are said at once.
class Reader {
public:
    explicit Reader(const Catalogue& catalogue) : catalogue_{catalogue} {}

    Mapping read(const json::object& root);
    std::vector<Complaint> complaints;

private:
    void complain(const std::string& at, std::string code, std::string name = {}) {
        Complaint complaint{at, std::move(code), {}};
        if (!name.empty()) complaint.parameters.emplace_back("name", std::move(name));
        complaints.push_back(std::move(complaint));
    }
    void check_keys(const json::object& table, const std::string& at,
                    std::initializer_list<std::string_view> known);
    std::string text(const json::object& table, std::string_view key, const std::string& at,
                     bool required = false);
    bool flag(const json::object& table, std::string_view key, const std::string& at, bool otherwise = false);
    std::int64_t number(const json::object& table, std::string_view key, const std::string& at,
                        std::int64_t otherwise, std::int64_t least, std::int64_t greatest);
    std::vector<std::string> list(const json::object& table, std::string_view key, const std::string& at);
    Template parse_template(const std::string& text, const std::string& at);
    std::map<std::string, std::string, std::less<>> texts(const json::object& table, std::string_view key,
                                                          const std::string& at);
    template <class Each>
    void each_table(const json::object& table, std::string_view key, const std::string& at, Each each);
    SourceMapping read_source(const json::object& table, const std::string& at);
    RecordMapping read_record(const json::object& table, const std::string& at);
    FieldMapping read_field(const EntityModel& entity, std::string_view name, const json::value& node,
                            const std::string& at);
    void read_field_table(const json::object& table, FieldMapping& mapping, const std::string& at);
    void check_link(const FieldMapping& mapping, const std::string& at);

    const Catalogue& catalogue_;
};

void Reader::check_keys(const json::object& table, const std::string& at,
                        std::initializer_list<std::string_view> known) {
    for (const auto& member : table) {
        const std::string_view key{member.key()};
        if (std::ranges::find(known, key) == known.end())
            complain(at, "mapping_unknown_key", std::string{key});
    }
}

std::string Reader::text(const json::object& table, std::string_view key, const std::string& at,
                         bool required) {
    const auto* node = table.if_contains(key);
    if (node == nullptr || node->is_null()) {
        if (required) complain(at + std::string{key}, "required");
        return {};
    }
    if (node->is_string()) return std::string{std::string_view{node->as_string()}};
    complain(at + std::string{key}, "wrong_type");
    return {};
}

bool Reader::flag(const json::object& table, std::string_view key, const std::string& at, bool otherwise) {
    const auto* node = table.if_contains(key);
    if (node == nullptr) return otherwise;
    if (node->is_bool()) return node->as_bool();
    complain(at + std::string{key}, "wrong_type");
    return otherwise;
}

std::int64_t Reader::number(const json::object& table, std::string_view key, const std::string& at,
                            std::int64_t otherwise, std::int64_t least, std::int64_t greatest) {
    const auto* node = table.if_contains(key);
    if (node == nullptr) return otherwise;
    const auto* given = node->if_int64();
    if (given != nullptr && *given >= least && *given <= greatest) return *given;
    complain(at + std::string{key}, "wrong_type");
    return otherwise;
}

std::vector<std::string> Reader::list(const json::object& table, std::string_view key,
                                      const std::string& at) {
    const auto* node = table.if_contains(key);
    std::vector<std::string> out;
    if (node == nullptr) return out;
    if (node->is_string()) return {std::string{std::string_view{node->as_string()}}};
    const auto* array = node->if_array();
    if (array == nullptr) complain(at + std::string{key}, "wrong_type");
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        const auto* one = (*array)[i].if_string();
        if (one != nullptr)
            out.emplace_back(std::string_view{*one});
        else
            complain(at + std::string{key}, "wrong_type");
    }
    return out;
}

Template Reader::parse_template(const std::string& text, const std::string& at) {
    auto parsed = Template::parse(text);
    if (parsed) return std::move(*parsed);
    complain(at, parsed.error().complaints.front().code);
    return {};
}

std::map<std::string, std::string, std::less<>> Reader::texts(const json::object& table, std::string_view key,
                                                              const std::string& at) {
    std::map<std::string, std::string, std::less<>> out;
    const auto* node = table.if_contains(key);
    if (node == nullptr) return out;
    const auto* entries = node->if_object();
    if (entries == nullptr) {
        complain(at + std::string{key}, "wrong_type");
        return out;
    }
    for (const auto& entry : *entries) {
        const std::string name{std::string_view{entry.key()}};
        if (const auto* one = entry.value().if_string())
            out.emplace(name, std::string_view{*one});
        else
            complain(at + std::string{key} + "." + name, "wrong_type");
    }
    return out;
}

template <class Each>
void Reader::each_table(const json::object& table, std::string_view key, const std::string& at, Each each) {
    const auto* node = table.if_contains(key);
    const auto* array = node == nullptr ? nullptr : node->if_array();
    if (array == nullptr || array->empty()) return complain(at + std::string{key}, "required");
    std::size_t number = 0;
    for (const auto& one : *array) {
        const auto place = at + std::string{key} + "[" + std::to_string(number++) + "].";
        if (const auto* inner = one.if_object())
            each(*inner, place);
        else
            complain(place, "wrong_type");
    }
}

void Reader::read_field_table(const json::object& table, FieldMapping& mapping, const std::string& at) {
    check_keys(table, at,
               {"value", "link", "link_by", "row", "translate", "otherwise", "date_format", "decimal_comma",
                "times", "take", "add", "clear"});
    mapping.of_row = text(table, "row", at);
    const bool by_key = table.contains("link");
    mapping.is_link_by_key = by_key;
    mapping.value = parse_template(text(table, by_key ? "link" : "value", at, mapping.of_row.empty()), at);
    mapping.link_by = list(table, "link_by", at);
    mapping.translate = texts(table, "translate", at);
    if (table.contains("otherwise")) mapping.otherwise = text(table, "otherwise", at);
    mapping.date_format = text(table, "date_format", at);
    mapping.has_decimal_comma = flag(table, "decimal_comma", at);
    mapping.adds = flag(table, "add", at);
    mapping.clears = flag(table, "clear", at);
    mapping.times = number(table, "times", at, 1, 1, 1'000'000);
    const auto take = text(table, "take", at);
    if (take.empty()) return;
    const auto* known = std::ranges::find(takes, take, &std::pair<std::string_view, Take>::first);
    if (known == std::end(takes)) return complain(at + "take", "choice_unknown", take);
    mapping.take = known->second;
}

void Reader::check_link(const FieldMapping& mapping, const std::string& at) {
    const bool is_link = mapping.field->storage == catalogue::Storage::id ||
                         mapping.field->storage == catalogue::Storage::ids ||
                         mapping.field->storage == catalogue::Storage::any_id;
    const bool says_how = mapping.is_link_by_key || !mapping.link_by.empty() || !mapping.of_row.empty();
    if (is_link && !says_how) complain(at, "mapping_link_how");
    if (!is_link && says_how) complain(at, "mapping_not_a_link");
    for (const auto& name : mapping.link_by) {
        const auto* target = mapping.field->target;
        if (target == nullptr || target->find(name) == nullptr)
            complain(at + ".link_by", "field_unknown", name);
    }
}

FieldMapping Reader::read_field(const EntityModel& entity, std::string_view name, const json::value& node,
                                const std::string& at) {
    FieldMapping mapping{.field = entity.find(name)};
    if (mapping.field == nullptr) {
        complain(at, "field_unknown", std::string{name});
        return mapping;
    }
    if (const auto* fixed = node.if_string())
        mapping.value = parse_template(std::string{std::string_view{*fixed}}, at);
    else if (const auto* table = node.if_object())
        read_field_table(*table, mapping, at + ".");
    else
        complain(at, "wrong_type");
    check_link(mapping, at);
    return mapping;
}

RecordMapping Reader::read_record(const json::object& table, const std::string& at) {
    check_keys(table, at, {"entity", "name", "key", "match", "when", "only_change", "only_create", "fields"});
    RecordMapping record;
    const auto name = text(table, "entity", at, true);
    record.entity = catalogue_.find(name);
    if (record.entity == nullptr) {
        complain(at + "entity", "entity_unknown", name);
        return record;
    }
    record.name = text(table, "name", at);
    record.key = parse_template(text(table, "key", at), at + "key");
    record.when = parse_template(text(table, "when", at), at + "when");
    record.only_change = flag(table, "only_change", at);
    record.only_create = flag(table, "only_create", at);
    record.match = list(table, "match", at);
    for (const auto& field : record.match) {
        if (record.entity->find(field) == nullptr) complain(at + "match", "field_unknown", field);
    }
    const auto* fields = table.if_contains("fields");
    if (fields == nullptr || !fields->is_object()) {
        complain(at + "fields", "required");
        return record;
    }
    for (const auto& member : fields->as_object()) {
        const std::string_view field{member.key()};
        const auto place = at + "fields." + std::string{field};
        record.fields.push_back(read_field(*record.entity, field, member.value(), place));
        const auto* model = record.fields.back().field;
        const bool only_finds = std::ranges::find(record.match, field) != record.match.end();
        if (model != nullptr && !model->is_writable() && !only_finds)
            complain(place, "field_read_only", std::string{field});
    }
    return record;
}

SourceMapping Reader::read_source(const json::object& table, const std::string& at) {
    check_keys(table, at, {"file", "delimiter", "encoding", "sheet", "skip_rows", "head", "record"});
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
    if (const auto encoding = text(table, "encoding", at); !encoding.empty()) {
        source.charset = formats::find_charset(encoding);
        if (!source.charset) complain(at + "encoding", "encoding_unknown", encoding);
    }
    source.sheet = text(table, "sheet", at);
    source.skip_rows = static_cast<int>(number(table, "skip_rows", at, 0, 0, 1000));
    source.has_head = flag(table, "head", at, true);
    each_table(table, "record", at, [&](const json::object& record, const std::string& place) {
        source.records.push_back(read_record(record, place));
    });
    return source;
}

Mapping Reader::read(const json::object& root) {
    check_keys(root, "", {"name", "system", "accept", "source"});
    Mapping mapping{.name = text(root, "name", "", true),
                    .system = text(root, "system", "", true),
                    .accept = texts(root, "accept", "")};
    each_table(root, "source", "", [&](const json::object& source, const std::string& place) {
        mapping.sources.push_back(read_source(source, place));
    });
    return mapping;
}

// What a mapping never holds (dates, fractions) becomes a fraction, which every reader above refuses.
json::value json_of(const toml::node& node) {
    if (const auto* table = node.as_table()) {
        json::object out;
        for (const auto& [key, value] : *table) out.emplace(key.str(), json_of(value));
        return out;
    }
    if (const auto* array = node.as_array()) {
        json::array out;
        for (const auto& one : *array) out.push_back(json_of(one));
        return out;
    }
    if (const auto* text = node.as_string()) return json::string{text->get()};
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    return 0.5;
}

}  // namespace

const RecordMapping& SourceMapping::main_record() const {
    const auto found = std::ranges::find(records, "main", &RecordMapping::name);
    return found == records.end() ? records.front() : *found;
}

Result<json::object> json_of_toml(std::string_view toml) {
    const auto parsed = read_toml(toml);
    if (parsed) return json_of(*parsed).as_object();
    return refuse("mapping_syntax", {}, {{"line", parsed.error().line}, {"reason", parsed.error().reason}});
}

Result<Mapping> parse_mapping(std::string_view toml, const Catalogue& catalogue) {
    const auto root = json_of_toml(toml);
    if (!root) return std::unexpected(root.error());
    return parse_mapping(*root, catalogue);
}

Result<Mapping> parse_mapping(const json::object& root, const Catalogue& catalogue) {
    Reader reader{catalogue};
    auto mapping = reader.read(root);
    if (!reader.complaints.empty())
        return std::unexpected(Refusal{Kind::invalid, std::move(reader.complaints)});
    return mapping;
}

}  // namespace teczka::exchange
