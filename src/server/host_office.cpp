// The first start: an office that has nobody yet gets its name and its first administrator.
#include <algorithm>
#include <array>

#include "server/body.hpp"
#include "server/doors.hpp"
#include "server/environment.hpp"
#include "server/first_start.hpp"
#include "server/password_rule.hpp"

namespace teczka::server {
namespace {

// Its failures are counted like an account's; no login holds a line feed.
constexpr std::string_view code_account = "\nfirst-start";

struct NewOffice {
    std::string name, tax_id, country, currency, language, time_zone;
    std::string login, admin_name, email, password;
};

Result<NewOffice> parse_new_office(std::string_view body) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse("json_not_an_object");
    NewOffice wanted;
    const std::array of_office{
        TextMember{"name", &wanted.name},         TextMember{"tax_id", &wanted.tax_id, false},
        TextMember{"country", &wanted.country},   TextMember{"currency", &wanted.currency},
        TextMember{"language", &wanted.language}, TextMember{"time_zone", &wanted.time_zone}};
    const std::array of_administrator{
        TextMember{"login", &wanted.login}, TextMember{"name", &wanted.admin_name},
        TextMember{"email", &wanted.email, false}, TextMember{"password", &wanted.password}};
    const std::pair<std::string_view, std::span<const TextMember>> parts[]{
        {"office", of_office}, {"administrator", of_administrator}};
    Refusal refusal;
    const auto take = [&](const Result<void>& done) {
        if (!done) std::ranges::copy(done.error().complaints, std::back_inserter(refusal.complaints));
    };
    for (const auto& [name, members] : parts) {
        const auto* part = value->as_object().if_contains(name);
        take(part == nullptr ? refuse("required", std::string{name})
                             : read_texts(*part, members, std::string{name} + "."));
    }
    for (const auto& member : value->as_object()) {
        if (member.key() != "office" && member.key() != "administrator")
            take(refuse("field_unknown", std::string{std::string_view{member.key()}}));
    }
    if (!wanted.time_zone.empty() && !is_time_zone(wanted.time_zone))
        take(refuse("time_zone_unknown", "office.time_zone"));
    if (!wanted.password.empty())
        take(check_password(wanted.password, wanted.login, "administrator.password"));
    if (!refusal.complaints.empty()) return std::unexpected(std::move(refusal));
    return wanted;
}

change::RecordChange new_record(const catalogue::EntityModel& entity, const Id& id, std::string at,
                                std::initializer_list<std::pair<std::string_view, Value>> values) {
    change::RecordChange record{.entity = &entity, .id = id, .act = change::Act::create, .at = std::move(at)};
    for (const auto& [name, value] : values) {
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr || !text->empty()) record.set.push_back({&entity.at(name), value});
    }
    return record;
}

Refusal office_not_empty() { return {Kind::conflict, {{"", "office_not_empty"}}}; }

// Two at the same time: the second finds the code "main" taken.
Refusal refused_office(const Refusal& refusal) {
    const auto is_taken = [](const Complaint& one) {
        return one.code == "not_unique" && one.field == "office.code";
    };
    return std::ranges::any_of(refusal.complaints, is_taken) ? office_not_empty() : refusal;
}

}  // namespace

// Asked anew as long as the answer is yes: the command line may make users meanwhile.
bool Host::Impl::is_empty() {
    if (!may_be_empty) return false;
    const auto system = system_asker();
    Lease reader{*this};
    const auto context = office(*reader).context(system.actor);
    for (const auto* entity : {"user", "office"}) {
        auto query = query::parse(context, context.catalogue.at(entity), {.columns = "id", .limit = "1"});
        if (!query) continue;
        (void)query::each(context, *query, *reader, [&](const Id&, std::span<const Value>) {
            may_be_empty = false;
            return false;
        });
    }
    return may_be_empty;
}

// The credential is written first: a crash in between leaves one that belongs to nobody, and the office is
// still to be made. The other way round there could be an office that nobody can enter.
void Host::Impl::make_office(std::string_view body, MadeOffice then) {
    const auto wanted = parse_new_office(body);
    if (!wanted) return then(std::unexpected(wanted.error()));
    if (!is_empty()) return then(std::unexpected(office_not_empty()));
    auto& environment = thread_environment();
    const auto administrator = environment.make_id();
    const auto& catalogue = *options.model.catalogue;
    change::Pending pending{
        .op = environment.make_id(), .actor = system_asker().actor, .via = change::Via::system};
    pending.actor.user = administrator;
    Result<Ids> groups;
    {
        Lease reader{*this};
        groups = ids_of_groups(office(*reader).context(pending.actor), *reader, {"administrator"});
    }
    if (!groups) return then(std::unexpected(groups.error()));
    pending.records.push_back(new_record(catalogue.at("office"), environment.make_id(), "office.",
                                         {{"code", "main"},
                                          {"name", wanted->name},
                                          {"tax_id", wanted->tax_id},
                                          {"address_country", wanted->country},
                                          {"currency", wanted->currency},
                                          {"language", wanted->language},
                                          {"time_zone", wanted->time_zone}}));
    pending.records.push_back(new_record(catalogue.at("user"), administrator, "administrator.",
                                         {{"login", wanted->login},
                                          {"name", wanted->admin_name},
                                          {"email", wanted->email},
                                          {"language", wanted->language},
                                          {"groups", *groups}}));
    auto encoded = worker.hash(wanted->password);
    if (!encoded) return then(refuse(Kind::unavailable, "busy"));

    const auto end = [this, administrator, then](const Result<api::Written>& written) {
        if (written) return then(administrator);
        const auto forget = [administrator](store::Connection& connection) {
            store::remove_credential(connection, administrator);
        };
        want_machine(forget, [then, refusal = refused_office(written.error())](const Result<void>&) {
            then(std::unexpected(refusal));
        });
    };
    const auto save = [administrator, encoded = std::move(*encoded),
                       now = environment.now_ms()](store::Connection& connection) {
        store::save_audit(connection, {.at = now, .kind = "password_set", .user = administrator});
        store::save_credential(connection, administrator, encoded, now);
    };
    want_machine(save, [this, pending = std::move(pending), end, then](const Result<void>& saved) {
        if (!saved) return then(std::unexpected(saved.error()));
        want_change(pending, end);
    });
}

// May it be made, and by this asker?
void Host::Impl::show_first_start(const Visit& visit, api::Responder respond) {
    if (!is_empty()) return respond(api::problem(office_not_empty()));
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("needs_code", !is_from_this_machine(visit.request));
    out.end_object();
    respond(no_store({.content_type = "application/json", .body = std::move(body)}));
}

// Makes it and signs its administrator in.
void Host::Impl::start_first(const Visit& visit, api::Responder respond) {
    const auto& request = visit.request;
    if (!is_empty()) return respond(api::problem(office_not_empty()));
    if (!is_from_this_machine(request)) {
        const auto now = thread_environment().now_ms();
        if (auto wait = throttled(code_account, request.peer_address, now)) return respond(std::move(*wait));
        if (!is_same_code(request.header("x-teczka-code"), first_start_code)) {
            throttle.failed(code_account, request.peer_address, now);
            return respond(api::problem({Kind::forbidden, {{"code", "code_wrong"}}}));
        }
    }
    make_office(request.body, [this, visitor = visitor_of(request), respond](const Result<Id>& made) {
        if (!made) return respond(api::problem(made.error()));
        enter(*made, visitor, 201, respond);
    });
}

void Host::Impl::answer_local_office(const api::Request& request, api::Responder respond) {
    if (request.method != "POST") return respond(api::problem(405, "method_not_allowed"));
    make_office(request.body, [respond](const Result<Id>& made) {
        respond(made ? api::Response{.status = 204} : api::problem(made.error()));
    });
}

namespace {

constexpr Door doors[]{
    {{.method = "GET",
      .path = "/first-start",
      .name = "show_first_start",
      .summary = "Is this office to be made, and with a code?",
      .answer = "{needs_code: boolean}",
      .is_open = true,
      .is_for_people = true,
      .refused = "409"},
     &Host::Impl::show_first_start},
    {{.method = "POST",
      .path = "/first-start",
      .name = "make_office",
      .summary = "Make the office and its first administrator",
      .body =
          R"({office: {name: text, tax_id?: text, country: text, currency: text, language: text, time_zone: text},
          administrator: {login: text, name: text, email?: text, password: text}})",
      .answer = "Session",
      .status = 201,
      .is_open = true,
      .is_for_people = true,
      .refused = "409 503"},
     &Host::Impl::start_first,
     true},
};

}  // namespace

Doors office_doors() { return {"first-start", "An office that has nobody yet.", doors}; }

}  // namespace teczka::server
