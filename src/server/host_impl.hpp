// The inside of Host, shared by its files: host.cpp (requests), doors.hpp (what it answers itself),
// host_writer.cpp (the writer thread), host_session.cpp (signing in), host_local.cpp (the folder's socket),
// host_office.cpp (the first start), host_account.cpp (one's own account), host_invitations.cpp (links to set
// a password), host_uploads.cpp (files that come in pieces), host_audit.cpp (what happened at the door),
// host_tokens.cpp (API tokens), host_second_factor.cpp (codes of an app),
// host_decisions.cpp (who decided about rights), host_view.cpp (looking as somebody else), jobs.cpp (what
// runs in the background), events.cpp (what is told live).
#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "api/office.hpp"
#include "areas/catalogue_in_force.hpp"
#include "areas/rights_in_force.hpp"
#include "core/change/feed.hpp"
#include "core/store/accounts.hpp"
#include "core/store/audit.hpp"
#include "core/store/machine_jobs.hpp"
#include "core/store/tokens.hpp"
#include "core/store/views.hpp"
#include "exchange/tools.hpp"
#include "server/group_queue.hpp"
#include "server/host.hpp"
#include "server/sessions.hpp"
#include "server/throttle.hpp"
#include "worker/client.hpp"

namespace teczka::server {

// What this office is made of just now. Immutable: a change of fields or rights puts another in its place,
// and whoever works by this one holds it.
struct InForce {
    std::shared_ptr<const catalogue::Catalogue> catalogue;
    std::int64_t version{};  // of what was added at run time
    std::shared_ptr<const schema::Numbers> numbers;
    areas::RightsInForce rights;
};
using Holding = std::shared_ptr<const InForce>;

// What waits for the writer: a wish of the api, or a write to the machine tables.
struct Wanted {
    api::Write write;
    std::function<void(store::Connection&)> machine;  // instead of `write`
    std::function<api::Response()> machine_answer;
    rights::Actor actor;
    api::Responder respond;
    // Instead of `write` and `respond`, for the host's own threads: runs on the writer's, alone.
    std::function<void(change::Committer&)> own{};
    Holding parsed_by{};  // whose entities and fields `write` speaks of; none: of the program's own
};

// What is written and waits to be said.
struct Said {
    Wanted wanted;
    Result<api::Written> written;
    Holding written_by;  // whose entities `written` speaks of
};

// Who asks, kept past his request.
struct Visitor {
    std::string address, agent;
    bool is_secure{};
};
Visitor visitor_of(const api::Request& request);
// An entry of the audit view about what somebody did with his own account.
store::AuditEntry about(const Visitor& visitor, std::string kind, const Id& user, std::int64_t now_ms);

// What the web app must know of the office before it knows anything else.
struct OfficeFacts {
    std::string name, currency{"PLN"}, time_zone{"Europe/Warsaw"};
    bool is_demo{};
};
OfficeFacts load_office(const query::Context& system, store::Connection& reader);

api::Response no_store(api::Response response);  // nothing between here and the browser may keep it

// Whoever waits is told of in the audit view once a minute: asking oftener fills nothing up. From any thread.
class WaitsTold {
public:
    bool is_new(std::string_view address, std::int64_t now_ms);

private:
    std::mutex mutex_;
    std::map<std::string, std::int64_t, std::less<>> told_at_;
};

api::Response told_to_wait(std::int64_t wait_ms);  // 429

// The token of `Authorization: Bearer`, "-" for an empty one; empty: there is no such header.
std::string_view bearer_of(const api::Request& request);
std::string_view token_of(const api::Request& request);  // the same, else the session's cookie
void write_tokens(JsonWriter& out, std::span<const store::ApiToken> tokens);

enum class SecondStep { not_asked, missing, wrong, by_app, by_recovery_code };
// Uses the code up when it is right; `not_asked`: the user has no second factor.
SecondStep take_code(store::Connection& writer, const Id& user, std::string_view code, std::int64_t now_ms);

// How somebody comes in who has shown that he may.
struct Coming {
    Visitor visitor;
    int status{200};
    std::string code{};  // of the second step
};

class Events;
class Jobs;
struct Visit;

struct Host::Impl : exchange::Tools {
    explicit Impl(HostOptions given);
    ~Impl() override;

    // A reader for one request; waits when all are out.
    class Lease {
    public:
        explicit Lease(Impl& impl);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        store::Connection& operator*() { return *reader_; }

    private:
        Impl& impl_;
        std::unique_ptr<store::Connection> reader_;
    };

    // host.cpp
    void answer(const api::Request& request, const SignedIn& asker, api::Responder respond);
    // `by`: as it stood then, under the rights of now; none: as it stands.
    api::Office office(store::Connection& reader, query::Portfolio portfolio = {}, Holding by = {});
    Holding now();
    Holding with_rights_of_now(Holding by, store::Connection& reader);
    std::shared_ptr<const SignedIn> signed_in(const api::Request& request);
    std::shared_ptr<const SignedIn> signed_in_as(const std::string& token_hash);
    std::optional<SignedIn> load_signed_in(const std::string& hash, const Sessions::Moment& moment);
    static SignedIn system_asker();
    Result<std::unique_ptr<exchange::TableFile>> open_tables(const std::string& path,
                                                             const exchange::TableOptions& table) override;
    std::string_view folder() const override { return options.folder; }
    // host_writer.cpp
    void want(Wanted wanted);
    // How long the writer may be held by bulk work at a time, in milliseconds.
    int bulk_ms() const;
    // Waits until `act` ran on the writer's thread, between others' changes; not from that thread. False when
    // the writer takes no more. What it throws is thrown here.
    bool on_writer(const std::function<void(change::Committer&)>& act);
    // A machine write in a transaction of its own, on the writer's thread.
    Result<void> write_machine(const std::function<Result<void>(store::Connection&)>& write);
    void write_group(std::span<Wanted> group);
    std::vector<Result<change::Committed>> commit_together(std::span<change::Pending> pending);
    Result<api::Written> carry_out(Wanted& wanted);
    void say(std::span<Said> group);
    void write_pending(std::span<change::Pending> pending, std::span<Wanted* const> owners);
    void follow_up(std::span<const change::Committed> all);
    // At the start, and on the writer's thread: when somebody decided about rights; when somebody added or
    // changed fields. What is in force changes at once or, when the machine fails, with the next group.
    void load_rights();
    void load_catalogue();
    void load_anew();
    void put_in_force(Holding loaded);
    void follow_user(const change::Committed& committed, const change::Touched& record);
    // Wishes of the host itself; `then` is called once, from the sayer's thread.
    void want_machine(std::function<void(store::Connection&)> act,
                      std::function<void(const Result<void>&)> then);
    void want_change(change::Pending pending, std::function<void(const Result<api::Written>&)> then);
    // host_doors.cpp
    void show_health(const Visit& visit, api::Responder respond);
    void open_events(const Visit& visit, api::Responder respond);
    // host_session.cpp
    void show_session(const Visit& visit, api::Responder respond);
    std::string nobodys_password();
    void sign_in(const Visit& visit, api::Responder respond);
    void sign_out(const Visit& visit, api::Responder respond);
    void choose_language(const Visit& visit, api::Responder respond);
    void enter(const Id& user, const Visitor& visitor, int status, api::Responder respond);
    void start_session(FoundUser user, const Coming& coming, api::Responder respond);
    void forget_sessions() { ++users_seq; }  // all are read anew at their next request
    // The end of what was done to sessions: they are read anew, then 204 or what went wrong.
    std::function<void(const Result<void>&)> answer_anew(api::Responder respond);
    std::optional<api::Response> throttled(std::string_view account, std::string_view address,
                                           std::int64_t now_ms);
    // host_office.cpp
    using MadeOffice = std::function<void(const Result<Id>& administrator)>;
    bool is_empty();
    void make_office(std::string_view body, MadeOffice then);
    void show_first_start(const Visit& visit, api::Responder respond);
    void start_first(const Visit& visit, api::Responder respond);
    void answer_local_office(const api::Request& request, api::Responder respond);
    // host_account.cpp
    void show_account(const Visit& visit, api::Responder respond);
    void end_session(const Visit& visit, api::Responder respond);
    std::optional<api::Response> doubt_of(const Visit& visit, const std::string& password, std::string field);
    void change_password(const Visit& visit, api::Responder respond);
    // host_invitations.cpp
    bool may_invite(const SignedIn& asker);
    void list_accounts(const Visit& visit, api::Responder respond);
    void make_link(const Visit& visit, api::Responder respond);
    void end_link(const Visit& visit, api::Responder respond);
    void end_sessions_of(const Visit& visit, api::Responder respond);
    void answer_invitation(const Visit& visit, api::Responder respond);
    void use_link(const api::Request& request, const FoundUser& user, const store::Invitation& invitation,
                  const std::string& password, api::Responder respond);
    // host_uploads.cpp
    std::optional<store::Upload> upload_of(const Visit& visit);
    void begin_upload(const Visit& visit, api::Responder respond);
    void show_upload(const Visit& visit, api::Responder respond);
    void take_piece(const Visit& visit, api::Responder respond);
    void remove_upload(const Visit& visit, api::Responder respond);
    void sweep_uploads();
    // host_audit.cpp
    void answer_audit(const Visit& visit, api::Responder respond);
    void note(store::AuditEntry entry);  // now, in a write of its own
    void note_wait(std::string_view login, std::string_view address, std::int64_t now_ms);
    std::vector<store::AuditEntry> seen_in(const change::Committed& committed, const change::Touched& record);
    // host_tokens.cpp
    api::Response refuse_token(const api::Request& request);
    void note_token_used(const store::ApiToken& token, std::int64_t now_ms);
    void make_token(const Visit& visit, api::Responder respond);
    void end_token(const Visit& visit, api::Responder respond);
    void end_tokens_of(const Visit& visit, api::Responder respond);
    void end_tokens(const Visit& visit, const Id& user, std::optional<Id> id, api::Responder respond);
    // host_second_factor.cpp
    void judge_second_factor(SignedIn& asker, store::Connection& reader);
    void begin_totp(const Visit& visit, api::Responder respond);
    void confirm_totp(const Visit& visit, api::Responder respond);
    void end_totp(const Visit& visit, api::Responder respond);
    void reset_totp(const Visit& visit, api::Responder respond);
    // host_decisions.cpp
    store::AuditEntry right_decided(const change::Touched& record, const change::Done& done);
    store::AuditEntry substitution_decided(const change::Touched& record, const change::Done& done);
    void follow_decision(const change::Committed& committed, const change::Touched& record);
    // host_view.cpp
    std::optional<FoundUser> find_viewed(const rights::Actor& viewer, const Id& as, bool is_group,
                                         store::Connection& reader);
    void look_as(SignedIn& asker, const store::SessionView& view, store::Connection& reader);
    void tell_view(store::Connection& connection, const store::SessionView& view, std::string_view kind,
                   std::int64_t at, std::string_view how);
    void end_old_views(store::Connection& connection, std::int64_t now_ms);
    void begin_view(const Visit& visit, api::Responder respond);
    void end_view(const Visit& visit, api::Responder respond);
    // host_local.cpp
    void answer_local_users(const api::Request& request, api::Responder respond);

    HostOptions options;
    std::vector<api::Part> parts;           // of exchange and of the host
    store::Counter counter;                 // as at the start; epoch and versions
    std::atomic<std::int64_t> users_seq{};  // grows with changes to users, groups, territories and sessions
    std::atomic<std::int64_t> people_wrote_at_ms{};  // by writer_environment
    std::mutex in_force_mutex;
    Holding in_force;
    bool is_catalogue_stale{};             // the writer's: it could not be loaded after a change
    std::atomic<bool> may_be_empty{true};  // false once somebody is here
    std::string first_start_code;
    std::unique_ptr<store::Connection> writer_connection;
    Environment writer_environment;
    std::unique_ptr<change::Committer> committer;
    std::mutex readers_mutex;
    std::condition_variable reader_back;
    std::vector<std::unique_ptr<store::Connection>> readers;
    struct ReaderPlans {
        query::Plans plans;
        Holding of;  // whose catalogue they speak of
    };
    std::map<const store::Connection*, ReaderPlans> plans;  // of each reader; who leases it uses them
    Sessions sessions;
    Throttle throttle;
    WaitsTold waits_told;
    worker::Client worker;
    std::mutex uploading_mutex;
    std::set<Id> uploading;  // files that a piece is just being written to
    std::mutex nobody_mutex;
    std::string nobody_encoded;  // see nobodys_password()
    // Last: their threads use all of the above and end first.
    std::unique_ptr<GroupQueue<Said>> sayer;
    std::unique_ptr<GroupQueue<Wanted>> writer;
    std::unique_ptr<Events> events;
    std::unique_ptr<Jobs> jobs;  // none without a folder
};

// One a thread.
Environment& thread_environment();

}  // namespace teczka::server
