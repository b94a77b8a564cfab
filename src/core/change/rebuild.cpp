// A roll-up over what a child's own roll-up gives comes after that one.
#include "core/change/rebuild.hpp"

#include <algorithm>
#include <set>

#include "core/change/records.hpp"
#include "core/change/rollups.hpp"

namespace teczka::change {
namespace {

using catalogue::Catalogue;
using catalogue::Expression;
using catalogue::Fold;
using catalogue::Op;
using store::quoted;

void find_rollups(const Expression& e, std::set<const FieldModel*>& found) {
    if (e.op == Op::path && e.field != nullptr) {
        if (e.field->decl.rollup.fold != Fold::none) found.insert(e.field);
        if (!e.field->decl.expression.empty()) find_rollups(e.field->expression, found);
    }
    for (const Expression& arg : e.args) find_rollups(arg, found);
}

// Every roll-up behind those it is made of; the catalogue has no rings of computed fields.
std::vector<const FieldModel*> in_order(const Catalogue& catalogue) {
    std::vector<const FieldModel*> out;
    std::set<const FieldModel*> seen;
    const auto visit = [&](const FieldModel& field, const auto& self) -> void {
        if (!seen.insert(&field).second) return;
        std::set<const FieldModel*> parts;
        find_rollups(field.rollup.of, parts);
        find_rollups(field.rollup.where, parts);
        for (const Expression& key : field.rollup.by) find_rollups(key, parts);
        for (const FieldModel* part : parts) self(*part, self);
        out.push_back(&field);
    };
    for (const auto& entity : catalogue.entities())
        for (const FieldModel& field : entity->fields)
            if (field.decl.rollup.fold != Fold::none) visit(field, visit);
    return out;
}

struct Sums {
    const FieldModel& rollup;
    std::map<GroupKey, std::int64_t> values{};

    void add(const Contribution& one) {
        if (!one.counts) return;
        const std::int64_t value = as_integer(one.value);
        const auto [place, is_first] = values.try_emplace({&rollup, one.parent, one.keys}, value);
        if (is_first) return;
        switch (rollup.decl.rollup.fold) {
            case Fold::min:
                place->second = std::min(place->second, value);
                break;
            case Fold::max:
                place->second = std::max(place->second, value);
                break;
            default:
                place->second += value;
        }
    }
};

void gather(store::Connection& writer, const Layout& layout, Sums& sums) {
    Records records(writer, layout);
    records.each(*sums.rollup.rollup.child, [&](Entry& entry) {
        sums.add(contribution(sums.rollup, *entry.layout, entry.now, entry.id));
    });
}

void write_groups(store::Connection& writer, const Sums& sums) {
    const std::string table = table_of_links(sums.rollup);
    writer.execute("DELETE FROM " + table);
    std::string columns = "parent";
    std::string places = "?1";
    const std::size_t keys = sums.rollup.rollup.by.size();
    for (std::size_t i = 1; i <= keys; ++i) {
        columns += ", key" + std::to_string(i);
        places += ", ?" + std::to_string(i + 1);
    }
    const std::string sql = "INSERT INTO " + table + " (" + columns + ", value) VALUES (" + places + ", ?" +
                            std::to_string(keys + 2) + ")";
    for (const auto& [key, value] : sums.values) {
        if (value == 0) continue;
        store::Use insert(writer.prepare(sql));
        insert->bind(1, key.parent);
        for (std::size_t i = 0; i < keys; ++i) insert->bind(static_cast<int>(i) + 2, key.keys[i]);
        insert->bind(static_cast<int>(keys) + 2, value);
        insert->step();
    }
}

void write_column(store::Connection& writer, const Sums& sums) {
    const Fold fold = sums.rollup.decl.rollup.fold;
    const std::string table = quoted(sums.rollup.owner->name());
    const std::string column = quoted(sums.rollup.name());
    const bool is_zero = fold == Fold::sum || fold == Fold::count;
    writer.execute("UPDATE " + table + " SET " + column + (is_zero ? " = 0" : " = NULL"));
    const std::string sql = "UPDATE " + table + " SET " + column + " = ?2 WHERE id = ?1";
    for (const auto& [key, value] : sums.values) {
        store::Use update(writer.prepare(sql));
        update->bind(1, key.parent);
        update->bind(2, value);
        update->step();
    }
}

}  // namespace

void rebuild_rollups(store::Connection& writer, const Catalogue& catalogue) {
    const Layout layout(catalogue, {});
    for (const FieldModel* rollup : in_order(catalogue)) {
        Sums sums{.rollup = *rollup};
        gather(writer, layout, sums);
        if (rollup->is_grouped_rollup())
            write_groups(writer, sums);
        else
            write_column(writer, sums);
    }
}

}  // namespace teczka::change
