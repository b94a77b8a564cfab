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
    std::vector<string_view> path;  // segments after /api/v1/
    Parameters parameters;

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
// Invisible and missing are one.
Refusal not_found();

// records.cpp
Outcome list_records(Call& call, const EntityModel& entity);
Outcome show_record(Call& call, const EntityModel& entity, const Id& id);
Outcome create_record(Call& call, const EntityModel& entity);
Outcome change_record(Call& call, const EntityModel& entity, const Id& id, change::Act act,
                      string_view action);
Outcome show_history(Call& call, const EntityModel& entity, const Id& id);
// beside.cpp
struct Beside {
    std::string_view name;                       // key in the answer
    std::string plan;                            // of query::run_about()
    std::function<Result<query::Query>()> make;  // called when no statement is kept under that plan
};
// What `with` asks to be answered beside a record: the first rows of lists of its children.
Result<std::vector<Beside>> parse_beside(const Call& call, const query::Context& context,
                                         const EntityModel& entity);
change::HistoryContext history_context(Office& office, const rights::Actor& actor);
// merge.cpp
Outcome merge_records(Call& call, const EntityModel& entity);
// changes.cpp
Outcome change_many(Call& call);
Outcome undo(Call& call);
// undo_job.cpp
struct BatchUndo {
    Id batch{}, as{};  // `as`: op id of the undo itself
    std::int64_t records{};
    std::optional<Id> newer_to{};  // of a merge
};
Outcome start_undo(Call& call, const BatchUndo& wanted);
// bulk.cpp
Outcome change_in_bulk(Call& call, const EntityModel& entity);
// jobs.cpp
Outcome answer_jobs(Call& call);
// questions.cpp
Outcome ask(Call& call);
Outcome read_condition(Call& call);
Outcome search_all(Call& call);
// catalogue_json.cpp
Outcome show_catalogue(Call& call);
// rights_json.cpp
Outcome answer_rights(Call& call);
// rights_preview.cpp
Outcome preview_right(Call& call);
// openapi.cpp
Outcome show_openapi(Call& call);

}  // namespace teczka::api
