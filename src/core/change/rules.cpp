// Rules run in their declared order over the write set; what they add is bounded in depth and number. Here
// too: the values a new record starts with.
#include <algorithm>

#include "core/base/dates.hpp"
#include "core/base/limits.hpp"
#include "core/change/work.hpp"

namespace teczka::change {
namespace {

// "{year}/{number:6}" → "2026/000123".
std::string number_by(string_view pattern, std::int64_t number, std::int32_t today) {
    std::string out;
    while (!pattern.empty()) {
        const auto open = pattern.find('{');
        out += pattern.substr(0, open);
        if (open == string_view::npos) break;
        const auto close = pattern.find('}', open);
        if (close == string_view::npos) break;
        const string_view word = pattern.substr(open + 1, close - open - 1);
        if (word == "year") out += std::to_string(to_civil(today).year);
        if (word.starts_with("number")) {
            const std::string digits = std::to_string(number);
            const std::size_t width = word.size() > 7 ? static_cast<std::size_t>(word[7] - '0') : 0;
            if (width <= 9 && digits.size() < width) out.append(width - digits.size(), '0');
            out += digits;
        }
        pattern.remove_prefix(close + 1);
    }
    return out;
}

}  // namespace

void Work::enqueue(Entry& entry) {
    const bool is_of_rule = current_.entry != nullptr;
    if (queued_.contains(&entry)) return;
    queued_.insert(&entry);
    queue_.push_back({&entry, is_of_rule ? current_.depth + 1 : 0});
}

bool Work::takes_one_more() {
    if (++added_ <= limits::rule_records) return true;
    complain(Kind::invalid, current_.entry != nullptr ? current_.entry->place : nullptr, "",
             "too_many_records", {{"max", std::to_string(limits::rule_records)}});
    return false;
}

void Work::run_rules() {
    while (!queue_.empty()) {
        current_ = queue_.front();
        queue_.pop_front();
        queued_.erase(current_.entry);
        const auto& rules = current_.entry->layout->rules;
        if (!rules.empty() && current_.depth > limits::rule_depth) {
            complain(Kind::invalid, current_.entry->place, "", "rules_too_deep");
            break;
        }
        for (const Rule* rule : rules) rule->apply(*this, current_.entry->entity(), current_.entry->id);
        if (added_ > limits::rule_records) break;
    }
    queue_.clear();
    queued_.clear();
    current_ = {};
}

void Work::set(const FieldModel& field, const Id& id, Value value) {
    Entry& entry = load(*field.owner, id);
    TECZKA_INVARIANT(entry.exists && !field.is_computed && !field.is_system);
    if (pinned_.contains({&entry, field.position})) return;
    const bool was_in_order = entry.in_order;
    if (entry.at(field) == normalised(value)) return;
    if (!was_in_order && !takes_one_more()) return;
    assign(entry, field, std::move(value));
    if (was_in_order && &entry != current_.entry) enqueue(entry);
}

Id Work::create(const EntityModel& entity, std::vector<FieldValue> values) {
    const Id id = environment_.make_id();
    if (!takes_one_more()) return id;
    Entry& entry = load(entity, id);
    begin_record(entry);
    std::vector<bool> given(entity.fields.size());
    for (FieldValue& one : values) {
        given[at(*one.field)] = true;
        assign(entry, *one.field, std::move(one.value));
    }
    fill_defaults(entry, given);
    return id;
}

void Work::remove(const EntityModel& entity, const Id& id) {
    if (takes_one_more()) remove_with_owned(load(entity, id));
}

void Work::fill_defaults(Entry& entry, const std::vector<bool>& given) {
    const EntityModel& entity = entry.entity();
    for (const int position : entry.layout->defaults) {
        const auto place = static_cast<std::size_t>(position);
        const FieldModel& field = entity.fields[place];
        if (field.is_computed) {
            entry.now[place] = std::int64_t{0};
            continue;
        }
        if (!field.decl.series.empty() && is_null(entry.now[place])) give_number(entry, field);
        if (given[place] || field.decl.initial.empty()) continue;
        Value value = catalogue::evaluate(field.initial, entity, entry.id, *this, now_);
        const auto* id = std::get_if<Id>(&value);
        if (id != nullptr && id->is_nil()) continue;  // "me" of the system is nobody
        if (field.storage == catalogue::Storage::ids && id != nullptr) value = Ids{*id};
        entry.now[place] = normalised(std::move(value));
    }
}

// The counter is a record like others, changed in the same transaction: a number is given once or not at all.
void Work::give_number(Entry& entry, const FieldModel& field) {
    const EntityModel* series = catalogue().find("number_series");
    const Ids found =
        series == nullptr ? Ids{} : where_equal(series->at("code"), Value{std::string(field.decl.series)}, 1);
    if (found.empty())
        return complain(Kind::invalid, entry.place, field.name(), "series_missing",
                        {{"series", std::string(field.decl.series)}});
    Entry& counter = load(*series, found.front());
    const FieldModel& next = series->at("next");
    const std::int64_t number = is_null(counter.at(next)) ? 1 : as_integer(counter.at(next));
    place(counter, entry.place);
    assign(counter, next, Value{number + 1});
    entry.at(field) = number_by(as_text(counter.at(series->at("pattern"))), number, now_.today);
}

}  // namespace teczka::change
