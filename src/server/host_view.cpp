// Looking as somebody else: what he or a group sees, less what the viewer may not see; nothing is changed
// meanwhile. It hangs on the session, lasts an hour at most, and is written down when it begins and when it
// ends.
#include <array>
#include <boost/json/serialize.hpp>

#include "core/query/many.hpp"
#include "server/body.hpp"
#include "server/doors.hpp"

namespace teczka::server {
namespace {

constexpr std::int64_t view_ms = 60 * 60'000;

struct Wish {
    bool is_group{};
    Id as{};
};

Result<Wish> parse_wish(std::string_view body) {
    std::string kind, id;
    const std::array members{TextMember{"as", &kind}, TextMember{"id", &id}};
    if (auto read = read_texts(body, members); !read) return std::unexpected(read.error());
    if (kind != "user" && kind != "group") return refuse("choice_unknown", "as");
    const auto parsed = Id::parse(id);
    if (!parsed) return refuse("link_invalid", "id");
    return Wish{kind == "group", *parsed};
}

Refusal not_found() { return {Kind::not_found, {{"", "not_found"}}}; }

}  // namespace

// By whose rights it goes is decided at every look: whoever sees the table of rights may see what it does to
// others.
std::optional<FoundUser> Host::Impl::find_viewed(const rights::Actor& viewer, const Id& as, bool is_group,
                                                 store::Connection& reader) {
    const auto lent = office(reader);
    const auto own = lent.context(viewer);
    const auto& entity = lent.catalogue.at(is_group ? "user_group" : "user");
    if (!lent.rights.may_ever(viewer, lent.catalogue.at("right"), "view")) return {};
    if (query::visible(own, entity, {as}, reader).empty()) return {};
    const auto system = system_asker();
    const auto all = lent.context(system.actor);
    auto found =
        is_group ? find_group(all, reader, as, viewer.language) : find_user(all, reader, "id", as.to_text());
    if (!found) return {};
    found->actor.standing_in_for.clear();
    for (const auto& one : standing_in(own, reader, as)) found->actor.standing_in_for.push_back(one.user);
    found->actor.language = viewer.language;
    found->actor.viewer = std::make_shared<const rights::Actor>(viewer);
    return found;
}

// Whoever sits there stays who he is, the requests are the other's.
void Host::Impl::look_as(SignedIn& asker, const store::SessionView& view, store::Connection& reader) {
    const auto now = thread_environment().now_ms();
    const bool is_over = view.ends_at <= now;
    auto found = is_over ? std::nullopt : find_viewed(asker.actor, view.as, view.is_group, reader);
    if (!found) {
        want_machine(
            [this, hash = view.token_hash, is_over,
             at = std::min(now, view.ends_at)](store::Connection& connection) {
                if (const auto ended = store::end_view(connection, hash))
                    tell_view(connection, *ended, "view_ended", at, is_over ? "hour" : "right");
            },
            [](const Result<void>&) {});
        return;
    }
    asker.self = std::make_shared<const SignedIn>(asker);
    asker.is_group = view.is_group;
    asker.good_until = view.ends_at;
    asker.actor = std::move(found->actor);
    asker.name = std::move(found->name);
    asker.portfolio = query::count_portfolio(office(reader).context(asker.actor), reader);
}

// In the writer's transaction.
void Host::Impl::tell_view(store::Connection& connection, const store::SessionView& view,
                           std::string_view kind, std::int64_t at, std::string_view how) {
    json::object detail;
    if (view.is_group) {
        const auto system = system_asker();
        const auto codes = codes_of_groups(office(connection).context(system.actor), connection, {view.as});
        detail["group"] = codes.empty() ? "" : codes.front();
    }
    if (!how.empty()) detail["how"] = how;
    store::save_audit(connection, {.at = at,
                                   .kind = std::string{kind},
                                   .user = view.is_group ? Id{} : view.as,
                                   .actor = view.viewer,
                                   .detail = json::serialize(detail)});
}

void Host::Impl::end_old_views(store::Connection& connection, std::int64_t now_ms) {
    for (const auto& view : store::end_views(connection, now_ms))
        tell_view(connection, view, "view_ended", std::min(now_ms, view.ends_at),
                  view.ends_at <= now_ms ? "hour" : "session");
}

void Host::Impl::begin_view(const Visit& visit, api::Responder respond) {
    const auto& viewer = visit.asker->actor;
    const auto wish = parse_wish(visit.request.body);
    if (!wish) return respond(api::problem(wish.error()));
    if (wish->as == viewer.user) return respond(api::problem({Kind::invalid, {{"id", "view_of_oneself"}}}));
    const auto hash = hash_of_token(session_token_of(visit.request));
    {
        Lease reader{*this};
        if (!find_viewed(viewer, wish->as, wish->is_group, *reader) || !store::find_session(*reader, hash))
            return respond(api::problem(not_found()));
    }
    const auto now = thread_environment().now_ms();
    const store::SessionView view{.token_hash = hash,
                                  .viewer = viewer.user,
                                  .as = wish->as,
                                  .is_group = wish->is_group,
                                  .began_at = now,
                                  .ends_at = now + view_ms};
    want_machine(
        [this, view](store::Connection& connection) {
            end_old_views(connection, view.began_at);
            if (const auto other = store::end_view(connection, view.token_hash))
                tell_view(connection, *other, "view_ended", view.began_at, "button");
            store::save_view(connection, view);
            tell_view(connection, view, "view_began", view.began_at, "");
        },
        answer_anew(respond));
}

void Host::Impl::end_view(const Visit& visit, api::Responder respond) {
    want_machine(
        [this, hash = hash_of_token(session_token_of(visit.request)),
         now = thread_environment().now_ms()](store::Connection& connection) {
            if (const auto ended = store::end_view(connection, hash))
                tell_view(connection, *ended, "view_ended", now, "button");
        },
        answer_anew(respond));
}

namespace {

constexpr Door doors[]{
    {{.method = "POST",
      .path = "/view-as",
      .name = "begin_view",
      .summary = "Look as a user or a group, without changing anything",
      .body = R"({as: "user" | "group", id: id})",
      .is_for_people = true,
      .refused = "404"},
     &Host::Impl::begin_view,
     true},
    {{.method = "DELETE",
      .path = "/view-as",
      .name = "end_view",
      .summary = "Be oneself again",
      .is_for_people = true,
      .in_view = true},
     &Host::Impl::end_view,
     true},
};

}  // namespace

Doors view_doors() { return {"view", "Looking as somebody else.", doors}; }

}  // namespace teczka::server
