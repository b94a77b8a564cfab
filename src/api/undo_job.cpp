// Taking a whole batch back in the background: operation by operation, newest first, so that what one built
// on another is gone before the other goes. The undo of operation n has an op id of its own; after a kill it
// tells whether n was done.
#include "api/chunk.hpp"
#include "api/kinds.hpp"
#include "api/routes.hpp"
#include "core/base/limits.hpp"
#include "core/change/batch.hpp"

namespace teczka::api {
namespace {

// An operation's undo may come in more than one chunk: room for its numbers.
constexpr std::int64_t chunks_each = 64;

struct UndoRun {
    JobWork& work;
    Id batch{};
    std::optional<Id> newer_to{};
    Tally tally{};
    std::int64_t next{};  // operation, counted from the newest

    // `before`: the tally without the operation that is under way.
    std::string state(const std::string& before) const {
        return R"({"next":)" + std::to_string(next) + R"(,"before":)" + before + R"(,"tally":)" +
               tally.to_json(work.id()) + "}";
    }
    Id op(std::int64_t operation) const { return change::op_of_chunk(work.id(), operation * chunks_each); }
    void resume();
    Result<void> undo_operation(const Id& op);
};

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

Result<void> UndoRun::undo_operation(const Id& op) {
    // Of a merge only the operation that took that record away knows it.
    auto plan = work.plan_undo(op, {}, newer_to);
    if (!plan && newer_to && plan.error().complaints.front().field == "newer_to")
        plan = work.plan_undo(op, {}, {});
    if (!plan) {
        // What is final stays, and is said; so does an operation that left no row behind.
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
    for (const auto& kept : plan->kept) tally.keep_field(kept);
    work.keep_now(state(before));  // what is kept can't be found again once the rest is taken back
    for (std::size_t i = 0; i < plan->chunks.size(); ++i) {
        auto& chunk = plan->chunks[i];
        chunk.op = change::op_of_chunk(work.id(), next * chunks_each + static_cast<std::int64_t>(i));
        chunk.batch = work.id();
        const auto done = commit_chunk(
            work, std::move(chunk), [&](const Id& id, const Refusal& why) { tally.refuse_record(id, why); });
        if (!done) return std::unexpected(done.error());
        tally.add(*done);
    }
    return {};
}

}  // namespace

Result<std::string> run_undo_batch(JobWork& work) {
    UndoRun run{.work = work};
    const auto id_of = [&](string_view name) {
        const auto* value = work.parameters().if_contains(name);
        return Id::parse(value != nullptr && value->is_string() ? string_view{value->get_string()} : "");
    };
    run.batch = id_of("batch").value_or(Id{});
    run.newer_to = id_of("newer_to");
    const auto operations = change::operations_of_batch(work.office().reader, run.batch);
    if (operations.empty()) return refuse(Kind::not_found, "not_found", "batch");
    run.resume();
    const auto total = static_cast<std::int64_t>(operations.size());
    for (; run.next < total; ++run.next) {
        if (work.is_cancelled()) return refuse("job_cancelled");
        work.progress(run.next, total);
        if (auto done = run.undo_operation(operations[static_cast<std::size_t>(run.next)]); !done)
            return std::unexpected(done.error());
    }
    work.progress(total, total);
    return run.tally.to_json(work.id());
}

Outcome start_undo(Call& call, const BatchUndo& wanted) {
    std::string parameters;
    JsonWriter out{parameters};
    out.begin_object();
    out.member("batch", wanted.batch);
    if (wanted.newer_to) out.member("newer_to", *wanted.newer_to);
    out.end_object();
    return start_job(call.office, call.actor,
                     {.id = wanted.as,
                      .kind = "undo_batch",
                      .title = "{\"count\":" + std::to_string(wanted.records) + "}",
                      .parameters = std::move(parameters)});
}

}  // namespace teczka::api
