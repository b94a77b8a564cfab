// Rows of a query as CSV. Pages by keyset inside one picture of the data; memory does not grow with the
// number of rows.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "core/query/query.hpp"

namespace teczka::exchange {

struct ExportOptions {
    std::string_view language{"pl"};  // of the head: labels, or the fields' names when empty
    bool for_people{};                // byte order mark, formulas guarded
    std::function<void(std::string_view bytes)> write;
};

// Returns the number of rows. Links are written as ids (a column such as `owner.name` gives a name), values
// in ISO form.
Result<std::int64_t> export_csv(const query::Context& context, const query::Query& query,
                                store::Connection& connection, const ExportOptions& options);

}  // namespace teczka::exchange
