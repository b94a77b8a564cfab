// The one writer: what waits is committed together, and said by another thread so that the next group need
// not wait.
#include <fmt/core.h>

#include <future>

#include "core/base/limits.hpp"
#include "core/change/translate.hpp"
#include "core/schema/schema.hpp"
#include "server/environment.hpp"
#include "server/events.hpp"
#include "server/host_impl.hpp"
#include "server/jobs.hpp"

namespace teczka::server {
namespace {

// WAL pages after which the writer moves them into the file: 48 MB.
constexpr int checkpoint_pages = 12'288;

constexpr std::string_view entities_of_actors[]{"user", "user_group", "territory", "right", "substitution"};

bool touches_actors(const change::Committed& committed) {
    return std::ranges::any_of(committed.records, [](const change::Touched& record) {
        return std::ranges::find(entities_of_actors, record.entity->name()) != std::end(entities_of_actors);
    });
}

Result<void> in_transaction(store::Connection& connection,
                            const std::function<Result<void>(store::Connection&)>& write) {
    connection.begin();
    try {
        auto written = write(connection);
        written ? connection.commit() : connection.rollback();
        return written;
    } catch (const Failure& failure) {
        connection.rollback();
        fmt::print(stderr, "write failed: {}\n", failure.inside);
        return teczka::refuse(Kind::unavailable, "storage_failed");
    } catch (...) {
        connection.rollback();
        throw;
    }
}

}  // namespace

void Host::Impl::want(Wanted wanted) {
    if (!writer->push(std::move(wanted))) wanted.respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
}

int Host::Impl::bulk_ms() const {
    const bool is_quiet = writer_environment.now_ms() - people_wrote_at_ms > limits::quiet_after_ms;
    return is_quiet ? limits::quiet_chunk_ms : limits::bulk_chunk_ms;
}

bool Host::Impl::on_writer(const std::function<void(change::Committer&)>& act) {
    const auto promise = std::make_shared<std::promise<void>>();  // broken, and so noticed, when never kept
    auto done = promise->get_future();
    Wanted wanted{.write = {}, .machine = {}, .machine_answer = {}, .actor = {}, .respond = {}};
    wanted.own = [promise, &act](change::Committer& given) {
        try {
            act(given);
            promise->set_value();
        } catch (...) {
            promise->set_exception(std::current_exception());
        }
    };
    if (!writer->push(std::move(wanted))) return false;
    done.get();
    return true;
}

Result<void> Host::Impl::write_machine(const std::function<Result<void>(store::Connection&)>& write) {
    Result<void> written = teczka::refuse(Kind::unavailable, "busy");
    on_writer([&](change::Committer&) { written = in_transaction(*writer_connection, write); });
    return written;
}

// One transaction for all; when it is void nobody is answered yet and each is run again alone.
std::vector<Result<change::Committed>> Host::Impl::commit_together(std::span<change::Pending> pending) {
    const auto& catalogue = *now()->catalogue;
    for (auto& one : pending)
        if (!change::speaks_of(one, catalogue)) one = change::translated(std::move(one), catalogue);
    try {
        return committer->commit_group(pending);
    } catch (const Failure&) {
        writer_connection->rollback();
    }
    std::vector<Result<change::Committed>> results;
    for (const auto& one : pending) {
        try {
            results.push_back(committer->commit(one));
        } catch (const Failure& failure) {
            writer_connection->rollback();
            fmt::print(stderr, "write failed: {}\n", failure.inside);
            results.push_back(teczka::refuse(Kind::unavailable, "storage_failed"));
        }
    }
    return results;
}

// What is not an ordinary change, alone.
Result<api::Written> Host::Impl::carry_out(Wanted& wanted) {
    if (wanted.machine) {
        auto written = in_transaction(*writer_connection, [&](store::Connection& connection) {
            wanted.machine(connection);
            return Result<void>{};
        });
        if (!written) return std::unexpected(written.error());
        return api::Written{};
    }
    if (auto* wish = std::get_if<api::MachineWish>(&wanted.write.wish)) {
        auto written = in_transaction(*writer_connection, wish->write);
        if (jobs && wish->is_about_jobs) jobs->wake();
        if (!written) return std::unexpected(written.error());
        return api::Written{};
    }
    return api::carry_out(*committer, std::get<api::UndoWish>(wanted.write.wish));
}

void Host::Impl::write_group(std::span<Wanted> group) {
    std::vector<change::Pending> pending;
    std::vector<Wanted*> owners;
    if (is_catalogue_stale) load_anew();
    for (auto& wanted : group) {
        const bool is_change = !wanted.own && !wanted.machine;
        if (auto* one = is_change ? std::get_if<change::Pending>(&wanted.write.wish) : nullptr) {
            pending.push_back(std::move(*one));
            owners.push_back(&wanted);
        }
    }
    // People's changes first: bulk work that came in between waits for them, not they for it.
    if (!pending.empty()) write_pending(pending, owners);
    for (auto& wanted : group) {
        if (wanted.own) {
            wanted.own(*committer);
        } else if (wanted.machine || !std::holds_alternative<change::Pending>(wanted.write.wish)) {
            auto by = now();
            auto written = carry_out(wanted);
            if (written) follow_up({&written->committed, 1});
            sayer->push({std::move(wanted), std::move(written), std::move(by)});
        }
    }
    store::checkpoint(*writer_connection, checkpoint_pages);
}

void Host::Impl::write_pending(std::span<change::Pending> pending, std::span<Wanted* const> owners) {
    const auto by = now();
    people_wrote_at_ms = writer_environment.now_ms();
    const auto results = commit_together(pending);
    std::vector<change::Committed> committed;
    for (const auto& result : results)
        if (result) committed.push_back(*result);
    follow_up(committed);
    auto next = committed.begin();
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto written = results[i] ? Result<api::Written>{api::Written{.committed = std::move(*next++)}}
                                  : std::unexpected(results[i].error());
        sayer->push({std::move(*owners[i]), std::move(written), by});
    }
}

// What changes to users, the office, rights and fields mean for the host, before anybody is told that they
// are made. Whoever may no longer come in is out at once: his sessions and links go, so that they do not come
// back with him.
void Host::Impl::follow_up(std::span<const change::Committed> all) {
    const auto system = system_asker();
    bool redefines = false, decides = false, is_about_actors = false, is_written = false;
    for (const auto& committed : all) {
        for (const auto& record : committed.records) {
            if (record.entity->name() == "office")
                set_time_zone(
                    load_office(office(*writer_connection).context(system.actor), *writer_connection)
                        .time_zone);
            if (record.entity->name() == "user") follow_user(committed, record);
            if (record.entity->name() == "right" || record.entity->name() == "substitution")
                follow_decision(committed, record);
            redefines |= areas::is_definition(*record.entity);
            decides |= record.entity->name() == "right";
        }
        is_about_actors |= touches_actors(committed);
        is_written |= committed.seq > 0;
    }
    if (redefines)
        load_anew();
    else if (decides)
        load_rights();
    if (is_about_actors) forget_sessions();
    if (events && is_written) events->note_written();
}

// What was committed stays, whatever becomes of its columns: the next start or the next group makes them.
void Host::Impl::load_anew() {
    try {
        load_catalogue();
        is_catalogue_stale = false;
    } catch (const Failure& failure) {
        writer_connection->rollback();
        is_catalogue_stale = true;
        fmt::print(stderr, "the fields could not be put in force: {}\n", failure.inside);
    }
}

void Host::Impl::load_catalogue() {
    const auto system = system_asker();
    auto loaded = areas::bring_in_force(office(*writer_connection).context(system.actor), *writer_connection);
    for (const auto& place : loaded.broken)
        fmt::print(stderr, "this version does not understand the field {}: it is left out\n", place);
    auto next = std::make_shared<InForce>();
    // Where nothing was added or decided, what is compiled in does: one copy of it is enough.
    next->catalogue = loaded.version == 0 ? options.model.catalogue : loaded.catalogue;
    next->version = loaded.version;
    next->numbers =
        std::make_shared<schema::Numbers>(schema::load_numbers(*writer_connection, *next->catalogue));
    const query::Context context{
        .catalogue = *next->catalogue, .rights = *options.model.rights, .actor = system.actor};
    next->rights = areas::rights_in_force(context, *writer_connection);
    if (next->rights.version == 0 && loaded.version == 0) next->rights.rights = options.model.rights;
    committer = std::make_unique<change::Committer>(
        *writer_connection,
        change::Options{*next->catalogue, *next->rights.rights, options.model.rules, writer_environment});
    put_in_force(std::move(next));
}

void Host::Impl::load_rights() {
    const auto system = system_asker();
    auto next = std::make_shared<InForce>(*now());
    next->rights =
        areas::rights_in_force(office(*writer_connection).context(system.actor), *writer_connection);
    committer->use_rights(*next->rights.rights);
    put_in_force(std::move(next));
}

void Host::Impl::put_in_force(Holding loaded) {
    const std::lock_guard lock{in_force_mutex};
    in_force = std::move(loaded);
}

void Host::Impl::follow_user(const change::Committed& committed, const change::Touched& record) {
    auto entries = seen_in(committed, record);
    const auto system = system_asker();
    const auto context = office(*writer_connection).context(system.actor);
    const bool may_come = find_user(context, *writer_connection, "id", record.id.to_text()).has_value();
    if (may_come && entries.empty()) return;
    writer_connection->begin();
    if (!may_come && store::shut_out(*writer_connection, record.id))
        entries.push_back({.at = writer_environment.now_ms(), .kind = "shut_out", .user = record.id});
    // In other groups he is somebody else: he signs in anew.
    if (!entries.empty()) store::remove_sessions_of(*writer_connection, record.id);
    for (const auto& entry : entries) store::save_audit(*writer_connection, entry);
    writer_connection->commit();
}

void Host::Impl::want_machine(std::function<void(store::Connection&)> act,
                              std::function<void(const Result<void>&)> then) {
    want({.write = {},
          .machine = std::move(act),
          .machine_answer = [] { return api::Response{.status = 204}; },
          .actor = {},
          .respond =
              [then = std::move(then)](api::Response&& said) {
                  then(said.status == 204 ? Result<void>{} : refuse(Kind::unavailable, "busy"));
              }});
}

void Host::Impl::want_change(change::Pending pending, std::function<void(const Result<api::Written>&)> then) {
    want({.write = {std::move(pending),
                    [then](api::Office&, const Result<api::Written>& written) {
                        then(written);
                        return api::Response{.status = 204};
                    }},
          .machine = {},
          .machine_answer = {},
          .actor = {},
          .respond = [then](api::Response&& said) {
              if (said.status != 204) then(refuse(Kind::unavailable, "busy"));
          }});
}

void Host::Impl::say(std::span<Said> group) {
    Lease reader{*this};
    for (auto& [wanted, written, by] : group) {
        if (wanted.machine) {
            wanted.respond(written ? wanted.machine_answer() : api::problem(written.error()));
            continue;
        }
        auto lent = office(*reader, {}, wanted.parsed_by);
        auto response = wanted.write.answer(lent, written);
        response.headers.emplace_back("Cache-Control", "no-store");
        wanted.respond(std::move(response));
    }
}

}  // namespace teczka::server
