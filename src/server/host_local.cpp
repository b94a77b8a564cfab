// What only the owner of the data folder may ask, over DIR/teczka.sock or in the same process.
#include "server/host_impl.hpp"
#include "server/password_rule.hpp"

namespace teczka::server {
namespace {

struct WantedUser {
    std::string login, name, password;
    std::vector<std::string> groups;
    bool without_totp{};  // the way back for who lost his phone and his codes
    bool is_demo{};       // a password that everybody knows is as it should be
};

Result<WantedUser> parse_user(std::string_view body) {
    auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse("json_not_an_object");
    WantedUser wanted;
    for (const auto& member : value->as_object()) {
        const std::string_view name{member.key()};
        if (name == "groups" && member.value().is_array()) {
            for (const auto& group : member.value().as_array()) {
                if (!group.is_string()) return refuse("wrong_type", "groups");
                wanted.groups.emplace_back(std::string_view{group.as_string()});
            }
            continue;
        }
        if ((name == "is_demo" || name == "without_totp") && member.value().is_bool()) {
            (name == "is_demo" ? wanted.is_demo : wanted.without_totp) = member.value().as_bool();
            continue;
        }
        auto* target = name == "login"      ? &wanted.login
                       : name == "name"     ? &wanted.name
                       : name == "password" ? &wanted.password
                                            : nullptr;
        if (target == nullptr) return refuse("field_unknown", std::string{name});
        if (!member.value().is_string()) return refuse("wrong_type", std::string{name});
        *target = std::string_view{member.value().as_string()};
    }
    if (wanted.login.empty()) return refuse("required", "login");
    if (auto fits = check_password(wanted.password, wanted.login, "password"); !fits && !wanted.is_demo)
        return std::unexpected(fits.error());
    return wanted;
}

}  // namespace

void Host::Impl::answer_local_users(const api::Request& request, api::Responder respond) {
    if (request.method != "POST") return respond(api::problem(405, "method_not_allowed"));
    const auto wanted = parse_user(request.body);
    if (!wanted) return respond(api::problem(wanted.error()));
    const auto& user = options.model.catalogue->at("user");
    const auto system = system_asker();
    std::optional<FoundUser> known;
    Result<Ids> groups;
    {
        Lease reader{*this};
        const auto context = office(*reader).context(system.actor);
        known = find_user(context, *reader, "login", wanted->login);
        groups = ids_of_groups(context, *reader, wanted->groups);
    }
    if (!groups) return respond(api::problem(groups.error()));
    auto encoded = worker.hash(wanted->password);
    if (!encoded) return respond(api::problem({Kind::unavailable, {{"", "busy"}}}));

    auto& environment = thread_environment();
    const auto id = known ? known->actor.user : environment.make_id();
    change::RecordChange record{.entity = &user,
                                .id = id,
                                .act = known ? change::Act::change : change::Act::create,
                                .set = {{&user.at("groups"), *groups}}};
    if (!known) record.set.push_back({&user.at("login"), wanted->login});
    if (!known || !wanted->name.empty()) {
        record.set.push_back({&user.at("name"), wanted->name.empty() ? wanted->login : wanted->name});
    }
    change::Pending pending{.op = environment.make_id(), .actor = system.actor, .via = change::Via::system};
    pending.records.push_back(std::move(record));
    // The credential follows the user's record; a crash between the two leaves a user who cannot sign in yet.
    auto save = [this, id, without_totp = wanted->without_totp, encoded = std::move(*encoded),
                 now = environment.now_ms(), respond] {
        want_machine(
            [id, without_totp, encoded, now](store::Connection& connection) {
                store::save_audit(connection, {.at = now, .kind = "password_set", .user = id});
                if (without_totp && store::remove_second_factor(connection, id))
                    store::save_audit(connection, {.at = now, .kind = "totp_reset", .user = id});
                store::save_credential(connection, id, encoded, now);
                store::shut_out(connection, id);
            },
            answer_anew(respond));
    };
    want_change(std::move(pending), [save = std::move(save), respond](const Result<api::Written>& written) {
        written ? save() : respond(api::problem(written.error()));
    });
}

}  // namespace teczka::server
