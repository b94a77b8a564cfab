// Which column goes where: guessed from the headers, in Polish and English, and from what the cells look
// like. Nothing is written; what is guessed is shown and can be changed.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/query/query.hpp"
#include "exchange/tables.hpp"

namespace teczka::exchange {

// What was read of a file to look at it.
struct Sample {
    std::vector<std::string> columns;            // names, as column_names() gives them
    std::vector<std::vector<std::string>> rows;  // their cells, as many as columns
};

struct SuggestOptions {
    std::string entity;  // empty: the likeliest
    std::string system;  // where external ids are looked for
};

// {"entity","entities":[{"name","score"}],"plan":{…},"columns":[{"name","filled","samples":[…],"unknown":[…]}],
//  "roles":[{"name","entity","label","fields":[…]}]}. `plan` as shapes.hpp has it; `unknown` are cells that
// name no code of the field's. Only what the asker may import; refuses import_forbidden when that is nothing.
Result<json::object> suggest(const query::Context& context, store::Connection& reader, const Sample& sample,
                             const SuggestOptions& options);

// Adds to fields that somebody has just chosen ("fresh": true) how their cells are written and found.
json::object completed(const query::Context& context, store::Connection& reader, const Sample& sample,
                       json::object plan);

// Columns, `unknown` and roles for a plan that somebody changed or that was remembered.
json::object describe(const query::Context& context, const Sample& sample, const json::object& plan);

// The same for files with the same columns, however their names are spelt.
std::string shape_of(const std::vector<std::string>& columns);

// "CompanyName" → "company name", "Nr klienta:" → "nr klienta".
std::string plain_header(std::string_view header);
// The format that all of these dates have ("DD.MM.YYYY"), "" for ISO, nothing when there is none.
std::optional<std::string> date_format_of(const std::vector<std::string>& values);
bool has_decimal_comma(const std::vector<std::string>& values);

}  // namespace teczka::exchange
