// A merge asked by a reader, before anything is done, and by the writer, chunk by chunk.
#include "core/change/merge.hpp"

#include "core/base/limits.hpp"
#include "core/change/impl.hpp"
#include "core/change/merge_plan.hpp"

namespace teczka::change {
namespace {

using store::quoted;

// Everything a plan is made within, on a connection that only reads. Short-lived: what it loads it keeps.
struct Bench {
    Layout& layout;
    Conditions& conditions;
    Pending nothing;
    catalogue::Circumstances now;
    Environment none{};
    Records records;
    Work work{records, nothing, now, none};
    Grants grants{conditions, records, nothing.actor, now};

    Bench(const HistoryContext& context, Layout& given, Conditions& known, store::Connection& reader)
        : layout(given),
          conditions(known),
          nothing{.actor = context.actor},
          now(context.actor.circumstances(context.today, context.now_ms)),
          records(reader, given) {}
};

// What of `ids` the actor may not take along; in portions, so that a company with 100,000 of them is looked
// through in little memory.
std::int64_t count_kept(const HistoryContext& context, Layout& layout, Conditions& conditions,
                        const EntityModel& entity, const Ids& ids, store::Connection& reader) {
    std::int64_t kept = 0;
    for (std::size_t from = 0; from < ids.size(); from += limits::bulk_records) {
        Bench bench(context, layout, conditions, reader);
        const std::size_t past = std::min(ids.size(), from + limits::bulk_records);
        for (std::size_t i = from; i < past; ++i)
            if (!bench.grants.may(bench.work, entity, ids[i], "change") &&
                !bench.grants.may(bench.work, entity, ids[i], "merge"))
                ++kept;
    }
    return kept;
}

}  // namespace

MergeView view_merge(const HistoryContext& context, const MergeWish& wish, store::Connection& reader) {
    Layout layout(context.catalogue, {});
    Conditions conditions(context.rights);
    MergeView view;
    {
        Bench bench(context, layout, conditions, reader);
        view = MergePlan(bench.work, bench.grants, wish).view();
    }
    if (view.refusal.kind == Kind::not_found) return view;
    for (const FieldModel* link : links_to(context.catalogue, *wish.entity)) {
        Records records(reader, layout);
        MergeView::Move move{.link = link};
        std::int64_t kept = 0;
        for (const Id& id : wish.others) {
            const Ids ids = link->storage == catalogue::Storage::any_id
                                ? records.stored_any(*link, *wish.entity, id)
                                : records.stored_children(*link, id);
            move.count += static_cast<std::int64_t>(ids.size());
            kept += count_kept(context, layout, conditions, *link->owner, ids, reader);
        }
        if (kept > 0) {
            view.refusal.kind = Kind::forbidden;
            view.refusal.complaints.push_back(
                {"",
                 "merge_moves_not_allowed",
                 {{"entity", std::string(link->owner->name())}, {"count", std::to_string(kept)}}});
        }
        if (move.count > 0) view.moves.push_back(move);
    }
    return view;
}

// Between two chunks others have written, so each is planned from what stands.
Result<Committed> Committer::Impl::run_merge(const Pending& pending) {
    const MergeWish& wish = *pending.merge;
    const std::int64_t now_ms = options.environment.now_ms();
    const auto now = pending.actor.circumstances(options.environment.local_day(now_ms), now_ms);
    Pending chunk = pending;
    bool is_last = false;
    {
        Work work(records, pending, now, options.environment);
        Grants grants(conditions, records, pending.actor, now);
        MergePlan plan(work, grants, wish);
        if (auto refusal = plan.check(); !refusal.complaints.empty())
            return std::unexpected(std::move(refusal));
        auto next = plan.next();
        is_last = next.is_last;
        chunk.records = std::move(next.records);
    }
    if (wish.is_whole && !is_last) return teczka::refuse(Kind::conflict, "merge_changed_meanwhile");
    auto committed = run(chunk);
    if (committed) committed->is_more = !is_last;
    return committed;
}

bool Committer::Impl::is_merged(const MergeWish& wish) {
    const Entry& last = records.load(*wish.entity, wish.others.back());
    return !is_null(last.now[at(*wish.entity->merge_mark)]);
}

}  // namespace teczka::change
