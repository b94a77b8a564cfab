// Taking the demo data away: its batch is taken back like any other, gone through twice, and then it is said
// what of it stays.
#include "api/demo.hpp"
#include "api/kinds.hpp"
#include "api/undo_run.hpp"
#include "api/work_as.hpp"
#include "core/change/batch.hpp"

namespace teczka::api {
namespace {

using change::RecordChange;
using Kept = change::Committer::Kept;

class DemoRemoval {
public:
    explicit DemoRemoval(JobWork& asked)
        : asker_{asked.actor().user},
          work_{asked, system_for},
          with_changed_{asked.parameters().contains("with_changed")},
          run_{.work = work_,
               .batch = Id::parse(asked.parameters().at("batch").as_string()).value_or(Id{}),
               .passes = 2,
               .spares = [this](const auto& entity, const Id& id) { return stays(entity, id); },
               .settles = [this](const Kept& kept) { return settle(kept); }} {}

    Result<std::string> run() {
        if (auto done = run_.run(); !done) return std::unexpected(done.error());
        if (auto done = end(); !done) return std::unexpected(done.error());
        return run_.tally.to_json(work_.id());
    }

private:
    bool stays(const catalogue::EntityModel& entity, const Id& id) const {
        return entity.name() == "office" || entity.name() == "setting" || id == asker_;
    }

    // Refused, as of the last administrator or of what is still needed: told, and nothing else.
    Result<bool> settle(const Kept& kept) {
        if (with_changed_) {
            auto gone = commit({.entity = kept.entity, .id = kept.id, .act = change::Act::remove});
            if (!gone || *gone) return gone;
        }
        if (kept.entity->name() != "user") return false;
        return commit({.entity = kept.entity,
                       .id = kept.id,
                       .set = {{&kept.entity->at("is_active"), Value{std::int64_t{0}}}}});
    }

    Result<bool> commit(RecordChange change) {
        const Ids ids{change.id};
        change::Pending pending{.op = change::op_of_chunk(work_.id(), change::chunk_of(ids)),
                                .via = change::Via::system,
                                .batch = work_.id(),
                                .records = {std::move(change)}};
        bool is_done = true;
        auto done =
            commit_chunk(work_, std::move(pending), [&](const Id&, const Refusal&) { is_done = false; });
        if (!done) return std::unexpected(done.error());
        run_.tally.changed += done->changed;
        return is_done;
    }

    // Of a demo that is gone, or as good as, the office keeps no mark.
    Result<void> end() {
        if (run_.tally.kept > 0 && !with_changed_) return {};
        auto& office = work_.office();
        const auto demo = find_demo(office.context(work_.actor()), office.reader);
        if (!demo) return {};
        const auto gone = commit(
            {.entity = &office.catalogue.at("setting"), .id = demo->setting, .act = change::Act::remove});
        return gone ? Result<void>{} : std::unexpected(gone.error());
    }

    Id asker_;
    WorkAs work_;
    bool with_changed_;
    UndoRun run_;
};

}  // namespace

Result<std::string> run_remove_demo(JobWork& work) { return DemoRemoval{work}.run(); }

}  // namespace teczka::api
