// See events.hpp.
#include "server/events.hpp"

#include <fmt/format.h>

#include "core/query/many.hpp"

namespace teczka::server {
namespace {

using namespace std::chrono_literals;

constexpr auto tick_every = 250ms;  // what happens within is told together
constexpr auto look_every = 2s;     // sessions and rights, when nothing happens
constexpr std::int64_t beat_ms = 15'000;
constexpr int feed_rows = 2'000;           // journal rows told one by one after a break
constexpr std::size_t told_records = 100;  // of one entity in one event; more are told as many

std::string event(std::string_view name, std::string_view data) {
    return fmt::format("event: {}\ndata: {}\n\n", name, data);
}

std::string job_data(const store::Job& job) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("id", job.id);
    out.member("kind", job.kind);
    out.member("state", job.state);
    out.key("title");
    out.raw(job.title);
    out.member("done", job.done);
    out.member("total", job.total);
    out.end_object();
    return body;
}

// Groups, territories and whom he stands in for: with any of them what he may see changes.
std::string scope_of(const rights::Actor& actor) {
    std::string out;
    for (const auto& group : actor.groups) out += group + " ";
    for (const auto* ids : {&actor.territories, &actor.standing_in_for}) {
        out += "|";
        for (const auto& id : *ids) out += id.to_text();
    }
    if (actor.viewer != nullptr) out += "|as " + actor.user.to_text();
    return out;
}

}  // namespace

Events::Events(Host::Impl& host) : host_{host}, thread_{[this] { run(); }} {}

void Events::stop() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
    for (const auto& listener : listeners_) listener.stream->end();
    listeners_.clear();
}

bool Events::has_room(const Id& user) {
    const std::lock_guard lock{mutex_};
    const auto found = listening_.find(user);
    return found == listening_.end() || found->second < Events::streams_per_user;
}

void Events::add(std::shared_ptr<api::Stream> stream, std::string session, Id user, std::int64_t after_seq) {
    {
        const std::lock_guard lock{mutex_};
        ++listening_[user];
        fresh_.push_back({std::move(stream), std::move(session), user, after_seq});
    }
    wake();
}

void Events::note_job(const store::Job& job) {
    {
        const std::lock_guard lock{mutex_};
        if (!listening_.contains(job.user)) return;
        jobs_[job.id] = job;
    }
    wake();
}

void Events::wake() {
    {
        const std::lock_guard lock{mutex_};
        if (listening_.empty() || is_woken_) return;
        is_woken_ = true;
    }
    woken_.notify_one();
}

bool Events::wait() {
    std::unique_lock lock{mutex_};
    woken_.wait_for(lock, tick_every, [this] { return is_stopping_; });
    const auto has_news = [this] { return is_woken_ || is_stopping_; };
    if (listening_.empty())
        woken_.wait(lock, has_news);
    else
        woken_.wait_for(lock, look_every, has_news);
    is_woken_ = false;
    std::move(fresh_.begin(), fresh_.end(), std::back_inserter(listeners_));
    fresh_.clear();
    return !is_stopping_;
}

void Events::run() {
    while (wait()) {
        try {
            tick();
        } catch (const Failure& failure) {
            fmt::print(stderr, "events: {}\n", failure.inside);
        } catch (const std::exception& error) {
            fmt::print(stderr, "events: {}\n", error.what());
        }
    }
}

void Events::tick() {
    std::erase_if(listeners_, [this](const Listener& listener) {
        const bool is_over = listener.stream->is_open() && !asker_of(listener);
        if (is_over) {
            listener.stream->send(event("end", "{}"));
            listener.stream->end();
        }
        if (listener.stream->is_open() && !is_over) return false;
        const std::lock_guard lock{mutex_};
        if (--listening_[listener.user] == 0) listening_.erase(listener.user);
        return true;
    });
    tell_changes(listeners_);
    tell_jobs(listeners_);
    const auto now = thread_environment().now_ms();
    if (now - beat_at_ < beat_ms) return;
    beat_at_ = now;
    for (const auto& listener : listeners_) listener.stream->send(":\n\n");
}

Events::Asker Events::asker_of(const Listener& listener) {
    auto asker = host_.signed_in_as(listener.session);
    return asker && !asker->needs_totp ? asker : nullptr;
}

// Most stand at the same place and many are the same person: each question is asked once.
void Events::tell_changes(std::vector<Listener>& all) {
    std::map<std::int64_t, change::Feed> feeds;
    std::map<std::pair<std::int64_t, const SignedIn*>, std::string> texts;
    std::vector<Asker> askers;      // keeps the keys of `texts` alive
    const auto held = host_.now();  // and this what the feeds speak of
    for (auto& listener : all) {
        const auto asker = asker_of(listener);
        if (!asker) continue;
        askers.push_back(asker);
        auto scope = scope_of(asker->actor);
        if (!listener.scope.empty() && listener.scope != scope) listener.stream->send(event("rights", "{}"));
        listener.scope = std::move(scope);
        Host::Impl::Lease reader{host_};
        if (listener.seq < 0) {
            listener.seq = store::load_counter(*reader).seq;
            listener.stream->send(
                fmt::format("retry: 3000\nid: {}\nevent: hello\ndata: {{}}\n\n", listener.seq));
            tell_catalogue(listener, *held);
            continue;
        }
        tell_catalogue(listener, *held);
        auto feed = feeds.find(listener.seq);
        if (feed == feeds.end())
            feed = feeds
                       .emplace(listener.seq,
                                change::changes_since(*reader, *held->numbers, listener.seq, feed_rows))
                       .first;
        const auto key = std::pair{listener.seq, asker.get()};
        auto text = texts.find(key);
        if (text == texts.end())
            text = texts.emplace(key, records_for(*asker, feed->second, *reader, held)).first;
        if (!text->second.empty()) listener.stream->send(text->second);
        listener.seq = feed->second.is_cut ? store::load_counter(*reader).seq : feed->second.seq;
    }
}

// That something changed, not what: the catalogue itself is trimmed to whoever asks for it. Told once to
// whoever comes, who may have missed it.
void Events::tell_catalogue(Listener& listener, const InForce& held) {
    if (listener.catalogue == held.version && listener.rights == held.rights.version) return;
    listener.catalogue = held.version;
    listener.rights = held.rights.version;
    listener.stream->send(
        event("catalogue", fmt::format("{{\"version\":\"{}.{}\"}}", held.version, held.rights.version)));
}

// "" when there is nothing for him.
std::string Events::records_for(const SignedIn& asker, const change::Feed& feed, store::Connection& reader,
                                const Holding& held) {
    if (feed.is_cut) {
        const auto seq = store::load_counter(reader).seq;
        return fmt::format("id: {}\n", seq) + event("reset", "{}");
    }
    std::map<const catalogue::EntityModel*, std::vector<const change::Changed*>> by_entity;
    for (const auto& one : feed.records) by_entity[one.entity].push_back(&one);
    const auto context = host_.office(reader, asker.portfolio, held).context(asker.actor);
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.key("records");
    out.begin_array();
    bool is_empty = true;
    for (const auto& [entity, changed] : by_entity) {
        if (!context.rights.may_ever(asker.actor, *entity, "view")) continue;
        Ids alive, removed;
        for (const auto* one : changed) (one->is_removed ? removed : alive).push_back(one->id);
        auto seen = query::visible(context, *entity, alive, reader);
        const auto seen_removed = query::visible_removed(context, *entity, removed, reader);
        seen.insert(seen.end(), seen_removed.begin(), seen_removed.end());
        is_empty &= seen.empty();
        if (seen.size() > told_records) {
            out.begin_object();
            out.member("entity", entity->name());
            out.member("many", true);
            out.end_object();
            continue;
        }
        for (const auto* one : changed) {
            if (std::ranges::find(seen, one->id) == seen.end()) continue;
            out.begin_object();
            out.member("entity", entity->name());
            out.member("id", one->id);
            out.member("rev", one->seq);
            if (one->is_removed) out.member("removed", true);
            out.end_object();
        }
    }
    out.end_array();
    out.end_object();
    return is_empty ? std::string{} : fmt::format("id: {}\n", feed.seq) + event("records", body);
}

void Events::tell_jobs(const std::vector<Listener>& all) {
    std::map<Id, store::Job> jobs;
    {
        const std::lock_guard lock{mutex_};
        jobs.swap(jobs_);
    }
    for (const auto& [id, job] : jobs) {
        const auto text = event("job", job_data(job));
        for (const auto& listener : all)
            if (listener.user == job.user) listener.stream->send(text);
    }
}

}  // namespace teczka::server
