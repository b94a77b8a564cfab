// One box that finds anything: words and their beginnings in the folded texts of every searched field, digits
// of tax ids and phones in any spelling. Parts inside of words are found only among the asker's own records,
// when these are asked instead. Deterministic order: the word that matched, the class of the match, then the
// name.
#pragma once
#include <string>
#include <string_view>

#include "core/query/query.hpp"
#include "core/schema/schema.hpp"

namespace teczka::search {

struct Ask {
    std::string text;                        // as typed
    const catalogue::EntityModel* entity{};  // only this one; null: all
    int limit{};                             // 0: limits::search_rows
};
// {"hits":[{"entity","id","title","subtitle"}],"more":true}; only what the actor may see, never a masked
// field. Refuses search_too_short (under limits::search_prefix letters or digits) and over-long texts.
Result<void> run(const query::Context& context, const schema::Numbers& numbers, const Ask& ask,
                 store::Connection& connection, std::string& out);

}  // namespace teczka::search
