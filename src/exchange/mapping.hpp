// How the columns of somebody's files become records: a readable TOML file, checked against the catalogue
// before the first row is read. docs/guide/import.md explains it to people.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/refusal.hpp"
#include "core/catalogue/catalogue.hpp"
#include "formats/charset.hpp"

namespace teczka::exchange {

// "ul. {Street} {Number}": fixed text and columns by turns. A template of columns that are all empty is
// empty.
class Template {
public:
    static Result<Template> parse(std::string_view text);
    // Columns' places in a head; refuses column_unknown.
    Result<void> bind(const std::vector<std::string>& head);
    std::string fill(const std::vector<std::string_view>& row) const;
    // The place of the column when it is that column's content and nothing besides.
    std::optional<std::size_t> only_column() const;
    bool is_empty() const { return parts_.empty(); }

private:
    struct Part {
        std::string text;    // fixed, or
        std::string column;  // the column's name
        std::size_t at{};    // its place
    };
    std::vector<Part> parts_;
};

// A part of what a column holds: "Maria de Souza" → "Maria de", "Souza"; "ul. Długa 5, 00-950 Warszawa" → its
// street, postal code and city.
enum class Take { all, first_words, last_word, street, postal_code, city };

// One field of one record.
struct FieldMapping {
    const catalogue::FieldModel* field{};
    Template value;
    bool is_link_by_key{};             // value is the key of a record brought in under the same system
    std::vector<std::string> link_by;  // value is one of these fields of the target, the first that knows it
    std::string of_row;                // the record of the same row that bears this name
    std::map<std::string, std::string, std::less<>> translate;
    std::optional<std::string> otherwise;  // for what translate does not know; absent: kept as it is
    std::string date_format;               // "DD.MM.YYYY"; empty: ISO, a time of day behind it is cut off
    bool has_decimal_comma{};
    std::int64_t times{1};  // numbers are multiplied by it ("0.15" → 15)
    Take take{Take::all};
    bool clears{};  // an empty cell empties the field of a known record; else it says nothing
    bool adds{};    // links: several rows add to the set
};

// What one row becomes of one entity.
struct RecordMapping {
    const catalogue::EntityModel* entity{};
    std::string name;  // what later records of the row call it
    Template key;      // external id; empty: every row is a new record
    std::vector<std::string>
        match;           // fields that find a record when its key is not known yet; read-only ones do no more
    Template when;       // only rows where this is not empty; no parts: all
    bool only_change{};  // rows whose key is unknown are refused instead of created
    bool only_create{};  // what is known stays as it is
    std::vector<FieldMapping> fields;
};

struct SourceMapping {
    std::string file;  // in the folder
    std::optional<char> delimiter;
    std::optional<formats::Charset> charset;
    std::string sheet;    // of a spreadsheet; empty: the first
    int skip_rows{};      // title lines before the head
    bool has_head{true};  // without one the columns are called #1, #2…
    std::vector<RecordMapping> records;

    const RecordMapping& main_record() const;  // the one named "main", else the first
};

struct Mapping {
    std::string name;
    std::string system;                                      // under which external ids are kept
    std::map<std::string, std::string, std::less<>> accept;  // warnings and the reason for accepting them
    std::vector<SourceMapping> sources;
};

// Complaints name the place: "source[3].record[0].fields.net". Codes: mapping_syntax (line), entity_unknown,
// field_unknown, field_read_only, mapping_unknown_key, mapping_link_how,
// mapping_not_a_link, mapping_outside_folder, template_brace, encoding_unknown, choice_unknown, wrong_type,
// required.
Result<Mapping> parse_mapping(std::string_view toml, const catalogue::Catalogue& catalogue);
// The text as JSON, unchecked; refuses mapping_syntax.
Result<json::object> json_of_toml(std::string_view toml);
// The same as JSON, as the wizard keeps it.
Result<Mapping> parse_mapping(const json::object& root, const catalogue::Catalogue& catalogue);

}  // namespace teczka::exchange
