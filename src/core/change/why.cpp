// See why.hpp.
#include "core/change/why.hpp"

#include <algorithm>

#include "core/change/authorise.hpp"

namespace teczka::change {
namespace {

using catalogue::Expression;
using catalogue::Op;

// Records as the asker sees them. What he does not see is not there; where he sees that something is hidden,
// that is noted. Children that he does not see are left out without a word: he must not learn that there are
// any.
class Seen final : public catalogue::Source {
public:
    Seen(Work& work, Grants& grants, const HistoryContext& context)
        : work_(work), grants_(grants), context_(context) {}

    bool exists(const EntityModel& entity, const Id& id) override {
        return work_.exists(entity, id) && sees(entity, id);
    }
    Value value(const FieldModel& field, const Id& id) override {
        if (!grants_.may_show(work_, field, id)) return note(), Value{};
        Value held = work_.value(field, id);
        if (field.target == nullptr || is_null(held)) return held;
        const auto* many = std::get_if<Ids>(&held);
        const bool is_seen =
            many != nullptr
                ? std::ranges::all_of(*many, [&](const Id& one) { return sees(*field.target, one); })
                : sees(*field.target, as_id(held));
        return is_seen ? held : Value{};
    }
    Ids children(const FieldModel& link, const Id& target) override {
        const EntityModel& entity = *link.owner;
        if (!context_.rights.may_ever(context_.actor, entity, "view")) return note(), Ids{};
        Ids all = work_.children(link, target);
        std::erase_if(all, [&](const Id& one) { return !grants_.may(work_, entity, one, "view"); });
        return all;
    }

    void forget() { met_hidden_ = false; }
    bool met_hidden() const { return met_hidden_; }

private:
    void note() { met_hidden_ = true; }
    bool sees(const EntityModel& entity, const Id& id) {
        const bool is_seen = grants_.may(work_, entity, id, "view");
        if (!is_seen) note();
        return is_seen;
    }

    Work& work_;
    Grants& grants_;
    const HistoryContext& context_;
    bool met_hidden_{};
};

}  // namespace

struct Why::Impl {
    const HistoryContext& context;
    Layout layout;
    Records records;
    Conditions conditions;
    Pending nothing;
    catalogue::Circumstances now;
    Environment none;
    Work work;
    Grants grants;
    Seen seen;

    Impl(const HistoryContext& given, store::Connection& reader)
        : context(given),
          layout(given.catalogue, {}),
          records(reader, layout),
          conditions(given.rights),
          nothing{.actor = given.actor},
          now(given.actor.circumstances(given.today, given.now_ms)),
          work(records, nothing, now, none),
          grants(conditions, records, nothing.actor, now),
          seen(work, grants, given) {}

    // One true arm of an `or` is enough, whatever cannot be told of the others.
    std::optional<bool> holds(const Expression& condition, Grants& others, const EntityModel& entity,
                              const Id& id) {
        if (condition.op != Op::logical_or && condition.op != Op::logical_and) {
            seen.forget();
            const bool is_held = others.holds(condition, seen, entity, id);
            return seen.met_hidden() ? std::nullopt : std::optional(is_held);
        }
        const bool deciding = condition.op == Op::logical_or;
        bool is_told = true;
        for (const auto& arg : condition.args) {
            const auto one = holds(arg, others, entity, id);
            if (one == deciding) return deciding;
            is_told = is_told && one.has_value();
        }
        return is_told ? std::optional(!deciding) : std::nullopt;
    }

    std::optional<bool> holds_for(const rights::Actor& actor, const Ids& standing_in_for,
                                  const Expression& condition, const EntityModel& entity, const Id& id) {
        auto theirs = actor.circumstances(context.today, context.now_ms);
        theirs.standing_in_for = standing_in_for;
        Grants others(conditions, records, actor, theirs);
        return holds(condition, others, entity, id);
    }

    Id in_place_of(const rights::Actor& actor, const Expression& condition, const EntityModel& entity,
                   const Id& id) {
        const Ids& absents = actor.standing_in_for;
        if (absents.empty() || holds_for(actor, {}, condition, entity, id) == true) return {};
        for (const Id& absent : absents)
            if (holds_for(actor, {absent}, condition, entity, id) == true) return absent;
        return absents.front();
    }
};

Why::Why(const HistoryContext& context, store::Connection& reader)
    : impl_(std::make_unique<Impl>(context, reader)) {}
Why::~Why() = default;

bool Why::may(const EntityModel& entity, const Id& id, string_view verb) {
    const Entry& entry = impl_->records.load(entity, id);
    return entry.exists && entry.is_alive() && impl_->grants.may(impl_->work, entity, id, verb);
}

bool Why::may_show(const FieldModel& field, const Id& id) {
    return impl_->grants.may_show(impl_->work, field, id);
}

std::vector<Why::Line> Why::lines(const rights::Actor& actor, const EntityModel& entity, const Id& id,
                                  string_view verb, const FieldModel* field) {
    std::vector<Line> out;
    for (const auto& line : impl_->context.rights.lines(actor, entity, verb, field)) {
        Line one{.line = line};
        one.holds = impl_->holds_for(actor, actor.standing_in_for, *line.condition, entity, id);
        if (one.holds == true) one.in_place_of = impl_->in_place_of(actor, *line.condition, entity, id);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace teczka::change
