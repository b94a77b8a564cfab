// GET /api/v1/events: one thread tells all who listen what changed, as server-sent events.
//
//   id: SEQ / event: records / data: {"records":[{"entity","id","rev","removed"?}|{"entity","many":true}]}
//   event: job      / data: a job of the listener's own, as it stands
//   event: rights   / data: {}   what the listener may see or do has changed: ask everything anew
//   event: catalogue / data: {"version"}   what exists or what one may do has changed: fetch it anew
//   event: reset    / data: {}   too much happened since Last-Event-ID: ask everything anew
//   event: end      / data: {}   the session is over; the stream ends
//
// A record is told only to whoever may see it, under his rights of now; a removed one to whoever could. One
// that left somebody's sight is not told to him. Between events a comment every 15 s.
#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/change/feed.hpp"
#include "core/store/machine_jobs.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {

class Events {
public:
    static constexpr int streams_per_user = 20;  // a tab each

    explicit Events(Host::Impl& host);
    ~Events() { stop(); }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;

    // From any thread. Refused (false) when the session listens too often already.
    bool has_room(const Id& user);
    void add(std::shared_ptr<api::Stream> stream, std::string session, Id user, std::int64_t after_seq);
    void stop();  // ends all streams
    void note_written() { wake(); }
    void note_job(const store::Job& job);

private:
    struct Listener {
        std::shared_ptr<api::Stream> stream;
        std::string session;  // hash of its token
        Id user{};
        std::int64_t seq{-1};  // told up to; -1: from now on
        std::string scope{};   // what his rights were made of when he was last told something
        std::int64_t catalogue{-1}, rights{-1};  // versions told of
    };
    using Asker = std::shared_ptr<const SignedIn>;

    void run();
    void wake();
    bool wait();
    void tick();
    Asker asker_of(const Listener& listener);
    void tell_changes(std::vector<Listener>& all);
    std::string records_for(const SignedIn& asker, const change::Feed& feed, store::Connection& reader,
                            const Holding& held);
    void tell_catalogue(Listener& listener, const InForce& held);
    void tell_jobs(const std::vector<Listener>& all);

    Host::Impl& host_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::vector<Listener> fresh_;    // since the last tick
    std::map<Id, store::Job> jobs_;  // changed since the last tick
    std::map<Id, int> listening_;    // streams of a user
    bool is_woken_{}, is_stopping_{};
    std::vector<Listener> listeners_;  // the thread's own
    std::int64_t beat_at_{};
    std::thread thread_;  // last: uses all above
};

}  // namespace teczka::server
