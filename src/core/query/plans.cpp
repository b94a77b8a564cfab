// See Plans in query.hpp. Rewriting an id is sound only where it cannot stand for anything else: a question
// about one of the asker's own ids, or one that the very millisecond went into, is compiled each time.
#include <algorithm>

#include "core/query/query.hpp"

namespace teczka::query {
namespace {

// A connection keeps some 8 KB a plan; a person's work of an hour asks in a dozen ways, a dozen people work.
constexpr std::size_t plans_at_most = 128;

void add(std::string& key, const Id& id) {
    key.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

void add(std::string& key, const Ids& ids) {
    key += std::to_string(ids.size()) + ":";
    for (const auto& id : ids) add(key, id);
}

void add(std::string& key, const rights::Actor& actor) {
    key += actor.is_system ? "|s|" : "|u|";
    add(key, actor.user);
    add(key, actor.on_behalf_of);
    add(key, actor.territories);
    add(key, actor.group_ids);
    add(key, actor.standing_in_for);
    for (const auto& group : actor.groups) key += group + ",";
    if (actor.viewer != nullptr) add(key, *actor.viewer);
}

// All of the context that goes into a statement, but the time of day.
std::string key_of(const Context& context, string_view name) {
    std::string key{name};
    add(key, context.actor);
    key += "|" + std::to_string(context.today) + "|" + std::to_string(context.rights_version) + "|" +
           std::to_string(context.portfolio.own);
    return key;
}

bool is_actors(const rights::Actor& actor, const Id& id) {
    return id == actor.user || id == actor.on_behalf_of ||
           std::ranges::find(actor.group_ids, id) != actor.group_ids.end() ||
           std::ranges::binary_search(actor.territories, id) ||
           std::ranges::binary_search(actor.standing_in_for, id) ||
           (actor.viewer != nullptr && is_actors(*actor.viewer, id));
}

}  // namespace

const Plans::Plan* Plans::find(const Context& context, string_view name, const Id& about) {
    if (is_actors(context.actor, about)) return nullptr;
    const auto found = plans_.find(key_of(context, name));
    if (found == plans_.end()) return nullptr;
    auto& plan = found->second;
    for (const auto at : plan.about) plan.compiled.bindings[at] = about;
    plan.query.about = about;
    return &plan;
}

const Plans::Plan& Plans::keep(const Context& context, string_view name, const Id& about, Query query,
                               Compiled compiled) {
    Plan made{.query = std::move(query), .compiled = std::move(compiled), .about = {}};
    bool is_kept = !is_actors(context.actor, about);
    for (std::size_t i = 0; i < made.compiled.bindings.size(); ++i) {
        const auto& value = made.compiled.bindings[i];
        if (value == Value{about}) made.about.push_back(i);
        if (value == Value{context.now_ms} || std::holds_alternative<Ids>(value)) is_kept = false;
    }
    if (!is_kept || made.about.empty()) return once_ = std::move(made);
    if (plans_.size() >= plans_at_most) plans_.clear();
    return plans_[key_of(context, name)] = std::move(made);
}

}  // namespace teczka::query
