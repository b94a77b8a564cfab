// Requests on their way: who asks, which door, which reader.
#include "server/host.hpp"

#include "api/routes.hpp"
#include "core/base/limits.hpp"
#include "server/doors.hpp"
#include "server/environment.hpp"
#include "server/events.hpp"
#include "server/files.hpp"
#include "server/first_start.hpp"
#include "server/host_impl.hpp"
#include "server/jobs.hpp"
#include "worker/tables.hpp"

namespace teczka::server {
namespace {

constexpr int reader_count = 4;
constexpr std::string_view api_prefix = "/api/v1/";
// Who is at work is written down no oftener.
constexpr std::int64_t seen_ms = 5 * 60'000;

bool changes_something(std::string_view method) { return method != "GET" && method != "HEAD"; }

}  // namespace

Environment& thread_environment() {
    thread_local Environment environment = system_environment();
    return environment;
}

Host::Impl::Impl(HostOptions given)
    : options{std::move(given)}, writer_environment{system_environment()}, worker{options.worker_path} {
    writer_connection = store::open_sqlite(
        {.path = options.data_file, .is_writer = true, .cache_kib = 3072, .checkpoint_pages = 0});
    counter = store::load_counter(*writer_connection);
    for (int i = 0; i < reader_count; ++i) {
        readers.push_back(store::open_sqlite({.path = options.data_file}));
        plans[readers.back().get()] = {};
    }
    InForce base{.catalogue = options.model.catalogue,
                 .numbers = std::make_shared<schema::Numbers>(
                     schema::load_numbers(*writer_connection, *options.model.catalogue)),
                 .rights = {.rights = options.model.rights}};
    in_force = std::make_shared<const InForce>(std::move(base));
    load_catalogue();
    for (const auto list : {options.parts, host_parts()}) parts.insert(parts.end(), list.begin(), list.end());
    if (is_empty()) first_start_code = new_code();
    const auto system = system_asker();
    set_time_zone(load_office(office(*readers.front()).context(system.actor), *readers.front()).time_zone);
    sayer = std::make_unique<GroupQueue<Said>>(4096, limits::group_commit,
                                               [this](std::span<Said> group) { say(group); });
    writer = std::make_unique<GroupQueue<Wanted>>(1024, limits::group_commit,
                                                  [this](std::span<Wanted> group) { write_group(group); });
    events = std::make_unique<Events>(*this);
    if (!options.folder.empty()) jobs = std::make_unique<Jobs>(*this);
}

Host::Impl::~Impl() {
    if (jobs) jobs->stop();
    events->stop();
    writer.reset();
    sayer.reset();
}

Host::Impl::Lease::Lease(Impl& impl) : impl_{impl} {
    std::unique_lock lock{impl_.readers_mutex};
    impl_.reader_back.wait(lock, [&] { return !impl_.readers.empty(); });
    reader_ = std::move(impl_.readers.back());
    impl_.readers.pop_back();
}

Host::Impl::Lease::~Lease() {
    reader_->limit_time(0);  // a read that failed left it behind
    {
        const std::lock_guard lock{impl_.readers_mutex};
        impl_.readers.push_back(std::move(reader_));
    }
    impl_.reader_back.notify_one();
}

api::Office Host::Impl::office(store::Connection& reader, query::Portfolio portfolio, Holding by) {
    const auto held = by ? with_rights_of_now(std::move(by), reader) : now();
    const auto found = plans.find(&reader);
    auto* of_reader = found == plans.end() ? nullptr : &found->second;
    if (of_reader != nullptr && (!of_reader->of || of_reader->of->catalogue != held->catalogue))
        *of_reader = {.plans = {}, .of = held};
    return {.catalogue = *held->catalogue,
            .rights = *held->rights.rights,
            .numbers = *held->numbers,
            .reader = reader,
            .environment = thread_environment(),
            .rights_version = held->rights.version,
            .cursor_key = counter.epoch,
            .portfolio = portfolio,
            .plans = of_reader == nullptr ? nullptr : &of_reader->plans,
            .parts = parts,
            .lender = this,
            .catalogue_version = held->version,
            .held = held};
}

Holding Host::Impl::now() {
    const std::lock_guard lock{in_force_mutex};
    return in_force;
}

// Somebody's request was on its way when a field was added: it ends in the words it began with, but what was
// decided about rights since holds for it.
Holding Host::Impl::with_rights_of_now(Holding by, store::Connection& reader) {
    auto present = now();
    if (present->catalogue == by->catalogue) return present;
    const auto system = system_asker();
    const query::Context context{
        .catalogue = *by->catalogue, .rights = *by->rights.rights, .actor = system.actor, .held = by};
    auto out = *by;
    out.rights = areas::rights_in_force(context, reader);
    return std::make_shared<const InForce>(std::move(out));
}

SignedIn Host::Impl::system_asker() {
    SignedIn asker;
    asker.actor.is_system = true;
    asker.actor.login = "system";
    return asker;
}

Result<std::unique_ptr<exchange::TableFile>> Host::Impl::open_tables(const std::string& path,
                                                                     const exchange::TableOptions& table) {
    return worker::open_tables(options.worker_path, path, table);
}

std::string_view token_of(const api::Request& request) {
    const auto bearer = bearer_of(request);
    return bearer.empty() ? session_token_of(request) : bearer;
}

// Whoever sends a token is judged by it alone, whatever cookie comes along.
std::shared_ptr<const SignedIn> Host::Impl::signed_in(const api::Request& request) {
    const auto token = token_of(request);
    if (token.empty()) return nullptr;
    auto asker = signed_in_as(hash_of_token(token));
    return asker && asker->is_token == !bearer_of(request).empty() ? asker : nullptr;
}

std::shared_ptr<const SignedIn> Host::Impl::signed_in_as(const std::string& token_hash) {
    const auto now = thread_environment().now_ms();
    const Sessions::Moment moment{now, thread_environment().local_day(now), users_seq.load()};
    return sessions.find(token_hash, moment,
                         [&](const std::string& hash) { return load_signed_in(hash, moment); });
}

std::optional<SignedIn> Host::Impl::load_signed_in(const std::string& hash, const Sessions::Moment& moment) {
    const auto now = moment.now_ms;
    Lease reader{*this};
    const auto session = store::find_session(*reader, hash);
    const auto token = session ? std::nullopt : store::find_token(*reader, hash);
    if (!session && (!token || token->expires_at <= now)) return {};
    const auto user = session ? session->user : token->user;
    const auto system = system_asker();
    auto found = find_user(office(*reader).context(system.actor), *reader, "id", user.to_text());
    if (!found) return {};
    if (token) note_token_used(*token, now);
    if (session && session->last_seen_at + seen_ms < now) {
        want_machine(
            [hash, user, now](store::Connection& writing) { store::save_seen(writing, hash, user, now); },
            [](const Result<void>&) {});
    }
    SignedIn asker{.actor = std::move(found->actor),
                   .name = std::move(found->name),
                   .expires_at = session ? session->expires_at : token->expires_at,
                   .users_seq = moment.users_seq,
                   .day = moment.day,
                   .counted_at = now,
                   .is_token = token.has_value(),
                   .may_write = !token || token->may_write};
    asker.portfolio = query::count_portfolio(office(*reader).context(asker.actor), *reader);
    judge_second_factor(asker, *reader);
    if (const auto view = session ? store::find_view(*reader, hash) : std::nullopt)
        look_as(asker, *view, *reader);
    return asker;
}

void Host::Impl::answer(const api::Request& request, const SignedIn& asker, api::Responder respond) {
    auto by = now();
    auto outcome = [&] {
        Lease reader{*this};
        auto lent = office(*reader, asker.portfolio, by);
        return api::handle(request, asker.actor, lent);
    }();
    if (auto* response = std::get_if<api::Response>(&outcome)) {
        response->headers.emplace_back("Cache-Control", "no-store");
        return respond(std::move(*response));
    }
    if (asker.self) return respond(api::problem(api::view_only()));
    want({.write = std::move(std::get<api::Write>(outcome)),
          .machine = {},
          .machine_answer = {},
          .actor = asker.actor,
          .respond = std::move(respond),
          .own = {},
          .parsed_by = std::move(by)});
}

Host::Host(HostOptions options) : impl_{std::make_unique<Impl>(std::move(options))} {}
Host::~Host() = default;

std::string Host::first_start_code() const { return impl_->is_empty() ? impl_->first_start_code : ""; }

bool Host::runs_inline(const api::Request& request) {
    const auto found = find_door(request);
    return found.door == nullptr || !found.door->is_slow;
}

void Host::handle(const api::Request& request, api::Responder respond) {
    if (!request.path().starts_with(api_prefix)) return respond(answer_file(request, impl_->options.files));
    // A page of somebody else can make a browser send the cookie, but no header of ours: a token needs no
    // Origin.
    const bool has_token = !bearer_of(request).empty();
    if (!has_token && changes_something(request.method) && !is_same_origin(request))
        return respond(api::problem({Kind::forbidden, {{"origin", "origin_refused"}}}));
    const auto [door, bound, allowed] = find_door(request);
    if (!allowed.empty()) return respond(api::method_not_allowed(allowed));
    const bool is_open = door != nullptr && door->route.is_open;
    const auto asker = is_open && !has_token ? nullptr : impl_->signed_in(request);
    if (has_token && !asker) return respond(impl_->refuse_token(request));
    if (!is_open && !asker) return respond(api::problem({Kind::unauthenticated, {{"", "not_signed_in"}}}));
    if (const auto code = why_closed(request, door, asker.get()); !code.empty())
        return respond(api::problem({Kind::forbidden, {{"", std::string{code}}}}));
    if (door == nullptr) return impl_->answer(request, *asker, std::move(respond));
    const auto* self = asker && asker->self ? asker->self.get() : asker.get();
    if (self != asker.get() && changes_something(request.method) && !door->route.in_view)
        return respond(api::problem(api::view_only()));
    (impl_.get()->*door->answer)({request, self, bound}, std::move(respond));
}

void Host::handle_local(const api::Request& request, api::Responder respond) {
    if (request.path() == "/local/users") return impl_->answer_local_users(request, std::move(respond));
    if (request.path() == "/local/office") return impl_->answer_local_office(request, std::move(respond));
    auto asker = Impl::system_asker();
    if (const auto login = request.header("x-teczka-as"); !login.empty()) {
        Impl::Lease reader{*impl_};
        auto found = find_user(impl_->office(*reader).context(asker.actor), *reader, "login", login);
        if (!found) return respond(api::problem({Kind::invalid, {{"as", "login_unknown"}}}));
        asker.actor = std::move(found->actor);
    }
    impl_->answer(request, asker, std::move(respond));
}

}  // namespace teczka::server
