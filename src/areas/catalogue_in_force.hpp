// The catalogue as it stands: what is compiled in, and what this office added at run time.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/query/query.hpp"

namespace teczka::areas {

struct CatalogueInForce {
    std::shared_ptr<const catalogue::Catalogue> catalogue;
    std::int64_t version{};  // of what the definitions say; 0 when nothing was added
    std::vector<std::string>
        broken;  // "company.x_area": not understood by this program, left out with its data
};
// `system`: a context that sees all, of any catalogue of this program.
CatalogueInForce catalogue_in_force(const query::Context& system, store::Connection& reader);

// The same, and its tables: a column that is still missing (a kill came between the definition and its
// column) is added. Outside of a transaction.
CatalogueInForce bring_in_force(const query::Context& system, store::Connection& writer);

// Does this kind of record define what the catalogue is?
bool is_definition(const catalogue::EntityModel& entity);

// Default rights over the office's own kinds of records: those over the client's people and suppliers, of
// dictionaries those over products.
struct CustomRights {
    std::vector<catalogue::Right> lines;
    std::deque<std::string> texts;  // what the lines are written with
};
CustomRights custom_rights(const catalogue::Catalogue& catalogue);

}  // namespace teczka::areas
