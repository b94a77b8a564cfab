// Chunks of rows → Pendings. A chunk with refused rows is tried again without them, so that the good ones go
// in together; which rows those were, the complaints say by the record they name.
#include "exchange/import.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "core/base/text.hpp"
#include "core/change/batch.hpp"
#include "exchange/builder.hpp"

namespace teczka::exchange {
namespace {

using change::RecordChange;

constexpr std::size_t rows_per_chunk = 200;

// "records[12].name" → 12
std::optional<std::size_t> record_of(std::string_view field) {
    constexpr std::string_view prefix = "records[";
    if (!field.starts_with(prefix)) return {};
    std::size_t number = 0;
    const auto begin = field.data() + prefix.size(), end = field.data() + field.size();
    if (std::from_chars(begin, end, number).ec != std::errc{}) return {};
    return number;
}

std::string_view without_record(std::string_view field) {
    const auto dot = field.find("].");
    return dot == std::string_view::npos ? field : field.substr(dot + 2);
}

// The chunk that begins with this row always has the same op, however many rows follow.
Id op_of(const Id& batch, const Row& first) {
    return change::op_of_chunk(batch, static_cast<std::int64_t>(first.source) << 40 | first.line);
}

// What ends the run: a row cannot help it.
bool is_of_the_machine(const Refusal& refusal) {
    return refusal.kind == Kind::unavailable ||
           std::ranges::any_of(refusal.complaints,
                               [](const Complaint& one) { return one.code == "job_cancelled"; });
}

// One change of a row, as a refusal names it.
struct Owner {
    Row* row{};
    const RecordChange* change{};
};

const change::FieldValue* value_set(const RecordChange& change, std::string_view field) {
    const auto found = std::ranges::find_if(
        change.set, [&](const change::FieldValue& one) { return one.field->name() == field; });
    return found == change.set.end() ? nullptr : &*found;
}

bool sets_the_same(const Owner& a, const Owner& b, std::string_view field) {
    if (a.change->entity != b.change->entity) return false;
    const auto* one = value_set(*a.change, field);
    const auto* other = value_set(*b.change, field);
    return one != nullptr && other != nullptr && Keys::name_of({one, 1}) == Keys::name_of({other, 1});
}

// Of rows that bring the same value the first goes in, if nothing stands in its way but the others.
bool is_first_of_several(const Complaint& complaint, std::size_t number, const std::vector<Owner>& owners) {
    const std::string field{without_record(complaint.field)};
    const auto* model = owners[number].change->entity->find(field);
    if (model == nullptr || model->decl.twice != complaint.code) return false;
    bool has_another = false;
    for (std::size_t i = 0; i < owners.size(); ++i) {
        if (i == number || !sets_the_same(owners[i], owners[number], field)) continue;
        if (i < number) return false;
        has_another = true;
    }
    return has_another;
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
    constexpr std::string_view names[]{"created", "changed", "skipped", "refused"};
    return names[static_cast<std::size_t>(outcome)];
}

std::vector<std::string_view> Row::cells() const {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    for (const auto end : ends) {
        out.push_back(std::string_view{text}.substr(begin, end - begin));
        begin = end;
    }
    return out;
}

void Counts::count(Outcome outcome) {
    std::int64_t* const counters[]{&created, &changed, &skipped, &refused};
    ++*counters[static_cast<std::size_t>(outcome)];
}

Refusal at_line(Refusal refusal, const std::string& file, std::int64_t line) {
    for (auto& complaint : refusal.complaints) {
        complaint.parameters.emplace_back("file", file);
        if (line > 0) complaint.parameters.emplace_back("line", std::to_string(line));
    }
    return refusal;
}

std::vector<std::string> column_numbers(std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 1; i <= count; ++i) out.push_back("#" + std::to_string(i));
    return out;
}

std::vector<std::string> column_names(const TableRow& head) {
    auto out = column_numbers(head.cells.size());
    std::map<std::string, int> seen;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::string name{trimmed(head.cells[i].text)};
        if (name.empty()) continue;
        const int times = ++seen[name];
        out[i] = times == 1 ? name : name + " (" + std::to_string(times) + ")";
    }
    return out;
}

struct Import::Impl {
    Impl(store::Connection& reader, const query::Context& context, ImportPlan plan_given)
        : plan{std::move(plan_given)},
          keys{context, reader, plan.mapping.system},
          builder{context, keys, plan.mapping, plan.batch},
          progress{plan.from} {}

    Result<void> run_source(std::size_t number);
    Result<void> run_rows(std::size_t number, TableFile& table, bool is_first_read, TableRow& read,
                          std::size_t width);
    Result<void> bind(SourceMapping& source, const std::vector<std::string>& head) const;
    Row row_of(std::size_t number, const TableRow& read, std::size_t width, const Result<bool>& next);
    Result<void> commit_chunk(std::vector<Row>& rows, int permille);
    Result<void> commit_run(std::span<Row*> rows);
    change::Pending pending_of(std::span<Row* const> rows, std::vector<Owner>& owners) const;
    void take_refusal(const Refusal& refusal, const std::vector<Owner>& owners);
    void take_repetition(const std::vector<Row*>& rows, const change::Committed& committed);
    void report(std::vector<Row>& rows);
    bool is_full(const std::vector<Row>& rows) const;
    bool is_cancelled() const { return plan.is_cancelled && plan.is_cancelled(); }

    ImportPlan plan;
    Keys keys;
    Builder builder;
    Progress progress;
    std::size_t changes_waiting{};
    std::unordered_set<Id> touched;  // records that the present chunk really changed
};

Result<void> Import::Impl::bind(SourceMapping& source, const std::vector<std::string>& head) const {
    Refusal refusal;
    const auto check = [&](Template& one) {
        if (auto bound = one.bind(head); !bound) {
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

Row Import::Impl::row_of(std::size_t number, const TableRow& read, std::size_t width,
                         const Result<bool>& next) {
    Row row{.source = number, .line = read.line};
    const auto cells = next ? width : std::max(width, read.cells.size());
    for (std::size_t i = 0; i < cells; ++i) {
        const auto cell = i < read.cells.size() ? read.cells[i] : Cell{};
        row.text += cell.text;
        row.ends.push_back(row.text.size());
        row.kinds.push_back(cell.kind);
    }
    if (next)
        builder.build(row, plan.mapping.sources[number],
                      plan.decide ? plan.decide(number, read.line) : Decision{});
    else
        row.refusal = next.error();
    changes_waiting += row.changes.size();
    return row;
}

change::Pending Import::Impl::pending_of(std::span<Row* const> rows, std::vector<Owner>& owners) const {
    change::Pending pending{.op = op_of(plan.batch, *rows.front()),
                            .via = change::Via::import,
                            .batch = plan.batch,
                            .accepted = plan.mapping.accept};
    for (auto* row : rows) {
        for (const auto& change : row->changes) {
            pending.records.push_back(change);
            pending.records.back().at = "records[" + std::to_string(owners.size()) + "].";
            owners.push_back({row, &change});
        }
    }
    return pending;
}

void Import::Impl::take_refusal(const Refusal& refusal, const std::vector<Owner>& owners) {
    std::vector<std::pair<Row*, Complaint>> spared;
    bool is_anyone_refused = false;
    const auto refuse_row = [&](Row& row, const Complaint& complaint) {
        is_anyone_refused = true;
        if (!row.refusal) row.refusal = Refusal{refusal.kind, {}};
        row.refusal->complaints.push_back(
            {std::string{without_record(complaint.field)}, complaint.code, complaint.parameters});
    };
    for (const auto& complaint : refusal.complaints) {
        const auto number = record_of(complaint.field);
        if (number && *number < owners.size()) {
            if (is_first_of_several(complaint, *number, owners))
                spared.emplace_back(owners[*number].row, complaint);
            else
                refuse_row(*owners[*number].row, complaint);
            continue;
        }
        // A complaint of no record is everybody's: nothing of this chunk can be kept.
        Row* last = nullptr;
        for (const auto& owner : owners) {
            if (owner.row != last) refuse_row(*owner.row, complaint);
            last = owner.row;
        }
    }
    if (is_anyone_refused) return;
    for (const auto& [row, complaint] : spared) refuse_row(*row, complaint);
}

// Of an op that an earlier run made: its rows are those whose records it touched, and the one it began with.
void Import::Impl::take_repetition(const std::vector<Row*>& rows, const change::Committed& committed) {
    std::unordered_set<Id> known;
    for (const auto& record : committed.records) known.insert(record.id);
    for (auto* row : rows) {
        row->was_done =
            row == rows.front() || std::ranges::any_of(row->changes, [&](const RecordChange& change) {
                return known.contains(change.id);
            });
    }
    touched.insert(known.begin(), known.end());
}

Result<void> Import::Impl::commit_run(std::span<Row*> rows) {
    // Each turn takes at least one row out, or ends.
    for (;;) {
        std::vector<Row*> good;
        std::ranges::copy_if(rows, std::back_inserter(good), [](const Row* row) {
            return !row->refusal && !row->changes.empty() && !row->was_done;
        });
        if (good.empty()) return {};
        std::vector<Owner> owners;
        auto pending = pending_of(good, owners);
        for (const auto* row : good) {
            for (const auto& code : row->accepts) pending.accepted.emplace(code, row->reason);
        }
        const auto committed = plan.commit(std::move(pending));
        if (!committed && is_of_the_machine(committed.error())) return std::unexpected(committed.error());
        if (committed && committed->is_repetition) {
            take_repetition(good, *committed);
            continue;
        }
        if (committed) {
            for (const auto& record : committed->records) touched.insert(record.id);
            return {};
        }
        take_refusal(committed.error(), owners);
        // What a refused row would have made is unknown again, and rows that link to it are refused in the
        // next turn.
        for (auto* row : rows) {
            if (!row->refusal) continue;
            for (const auto& [entity, key] : row->made_keys) keys.forget(*entity, key);
            row->made_keys.clear();
        }
    }
}

void Import::Impl::report(std::vector<Row>& rows) {
    for (auto& row : rows) {
        const bool is_touched = std::ranges::any_of(
            row.changes, [&](const RecordChange& change) { return touched.contains(change.id); });
        const auto outcome = row.refusal                    ? Outcome::refused
                             : !is_touched && !row.was_done ? Outcome::skipped
                             : row.creates                  ? Outcome::created
                             : is_touched                   ? Outcome::changed
                                                            : Outcome::skipped;
        progress.counts.count(outcome);
        if (plan.on_row) plan.on_row(row, outcome);
    }
}

Result<void> Import::Impl::commit_chunk(std::vector<Row>& rows, int permille) {
    if (rows.empty()) return {};
    if (plan.before_chunk) plan.before_chunk(rows);
    touched.clear();
    // Rows that were accepted for the same reason go together, in the file's order.
    std::vector<Row*> run;
    for (auto& row : rows) {
        if (!run.empty() && run.back()->reason != row.reason) {
            if (auto done = commit_run(run); !done) return done;
            run.clear();
        }
        run.push_back(&row);
    }
    if (auto done = commit_run(run); !done) return done;
    report(rows);
    progress.source = rows.back().source;
    progress.line = rows.back().line;
    progress.permille = permille;
    if (plan.on_chunk) plan.on_chunk(progress);
    rows.clear();
    changes_waiting = 0;
    return {};
}

bool Import::Impl::is_full(const std::vector<Row>& rows) const {
    if (rows.size() >= rows_per_chunk) return true;
    return plan.chunk_records && changes_waiting >= plan.chunk_records();
}

Result<void> Import::Impl::run_rows(std::size_t number, TableFile& table, bool is_first_read, TableRow& read,
                                    std::size_t width) {
    const auto& file = plan.mapping.sources[number].file;
    std::vector<Row> rows;
    for (bool is_read = is_first_read;; is_read = false) {
        const auto next = is_read ? Result<bool>{true} : table.next(read);
        if (next && !*next) return commit_chunk(rows, 1000);
        if (!next && table.is_over()) {
            if (auto done = commit_chunk(rows, table.permille()); !done) return done;
            return std::unexpected(at_line(next.error(), file, 0));
        }
        const bool was_done_before = number == plan.from.source && read.line <= plan.from.line;
        if (was_done_before) continue;
        rows.push_back(row_of(number, read, width, next));
        if (!is_full(rows)) continue;
        if (auto done = commit_chunk(rows, table.permille()); !done) return done;
        if (is_cancelled()) return {};
    }
}

Result<void> Import::Impl::run_source(std::size_t number) {
    auto& source = plan.mapping.sources[number];
    auto table = plan.open(source);
    if (!table) return std::unexpected(at_line(table.error(), source.file, 0));
    const auto info = (*table)->open();
    if (!info) return std::unexpected(at_line(info.error(), source.file, 0));
    std::size_t sheet = 0;
    while (!source.sheet.empty() && sheet < info->sheets.size() && info->sheets[sheet].name != source.sheet)
        ++sheet;
    if (auto opened = (*table)->open_sheet(sheet); !opened)
        return std::unexpected(at_line(opened.error(), source.file, 0));
    TableRow read;
    const auto first = (*table)->next(read);
    if (!first) return std::unexpected(at_line(first.error(), source.file, 0));
    if (!*first) return std::unexpected(at_line(refuse("csv_empty").error(), source.file, 0));
    const auto head = source.has_head ? column_names(read) : column_numbers(read.cells.size());
    if (plan.on_head) plan.on_head(number, *info, head);
    if (auto bound = bind(source, head); !bound) return bound;
    return run_rows(number, **table, !source.has_head, read, head.size());
}

Import::Import(store::Connection& reader, const query::Context& context, ImportPlan plan)
    : impl_{std::make_unique<Impl>(reader, context, std::move(plan))} {}
Import::~Import() = default;

Result<ImportResult> Import::run() {
    ImportResult result;
    for (auto i = impl_->plan.from.source; i < impl_->plan.mapping.sources.size(); ++i) {
        if (auto done = impl_->run_source(i); !done) return std::unexpected(done.error());
        result.was_cancelled = impl_->is_cancelled();
        if (result.was_cancelled) break;
    }
    result.counts = impl_->progress.counts;
    return result;
}

}  // namespace teczka::exchange
