// How the columns of somebody's files become records: a readable TOML file, checked against the catalogue
// before the first row is read. docs/guide/import.md explains it to people.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/refusal.hpp"
#include "core/catalogue/catalogue.hpp"

namespace teczka::exchange {

// "ul. {Street} {Number}": fixed text and columns by turns. A template of columns that are all empty is
// empty.
class Template {
public:
    static Result<Template> parse(std::string_view text);
    // Columns' places in a head; refuses column_unknown.
    Result<void> bind(const std::vector<std::string>& head);
    std::string fill(const std::vector<std::string_view>& row) const;
    bool is_fixed() const { return parts_.empty() || (parts_.size() == 1 && parts_[0].column.empty()); }
    bool is_empty() const { return parts_.empty(); }

private:
    struct Part {
        std::string text;    // fixed, or
        std::string column;  // the column's name
        std::size_t at{};    // its place
    };
    std::vector<Part> parts_;
};

enum class Take { all, first_words, last_word };  // "Maria de Souza" → "Maria de", "Souza"

// One field of one record.
struct FieldMapping {
    const catalogue::FieldModel* field{};
    Template value;
    bool is_link_by_key{};  // value is the key of a record brought in under the same system
    std::string link_by;    // value is this field of the target
    std::map<std::string, std::string, std::less<>> translate;
    std::optional<std::string> otherwise;  // for what translate does not know; absent: kept as it is
    std::string date_format;               // "DD.MM.YYYY"; empty: ISO, a time of day behind it is cut off
    bool has_decimal_comma{};
    std::int64_t times{1};  // numbers are multiplied by it ("0.15" → 15)
    Take take{Take::all};
    bool adds{};  // links: several rows add to the set
};

// What one row becomes of one entity.
struct RecordMapping {
    const catalogue::EntityModel* entity{};
    Template key;                    // external id; empty: every row is a new record
    std::vector<std::string> match;  // fields that find a record when its key is not known yet
    Template when;                   // only rows where this is not empty; no parts: all
    bool only_change{};              // rows whose key is unknown are refused instead of created
    std::vector<FieldMapping> fields;
};

struct SourceMapping {
    std::string file;  // in the folder
    std::optional<char> delimiter;
    std::optional<std::string> encoding;
    std::vector<RecordMapping> records;
};

struct Mapping {
    std::string name;
    std::string system;                                      // under which external ids are kept
    std::map<std::string, std::string, std::less<>> accept;  // warnings and the reason for accepting them
    std::vector<SourceMapping> sources;
};

// Complaints name the place: "source[3].record[0].fields.net". Codes: mapping_syntax (line), entity_unknown,
// field_unknown, field_read_only, mapping_unknown_key, wrong_type, required.
Result<Mapping> parse_mapping(std::string_view toml, const catalogue::Catalogue& catalogue);

}  // namespace teczka::exchange
