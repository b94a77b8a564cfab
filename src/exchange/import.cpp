// Chunks of rows → one Pending each. A chunk with refused rows is tried again without them, so that the good
// ones go in together; which rows those were, the complaints say by the record they name.
#include "exchange/import.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "core/change/batch.hpp"
#include "exchange/keys.hpp"
#include "exchange/row.hpp"

namespace teczka::exchange {
namespace {

using change::Act;
using change::FieldValue;
using change::RecordChange;

// A row with what it becomes.
struct Row {
    std::int64_t line{};
    std::string text;               // its fields one behind the other
    std::vector<std::size_t> ends;  // of each field in `text`
    std::vector<RecordChange> changes;
    std::vector<std::pair<const catalogue::EntityModel*, std::string>> made_keys;
    std::optional<Refusal> refusal;
    bool creates{};

    std::vector<std::string_view> fields() const {
        std::vector<std::string_view> out;
        std::size_t begin = 0;
        for (const auto end : ends) {
            out.push_back(std::string_view{text}.substr(begin, end - begin));
            begin = end;
        }
        return out;
    }
};

// "records[12].name" → 12
std::optional<std::size_t> record_of(std::string_view field) {
    constexpr std::string_view prefix = "records[";
    if (!field.starts_with(prefix)) return {};
    std::size_t number = 0;
    const auto begin = field.data() + prefix.size(), end = field.data() + field.size();
    if (std::from_chars(begin, end, number).ec != std::errc{}) return {};
    return number;
}

std::string without_record(std::string_view field) {
    const auto dot = field.find("].");
    return std::string{dot == std::string_view::npos ? field : field.substr(dot + 2)};
}

std::optional<formats::Charset> find_charset(std::string_view name) {
    using enum formats::Charset;
    for (const auto charset : {utf_8, utf_16_le, utf_16_be, windows_1250, iso_8859_2, windows_1252}) {
        if (formats::charset_name(charset) == name) return charset;
    }
    return {};
}

Refusal at_line(Refusal refusal, const std::string& file, std::int64_t line) {
    for (auto& complaint : refusal.complaints) {
        complaint.parameters.emplace_back("file", file);
        if (line > 0) complaint.parameters.emplace_back("line", std::to_string(line));
    }
    return refusal;
}

}  // namespace

struct Import::Impl {
    Impl(change::Committer& committer_given, store::Connection& connection,
         const query::Context& context_given, Environment& environment_given, const ImportPlan& plan_given)
        : committer{committer_given},
          context{context_given},
          environment{environment_given},
          plan{plan_given},
          mapping{plan_given.mapping},
          keys{context_given, connection, mapping.system} {}

    Result<void> run_source(std::size_t number);
    Result<void> bind(SourceMapping& source, const formats::CsvShape& shape);
    void build(Row& row, const SourceMapping& source);
    Result<void> build_record(Row& row, const std::vector<std::string_view>& fields,
                              const RecordMapping& record);
    void add_key(Row& row, const RecordMapping& record, const std::string& key, const Id& id);
    Result<void> commit_chunk(std::size_t source, std::vector<Row>& rows);
    change::Pending pending_of(std::vector<Row*>& rows, std::vector<Row*>& owners) const;
    void take_refusal(const Refusal& refusal, const std::vector<Row*>& owners);
    void report(std::size_t source, std::vector<Row>& rows, bool was_done_before);

    change::Committer& committer;
    const query::Context& context;
    Environment& environment;
    const ImportPlan& plan;
    Mapping mapping;
    Keys keys;
    Counts counts;
    std::int64_t chunk{};
    std::unordered_set<Id> touched;  // records that the present chunk really changed
};

Result<void> Import::Impl::bind(SourceMapping& source, const formats::CsvShape& shape) {
    Refusal refusal;
    const auto check = [&](Template& one) {
        if (auto bound = one.bind(shape.head); !bound) {
            auto& complaints = bound.error().complaints;
            refusal.complaints.insert(refusal.complaints.end(), complaints.begin(), complaints.end());
        }
    };
    for (auto& record : source.records) {
        check(record.key);
        check(record.when);
        for (auto& field : record.fields) check(field.value);
    }
    if (!refusal.complaints.empty()) return std::unexpected(at_line(std::move(refusal), source.file, 1));
    return {};
}

void Import::Impl::add_key(Row& row, const RecordMapping& record, const std::string& key, const Id& id) {
    const auto& external = context.catalogue.at("external_id");
    row.changes.push_back({.entity = &external,
                           .id = environment.make_id(),
                           .act = Act::create,
                           .set = {{&external.at("record"), change::any_link(*record.entity, id)},
                                   {&external.at("system"), mapping.system},
                                   {&external.at("key"), key}}});
    keys.remember(*record.entity, key, id);
    row.made_keys.emplace_back(record.entity, key);
}

Result<void> Import::Impl::build_record(Row& row, const std::vector<std::string_view>& fields,
                                        const RecordMapping& record) {
    if (!record.when.is_empty() && record.when.fill(fields).empty()) return {};
    RecordChange change{.entity = record.entity};
    Refusal refusal;
    for (const auto& field : record.fields) {
        auto value = value_of_row(field, fields, keys);
        if (!value) {
            for (auto complaint : value.error().complaints) {
                complaint.field = field.field->name();
                refusal.complaints.push_back(std::move(complaint));
            }
            continue;
        }
        change.set.push_back({field.field, std::move(*value)});
    }
    if (!refusal.complaints.empty()) return std::unexpected(std::move(refusal));

    const auto key = record.key.fill(fields);
    auto known = key.empty() ? std::nullopt : keys.find(*record.entity, key);
    const bool is_matched = !known && !record.match.empty();
    if (is_matched) {
        std::vector<FieldValue> wanted;
        for (const auto& name : record.match) {
            const auto found = std::ranges::find(change.set, record.entity->find(name), &FieldValue::field);
            if (found != change.set.end()) wanted.push_back(*found);
        }
        known = keys.find_by(*record.entity, wanted);
    }
    if (!known && record.only_change) return refuse("record_unknown", {}, {{"key", key}});
    change.act = known ? Act::change : Act::create;
    change.id = known.value_or(environment.make_id());
    if (!known) {
        // A default stands where the file says nothing.
        std::erase_if(change.set, [](const FieldValue& one) { return is_null(one.value); });
        row.creates = true;
    }
    for (std::size_t i = 0; known && i < change.set.size(); ++i) {
        const auto adds = std::ranges::any_of(record.fields, [&](const FieldMapping& field) {
            return field.adds && field.field == change.set[i].field;
        });
        if (adds)
            change.set[i].value =
                keys.with_present(*record.entity, *known, *change.set[i].field, change.set[i].value);
    }
    const auto id = change.id;
    row.changes.push_back(std::move(change));
    if (!key.empty() && (!known || is_matched)) add_key(row, record, key, id);
    return {};
}

void Import::Impl::build(Row& row, const SourceMapping& source) {
    const auto fields = row.fields();
    for (const auto& record : source.records) {
        if (auto built = build_record(row, fields, record); !built) {
            row.refusal = std::move(built.error());
            break;
        }
    }
}

change::Pending Import::Impl::pending_of(std::vector<Row*>& rows, std::vector<Row*>& owners) const {
    change::Pending pending{.op = change::op_of_chunk(plan.batch, chunk),
                            .actor = plan.actor,
                            .via = change::Via::import,
                            .batch = plan.batch,
                            .accepted = mapping.accept};
    for (auto* row : rows) {
        for (const auto& change : row->changes) {
            pending.records.push_back(change);
            pending.records.back().at = "records[" + std::to_string(owners.size()) + "].";
            owners.push_back(row);
        }
    }
    return pending;
}

void Import::Impl::take_refusal(const Refusal& refusal, const std::vector<Row*>& owners) {
    for (const auto& complaint : refusal.complaints) {
        const auto record = record_of(complaint.field);
        // A complaint of no record is everybody's: nothing of this chunk can be kept.
        const auto refuse_row = [&](Row& row) {
            if (!row.refusal) row.refusal = Refusal{refusal.kind, {}};
            row.refusal->complaints.push_back(
                {without_record(complaint.field), complaint.code, complaint.parameters});
        };
        if (record && *record < owners.size()) {
            refuse_row(*owners[*record]);
        } else {
            Row* last = nullptr;
            for (auto* owner : owners) {
                if (owner != last) refuse_row(*owner);
                last = owner;
            }
        }
    }
}

void Import::Impl::report(std::size_t source, std::vector<Row>& rows, bool was_done_before) {
    for (auto& row : rows) {
        RowResult result{.source = source, .line = row.line, .outcome = Outcome::skipped};
        std::vector<std::string_view> fields;
        if (row.refusal) {
            result.outcome = Outcome::refused;
            result.refusal = &*row.refusal;
            fields = row.fields();
            result.fields = &fields;
            ++counts.refused;
        } else if (was_done_before || std::ranges::none_of(row.changes, [&](const RecordChange& change) {
                       return touched.contains(change.id);
                   })) {
            ++counts.skipped;
        } else {
            result.outcome = row.creates ? Outcome::created : Outcome::changed;
            ++(row.creates ? counts.created : counts.changed);
        }
        if (plan.on_row) plan.on_row(result);
    }
}

Result<void> Import::Impl::commit_chunk(std::size_t source, std::vector<Row>& rows) {
    bool was_done_before = false;
    touched.clear();
    // Each turn takes at least one row out, or ends.
    for (std::size_t turn = 0; turn <= rows.size(); ++turn) {
        std::vector<Row*> good, owners;
        for (auto& row : rows) {
            if (!row.refusal && !row.changes.empty()) good.push_back(&row);
        }
        if (good.empty()) break;
        const auto committed = committer.commit(pending_of(good, owners));
        if (committed) {
            was_done_before = committed->is_repetition;
            for (const auto& record : committed->records) touched.insert(record.id);
            break;
        }
        take_refusal(committed.error(), owners);
        // What a refused row would have made is unknown again, and rows that link to it are refused in the
        // next turn.
        for (auto& row : rows) {
            if (!row.refusal) continue;
            for (const auto& [entity, key] : row.made_keys) keys.forget(*entity, key);
            row.made_keys.clear();
        }
    }
    if (was_done_before) {
        for (auto& row : rows) {
            for (const auto& [entity, key] : row.made_keys) keys.forget(*entity, key);
        }
    }
    report(source, rows, was_done_before);
    ++chunk;
    rows.clear();
    return {};
}

Result<void> Import::Impl::run_source(std::size_t number) {
    auto& source = mapping.sources[number];
    auto bytes = plan.open(source.file);
    if (!bytes) return refuse("file_missing", {}, {{"file", source.file}});
    formats::CsvOptions options{.delimiter = source.delimiter};
    if (source.encoding) {
        options.charset = find_charset(*source.encoding);
        if (!options.charset) return refuse("encoding_unknown", {}, {{"name", *source.encoding}});
    }
    formats::CsvReader reader{std::move(bytes), options};
    const auto shape = reader.open();
    if (!shape) return std::unexpected(at_line(shape.error(), source.file, 0));
    if (plan.on_shape) plan.on_shape(number, *shape);
    if (auto bound = bind(source, *shape); !bound) return bound;
    std::vector<Row> rows;
    formats::CsvRecord record;
    for (;;) {
        auto next = reader.next(record);
        if (next && !*next) break;
        if (!next && reader.is_over()) {
            if (auto done = commit_chunk(number, rows); !done) return done;
            return std::unexpected(at_line(next.error(), source.file, 0));
        }
        Row row{.line = record.line};
        for (const auto field : record.fields) {
            row.text += field;
            row.ends.push_back(row.text.size());
        }
        if (next)
            build(row, source);
        else
            row.refusal = next.error();
        rows.push_back(std::move(row));
        if (rows.size() < rows_per_chunk) continue;
        if (auto done = commit_chunk(number, rows); !done) return done;
        if (plan.is_cancelled && plan.is_cancelled()) return {};
    }
    return commit_chunk(number, rows);
}

Import::Import(change::Committer& committer, store::Connection& connection, const query::Context& context,
               Environment& environment, const ImportPlan& plan)
    : impl_{std::make_unique<Impl>(committer, connection, context, environment, plan)} {}
Import::~Import() = default;

Result<ImportResult> Import::run() {
    ImportResult result;
    for (std::size_t i = 0; i < impl_->mapping.sources.size(); ++i) {
        if (auto done = impl_->run_source(i); !done) return std::unexpected(done.error());
        if (impl_->plan.is_cancelled && impl_->plan.is_cancelled()) {
            result.was_cancelled = true;
            break;
        }
    }
    result.counts = impl_->counts;
    return result;
}

}  // namespace teczka::exchange
