// Records are read in portions by their row number, so that an office of any size is checked in little
// memory; only sums by parent are kept whole.
#include "core/change/check.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/change/journal.hpp"
#include "core/change/rollups.hpp"
#include "core/change/values.hpp"
#include "core/index/index.hpp"

namespace teczka::change {
namespace {

using catalogue::Fold;
using store::quoted;

std::string shown(const Value& value) {
    if (is_null(value)) return "null";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* id = std::get_if<Id>(&value)) return id->to_text();
    return std::to_string(as_ids(value).size()) + " links";
}

struct Checker {
    store::Connection& connection;
    const schema::Numbers& numbers;
    Layout layout;
    Records records;
    Journal journal;
    std::size_t limit;
    std::vector<Difference> differences{};
    std::map<std::pair<const FieldModel*, Id>, Value> sums{};
    std::map<GroupKey, std::int64_t> groups{};
    std::int64_t terms{};

    Checker(store::Connection& given, const catalogue::Catalogue& catalogue, const schema::Numbers& known,
            int most)
        : connection(given),
          numbers(known),
          layout(catalogue, {}),
          records(given, layout),
          journal(given, known),
          limit(static_cast<std::size_t>(most)) {}

    void differ(string_view kind, const EntityModel& entity, string_view field, const Id& id,
                std::string expected, std::string found) {
        if (differences.size() < limit)
            differences.push_back({std::string(kind), std::string(entity.name()), std::string(field), id,
                                   std::move(expected), std::move(found)});
    }

    void gather(const Entry& entry);
    void check_rollups(const Entry& entry);
    void check_groups(const FieldModel& rollup);
    void check_hidden(const Entry& entry);
    void check_terms(const Entry& entry);
    void check_journal(const Entry& entry);
};

void Checker::gather(const Entry& entry) {
    for (const FieldModel* rollup : entry.entity().rollups_to_keep) {
        const Contribution one = contribution(*rollup, *entry.layout, entry.now, entry.id);
        if (!one.counts) continue;
        const std::int64_t value = as_integer(one.value);
        if (rollup->is_grouped_rollup()) {
            groups[{rollup, one.parent, one.keys}] += value;
            continue;
        }
        const auto [place, is_first] = sums.try_emplace({rollup, one.parent}, one.value);
        if (is_first) continue;
        const std::int64_t held = as_integer(place->second);
        switch (rollup->decl.rollup.fold) {
            case Fold::min:
                place->second = std::min(held, value);
                break;
            case Fold::max:
                place->second = std::max(held, value);
                break;
            default:
                place->second = held + value;
        }
    }
}

void Checker::check_rollups(const Entry& entry) {
    for (const FieldModel& field : entry.entity().fields) {
        const Fold fold = field.decl.rollup.fold;
        if (fold == Fold::none || field.is_grouped_rollup()) continue;
        const auto found = sums.find({&field, entry.id});
        Value expected = found == sums.end() ? Value{} : found->second;
        if (is_null(expected) && (fold == Fold::sum || fold == Fold::count)) expected = std::int64_t{0};
        if (entry.now[at(field)] != expected)
            differ("rollup", entry.entity(), field.name(), entry.id, shown(expected),
                   shown(entry.now[at(field)]));
    }
}

// What is left after every stored group has met its own sum are groups that should have been stored.
void Checker::check_groups(const FieldModel& rollup) {
    std::string columns = "parent, value";
    for (std::size_t i = 1; i <= rollup.rollup.by.size(); ++i) columns += ", key" + std::to_string(i);
    store::Use rows(connection.prepare("SELECT " + columns + " FROM " + table_of_links(rollup)));
    const EntityModel& entity = *rollup.owner;
    while (rows->step()) {
        GroupKey key{.rollup = &rollup, .parent = rows->id(0), .keys = {}};
        for (std::size_t i = 0; i < rollup.rollup.by.size(); ++i) {
            const auto& part = rollup.rollup.by[i];
            const int column = static_cast<int>(i) + 2;
            const auto storage =
                part.op == catalogue::Op::path ? part.field->storage : catalogue::Storage::integer;
            if (storage == catalogue::Storage::id)
                key.keys.emplace_back(rows->id(column));
            else if (storage == catalogue::Storage::text)
                key.keys.emplace_back(std::string(rows->text(column)));
            else
                key.keys.emplace_back(rows->integer(column));
        }
        const auto found = groups.find(key);
        const std::int64_t expected = found == groups.end() ? 0 : found->second;
        if (rows->integer(1) != expected)
            differ("rollup", entity, rollup.name(), key.parent, std::to_string(expected),
                   std::to_string(rows->integer(1)));
        if (found != groups.end()) groups.erase(found);
    }
    for (const auto& [key, value] : groups)
        if (key.rollup == &rollup && value != 0)
            differ("rollup", entity, rollup.name(), key.parent, std::to_string(value), "none");
}

void Checker::check_hidden(const Entry& entry) {
    for (const FieldModel* field : entry.layout->hidden) {
        const auto* text = std::get_if<std::string>(&entry.now[at(*field)]);
        const auto compare = [&](string_view suffix, std::string (*make)(string_view)) {
            const std::string column = std::string(field->name()) + std::string(suffix);
            store::Use row(connection.prepare("SELECT " + quoted(column) + " FROM " +
                                              quoted(entry.entity().name()) + " WHERE id = ?1"));
            row->bind(1, entry.id);
            TECZKA_INVARIANT(row->step());
            const bool is_same =
                text == nullptr ? row->is_null(0) : !row->is_null(0) && row->bytes(0) == make(*text);
            if (!is_same)
                differ("hidden", entry.entity(), column, entry.id, text != nullptr ? *text : "null", "other");
        };
        if (field->keeps_fold) compare("_fold", fold);
        if (field->keeps_sort) compare("_sort", sort_key);
    }
}

void Checker::check_terms(const Entry& entry) {
    if (!entry.is_alive()) return;
    const index::Entry expected = index::entry_of(entry.entity(), entry.now);
    for (const index::Term& term : expected.terms) {
        store::Use row(
            connection.prepare("SELECT 1 FROM search_term WHERE term = ?1 AND class = ?2 AND "
                               "name_sort = ?3 AND entity = ?4 AND record = ?5"));
        row->bind(1, string_view(term.text));
        row->bind(2, std::int64_t{term.rank});
        row->bind_bytes(3, expected.name_key);
        row->bind(4, std::int64_t{numbers.of(entry.entity())});
        row->bind(5, entry.row);
        if (!row->step()) differ("term", entry.entity(), "", entry.id, term.text, "none");
        ++terms;
    }
}

void Checker::check_journal(const Entry& entry) {
    const EntityModel& entity = entry.entity();
    const auto rows = journal.history(entity, entry.row, 0, 0, 0);
    if (rows.empty() || rows.front().seq != entry.rev())
        differ("rev", entity, "rev", entry.id, rows.empty() ? "none" : std::to_string(rows.front().seq),
               std::to_string(entry.rev()));
    std::vector<bool> seen(entity.fields.size());
    for (const JournalRow& row : rows)
        for (const JournalField& one : decode_journal(row.fields)) {
            const FieldModel* field = numbers.find_field(one.number);
            if (field == nullptr || field->owner != &entity || seen[at(*field)]) continue;
            seen[at(*field)] = true;
            if (entry.now[at(*field)] != one.new_value)
                differ("journal", entity, field->name(), entry.id, shown(one.new_value),
                       shown(entry.now[at(*field)]));
        }
    for (const FieldModel& field : entity.fields)
        if (!seen[at(field)] && !field.is_system && !field.is_computed && !is_null(entry.now[at(field)]))
            differ("journal", entity, field.name(), entry.id, "null", shown(entry.now[at(field)]));
}

}  // namespace

std::vector<Difference> check(store::Connection& connection, const catalogue::Catalogue& catalogue,
                              const schema::Numbers& numbers, int limit) {
    Checker checker(connection, catalogue, numbers, limit);
    for (const auto& entity : catalogue.entities())
        if (!entity->rollups_to_keep.empty())
            checker.records.each(*entity, [&](Entry& entry) { checker.gather(entry); });
    for (const auto& entity : catalogue.entities()) {
        checker.records.each(*entity, [&](Entry& entry) {
            checker.check_rollups(entry);
            checker.check_hidden(entry);
            checker.check_terms(entry);
            checker.check_journal(entry);
        });
        for (const FieldModel& field : entity->fields)
            if (field.is_grouped_rollup()) checker.check_groups(field);
    }
    store::Use all(connection.prepare("SELECT count(*) FROM search_term"));
    if (all->step() && all->integer(0) != checker.terms)
        checker.differ("term", *catalogue.entities().front(), "", {},
                       std::to_string(checker.terms) + " in all", std::to_string(all->integer(0)));
    return std::move(checker.differences);
}

}  // namespace teczka::change
