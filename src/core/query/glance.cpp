// See glance.hpp.
#include "core/query/glance.hpp"

#include "core/query/answer.hpp"
#include "core/query/sql.hpp"

namespace teczka::query {

Glance::Glance(const Context& context, const EntityModel& entity, const std::vector<const FieldModel*>& texts,
               store::Connection& connection)
    : texts_{static_cast<int>(texts.size())} {
    Sql sql{context, connection.dialect()};
    const At at{.alias = "t0", .entity = &entity};
    std::string text = "SELECT t0.id";
    for (const auto* field : texts) text += ", " + sql.field(*field, at, "_fold");
    const auto seen = sql.visible(at);
    const auto row = sql.parameter(Value{std::int64_t{0}});
    row_at_ = static_cast<int>(sql.bindings().size());
    text += " FROM " + quoted(entity.name()) + " AS t0 WHERE t0.\"row\" = " + row +
            " AND t0.deleted_at IS NULL" + (seen.empty() ? "" : " AND " + seen);
    bindings_ = std::move(sql.bindings());
    statement_ = &connection.prepare(text);
    statement_->reset();
}

bool Glance::look(std::int64_t row, Id& id, std::string& folded) {
    store::Use statement{*statement_};
    bind_all(*statement, bindings_);
    statement->bind(row_at_, row);
    if (!statement->step()) return false;
    id = statement->id(0);
    folded.clear();
    for (int i = 1; i <= texts_; ++i) (folded += statement->text(i)) += ' ';
    return true;
}

}  // namespace teczka::query
