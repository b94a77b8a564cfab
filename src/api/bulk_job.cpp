// A bulk change as it runs: record by record in the order of their ids, in chunks; one batch, so that it is
// undone as one.
#include "api/bulk.hpp"
#include "api/chunk.hpp"
#include "api/kinds.hpp"
#include "core/change/batch.hpp"

namespace teczka::api {
namespace {

struct BulkRun {
    JobWork& work;
    Bulk bulk;
    Tally tally{};
    std::int64_t seen{};
    std::int64_t total{};
    std::optional<Id> last{};  // record that is done with
    Ids chunk{};
    std::optional<Refusal> end{};

    void resume();
    bool take(const Id& id);
    Result<void> commit();
};

void BulkRun::resume() {
    const auto state = parse_json(work.kept());
    if (!state || !state->is_object()) return;
    const auto& known = state->as_object();
    last = Id::parse(string_view{known.at("last").as_string()});
    tally.read(known.at("tally").as_object());
}

Result<void> BulkRun::commit() {
    if (chunk.empty()) return {};
    const rights::Actor system{.login = "system", .is_system = true};
    change::Pending pending{.op = change::op_of_chunk(work.id(), change::chunk_of(chunk)),
                            .actor = work.actor(),
                            .via = change::Via::bulk,
                            .batch = work.id(),
                            .accepted = bulk.accepted,
                            .reason = bulk.reason};
    auto& office = work.office();
    pending.records = changes_of(office.context(system), bulk, chunk, office.reader);
    const auto done = commit_chunk(work, std::move(pending),
                                   [&](const Id& id, const Refusal& why) { tally.refuse_record(id, why); });
    if (!done) return std::unexpected(done.error());
    tally.add(*done);
    last = chunk.back();
    chunk.clear();
    work.keep(R"({"last":")" + last->to_text() + R"(","tally":)" + tally.to_json(work.id()) + "}");
    work.progress(seen, total);
    return {};
}

bool BulkRun::take(const Id& id) {
    ++seen;
    if (last && id <= *last) return true;
    chunk.push_back(id);
    if (chunk.size() < work.chunk_records()) return true;
    auto done = commit();
    if (!done) end = std::move(done.error());
    return done.has_value();
}

}  // namespace

Result<std::string> run_bulk(JobWork& work) {
    json::object body = work.parameters();
    const auto* name = body.if_contains("entity");
    const auto* entity = name != nullptr && name->is_string()
                             ? work.office().catalogue.find(string_view{name->get_string()})
                             : nullptr;
    if (entity == nullptr) return refuse("entity_unknown", "entity");
    body.erase("entity");
    auto bulk = parse_bulk(*entity, body, work.actor(), work.office().environment);
    if (!bulk) return std::unexpected(bulk.error());
    BulkRun run{.work = work, .bulk = std::move(*bulk)};
    const bool was_resumed = !work.kept().empty();
    run.resume();
    auto& office = work.office();
    const auto count = count_bulk(office.context(work.actor()), run.bulk, office.reader);
    if (!count) return std::unexpected(count.error());
    run.total = count->records;
    const auto actor = work.actor();
    auto ran = each_of_bulk(office.context(actor), run.bulk, office.reader,
                            [&](const Id& id) { return run.take(id); });
    if (!ran) return std::unexpected(ran.error());
    if (run.end) return std::unexpected(*run.end);
    if (auto done = run.commit(); !done) return std::unexpected(done.error());
    // What was committed just before a kill was found done: the journal knows how many those were.
    if (was_resumed)
        run.tally.changed = change::changed_in_batch(office.reader, work.id(), office.numbers.of(*entity));
    return run.tally.to_json(work.id());
}

}  // namespace teczka::api
