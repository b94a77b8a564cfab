// See undo_run.hpp; and the job that is nothing but such a run.
#include "api/kinds.hpp"
#include "api/routes.hpp"
#include "api/undo_run.hpp"
#include "api/work_as.hpp"
#include "core/base/limits.hpp"
#include "core/change/batch.hpp"

namespace teczka::api {
namespace {

// An operation's undo may come in more than one chunk: room for its numbers.
constexpr std::int64_t chunks_each = 64;

}  // namespace

// `before`: the tally without the operation that is under way.
std::string UndoRun::state(const std::string& before) const {
    return R"({"next":)" + std::to_string(next) + R"(,"before":)" + before + R"(,"tally":)" +
           tally.to_json(work.id()) + "}";
}

Id UndoRun::op(std::int64_t operation) const {
    return change::op_of_chunk(work.id(), operation * chunks_each);
}

void UndoRun::resume() {
    const auto state = parse_json(work.kept());
    if (!state || !state->is_object()) return;
    next = state->as_object().at("next").as_int64();
    const auto done = change::records_of_operation(work.office().reader, op(next));
    tally.read(state->as_object().at(done ? "tally" : "before").as_object());
    if (!done) return;
    tally.changed += *done;
    ++next;
}

Result<void> UndoRun::keep(const std::vector<change::Committer::Kept>& kept) {
    for (const auto& one : kept) {
        if (spares && spares(*one.entity, one.id)) continue;
        const auto settled = settles && one.field.empty() ? settles(one) : Result<bool>{false};
        if (!settled) return std::unexpected(settled.error());
        if (!*settled) tally.keep_field(one);
    }
    return {};
}

Result<void> UndoRun::undo_operation(const Id& op, bool is_last) {
    // Of a merge only the operation that took that record away knows it.
    auto plan = work.plan_undo(work.actor(), op, newer_to);
    if (!plan && newer_to && plan.error().complaints.front().field == "newer_to")
        plan = work.plan_undo(work.actor(), op, {});
    if (!plan) {
        // What is final stays, and is said; so does an operation that left no row behind.
        if (!is_last) return {};
        for (const auto& complaint : plan.error().complaints) {
            Id id;
            for (const auto& [name, value] : complaint.parameters)
                if (name == "id") id = Id::parse(value).value_or(id);
            tally.refuse_record(id, {plan.error().kind, {complaint}});
            ++tally.refused;
        }
        return {};
    }
    const auto before = tally.to_json(work.id());
    if (is_last) {
        if (auto done = keep(plan->kept); !done) return done;
    }
    work.keep_now(state(before));  // what is kept can't be found again once the rest is taken back
    for (std::size_t i = 0; i < plan->chunks.size(); ++i) {
        auto& chunk = plan->chunks[i];
        std::erase_if(chunk.records, [this](const change::RecordChange& one) {
            return spares && spares(*one.entity, one.id);
        });
        chunk.op = change::op_of_chunk(work.id(), next * chunks_each + static_cast<std::int64_t>(i));
        chunk.batch = work.id();
        const auto done = commit_chunk(work, std::move(chunk), [&](const Id& id, const Refusal& why) {
            if (is_last) tally.refuse_record(id, why);
        });
        if (!done) return std::unexpected(done.error());
        tally.changed += done->changed;
        if (is_last) tally.refused += done->refused;
    }
    return {};
}

Result<void> UndoRun::run() {
    const auto operations = change::operations_of_batch(work.office().reader, batch);
    if (operations.empty()) return refuse(Kind::not_found, "not_found", "batch");
    resume();
    const auto each = static_cast<std::int64_t>(operations.size()), total = each * passes;
    for (; next < total; ++next) {
        if (work.is_cancelled()) return refuse("job_cancelled");
        work.progress(next, total);
        const auto& op = operations[static_cast<std::size_t>(next % each)];
        if (auto done = undo_operation(op, next >= total - each); !done) return done;
    }
    work.progress(total, total);
    return {};
}

Result<std::string> run_undo_batch(JobWork& asked) {
    const auto value_of = [&](string_view name) { return asked.parameters().if_contains(name); };
    const auto id_of = [&](string_view name) {
        const auto* value = value_of(name);
        return Id::parse(value != nullptr && value->is_string() ? string_view{value->get_string()} : "");
    };
    WorkAs as_system{asked, system_for};
    auto& work = value_of("as_system") != nullptr ? static_cast<JobWork&>(as_system) : asked;
    UndoRun run{.work = work, .batch = id_of("batch").value_or(Id{}), .newer_to = id_of("newer_to")};
    if (auto done = run.run(); !done) return std::unexpected(done.error());
    return run.tally.to_json(work.id());
}

Outcome start_undo(Call& call, const BatchUndo& wanted) {
    std::string parameters;
    JsonWriter out{parameters};
    out.begin_object();
    out.member("batch", wanted.batch);
    if (wanted.newer_to) out.member("newer_to", *wanted.newer_to);
    if (wanted.as_system) out.member("as_system", true);
    out.end_object();
    return start_job(call.office, call.actor,
                     {.id = wanted.as,
                      .kind = "undo_batch",
                      .title = "{\"count\":" + std::to_string(wanted.records) + "}",
                      .parameters = std::move(parameters)});
}

}  // namespace teczka::api
