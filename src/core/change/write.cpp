// Deletions first, then changes, then what is new: so that no unique key stands twice even for a moment.
#include "core/change/write.hpp"

#include <algorithm>

#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/change/apply.hpp"

namespace teczka::change {
namespace {

using catalogue::Storage;
using store::quoted;

bool is_journalled(const Entry& entry) {
    return entry.is_created || entry.is_alive() != entry.was_alive() || !changes_of(entry).empty();
}

Act kind_of(const Entry& entry) {
    if (entry.is_created) return Act::create;
    if (entry.is_alive() == entry.was_alive()) return Act::change;
    return entry.is_alive() ? Act::restore : Act::remove;
}

int order_of(const Entry& entry) {
    if (entry.is_created) return 2;
    return entry.is_alive() ? 1 : 0;
}

int bind_column(store::Statement& statement, int parameter, const FieldModel& field, const Value& value) {
    if (field.storage != Storage::any_id) {
        statement.bind(parameter++, value);
        return parameter;
    }
    const auto link = read_any_link(value);
    if (!link) return parameter + 2;
    statement.bind(parameter++, link->second);
    statement.bind(parameter++, link->first);
    return parameter;
}

// The hidden bytes of one field; `kept` holds them until the statement has run.
int bind_hidden(store::Statement& statement, int parameter, const FieldModel& field, const Value& value,
                std::vector<std::string>& kept) {
    const auto* text = std::get_if<std::string>(&value);
    if (field.keeps_fold) {
        if (text != nullptr) statement.bind_bytes(parameter, kept.emplace_back(fold(*text)));
        ++parameter;
    }
    if (field.keeps_sort) {
        if (text != nullptr) statement.bind_bytes(parameter, kept.emplace_back(sort_key(*text)));
        ++parameter;
    }
    return parameter;
}

std::string reasons_of(const Pending& pending, const std::vector<Complaint>& warnings) {
    if (pending.reason.empty() && warnings.empty()) return {};
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    if (!pending.reason.empty()) json.member("reason", string_view(pending.reason));
    std::vector<string_view> said;
    for (const auto& warning : warnings) {
        const auto found = pending.accepted.find(warning.code);
        if (found == pending.accepted.end() || std::ranges::find(said, warning.code) != said.end()) continue;
        said.push_back(warning.code);
        json.member(warning.code, string_view(found->second));
    }
    json.end_object();
    return out;
}

}  // namespace

void Writer::begin() {
    store::Use counter(records_.connection().prepare("SELECT seq FROM counter WHERE one = 1"));
    TECZKA_INVARIANT(counter->step());
    seq_ = began_at_ = counter->integer(0);
    operation_ = journal_.last_operation();
    rows_.clear();
    terms_ = {};
}

void Writer::finish() {
    if (seq_ == began_at_) return;
    store::Use counter(records_.connection().prepare("UPDATE counter SET seq = seq + ?1 WHERE one = 1"));
    counter->bind(1, seq_ - began_at_);
    counter->step();
}

std::int64_t Writer::next_row(const EntityLayout& layout) {
    const auto [place, is_new] = rows_.try_emplace(&layout);
    if (is_new) {
        store::Use last(records_.connection().prepare("SELECT coalesce(max(\"row\"), 0) FROM " +
                                                      quoted(layout.entity->name())));
        if (last->step()) place->second = last->integer(0);
    }
    return ++place->second;
}

Committed Writer::write(Work& work, const GroupDeltas& groups, const Id& on_behalf_of) {
    const Pending& pending = work.pending();
    Committed committed{.op = pending.op, .warnings = work.warnings()};
    std::vector<Entry*> entries;
    for (Entry* entry : work.touched()) {
        if (!is_journalled(*entry)) {
            if (entry->now != entry->before) entries.push_back(entry);  // its roll-ups alone
            continue;
        }
        const EntityLayout& layout = *entry->layout;
        entry->now[static_cast<std::size_t>(layout.rev)] = ++seq_;
        entry->now[static_cast<std::size_t>(layout.changed_at)] = work.now().now_ms;
        entry->now[static_cast<std::size_t>(layout.changed_by)] = pending.actor.user;
        committed.records.push_back({&entry->entity(), entry->id, seq_});
        entries.push_back(entry);
    }
    const std::size_t journalled = committed.records.size();
    entries.insert(entries.end(), work.rolled().begin(), work.rolled().end());
    std::ranges::stable_sort(entries, {}, [](const Entry* entry) { return order_of(*entry); });
    park_unique_keys(entries);
    for (Entry* entry : entries) write_entry(*entry);
    terms_.write(records_.connection());
    write_groups(groups);
    if (journalled == 0) return committed;
    committed.seq = seq_;
    ++operation_;
    for (const Touched& record : committed.records) {
        const Entry& entry = work.load(*record.entity, record.id);
        journal_.write(JournalRow{.seq = record.rev,
                                  .operation = operation_,
                                  .entity = record.entity,
                                  .row = entry.row,
                                  .kind = kind_of(entry),
                                  .fields = journal_fields(entry)});
    }
    journal_.write(Operation{.number = operation_,
                             .op = pending.op,
                             .actor = pending.actor.user,
                             .on_behalf_of = on_behalf_of,
                             .batch = pending.batch,
                             .device = pending.device,
                             .reasons = reasons_of(pending, committed.warnings),
                             .at = work.now().now_ms,
                             .first_seq = seq_ - static_cast<std::int64_t>(journalled) + 1,
                             .records = static_cast<std::int64_t>(journalled),
                             .via = pending.via});
    return committed;
}

// Two records that exchange a unique value would meet for a moment; the index holds live rows only, so they
// are taken out of it first.
void Writer::park_unique_keys(const std::vector<Entry*>& entries) {
    const auto moves_key = [](const Entry* entry) {
        if (entry->is_created || !entry->is_touched) return false;
        const auto changes = changes_of(*entry);
        return std::ranges::any_of(entry->layout->uniques,
                                   [&](const UniqueKey&) { return !changes.empty(); });
    };
    std::vector<Entry*> moving;
    std::ranges::copy_if(entries, std::back_inserter(moving), moves_key);
    if (moving.size() < 2) return;
    for (Entry* entry : moving) {
        store::Use park(records_.connection().prepare("UPDATE " + quoted(entry->entity().name()) +
                                                      " SET deleted_at = 0 WHERE id = ?1"));
        park->bind(1, entry->id);
        park->step();
        entry->is_parked = true;
    }
}

void Writer::write_entry(Entry& entry) {
    if (entry.is_created)
        insert(entry);
    else
        update(entry);
    if (!entry.layout->links.empty()) write_links(entry);
    if (index::is_searched(entry.entity())) move_terms(entry);
}

// Deleted and unborn records have no terms; a roll-up's change or a note's moves none.
void Writer::move_terms(Entry& entry) {
    const EntityModel& entity = entry.entity();
    const bool was = entry.was_alive();
    const bool is = entry.is_alive();
    const auto is_said = [&](const FieldModel& field) {
        return field.keeps_fold || std::ranges::find(entity.title, &field) != entity.title.end();
    };
    const bool is_moved = was != is || std::ranges::any_of(entity.fields, [&](const FieldModel& field) {
                              return is_said(field) && entry.at(field) != entry.former(field);
                          });
    if (!is_moved) return;
    terms_.add(journal_.numbers().of(entity), entry.row,
               was ? index::entry_of(entity, entry.before) : index::Entry{},
               is ? index::entry_of(entity, entry.now) : index::Entry{});
}

void Writer::insert(Entry& entry) {
    const EntityLayout& layout = *entry.layout;
    entry.row = next_row(layout);
    kept_.clear();
    kept_.reserve(layout.hidden.size() * 2);
    store::Use statement(records_.connection().prepare(layout.insert));
    statement->bind(1, entry.row);
    int parameter = 2;
    for (const FieldModel* field : layout.columns)
        parameter = bind_column(*statement, parameter, *field, entry.at(*field));
    for (const FieldModel* field : layout.hidden)
        parameter = bind_hidden(*statement, parameter, *field, entry.at(*field), kept_);
    statement->step();
}

void Writer::update(Entry& entry) {
    const EntityLayout& layout = *entry.layout;
    std::vector<const FieldModel*> changed;
    for (const FieldModel* field : layout.columns)
        if (entry.at(*field) != entry.before[at(*field)] ||
            (entry.is_parked && field->position == layout.deleted_at))
            changed.push_back(field);
    if (changed.empty()) return;
    int count = 0;
    sql_ = "UPDATE " + quoted(entry.entity().name()) + " SET ";
    const auto add = [&](const std::string& column) {
        sql_ += (count > 0 ? ", " : "") + quoted(column) + " = ?" + std::to_string(count + 1);
        ++count;
    };
    for (const FieldModel* field : changed) {
        const std::string name(field->name());
        add(name);
        if (field->storage == Storage::any_id) add(name + "_entity");
        if (field->keeps_fold) add(name + "_fold");
        if (field->keeps_sort) add(name + "_sort");
    }
    sql_ += " WHERE id = ?" + std::to_string(count + 1);
    kept_.clear();
    kept_.reserve(changed.size() * 2);
    store::Use statement(records_.connection().prepare(sql_));
    int parameter = 1;
    for (const FieldModel* field : changed) {
        parameter = bind_column(*statement, parameter, *field, entry.at(*field));
        parameter = bind_hidden(*statement, parameter, *field, entry.at(*field), kept_);
    }
    statement->bind(parameter, entry.id);
    statement->step();
}

void Writer::write_links(Entry& entry) {
    static const Ids none;
    for (const LinkTable& table : entry.layout->links) {
        const auto* now = std::get_if<Ids>(&entry.at(*table.field));
        const auto* before = std::get_if<Ids>(&entry.former(*table.field));
        const Ids& is = now != nullptr ? *now : none;
        const Ids& was = before != nullptr ? *before : none;
        const auto run = [&](const std::string& sql, const Ids& of, const Ids& without) {
            for (const Id& id : of) {
                if (std::ranges::binary_search(without, id)) continue;
                store::Use statement(records_.connection().prepare(sql));
                statement->bind(1, entry.id);
                statement->bind(2, id);
                statement->step();
            }
        };
        run(table.remove, was, is);
        run(table.insert, is, was);
    }
}

// A group that comes to nothing goes: a roll-up holds what its children give and no more.
void Writer::write_groups(const GroupDeltas& groups) {
    for (const auto& [key, delta] : groups) {
        if (delta.value == 0) continue;
        const FieldModel& rollup = *key.rollup;
        const std::string table = table_of_links(rollup);
        std::string columns = "parent";
        std::string places = "?1";
        std::string same = "parent = ?1";
        for (std::size_t i = 1; i <= key.keys.size(); ++i) {
            const std::string name = "key" + std::to_string(i);
            const std::string place = "?" + std::to_string(i + 1);
            columns += ", " + name;
            places += ", " + place;
            same += " AND " + name + " = " + place;
        }
        const auto bind_key = [&](store::Use& statement) {
            statement->bind(1, key.parent);
            int parameter = 2;
            for (const Value& part : key.keys) statement->bind(parameter++, part);
            return parameter;
        };
        bool is_nothing = false;
        {
            store::Use add(records_.connection().prepare(
                "INSERT INTO " + table + " (" + columns + ", value) VALUES (" + places + ", ?" +
                std::to_string(key.keys.size() + 2) + ") ON CONFLICT (" + columns +
                ") DO UPDATE SET value = " + table + ".value + excluded.value RETURNING value"));
            add->bind(bind_key(add), delta.value);
            is_nothing = add->step() && add->integer(0) == 0;
        }
        if (!is_nothing) continue;
        store::Use remove(records_.connection().prepare("DELETE FROM " + table + " WHERE " + same));
        bind_key(remove);
        remove->step();
    }
}

std::string Writer::journal_fields(const Entry& entry) {
    std::vector<JournalField> fields;
    for (const int position : changes_of(entry)) {
        const auto place = static_cast<std::size_t>(position);
        const FieldModel& field = entry.entity().fields[place];
        fields.push_back({.number = journal_.numbers().of(field),
                          .old_value = entry.former(field),
                          .new_value = entry.now[place]});
    }
    return encode_journal(fields, !entry.is_created);
}

}  // namespace teczka::change
