// Tasks: when they were done, and a recurrence that a calendar would understand.
#include <algorithm>
#include <string_view>

#include "areas/cases/cases.hpp"

namespace teczka::areas::cases {
namespace {
using catalogue::EntityModel;
using change::Workspace;

void done_tasks_know_when(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const bool is_done = work.text(entity, id, "state") == "done";
    const bool knows = !is_null(work.get(entity, id, "done_at"));
    if (is_done == knows) return;
    work.set(entity.at("done_at"), id, is_done ? Value{work.now().now_ms} : Value{});
}

constexpr std::string_view frequencies[]{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};

// RFC 5545 section 3.3.10: parts NAME=VALUE between semicolons, FREQ exactly once.
bool is_recurrence(std::string_view text) {
    int frequency_parts = 0;
    while (true) {
        const std::size_t end = text.find(';');
        const std::string_view part = text.substr(0, end);
        const std::size_t equals = part.find('=');
        if (equals == 0 || equals == part.npos || equals + 1 == part.size()) return false;
        if (part.substr(0, equals) == "FREQ") {
            ++frequency_parts;
            if (std::ranges::find(frequencies, part.substr(equals + 1)) == std::end(frequencies))
                return false;
        }
        if (end == text.npos) return frequency_parts == 1;
        text.remove_prefix(end + 1);
    }
}

void recurrence_reads_as_a_rule(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const std::string rule = work.text(entity, id, "recurrence");
    if (!rule.empty() && !is_recurrence(rule)) work.refuse("recurrence_form", "recurrence");
}

constexpr change::Rule all[]{
    {"task", "done_tasks_know_when", done_tasks_know_when},
    {"task", "recurrence_reads_as_a_rule", recurrence_reads_as_a_rule},
};

}  // namespace

std::span<const change::Rule> rules() { return all; }

}  // namespace teczka::areas::cases
