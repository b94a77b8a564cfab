// teczka export: the records of an entity as CSV.
#include <fmt/core.h>

#include <cstdio>
#include <memory>

#include "app/commands.hpp"
#include "app/folder.hpp"
#include "app/model.hpp"
#include "app/said.hpp"
#include "core/store/machine.hpp"
#include "exchange/export.hpp"
#include "server/environment.hpp"
#include "server/sessions.hpp"

namespace teczka::app {
namespace {

struct Given {
    std::string data, entity, where, columns, order, format{"csv"}, out, as;
};

int write_out(const Given& given, const query::Context& context, const query::Query& query,
              store::Connection& reader) {
    auto* file = given.out.empty() ? stdout : std::fopen(given.out.c_str(), "wb");
    if (file == nullptr) return say({Kind::invalid, {{"out", "file_not_writable", {{"file", given.out}}}}});
    bool is_whole = true;
    const exchange::ExportOptions options{.language = "", .write = [&](std::string_view bytes) {
                                              is_whole &= std::fwrite(bytes.data(), 1, bytes.size(), file) ==
                                                          bytes.size();
                                          }};
    reader.begin_read();
    const auto seq = store::load_counter(reader).seq;
    const auto rows = exchange::export_csv(context, query, reader, options);
    reader.end_read();
    is_whole &= (given.out.empty() ? std::fflush(file) : std::fclose(file)) == 0;
    if (!rows) return say(rows.error());
    if (!is_whole) return say({Kind::unavailable, {{"out", "file_not_written"}}});
    fmt::print(stderr, "{} rows as of seq {}\n", *rows, seq);
    return 0;
}

int run(const Given& given) {
    server::set_time_zone("Europe/Warsaw");
    auto environment = server::system_environment();
    const auto folder = Folder::open(given.data, model());
    if (!folder) return say(folder.error());
    const auto reader = store::open_sqlite({.path = folder->data_file()});
    const auto& office = model();
    rights::Actor actor{.login = "system", .is_system = true};
    const auto now = environment.now_ms();
    const auto context_of = [&](const rights::Actor& who) {
        return query::Context{.catalogue = *office.catalogue,
                              .rights = *office.rights,
                              .actor = who,
                              .today = environment.local_day(now),
                              .now_ms = now,
                              .cursor_key = "teczka export"};
    };
    if (!given.as.empty()) {
        auto found = server::find_user(context_of(actor), *reader, "login", given.as);
        if (!found) return say({Kind::invalid, {{"as", "login_unknown"}}});
        actor = std::move(found->actor);
    }
    const auto context = context_of(actor);
    const auto* entity = office.catalogue->find(given.entity);
    if (entity == nullptr || !office.rights->may_ever(actor, *entity, "export")) {
        return say({Kind::invalid, {{"entity", "entity_unknown", {{"name", given.entity}}}}});
    }
    auto query = query::parse(context, *entity,
                              {.where = given.where, .columns = given.columns, .order = given.order});
    if (!query) return say(query.error());
    query->limit = 0;  // all of them, not a page
    return write_out(given, context, *query, *reader);
}

}  // namespace

void add_export(CLI::App& app, Chosen& chosen) {
    auto* verb = app.add_subcommand("export", "Write records as CSV");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    verb->add_option("--entity", given->entity, "company, person, invoice…")->required();
    verb->add_option("--where", given->where, "a condition, as in lists");
    verb->add_option("--columns", given->columns, "a,b,c; the list's own when left out");
    verb->add_option("--order", given->order, "name,-rev");
    verb->add_option("--format", given->format)->check(CLI::IsMember({"csv"}));
    verb->add_option("--out", given->out, "the file; standard output when left out");
    verb->add_option("--as", given->as, "what this login may see, instead of all");
    verb->callback([given, &chosen] { chosen = [given] { return run(*given); }; });
}

}  // namespace teczka::app
