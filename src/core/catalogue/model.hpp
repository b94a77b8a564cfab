// The catalogue for readers outside of the program: `teczka model`, documentation, other people's tools.
#pragma once
#include <string>

#include "core/catalogue/catalogue.hpp"

namespace teczka::catalogue {

// The names of the language's own words, as they stand in JSON: "money", "sum".
sv name_of(Type type);
sv name_of(Fold fold);

// {"entities":[{"name","one","many","title","belongs_to","fields":[…],"checks":[…]}]}. Untrimmed: what one
// actor may know of it is the API's business. What a field does not have is left out.
std::string model_json(const Catalogue& catalogue);
// Mermaid's erDiagram: entities with their own fields, one line a link.
std::string model_mermaid(const Catalogue& catalogue);

}  // namespace teczka::catalogue
