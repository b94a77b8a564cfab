// All hidden columns and terms made anew, some thousand records a transaction.
#include <algorithm>

#include "core/base/text.hpp"
#include "core/index/index.hpp"

namespace teczka::index {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using store::quoted;

constexpr int rows_per_transaction = 2'000;

struct Record {
    std::int64_t row{};
    bool is_deleted{};
    std::vector<Value> values;  // by position; only what texts are made of
};

// Fields whose values are read: of hidden columns and of the title.
std::vector<const FieldModel*> sources_of(const EntityModel& entity) {
    std::vector<const FieldModel*> fields;
    for (const FieldModel& field : entity.fields) {
        const bool is_in_title = std::ranges::find(entity.title, &field) != entity.title.end();
        const bool is_readable =
            field.storage == catalogue::Storage::text || field.storage == catalogue::Storage::integer;
        if (is_readable && (field.keeps_fold || field.keeps_sort || is_in_title)) fields.push_back(&field);
    }
    return fields;
}

struct Plan {
    const EntityModel& entity;
    std::vector<const FieldModel*> sources;
    std::string select, update;  // `update` is empty without hidden columns
};

Plan plan_for(const EntityModel& entity, store::Dialect dialect) {
    Plan plan{.entity = entity, .sources = sources_of(entity)};
    const std::string mark = dialect == store::Dialect::sqlite ? "?" : "$";
    std::string columns, sets;
    int parameter = 1;
    const auto set = [&](const FieldModel& field, std::string_view suffix) {
        sets += (sets.empty() ? "" : ", ") + quoted(std::string(field.name()) + std::string(suffix)) + " = " +
                mark + std::to_string(++parameter);
    };
    for (const FieldModel* field : plan.sources) {
        columns += ", " + quoted(field->name());
        if (field->keeps_fold) set(*field, "_fold");
        if (field->keeps_sort) set(*field, "_sort");
    }
    plan.select = "SELECT \"row\", deleted_at" + columns + " FROM " + quoted(entity.name()) +
                  " WHERE \"row\" > " + mark + "1 ORDER BY \"row\" LIMIT " +
                  std::to_string(rows_per_transaction);
    if (!sets.empty())
        plan.update = "UPDATE " + quoted(entity.name()) + " SET " + sets + " WHERE \"row\" = " + mark + "1";
    return plan;
}

std::vector<Record> read(store::Connection& writer, const Plan& plan, std::int64_t after) {
    std::vector<Record> records;
    store::Use rows(writer.prepare(plan.select));
    rows->bind(1, after);
    while (rows->step()) {
        Record record{.row = rows->integer(0), .is_deleted = !rows->is_null(1)};
        record.values.resize(plan.entity.fields.size());
        int column = 2;
        for (const FieldModel* field : plan.sources) {
            Value& value = record.values[static_cast<std::size_t>(field->position)];
            if (rows->is_null(column)) {
                // stays null
            } else if (field->storage == catalogue::Storage::text) {
                value = std::string(rows->text(column));
            } else {
                value = rows->integer(column);
            }
            ++column;
        }
        records.push_back(std::move(record));
    }
    return records;
}

void write_hidden(store::Connection& writer, const Plan& plan, const Record& record) {
    if (plan.update.empty()) return;
    std::vector<std::string> kept;
    kept.reserve(plan.sources.size() * 2);  // the statement looks at these until it has run
    store::Use update(writer.prepare(plan.update));
    update->bind(1, record.row);
    int parameter = 2;
    for (const FieldModel* field : plan.sources) {
        const auto* text =
            std::get_if<std::string>(&record.values[static_cast<std::size_t>(field->position)]);
        const auto bind = [&](std::string (*make)(std::string_view)) {
            if (text == nullptr)
                update->bind_null(parameter++);
            else
                update->bind_bytes(parameter++, kept.emplace_back(make(*text)));
        };
        if (field->keeps_fold) bind(fold);
        if (field->keeps_sort) bind(sort_key);
    }
    update->step();
}

}  // namespace

void rebuild(store::Connection& writer, const catalogue::Catalogue& catalogue,
             std::span<const int> entity_numbers) {
    writer.execute("DELETE FROM search_term");
    for (const auto& entity : catalogue.entities()) {
        const Plan plan = plan_for(*entity, writer.dialect());
        if (plan.update.empty()) continue;  // neither searched nor sorted
        const int number = entity_numbers[static_cast<std::size_t>(entity->number)];
        std::int64_t last = 0;
        while (true) {
            writer.begin();
            const auto records = read(writer, plan, last);
            TermMoves moves;
            for (const Record& record : records) {
                write_hidden(writer, plan, record);
                if (!record.is_deleted) moves.add(number, record.row, {}, entry_of(*entity, record.values));
                last = record.row;
            }
            moves.write(writer);
            writer.commit();
            if (records.size() < std::size_t{rows_per_transaction}) break;
        }
    }
    writer.execute("UPDATE counter SET text_version = " + std::to_string(text_tables_version));
}

}  // namespace teczka::index
