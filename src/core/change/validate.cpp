// What must hold of every record in the write set, asked once all rules have run.
#include <algorithm>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/change/apply.hpp"
#include "core/change/values.hpp"

namespace teczka::change {
namespace {

using catalogue::Expression;
using catalogue::Op;
using catalogue::Storage;
using catalogue::Type;

struct Validator {
    Stage& stage;
    Entry& entry;
    std::vector<int> changes;
    bool is_whole{};  // created or restored: everything counts as changed

    Work& work() const { return stage.work; }
    void complain(const FieldModel& field, string_view code,
                  std::vector<std::pair<std::string, std::string>> parameters = {}) const {
        work().complain(Kind::invalid, entry.place, field.name(), code, std::move(parameters));
    }
    bool is_changed(const FieldModel& field) const {
        return std::ranges::binary_search(changes, field.position);
    }

    void required(const Asked* asked);
    void still_chosen(const FieldModel& field);
    void value(const FieldModel& field);
    void range(const FieldModel& field, std::int64_t value);
    void links(const FieldModel& field);
    void link(const FieldModel& field, const EntityModel& target, const Id& id);
    void condition(const FieldModel& field, const std::string& text);
    void twice(const FieldModel& field);
    void unique(const UniqueKey& key);
    void moves(const FieldModel& state, const Asked* asked);
    void checks();
    void still_used();
    bool touches(const Expression& expression) const;
    bool came_first(const Entry& other, std::span<const FieldModel* const> fields) const;
};

// What is required of new records only: of whoever makes one by hand, and not to be emptied again.
void Validator::required(const Asked* asked) {
    for (const FieldModel& field : entry.entity().fields) {
        if (field.is_computed || !is_blank(entry.at(field))) continue;
        const bool is_made = entry.is_created && asked != nullptr;
        const bool is_new = field.decl.required_new && (is_made || (!is_whole && is_changed(field))) &&
                            !rearranges(stage.pending);
        if (is_new || (field.decl.required && (is_whole || is_changed(field)))) complain(field, "required");
    }
}

// A retired choice stays where it stands, and comes back by an undo or a merge.
void Validator::still_chosen(const FieldModel& field) {
    if (rearranges(stage.pending) || (is_whole && !entry.is_created)) return;
    const Value& former = entry.former(field);
    const auto holds = [&](const Value& value, string_view code) {
        if (is_null(value)) return false;
        if (field.decl.type != Type::choices) return as_text(value) == code;
        return as_text(value).find("," + std::string(code) + ",") != string_view::npos;
    };
    for (const auto& choice : field.decl.choices)
        if (choice.retired && holds(entry.at(field), choice.code) && !holds(former, choice.code))
            complain(field, "choice_retired", {{"code", std::string(choice.code)}});
}

void Validator::value(const FieldModel& field) {
    const Value& held = entry.at(field);
    if (is_null(held)) return;
    if (auto wrong = misfit(field, held)) return complain(field, wrong->code, std::move(wrong->parameters));
    if (const auto* number = std::get_if<std::int64_t>(&held)) return range(field, *number);
    if (field.storage == Storage::id || field.storage == Storage::ids || field.storage == Storage::any_id)
        return links(field);
    if (!field.decl.choices.empty()) still_chosen(field);
    if (field.decl.type == Type::condition) condition(field, as_text(held));
    if (!entry.layout->fields[at(field)].twice_sql.empty()) twice(field);
}

void Validator::range(const FieldModel& field, std::int64_t value) {
    const FieldLayout& layout = entry.layout->fields[at(field)];
    const auto written = [&](std::int64_t number) { return text_of(field, Value{number}); };
    if (layout.least && value < *layout.least)
        complain(field, "number_out_of_range", {{"min", written(*layout.least)}});
    if (layout.greatest && value > *layout.greatest)
        complain(field, "number_out_of_range", {{"max", written(*layout.greatest)}});
}

// A record that is gone and one that may not be seen are the same to the asker.
void Validator::link(const FieldModel& field, const EntityModel& target, const Id& id) {
    const Entry& pointed = work().load(target, id);
    // An undo brings back what stood, also a link to what is gone meanwhile; it then shows nothing.
    if (stage.pending.undoes && !field.decl.required && pointed.exists && !pointed.is_alive()) return;
    const bool is_fine =
        pointed.is_alive() && (pointed.is_created || stage.grants.may(work(), target, id, "view"));
    if (!is_fine) complain(field, "link_invalid");
}

void Validator::links(const FieldModel& field) {
    const Value& held = entry.at(field);
    if (field.storage == Storage::any_id) {
        const auto any = read_any_link(held);
        const EntityModel* target = any ? work().catalogue().find(any->first) : nullptr;
        if (target == nullptr) return complain(field, "link_invalid");
        return link(field, *target, any->second);
    }
    if (field.target == nullptr) return;
    if (field.storage == Storage::id) {
        // An optional link of a restored record may lead to what is gone meanwhile: it then shows nothing.
        if (is_whole && !entry.is_created && !field.decl.required) return;
        return link(field, *field.target, as_id(held));
    }
    const auto* former = std::get_if<Ids>(&entry.former(field));
    for (const Id& id : as_ids(held))
        if (former == nullptr || !std::ranges::binary_search(*former, id)) link(field, *field.target, id);
}

void Validator::condition(const FieldModel& field, const std::string& text) {
    const FieldModel* about = entry.entity().find(field.decl.to);
    const auto* name = about != nullptr ? std::get_if<std::string>(&entry.at(*about)) : nullptr;
    const EntityModel* entity = name != nullptr ? work().catalogue().find(*name) : nullptr;
    if (entity == nullptr) return complain(field, "condition_about_nothing");
    struct Asker {
        Grants& grants;
    } asker{stage.grants};
    const catalogue::CheckOptions options{
        .may_use =
            [](const FieldModel& used, const void* context) {
                return static_cast<const Asker*>(context)->grants.may_ever_see(used);
            },
        .context = &asker};
    const auto parsed = catalogue::parse_condition(text, *entity, options);
    if (parsed) return;
    for (const auto& wrong : parsed.error().complaints) complain(field, wrong.code, wrong.parameters);
}

// Of two that a change gives the same value, the later one is at fault; one that held it before is not.
bool Validator::came_first(const Entry& other, std::span<const FieldModel* const> fields) const {
    const bool held_it = other.was_alive() && std::ranges::all_of(fields, [&](const FieldModel* field) {
                             return other.former(*field) == other.now[at(*field)];
                         });
    if (held_it) return true;
    for (const Entry* one : work().touched()) {
        if (one == &other) return true;
        if (one == &entry) return false;
    }
    return false;
}

void Validator::twice(const FieldModel& field) {
    const FieldLayout& layout = entry.layout->fields[at(field)];
    const Value& held = entry.at(field);
    const auto warn = [&] { work().warn_at(entry.place, field.name(), field.decl.twice); };
    const FieldModel* const only[]{&field};
    for (const Entry* other : work().touched())
        if (other != &entry && other->layout == entry.layout && other->is_alive() &&
            other->now[at(field)] == held && came_first(*other, only))
            return warn();
    store::Use same(work().records().connection().prepare(layout.twice_sql));
    same->bind(1, held);
    same->bind(2, entry.id);
    while (same->step())
        if (const Entry& other = work().load(entry.entity(), same->id(0));
            other.is_alive() && other.now[at(field)] == held && !other.in_order)
            return warn();
}

void Validator::unique(const UniqueKey& key) {
    const EntityModel& entity = entry.entity();
    const auto belongs = [&](const Entry& other) {
        RowSource row(other.now);
        return is_true(*key.where) || catalogue::holds(*key.where, entity, other.id, row, work().now());
    };
    const bool is_missing =
        std::ranges::any_of(key.fields, [&](const FieldModel* field) { return is_null(entry.at(*field)); });
    if (is_missing || !belongs(entry)) return;
    const auto is_same = [&](const Entry& other) {
        return &other != &entry && other.is_alive() && belongs(other) &&
               std::ranges::all_of(key.fields, [&](const FieldModel* field) {
                   return other.now[at(*field)] == entry.at(*field);
               });
    };
    const auto clash = [&] { complain(*key.fields.front(), "not_unique"); };
    for (const Entry* other : work().touched())
        if (other->layout == entry.layout && is_same(*other) && came_first(*other, key.fields))
            return clash();
    store::Use same(work().records().connection().prepare(key.sql));
    int parameter = 0;
    for (const FieldModel* field : key.fields) {
        const auto any = read_any_link(entry.at(*field));
        if (field->storage == Storage::any_id && any)
            same->bind(++parameter, any->second);
        else
            same->bind(++parameter, entry.at(*field));
    }
    while (same->step())
        if (const Entry& other = work().load(entity, same->id(0));
            is_same(other) && (!other.in_order || came_first(other, key.fields)))
            return clash();
}

// A state moves along its declared moves; where a move has a verb of its own, that right is asked.
void Validator::moves(const FieldModel& state, const Asked* asked) {
    if (!is_changed(state) || rearranges(stage.pending)) return;
    const Value& to = entry.at(state);
    const Value& from = entry.former(state);
    if (is_null(to) || (is_null(from) && !entry.is_created)) return;
    Work::Before before(work());
    bool is_forbidden = false;
    bool is_premature = false;
    bool is_reachable = !entry.is_created;
    for (std::size_t i = 0; i < state.decl.moves.size(); ++i) {
        const auto& move = state.decl.moves[i];
        if (move.to != as_text(to) || (!entry.is_created && move.from != as_text(from))) continue;
        is_reachable = true;
        const bool is_plain = move.action == "change";
        const bool is_asked = asked != nullptr && asked->verb == move.action;
        catalogue::Source& source = entry.is_created ? static_cast<catalogue::Source&>(work()) : before;
        if (!entry.is_created &&
            !catalogue::holds(state.move_conditions[i], entry.entity(), entry.id, source, work().now())) {
            is_premature = true;
            continue;
        }
        if (is_plain || is_asked || asked == nullptr ||
            stage.grants.may(source, entry.entity(), entry.id, move.action))
            return;
        is_forbidden = true;
    }
    // A new record may start in a state that nothing leads to, but not in one that takes a right to reach.
    if (entry.is_created && !is_reachable) return;
    if (entry.is_created) {
        const Value start =
            catalogue::evaluate(state.initial, entry.entity(), entry.id, work(), work().now());
        if (!state.decl.initial.empty() && start == to) return;
    }
    std::vector<std::pair<std::string, std::string>> parameters{{"from", text_of(state, from)},
                                                                {"to", text_of(state, to)}};
    const Kind kind = is_forbidden ? Kind::forbidden : Kind::invalid;
    const string_view code = is_forbidden ? "not_allowed" : is_premature ? "move_not_yet" : "move_unknown";
    work().complain(kind, entry.place, state.name(), code, std::move(parameters));
}

// Does the tree speak of anything this change altered? Roll-ups and children may have: then it counts.
bool Validator::touches(const Expression& expression) const {
    if (expression.op == Op::children) return true;
    if (expression.op == Op::path) {
        const FieldModel& own = expression.links.empty() ? *expression.field : *expression.links.front();
        if (own.owner != &entry.entity() || is_changed(own)) return true;
        if (!own.decl.expression.empty() && touches(own.expression)) return true;
    }
    return std::ranges::any_of(expression.args, [&](const Expression& arg) { return touches(arg); });
}

void Validator::checks() {
    const EntityModel& entity = entry.entity();
    for (const auto& check : entity.checks) {
        if (check.decl.is_warning && !is_whole && !touches(check.condition)) continue;
        if (catalogue::holds(check.condition, entity, entry.id, work(), work().now())) continue;
        if (check.decl.is_warning)
            work().warn_at(entry.place, check.decl.field, check.decl.code);
        else
            work().complain(Kind::invalid, entry.place, check.decl.field, check.decl.code);
    }
}

// What needs this record keeps it from being removed.
void Validator::still_used() {
    for (const FieldModel* link : entry.layout->pointing) {
        if (!link->decl.required || link->decl.owned) continue;
        if (const Ids holders = work().children(*link, entry.id); !holders.empty())
            work().complain(
                Kind::invalid, entry.place, "", "still_used",
                {{"entity", std::string(link->owner->name())}, {"count", std::to_string(holders.size())}});
    }
}

bool concerns(const Validator& validator, const UniqueKey& key) {
    if (validator.is_whole || validator.touches(*key.where)) return true;
    return std::ranges::any_of(key.fields,
                               [&](const FieldModel* field) { return validator.is_changed(*field); });
}

// A record that nobody wrote, but whose roll-ups moved: what must hold of it still must. Warnings are for
// whoever writes the record itself.
void check_rolled(Stage& stage, Entry& entry) {
    Validator validator{.stage = stage, .entry = entry, .changes = {}};
    if (!entry.is_alive()) return;
    for (const FieldModel& field : entry.entity().fields)
        if (entry.now[at(field)] != entry.before[at(field)]) validator.changes.push_back(field.position);
    for (const auto& check : entry.entity().checks) {
        if (check.decl.is_warning || !validator.touches(check.condition)) continue;
        if (catalogue::holds(check.condition, entry.entity(), entry.id, stage.work, stage.work.now()))
            continue;
        stage.work.complain(Kind::invalid, entry.place, "", check.decl.code,
                            {{"entity", std::string(entry.entity().name())}, {"id", entry.id.to_text()}});
    }
}

void validate_one(Stage& stage, Entry& entry, const Asked* asked) {
    Validator validator{.stage = stage, .entry = entry, .changes = changes_of(entry)};
    if (!entry.is_alive()) {
        if (entry.was_alive()) validator.still_used();
        return;
    }
    validator.is_whole = entry.is_created || !entry.was_alive();
    validator.required(asked);
    const EntityModel& entity = entry.entity();
    if (validator.is_whole && !entry.is_created) {
        for (const FieldModel& field : entity.fields)
            if (!field.is_system && !field.is_computed) validator.value(field);
    } else {
        for (const int position : validator.changes)
            validator.value(entity.fields[static_cast<std::size_t>(position)]);
    }
    for (const UniqueKey& key : entry.layout->uniques)
        if (concerns(validator, key)) validator.unique(key);
    for (const FieldModel* state : entry.layout->states) validator.moves(*state, asked);
    if (!stage.work.is_refused()) validator.checks();
}

}  // namespace

std::vector<int> changes_of(const Entry& entry) {
    std::vector<int> changes;
    for (const FieldModel& field : entry.entity().fields) {
        if (field.is_system || field.is_computed) continue;
        const Value& now = entry.now[at(field)];
        if (entry.is_created ? !is_null(now) : entry.is_touched && now != entry.before[at(field)])
            changes.push_back(field.position);
    }
    return changes;
}

void validate(Stage& stage, const std::vector<Asked>& asked) {
    // By index: what is looked up on the way may not grow the write set, but nothing here relies on it.
    const auto touched = stage.work.touched();
    for (Entry* entry : touched) {
        const auto found = std::ranges::find(asked, entry, &Asked::entry);
        validate_one(stage, *entry, found == asked.end() ? nullptr : &*found);
    }
    if (stage.work.is_refused()) return;
    for (Entry* entry : stage.work.rolled()) check_rolled(stage, *entry);
}

}  // namespace teczka::change
