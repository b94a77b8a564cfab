// The audit view: what happened at the door, written as it happens, told to administrators alone.
#include <boost/json/serialize.hpp>
#include <charconv>
#include <map>

#include "api/url.hpp"
#include "core/base/dates.hpp"
#include "core/change/feed.hpp"
#include "server/doors.hpp"

namespace teczka::server {
namespace {

constexpr std::int64_t waits_told_ms = 60'000;
constexpr std::size_t waits_remembered = 1'024;
constexpr int entries_of_page = 200;

Refusal refused(std::string code, std::string field) {
    return {Kind::invalid, {{std::move(field), std::move(code)}}};
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number < 1) return {};
    return number;
}

Result<void> take(std::string_view name, const std::string& text, store::AuditQuestion& question) {
    const std::string field{name};
    if (name == "kind") {
        if (std::ranges::find(store::audit_kinds, text) == std::end(store::audit_kinds))
            return std::unexpected(refused("choice_unknown", field));
        question.kind = text;
        return {};
    }
    if (name == "user") {
        const auto id = Id::parse(text);
        if (!id) return std::unexpected(refused("link_invalid", field));
        question.user = *id;
        return {};
    }
    if (name == "since" || name == "until") {
        const auto at = parse_instant(text);
        if (!at) return std::unexpected(refused("instant_invalid", field));
        (name == "since" ? question.since : question.until) = *at;
        return {};
    }
    if (name != "before" && name != "limit") return std::unexpected(refused("field_unknown", field));
    const auto number = number_of(text);
    if (!number) return std::unexpected(refused("number_invalid", field));
    if (name == "before")
        question.before = *number;
    else if (*number <= entries_of_page)
        question.limit = static_cast<int>(*number);
    else
        return std::unexpected(refused("number_out_of_range", field));
    return {};
}

Result<store::AuditQuestion> parse_question(std::string_view query) {
    store::AuditQuestion question;
    const auto parameters = api::parse_parameters(query);
    if (!parameters) return std::unexpected(refused("request_encoding", ""));
    for (const auto& [name, text] : *parameters) {
        if (text.empty()) continue;
        if (auto taken = take(name, text, question); !taken) return std::unexpected(taken.error());
    }
    return question;
}

// Also of those who are gone.
class Names {
public:
    Names(const query::Context& system, store::Connection& reader) : system_{system}, reader_{reader} {}

    void write(JsonWriter& out, std::string_view name, const Id& id) {
        out.key(name);
        if (id.is_nil()) return out.null();
        out.begin_object();
        out.member("id", id);
        out.member("title", std::string_view{of(id)});
        out.end_object();
    }

private:
    const std::string& of(const Id& id) {
        const auto [known, is_new] = names_.try_emplace(id);
        if (!is_new) return known->second;
        auto query = query::parse(system_, system_.catalogue.at("user"),
                                  {.where = "id = \"" + id.to_text() + "\"", .columns = "name,login"});
        if (!query) return known->second;
        query->with_deleted = true;
        (void)query::each(system_, *query, reader_, [&](const Id&, std::span<const Value> values) {
            known->second = as_text(values[is_null(values[0]) ? 1 : 0]);
            return false;
        });
        return known->second;
    }

    const query::Context& system_;
    store::Connection& reader_;
    std::map<Id, std::string> names_;
};

std::string entries_json(std::span<const store::AuditEntry> entries, bool has_more, Names names) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("entries");
    out.begin_array();
    for (const auto& entry : entries) {
        out.begin_object();
        out.member("id", entry.row);
        out.member("at", std::string_view{format_instant(entry.at)});
        out.member("kind", std::string_view{entry.kind});
        names.write(out, "user", entry.user);
        names.write(out, "actor", entry.actor);
        out.member("address", std::string_view{entry.address});
        out.key("detail");
        out.raw(entry.detail.empty() ? "{}" : entry.detail);
        out.end_object();
    }
    out.end_array();
    if (has_more) out.member("next", entries.back().row);
    out.end_object();
    return body;
}

json::array words(const std::vector<std::string>& all) {
    json::array out;
    for (const auto& one : all) out.emplace_back(one);
    return out;
}

}  // namespace

bool WaitsTold::is_new(std::string_view address, std::int64_t now_ms) {
    const std::lock_guard lock{mutex_};
    if (told_at_.size() >= waits_remembered) {
        std::erase_if(told_at_, [&](const auto& one) { return one.second + waits_told_ms < now_ms; });
        if (told_at_.size() >= waits_remembered) return false;
    }
    const auto [known, is_first] = told_at_.try_emplace(std::string{address}, now_ms);
    if (!is_first && known->second + waits_told_ms > now_ms) return false;
    known->second = now_ms;
    return true;
}

void Host::Impl::note(store::AuditEntry entry) {
    entry.at = thread_environment().now_ms();
    want_machine(
        [entry = std::move(entry)](store::Connection& connection) { store::save_audit(connection, entry); },
        [](const Result<void>&) {});
}

// Whose account it was is looked up where it is written: the answer takes no longer for one that exists.
void Host::Impl::note_wait(std::string_view login, std::string_view address, std::int64_t now_ms) {
    if (!waits_told.is_new(address, now_ms)) return;
    store::AuditEntry entry{.at = now_ms, .kind = "throttled", .address = std::string{address}};
    want_machine(
        [this, entry, login = std::string{login}](store::Connection& connection) mutable {
            const auto system = system_asker();
            const auto found =
                find_user(office(connection).context(system.actor), connection, "login", login);
            if (found) entry.user = found->actor.user;
            store::save_audit(connection, entry);
        },
        [](const Result<void>&) {});
}

// On the writer's thread, after the change was committed.
std::vector<store::AuditEntry> Host::Impl::seen_in(const change::Committed& committed,
                                                   const change::Touched& record) {
    if (committed.is_repetition) return {};
    const auto& groups = record.entity->at("groups");
    const auto change = change::change_of(*writer_connection, *now()->numbers, committed.op, record, groups);
    if (!change) return {};
    const auto system = system_asker();
    const auto context = office(*writer_connection).context(system.actor);
    const auto codes = [&](const Value& value) {
        return words(codes_of_groups(context, *writer_connection, is_null(value) ? Ids{} : as_ids(value)));
    };
    const json::object detail{{"before", codes(change->old_value)}, {"after", codes(change->new_value)}};
    return {{.at = writer_environment.now_ms(),
             .kind = "groups_changed",
             .user = record.id,
             .actor = change->actor,
             .detail = json::serialize(detail)}};
}

void Host::Impl::answer_audit(const Visit& visit, api::Responder respond) {
    if (!visit.asker->actor.is_in("administrator"))
        return respond(api::problem({Kind::not_found, {{"", "not_found"}}}));
    auto question = parse_question(visit.request.query());
    if (!question) return respond(api::problem(question.error()));
    const auto shown = static_cast<std::size_t>(question->limit++);
    Lease reader{*this};
    auto entries = store::load_audit(*reader, *question);
    const bool has_more = entries.size() > shown;
    if (has_more) entries.resize(shown);
    const auto system = system_asker();
    const auto context = office(*reader).context(system.actor);
    respond(no_store({.content_type = "application/json",
                      .body = entries_json(entries, has_more, Names{context, *reader})}));
}

namespace {

constexpr Door doors[]{
    {{.method = "GET",
      .path = "/audit",
      .name = "list_audit",
      .summary = "What happened at the door, newest first",
      .answer = "{entries: AuditEntry[], next?: integer}",
      .parameters = "{kind?: AuditKind, user?: id, since?: instant, until?: instant, before?: integer, "
                    "limit?: integer}",
      .refused = "404"},
     &Host::Impl::answer_audit},
};
constexpr api::NamedShape shapes[]{
    {"AuditKind",
     R"("signed_in" | "sign_in_failed" | "throttled" | "signed_out" | "session_ended" | "shut_out" |
        "password_set" | "password_changed" | "password_refused" | "link_made" | "link_ended" | "link_used" |
        "link_refused" | "groups_changed" | "exported" | "token_made" | "token_used" | "token_ended" |
        "token_refused" | "totp_set" | "totp_ended" | "totp_reset" | "recovery_code_used" |
        "right_decided" | "substitution" | "view_began" | "view_ended")"},
    {"AuditEntry",
     R"({id: integer, at: instant, kind: AuditKind, user: null | AuditPerson, actor: null | AuditPerson,
        address: text, detail: AuditDetail})"},
    {"AuditPerson", R"({id: id, title: text})"},
    {"AuditDetail",
     R"({before?: text[], after?: text[], entity?: text, format?: text, rows?: integer, name?: text, group?: text,
        verb?: text, field?: text, condition?: text, finance?: text, is_default?: boolean, deputy?: text,
        from?: text, to?: text, act?: "decided" | "asked" | "confirmed" | "unconfirmed" | "rejected" | "taken_back" |
        "brought_back" | "changed",
        how?: "button" | "signed_out" | "hour" | "right" | "session"})"},
};

}  // namespace

Doors audit_doors() { return {"audit", "What happened at the door, for administrators.", doors, shapes}; }

}  // namespace teczka::server
