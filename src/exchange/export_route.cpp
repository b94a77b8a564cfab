// See export_route.hpp.
#include "exchange/export_route.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "api/job.hpp"
#include "api/routes.hpp"
#include "exchange/export.hpp"

namespace teczka::exchange {
namespace {

struct Wanted {
    Id id{};
    bool is_everything{}, has_ids{};
    std::string format, language;
    json::object question;  // what POST /query takes
};

Result<bool> flag(const json::value& value, std::string_view name) {
    if (!value.is_bool()) return refuse("wrong_type", std::string{name});
    return value.as_bool();
}

Result<std::string> word(const json::value& value, std::string_view name) {
    if (!value.is_string()) return refuse("wrong_type", std::string{name});
    return std::string{std::string_view{value.as_string()}};
}

Result<void> take_member(std::string_view name, const json::value& value, Wanted& wanted) {
    if (name == "everything" || name == "ids") {
        const auto read = flag(value, name);
        if (!read) return std::unexpected(read.error());
        (name == "ids" ? wanted.has_ids : wanted.is_everything) = *read;
        return {};
    }
    if (name == "format" || name == "language" || name == "id") {
        auto read = word(value, name);
        if (!read) return std::unexpected(read.error());
        if (name != "id") {
            (name == "format" ? wanted.format : wanted.language) = std::move(*read);
            return {};
        }
        const auto id = Id::parse(*read);
        if (!id) return refuse("wrong_type", "id");
        wanted.id = *id;
        return {};
    }
    constexpr std::string_view of_question[]{"entity", "where", "order", "columns"};
    if (std::ranges::find(of_question, name) == std::end(of_question))
        return refuse("member_unknown", std::string{name});
    wanted.question[name] = value;
    return {};
}

Result<Wanted> read_wanted(const api::Call& call) {
    auto body = api::body_object(call.request);
    if (!body) return std::unexpected(body.error());
    Wanted wanted{.language = call.actor.language};
    for (const auto& member : *body) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (auto taken = take_member(name, member.value(), wanted); !taken)
            return std::unexpected(taken.error());
    }
    if (wanted.id.is_nil()) wanted.id = call.office.environment.make_id();
    if (wanted.is_everything) return wanted;
    if (wanted.format != "csv" && wanted.format != "xlsx") return refuse("export_format", "format");
    if (!wanted.language.empty() && wanted.language != "pl" && wanted.language != "en")
        return refuse("language_unknown", "language");
    const auto context = call.office.context(call.actor);
    auto query = query::parse_json_query(context, wanted.question);
    if (!query) return std::unexpected(query.error());
    if (auto may = restrict_to_export(context, *query); !may) return std::unexpected(may.error());
    return wanted;
}

api::Outcome start_export(api::Call& call) {
    auto wanted = read_wanted(call);
    if (!wanted) return api::problem(wanted.error());
    if (wanted->is_everything)
        return api::start_job(call.office, call.actor, {.id = wanted->id, .kind = "export_all"});
    auto& parameters = wanted->question;
    const auto title =
        json::serialize(json::object{{"entity", parameters["entity"]}, {"format", wanted->format}});
    parameters["format"] = wanted->format;
    parameters["language"] = wanted->language;
    parameters["ids"] = wanted->has_ids;
    return api::start_job(
        call.office, call.actor,
        {.id = wanted->id, .kind = "export", .title = title, .parameters = json::serialize(parameters)});
}

constexpr api::Route routes[]{
    {.method = "POST",
     .path = "/exports",
     .name = "start_export",
     .summary = "Write a list, or everything, into a file",
     .body =
         R"({id?: id, entity: text, where?: Form, order?: text | text[], columns?: text | text[], format: "csv" | "xlsx",
         language?: "pl" | "en" | "", ids?: boolean} | {id?: id, everything: boolean})",
     .answer = "Started",
     .status = 202,
     .act = start_export},
};

}  // namespace

api::Part export_part() { return {"exports", "Files taken out.", routes}; }

}  // namespace teczka::exchange
