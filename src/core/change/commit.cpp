// One change through its stages, and many in one transaction. A change is written only when nothing can
// refuse it any more, so a refused one needs no savepoint.
//
// A Failure on the way leaves through here: whoever catches it rolls the connection back, answers nobody with
// success and runs each of the group alone. The next group starts from what the database says.
#include "core/change/behalf.hpp"
#include "core/change/impl.hpp"
#include "core/change/rollups.hpp"
#include "core/change/write.hpp"

namespace teczka::change {

Committer::Committer(store::Connection& writer, const Options& options)
    : impl_(std::make_unique<Impl>(writer, options)) {}
Committer::~Committer() = default;

// Known already: answered from what is stored, to its maker alone.
std::optional<Result<Committed>> Committer::Impl::repetition(const Pending& pending) {
    const auto known = journal.find(pending.op);
    if (!known) return {};
    if (known->actor != pending.actor.user) return teczka::refuse(Kind::conflict, "op_reused", "op");
    Committed committed{.op = pending.op, .seq = known->last_seq(), .is_repetition = true};
    for (const JournalRow& row : journal.rows(*known))
        if (row.entity != nullptr)
            committed.records.push_back({row.entity, journal.id_of(*row.entity, row.row), row.seq});
    committed.is_more = pending.merge != nullptr && !pending.undoes && !is_merged(*pending.merge);
    return committed;
}

Result<Committed> Committer::Impl::run(const Pending& pending) {
    if (pending.op.is_nil()) return teczka::refuse("required", "op");
    if (pending.actor.viewer != nullptr) return teczka::refuse(Kind::forbidden, "view_only");
    if (auto known = repetition(pending)) return std::move(*known);
    if (pending.merge != nullptr && pending.records.empty()) return run_merge(pending);
    const std::int64_t now_ms = options.environment.now_ms();
    const auto now = pending.actor.circumstances(options.environment.local_day(now_ms), now_ms);
    Work work(records, pending, now, options.environment);
    Grants grants(conditions, records, pending.actor, now);
    Stage stage{work, grants, journal, pending};

    GroupDeltas groups;
    const auto asked = apply_all(stage);
    if (!work.is_refused() || work.refusal().kind == Kind::invalid) {
        work.run_rules();
        groups = bring_along(work);
        validate(stage, asked);
        authorise(stage, asked);
    }
    if (work.is_refused()) {
        work.take_back();
        return std::unexpected(std::move(work.refusal()));
    }
    Committed committed = writer.write(work, groups, in_place_of(stage, conditions, asked));
    work.settle();
    return committed;
}

std::vector<Result<Committed>> Committer::commit_group(std::span<const Pending> pending) {
    Impl& impl = *impl_;
    std::vector<Result<Committed>> answers;
    answers.reserve(pending.size());
    impl.records.forget_all();  // another hand may have written since (a restore, a machine table)
    impl.connection.begin();
    impl.writer.begin();
    for (const Pending& one : pending) answers.push_back(impl.run(one));
    impl.writer.finish();
    impl.connection.commit();
    impl.records.forget_all();
    impl.committed_seq = impl.writer.seq();
    return answers;
}

Result<Committed> Committer::commit(const Pending& pending) {
    auto answers = commit_group({&pending, 1});
    return std::move(answers.front());
}

void Committer::use_rights(const rights::Rights& rights) {
    impl_->options.rights = rights;
    impl_->conditions = Conditions{rights};
}

std::int64_t Committer::seq() const { return impl_->committed_seq; }

}  // namespace teczka::change
