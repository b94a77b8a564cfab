// By which lines of the table of rights somebody sees a record and may do something with it: the same lines
// that decide, asked one by one. What is told follows from what the asker sees alone: a line that reads a
// field or a record hidden from him is neither said to hold nor not to.
#pragma once
#include <memory>
#include <optional>

#include "core/change/change.hpp"

namespace teczka::change {

class Why {
public:
    // Told to `context.actor`; both outlive this.
    Why(const HistoryContext& context, store::Connection& reader);
    ~Why();

    bool may(const EntityModel& entity, const Id& id, string_view verb);  // the asker himself
    bool may_show(const FieldModel& field, const Id& id);

    struct Line {
        rights::DecidingLine line;
        std::optional<bool> holds;  // for this record; none: the asker cannot tell
        Id in_place_of{};           // it holds only because this one is stood in for
    };
    // Of the verb, or of the field under it, as they stand for `actor`, whoever that is. The asker sees the
    // record.
    std::vector<Line> lines(const rights::Actor& actor, const EntityModel& entity, const Id& id,
                            string_view verb, const FieldModel* field = nullptr);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace teczka::change
