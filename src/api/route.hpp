// Tables of routes. A row says what is asked, what answers it, and how both look: requests are led by it and
// OpenAPI is written from it, so there is no route without a description and no description without a route.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http.hpp"
#include "api/shape.hpp"
#include "core/base/value.hpp"
#include "core/catalogue/catalogue.hpp"

namespace teczka::api {

struct Call;
struct Write;
using Outcome = std::variant<Response, Write>;

struct Route {
    std::string_view method;
    // Below /api/v1. {entity}: of each entity the asker may see; {id}: a UUID; {action}: of each move of the
    // entity's states; other braces: any text.
    std::string_view path;
    std::string_view name, summary;  // "cancel_job", "Cancel a job"; with {entity} and {action} in them
    // Shapes (shape.hpp); none: no body, or 204. Of an {entity}, Record and Values are its own.
    std::string_view body{}, answer{};
    std::string_view parameters{};  // after "?"
    int status{200};
    std::string_view body_type{"application/json"}, answer_type{"application/json"};
    bool may_take_long{};  // else: 202 with a job that does it
    bool is_open{};        // also for those without a session
    bool is_for_people{};  // no API token opens it
    bool in_view{};  // besides GET: also while one looks as somebody else, since it changes nothing of his
    // Statuses besides 401, 403, 429, and 400, 404, 409, 422 where they follow from the above.
    std::string_view refused{};
    Outcome (*act)(Call& call){};                           // none: the host answers it before anybody else
    bool (*is_of)(const catalogue::EntityModel& entity){};  // none: of every entity
};

// What belongs together: a floor or a file of routes, and the shapes they name.
struct Part {
    std::string_view name, about;
    std::span<const Route> routes;
    std::span<const NamedShape> shapes{};
};

using Segments = std::vector<std::string_view>;
Segments segments_of(std::string_view path);

// What stood where the pattern has braces.
struct Bound {
    Id id{};
    std::string_view name{}, action{};
};
// {entity} fits anything: who asks knows which entity it is.
std::optional<Bound> match_path(std::string_view pattern, const Segments& path);

}  // namespace teczka::api
