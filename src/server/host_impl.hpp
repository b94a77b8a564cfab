// The inside of Host, shared by its files: host.cpp (requests), host_writer.cpp (the writer thread),
// host_session.cpp (signing in), host_local.cpp (the folder's socket).
#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "api/office.hpp"
#include "core/store/machine.hpp"
#include "server/group_queue.hpp"
#include "server/host.hpp"
#include "server/sessions.hpp"
#include "server/throttle.hpp"
#include "worker/client.hpp"

namespace teczka::server {

// What waits for the writer: a wish of the api, or a write to the machine tables.
struct Wanted {
    api::Write write;
    std::function<void(store::Connection&)> machine;  // instead of `write`
    std::function<api::Response()> machine_answer;
    rights::Actor actor;
    api::Responder respond;
};

// What is written and waits to be said.
struct Said {
    Wanted wanted;
    Result<api::Written> written;
};

struct Host::Impl {
    explicit Impl(HostOptions given);
    ~Impl();

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
    api::Office office(store::Connection& reader, std::int64_t own_companies);
    std::shared_ptr<const SignedIn> signed_in(const api::Request& request);
    static SignedIn system_asker();
    // host_writer.cpp
    void want(Wanted wanted);
    void write_group(std::span<Wanted> group);
    void say(std::span<Said> group);
    // host_session.cpp
    void answer_session(const api::Request& request, api::Responder respond);
    void sign_in(const api::Request& request, api::Responder respond);
    // host_local.cpp
    void answer_local_users(const api::Request& request, api::Responder respond);

    HostOptions options;
    schema::Numbers numbers;
    store::Counter counter;                 // as at the start; epoch and versions
    std::atomic<std::int64_t> users_seq{};  // of the last change to users, groups or territories
    std::unique_ptr<store::Connection> writer_connection;
    Environment writer_environment;
    std::unique_ptr<change::Committer> committer;
    std::mutex readers_mutex;
    std::condition_variable reader_back;
    std::vector<std::unique_ptr<store::Connection>> readers;
    std::map<const store::Connection*, query::Plans> plans;  // of each reader; who leases it uses them
    Sessions sessions;
    Throttle throttle;
    worker::Client worker;
    std::string nobody_encoded;  // verified when the login is unknown, so that the answer takes as long
    // Last: their threads use all of the above and end first.
    std::unique_ptr<GroupQueue<Said>> sayer;
    std::unique_ptr<GroupQueue<Wanted>> writer;
};

// One a thread.
Environment& thread_environment();

}  // namespace teczka::server
