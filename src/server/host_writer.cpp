// The one writer: what waits is committed together, and said by another thread so that the next group need
// not wait.
#include <fmt/core.h>

#include "server/environment.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {
namespace {

// WAL pages after which the writer moves them into the file: 16 MB.
constexpr int checkpoint_pages = 4096;

constexpr std::string_view entities_of_actors[]{"user", "user_group", "territory", "right", "substitution"};

bool touches_actors(const change::Committed& committed) {
    return std::ranges::any_of(committed.records, [](const change::Touched& record) {
        return std::ranges::find(entities_of_actors, record.entity->name()) != std::end(entities_of_actors);
    });
}

}  // namespace

void Host::Impl::want(Wanted wanted) {
    if (!writer->push(std::move(wanted))) wanted.respond(api::problem({Kind::unavailable, {{"", "busy"}}}));
}

void Host::Impl::write_group(std::span<Wanted> group) {
    std::vector<change::Pending> pending;
    std::vector<Wanted*> owners;
    const auto said = [&](Wanted& wanted, Result<api::Written> written) {
        if (written) follow_up(written->committed);
        sayer->push({std::move(wanted), std::move(written)});
    };
    // A failure that voids the whole transaction answers nobody: each is run again alone.
    const auto commit_all = [&] {
        std::vector<Result<change::Committed>> results;
        try {
            results = committer->commit_group(pending);
        } catch (const Failure&) {
            writer_connection->rollback();
            for (std::size_t i = 0; i < pending.size(); ++i) {
                try {
                    results.push_back(committer->commit(pending[i]));
                } catch (const Failure& failure) {
                    writer_connection->rollback();
                    fmt::print(stderr, "write failed: {}\n", failure.inside);
                    results.push_back(teczka::refuse(Kind::unavailable, "storage_failed"));
                }
            }
        }
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (results[i]) {
                said(*owners[i], api::Written{.committed = std::move(*results[i]), .undone = 0, .kept = {}});
            } else {
                said(*owners[i], std::unexpected(results[i].error()));
            }
        }
        pending.clear();
        owners.clear();
    };
    for (auto& wanted : group) {
        if (auto* one = wanted.machine ? nullptr : std::get_if<change::Pending>(&wanted.write.wish)) {
            pending.push_back(std::move(*one));
            owners.push_back(&wanted);
            continue;
        }
        commit_all();
        if (wanted.machine) {
            writer_connection->begin();
            wanted.machine(*writer_connection);
            writer_connection->commit();
            said(wanted, api::Written{});
        } else {
            said(wanted, api::carry_out(*committer, std::get<api::UndoWish>(wanted.write.wish)));
        }
    }
    commit_all();
    store::checkpoint(*writer_connection, checkpoint_pages);
}

// What a change to users or the office means for the host. Whoever may no longer come in is out at once: his
// sessions and links go, so that they do not come back with him.
void Host::Impl::follow_up(const change::Committed& committed) {
    const auto system = system_asker();
    for (const auto& record : committed.records) {
        if (record.entity->name() == "office")
            set_time_zone(
                load_office(office(*writer_connection).context(system.actor), *writer_connection).time_zone);
        if (record.entity->name() != "user") continue;
        const auto context = office(*writer_connection).context(system.actor);
        if (find_user(context, *writer_connection, "id", record.id.to_text())) continue;
        writer_connection->begin();
        store::shut_out(*writer_connection, record.id);
        writer_connection->commit();
    }
    if (touches_actors(committed)) forget_sessions();
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
    for (auto& [wanted, written] : group) {
        if (wanted.machine) {
            wanted.respond(wanted.machine_answer());
            continue;
        }
        auto lent = office(*reader);
        auto response = wanted.write.answer(lent, written);
        response.headers.emplace_back("Cache-Control", "no-store");
        wanted.respond(std::move(response));
    }
}

}  // namespace teczka::server
