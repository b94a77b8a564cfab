// What each group may do, as the table of rights says it; everybody who is signed in may read the rules of
// the house.
#include <algorithm>
#include <vector>

#include "api/routes.hpp"

namespace teczka::api {
namespace {

void write_words(JsonWriter& out, string_view name, string_view words) {
    out.key(name);
    out.begin_array();
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (end > 0) out.text(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    out.end_array();
}

// Lines that differ in the verb alone are told as one.
Outcome show_table(const Call& call) {
    struct Told {
        rights::Row row;
        std::string verbs;
    };
    std::vector<Told> told;
    for (const auto& row : call.office.rights.table()) {
        const auto same = std::ranges::find_if(told, [&](const Told& one) {
            return one.row.group == row.group && one.row.entity == row.entity && one.row.when == row.when &&
                   one.row.fields == row.fields && one.row.is_default == row.is_default &&
                   one.row.is_broken == row.is_broken;
        });
        if (same == told.end())
            told.push_back({row, std::string{row.verb}});
        else
            (same->verbs += ' ') += row.verb;
    }
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("version", call.office.rights_version);
    out.key("rights");
    out.begin_array();
    for (const auto& [row, verbs] : told) {
        out.begin_object();
        write_words(out, "groups", row.group);
        write_words(out, "entities", row.entity->name());
        write_words(out, "verbs", verbs);
        out.member("when", row.when);
        out.member("fields", row.fields);
        out.member("is_default", row.is_default);
        if (row.is_broken) out.member("is_broken", true);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return json_answer(std::move(body));
}

}  // namespace

Outcome answer_rights(Call& call) {
    const auto method = call.request.method;
    if (call.path.size() == 1) return method == "GET" ? show_table(call) : method_not_allowed("GET");
    if (call.path.size() > 2 || call.path[1] != "preview") return problem(not_found());
    return method == "POST" ? preview_right(call) : method_not_allowed("POST");
}

}  // namespace teczka::api
