// What each group may do, as the table of rights says it; everybody who is signed in may read the rules of
// the house.
#include "api/routes.hpp"
#include "areas/areas.hpp"

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

}  // namespace

Outcome show_rights(Call&) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("rights");
    out.begin_array();
    for (const auto& area : areas::rights()) {
        for (const auto& right : area) {
            out.begin_object();
            write_words(out, "groups", right.groups);
            write_words(out, "entities", right.entity);
            write_words(out, "verbs", right.verbs);
            out.member("when", right.when);
            out.member("fields", right.fields);
            out.end_object();
        }
    }
    out.end_array();
    out.end_object();
    return json_answer(std::move(body));
}

}  // namespace teczka::api
