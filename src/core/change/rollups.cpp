// Sums and counts change by difference; a least or greatest value that goes is looked for anew. A parent
// whose roll-up changed may itself be a child in another one, so the work goes on until nothing moves: the
// catalogue has no rings of computed fields.
#include "core/change/rollups.hpp"

#include <algorithm>
#include <deque>

namespace teczka::change {
namespace {

using catalogue::Expression;
using catalogue::Fold;
using catalogue::Op;
using store::quoted;

Value of_row(const Expression& expression, const EntityModel& entity, const Id& id, const Row& row) {
    if (expression.op == Op::path && expression.links.empty() && expression.field->decl.expression.empty())
        return row[at(*expression.field)];
    RowSource source(row);
    return catalogue::evaluate(expression, entity, id, source, {});
}

// Keys of groups are never null: schema.hpp says what stands for nothing.
Value key_of(const Expression& key, Value value) {
    using catalogue::Storage;
    if (!is_null(value)) return value;
    if (key.op != Op::path || key.field->storage == Storage::integer) return schema::no_key;
    return key.field->storage == Storage::id ? Value{Id{}} : Value{std::string()};
}

bool is_better(Fold fold, std::int64_t a, std::int64_t b) { return fold == Fold::min ? a < b : a > b; }

struct Bringer {
    Work& work;
    GroupDeltas groups;
    std::deque<Entry*> waiting;

    void process(Entry& child);
    void add(const FieldModel& rollup, const Contribution& given, Entry& child, int sign);
    void add_grouped(const FieldModel& rollup, const Contribution& given, Entry& child, int sign);
    void add_extreme(const FieldModel& rollup, Entry& parent, const Contribution& given, int sign);
    Value extreme(const FieldModel& rollup, const Id& parent);
    void store(const FieldModel& rollup, Entry& parent, Value value);
    void overflow(const Entry& child, const FieldModel& rollup) {
        work.complain(Kind::invalid, child.place, "", "number_out_of_range",
                      {{"rollup", std::string(rollup.name())}});
    }
};

// Nothing of the parent but its roll-up changes: it keeps its rev and is not journalled.
void Bringer::store(const FieldModel& rollup, Entry& parent, Value value) {
    if (parent.at(rollup) == value) return;
    work.touch_rollup(parent);
    parent.at(rollup) = std::move(value);
    waiting.push_back(&parent);
}

// The best among this change's own children and the best stored child that this change does not touch.
Value Bringer::extreme(const FieldModel& rollup, const Id& parent) {
    const auto& model = rollup.rollup;
    const EntityLayout& layout = work.records().layout().of(*model.child);
    Value best;
    const auto take = [&](const Row& row, const Id& id) {
        const Contribution one = contribution(rollup, layout, row, id);
        if (!one.counts || one.parent != parent) return false;
        if (is_null(best) || is_better(rollup.decl.rollup.fold, as_integer(one.value), as_integer(best)))
            best = one.value;
        return true;
    };
    const auto consider = [&](Entry& child) { take(child.now, child.id); };
    for (Entry* child : work.touched())
        if (child->layout == &layout) consider(*child);
    for (Entry* child : work.rolled())
        if (child->layout == &layout) consider(*child);
    const bool is_plain = model.of.op == Op::path && model.of.field->storage != catalogue::Storage::none &&
                          !model.of.field->is_computed;
    std::string sql = "SELECT id FROM " + quoted(model.child->name()) + " WHERE " +
                      quoted(model.via->name()) + " = ?1 AND deleted_at IS NULL";
    if (is_plain)
        sql += " AND " + quoted(model.of.field->name()) + " IS NOT NULL ORDER BY " +
               quoted(model.of.field->name()) + (rollup.decl.rollup.fold == Fold::max ? " DESC" : "");
    store::Use rows(work.records().connection().prepare(sql));
    rows->bind(1, parent);
    while (rows->step()) {
        Entry& child = work.load(*model.child, rows->id(0));
        if (child.is_touched) continue;
        if (take(child.now, child.id) && is_plain) break;  // the rest is no better
    }
    return best;
}

void Bringer::add_extreme(const FieldModel& rollup, Entry& parent, const Contribution& given, int sign) {
    const Value& present = parent.at(rollup);
    if (sign > 0) {
        if (is_null(present) ||
            is_better(rollup.decl.rollup.fold, as_integer(given.value), as_integer(present)))
            store(rollup, parent, given.value);
        return;
    }
    if (present == given.value) store(rollup, parent, extreme(rollup, parent.id));
}

void Bringer::add_grouped(const FieldModel& rollup, const Contribution& given, Entry& child, int sign) {
    GroupDelta& delta = groups[{&rollup, given.parent, given.keys}];
    delta.count += sign;
    if (__builtin_add_overflow(delta.value, sign * as_integer(given.value), &delta.value))
        overflow(child, rollup);
}

void Bringer::add(const FieldModel& rollup, const Contribution& given, Entry& child, int sign) {
    if (!given.counts) return;
    if (rollup.is_grouped_rollup()) return add_grouped(rollup, given, child, sign);
    Entry& parent = work.load(*rollup.owner, given.parent);
    if (!parent.exists) return;
    const Fold fold = rollup.decl.rollup.fold;
    if (fold == Fold::min || fold == Fold::max) return add_extreme(rollup, parent, given, sign);
    const Value& present = parent.at(rollup);
    std::int64_t sum = is_null(present) ? 0 : as_integer(present);
    const std::int64_t value = as_integer(given.value);
    const bool is_over =
        sign > 0 ? __builtin_add_overflow(sum, value, &sum) : __builtin_sub_overflow(sum, value, &sum);
    if (is_over) return overflow(child, rollup);
    store(rollup, parent, Value{sum});
}

void Bringer::process(Entry& child) {
    const auto& rollups = child.entity().rollups_to_keep;
    if (rollups.empty()) return;
    const bool is_first = child.accounted.empty();
    if (is_first) child.accounted.resize(rollups.size());
    for (std::size_t i = 0; i < rollups.size(); ++i) {
        const FieldModel& rollup = *rollups[i];
        Contribution& accounted = child.accounted[i];
        if (is_first && !child.is_created)
            accounted = contribution(rollup, *child.layout, child.before, child.id);
        Contribution given = contribution(rollup, *child.layout, child.now, child.id);
        const bool is_same = given.counts == accounted.counts && given.parent == accounted.parent &&
                             given.value == accounted.value && given.keys == accounted.keys;
        if (is_same) continue;
        const Contribution gone = std::exchange(accounted, given);
        // What comes is added first: a greatest value that only grew is then not looked for.
        add(rollup, given, child, 1);
        add(rollup, gone, child, -1);
    }
}

}  // namespace

Contribution contribution(const FieldModel& rollup, const EntityLayout& child, const Row& row, const Id& id) {
    const auto& model = rollup.rollup;
    Contribution out;
    const Value& link = row[at(*model.via)];
    if (is_null(link) || !is_null(row[static_cast<std::size_t>(child.deleted_at)])) return out;
    if (!is_true(model.where)) {
        const Value holds = of_row(model.where, *model.child, id, row);
        if (is_null(holds) || as_integer(holds) == 0) return out;
    }
    out.value = rollup.decl.rollup.fold == Fold::count ? Value{std::int64_t{1}}
                                                       : of_row(model.of, *model.child, id, row);
    if (is_null(out.value)) return {};
    out.counts = true;
    out.parent = as_id(link);
    for (const Expression& key : model.by)
        out.keys.push_back(key_of(key, of_row(key, *model.child, id, row)));
    return out;
}

GroupDeltas bring_along(Work& work) {
    Bringer bringer{.work = work, .groups = {}, .waiting = {}};
    for (Entry* entry : work.touched()) bringer.waiting.push_back(entry);
    while (!bringer.waiting.empty()) {
        Entry& entry = *bringer.waiting.front();
        bringer.waiting.pop_front();
        bringer.process(entry);
    }
    return std::move(bringer.groups);
}

}  // namespace teczka::change
