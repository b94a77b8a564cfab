// Loading rows by id and by link.
#include "core/change/records.hpp"

#include <algorithm>

namespace teczka::change {
namespace {

using catalogue::Storage;
using store::quoted;

const Value nothing{};
constexpr std::size_t rows_of_portion = 500;

void read_column(store::Statement& row, const FieldModel& field, int& column, Row& out) {
    Value& value = out[at(field)];
    const int here = column++;
    if (field.storage == Storage::any_id) ++column;
    if (row.is_null(here)) return;
    switch (field.storage) {
        case Storage::integer:
            value = row.integer(here);
            return;
        case Storage::text:
            value = std::string(row.text(here));
            return;
        case Storage::id:
            value = row.id(here);
            return;
        case Storage::any_id:
            value = std::string(row.text(here + 1)) + ":" + row.id(here).to_text();
            return;
        case Storage::none:
        case Storage::ids:
            return;
    }
}

Ids ids_of(store::Use& rows) {
    Ids ids;
    while (rows->step()) ids.push_back(rows->id(0));
    std::ranges::sort(ids);
    return ids;
}

}  // namespace

Value any_link(const EntityModel& entity, const Id& id) {
    return std::string(entity.name()) + ":" + id.to_text();
}

std::optional<std::pair<string_view, Id>> read_any_link(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return {};
    const auto cut = text->find(':');
    if (cut == std::string::npos) return {};
    const auto id = Id::parse(string_view(*text).substr(cut + 1));
    if (!id) return {};
    return std::pair{string_view(*text).substr(0, cut), *id};
}

const Value& Entry::former(const FieldModel& field) const {
    if (!is_touched) return now[change::at(field)];
    return is_created ? nothing : before[change::at(field)];
}

void Entry::touch() {
    if (is_touched) return;
    is_touched = true;
    before = now;
}

Entry& Records::load(const EntityModel& entity, const Id& id) {
    auto& place = entries_[Key{id, entity.number}];
    if (place != nullptr) return *place;
    place = std::make_unique<Entry>();
    place->layout = &layout_.of(entity);
    place->id = id;
    read(*place);
    return *place;
}

void Records::read(Entry& entry) {
    const EntityLayout& layout = *entry.layout;
    entry.now.resize(layout.entity->fields.size());
    store::Use row(connection_.prepare(layout.select));
    row->bind(1, entry.id);
    if (!row->step()) return;
    entry.exists = true;
    int column = 0;
    for (const FieldModel* field : layout.columns) read_column(*row, *field, column, entry.now);
    entry.row = row->integer(column);
    for (const LinkTable& links : layout.links) {
        store::Use targets(connection_.prepare(links.select));
        targets->bind(1, entry.id);
        if (Ids ids = ids_of(targets); !ids.empty()) entry.at(*links.field) = std::move(ids);
    }
}

Ids Records::stored_children(const FieldModel& link, const Id& target) {
    const std::string owner = quoted(link.owner->name());
    const std::string sql =
        link.storage == Storage::ids
            ? "SELECT o.id FROM " + table_of_links(link) + " AS l JOIN " + owner +
                  " AS o ON o.id = l.owner WHERE l.target = ?1 AND o.deleted_at IS NULL"
            : "SELECT id FROM " + owner + " WHERE " + quoted(link.name()) + " = ?1 AND deleted_at IS NULL";
    store::Use rows(connection_.prepare(sql));
    rows->bind(1, target);
    return ids_of(rows);
}

Ids Records::stored_any(const FieldModel& link, const EntityModel& entity, const Id& target) {
    store::Use rows(connection_.prepare(
        "SELECT id FROM " + quoted(link.owner->name()) + " WHERE " + quoted(link.name()) + " = ?1 AND " +
        quoted(std::string(link.name()) + "_entity") + " = ?2 AND deleted_at IS NULL"));
    rows->bind(1, target);
    rows->bind(2, entity.name());
    return ids_of(rows);
}

Ids Records::stored_all(const EntityModel& entity, int limit) {
    store::Use rows(connection_.prepare("SELECT id FROM " + quoted(entity.name()) +
                                        " WHERE deleted_at IS NULL LIMIT " + std::to_string(limit)));
    return ids_of(rows);
}

Ids Records::stored_where(const FieldModel& field, const Value& value, int limit) {
    store::Use rows(connection_.prepare("SELECT id FROM " + quoted(field.owner->name()) + " WHERE " +
                                        quoted(field.name()) + " = ?1 AND deleted_at IS NULL LIMIT " +
                                        std::to_string(limit)));
    rows->bind(1, value);
    return ids_of(rows);
}

void Records::each(const EntityModel& entity, const std::function<void(Entry&)>& visit) {
    std::int64_t last = 0;
    for (bool is_more = true; is_more;) {
        Ids ids;
        {
            store::Use rows(connection_.prepare("SELECT id, \"row\" FROM " + quoted(entity.name()) +
                                                " WHERE \"row\" > ?1 ORDER BY \"row\" LIMIT " +
                                                std::to_string(rows_of_portion)));
            rows->bind(1, last);
            while (rows->step()) {
                ids.push_back(rows->id(0));
                last = rows->integer(1);
            }
        }
        for (const Id& id : ids) visit(load(entity, id));
        is_more = ids.size() == rows_of_portion;
        forget_all();
    }
}

}  // namespace teczka::change
