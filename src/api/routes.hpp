// Shared by the route files: a request taken apart, and what each route answers.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/office.hpp"
#include "api/url.hpp"

namespace teczka::api {

using catalogue::EntityModel;
using std::string_view;

// One request on its way through the routes.
struct Call {
    const Request& request;
    const rights::Actor& actor;
    Office& office;
    Segments path;  // after /api/v1/
    Parameters parameters;
    const EntityModel* about{};  // what {entity} of the route is, where it has one
    Bound bound{};

    const EntityModel& entity() const { return *about; }
    const Id& id() const { return bound.id; }

    string_view parameter(string_view name) const;  // "" when absent
};

// A consistent picture of the data for one answer.
class Picture {
public:
    explicit Picture(store::Connection& connection) : connection_(connection) { connection_.begin_read(); }
    ~Picture() { connection_.end_read(); }
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;

private:
    store::Connection& connection_;
};

Response method_not_allowed(string_view allowed);
Response json_answer(std::string body, int status = 200);
Result<json::object> body_object(const Request& request);
Refusal view_only();  // said to whoever changes something while he looks as somebody else
// Invisible and missing are one.
Refusal not_found();

// {"pl","en"}; nothing when there is none.
void write_label(JsonWriter& out, string_view name, const catalogue::Label& label);

// The tables, each in the file that answers it.
Part catalogue_part();  // catalogue_json.cpp
Part rights_part();     // rights_json.cpp
Part openapi_part();    // openapi.cpp
Part question_part();   // questions.cpp
Part change_part();     // changes.cpp
Part job_part();        // jobs.cpp
Part demo_part();       // demo.cpp
Part merge_part();      // merge.cpp
Part bulk_part();       // bulk.cpp
Part record_part();     // records.cpp
Part why_part();        // why.cpp

// What records of the entity may be moved by: the actions of its states, each once.
std::vector<string_view> actions_of(const EntityModel& entity);

// The api's own, in the order in which they are looked through: a name of ours comes before an entity's.
std::span<const Part> own_parts();

// beside.cpp
struct Beside {
    std::string_view name;                       // key in the answer
    std::string plan;                            // of query::run_about()
    std::function<Result<query::Query>()> make;  // called when no statement is kept under that plan
};
// What `with` asks to be answered beside a record: the first rows of lists of its children.
Result<std::vector<Beside>> parse_beside(const Call& call, const query::Context& context,
                                         const EntityModel& entity);
// records.cpp
void write_warnings(JsonWriter& out, const change::Committed& committed);  // "warnings":[{"field","code"}]
change::HistoryContext history_context(Office& office, const rights::Actor& actor);
// undo_job.cpp
struct BatchUndo {
    Id batch{}, as{};  // `as`: op id of the undo itself
    std::int64_t records{};
    std::optional<Id> newer_to{};  // of a merge
    bool as_system{};              // the right to it was asked for otherwise
};
Outcome start_undo(Call& call, const BatchUndo& wanted);
// demo.cpp: did this batch take the demo away, and may the asker bring it back?
bool may_bring_demo_back(Call& call, const Id& batch);
// rights_preview.cpp
Outcome preview_right(Call& call);

}  // namespace teczka::api
