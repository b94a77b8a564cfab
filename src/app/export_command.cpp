// teczka export: any list, or everything, as a file. Reads the data itself; beside a running server it asks
// that one for the same job a person would start.
#include <fmt/core.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <thread>

#include "app/commands.hpp"
#include "app/file_makers.hpp"
#include "app/folder.hpp"
#include "app/local_door.hpp"
#include "app/model.hpp"
#include "app/said.hpp"
#include "core/store/machine.hpp"
#include "exchange/export_job.hpp"
#include "server/environment.hpp"
#include "server/sessions.hpp"

namespace teczka::app {
namespace {

namespace fs = std::filesystem;

struct Given {
    std::string data, entity, where, columns, order, format{"csv"}, out, as, language;
};

// Written beside the wished file and moved there when it is whole; nothing is left behind otherwise.
class Workshop {
public:
    explicit Workshop(const fs::path& out) : out_{fs::absolute(out)} {
        auto name = (out_.parent_path() / ".teczka-export-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) folder_ = name;
    }
    ~Workshop() {
        std::error_code error;
        if (is_open()) fs::remove_all(folder_, error);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    bool is_open() const { return !folder_.empty() && !fs::is_directory(out_); }
    std::string folder() const { return folder_.string(); }
    std::string name() const { return out_.filename().string(); }
    Result<void> deliver() {
        std::error_code error;
        fs::rename(folder_ / name(), out_, error);
        if (error) return refuse(Kind::unavailable, "file_not_written", "out");
        return {};
    }

private:
    fs::path out_, folder_;
};

using Written = Result<exchange::Exported>;

Written write_csv(const Given& given, const query::Context& context, const query::Query& query,
                  store::Connection& reader, const exchange::ExportOptions& options) {
    auto* file = given.out.empty() ? stdout : std::fopen(given.out.c_str(), "wb");
    if (file == nullptr) return refuse("file_not_writable", "out", {{"file", given.out}});
    bool is_whole = true;
    const auto exported = exchange::export_csv(context, query, reader, options, [&](std::string_view bytes) {
        is_whole = is_whole && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    });
    is_whole &= (given.out.empty() ? std::fflush(file) : std::fclose(file)) == 0;
    if (exported && !is_whole) return refuse(Kind::unavailable, "file_not_written", "out");
    return exported;
}

Written write_in_workshop(const Given& given,
                          const std::function<Written(const exchange::FolderFile&)>& write) {
    Workshop workshop{given.out};
    if (!workshop.is_open()) return refuse("file_not_writable", "out", {{"file", given.out}});
    const auto exported = write({workshop.folder(), workshop.name()});
    if (!exported) return exported;
    if (auto delivered = workshop.deliver(); !delivered) return std::unexpected(delivered.error());
    return exported;
}

Written write_list(const Given& given, const query::Context& context, store::Connection& reader) {
    const auto* entity = context.catalogue.find(given.entity);
    if (entity == nullptr) return refuse("entity_unknown", "entity", {{"name", given.entity}});
    auto query = query::parse(context, *entity,
                              {.where = given.where, .columns = given.columns, .order = given.order});
    if (!query) return std::unexpected(query.error());
    if (auto may = exchange::restrict_to_export(context, *query); !may) return std::unexpected(may.error());
    const auto makers = file_makers();
    const exchange::ExportOptions options{.language = given.language, .local_ms = makers.local_ms};
    if (given.format == "csv") return write_csv(given, context, *query, reader, options);
    return write_in_workshop(given, [&](const exchange::FolderFile& file) {
        return exchange::export_sheet(context, *query, reader, options,
                                      {makers.sheet, file.folder, file.name});
    });
}

Written write_own(const Given& given, const Folder& folder) {
    auto environment = server::system_environment();
    const auto reader = store::open_sqlite({.path = folder.data_file()});
    const auto office = model_of(*reader);
    rights::Actor actor{.login = "system", .is_system = true};
    const auto now = environment.now_ms();
    const auto cursor_key = store::load_counter(*reader).epoch;
    const auto context_of = [&](const rights::Actor& who) {
        return query::Context{.catalogue = *office.catalogue,
                              .rights = *office.rights,
                              .actor = who,
                              .today = environment.local_day(now),
                              .now_ms = now,
                              .cursor_key = cursor_key};
    };
    if (!given.as.empty()) {
        auto found = server::find_user(context_of(actor), *reader, "login", given.as);
        if (!found) return refuse("login_unknown", "as");
        actor = std::move(found->actor);
    }
    const auto context = context_of(actor);
    if (given.format != "zip") return write_list(given, context, *reader);
    return write_in_workshop(given, [&](const exchange::FolderFile& file) {
        return exchange::export_everything(context, *reader, file, file_makers(), {});
    });
}

int say_written(const Written& written) {
    if (!written) return say(written.error());
    const auto& [rows, cut, begin, end] = *written;
    if (begin == end)
        fmt::print(stderr, "{} rows as of seq {}\n", rows, begin);
    else
        fmt::print(stderr, "{} rows as of seq {} to {}\n", rows, begin, end);
    if (cut > 0) fmt::print(stderr, "{} texts were too long for a cell and are cut off\n", cut);
    return 0;
}

std::string request_of(const Given& given) {
    if (given.format == "zip") return R"({"everything":true})";
    json::object body{{"entity", given.entity}, {"format", given.format}, {"language", given.language}};
    if (!given.where.empty()) body["where"] = given.where;
    if (!given.columns.empty()) body["columns"] = given.columns;
    if (!given.order.empty()) body["order"] = given.order;
    return json::serialize(body);
}

std::string text_at(const json::value& value, std::string_view pointer) {
    boost::system::error_code error;
    const auto* found = value.find_pointer(pointer, error);
    return found != nullptr && found->is_string() ? std::string{std::string_view{found->as_string()}} : "";
}

json::value parsed(const api::Response& response) { return parse_json(response.body).value_or(nullptr); }

int store_file(const Given& given, std::string_view bytes) {
    auto* file = given.out.empty() ? stdout : std::fopen(given.out.c_str(), "wb");
    if (file == nullptr) return say({Kind::invalid, {{"out", "file_not_writable", {{"file", given.out}}}}});
    bool is_whole = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    is_whole &= (given.out.empty() ? std::fflush(file) : std::fclose(file)) == 0;
    return is_whole ? 0 : say({Kind::unavailable, {{"out", "file_not_written", {}}}});
}

// Through the running server: a job, waited for.
int export_beside(const Given& given) {
    auto door = LocalDoor::open(given.data, given.as);
    if (!door) return say(door.error());
    const auto started = door->ask("POST", "/api/v1/exports", request_of(given));
    if (started.status != 202) return say_problem(started);
    const auto id = text_at(parsed(started), "/job/id");
    for (;;) {
        const auto answer = door->ask("GET", "/api/v1/jobs/" + id, "");
        if (answer.status != 200) return say_problem(answer);
        const auto job = parsed(answer);
        const auto state = text_at(job, "/state");
        if (state == "done") {
            const auto name = text_at(job, "/result/files/0/name");
            const auto file = door->ask("GET", "/api/v1/jobs/" + id + "/files/" + name, "");
            return file.status == 200 ? store_file(given, file.bytes()) : say_problem(file);
        }
        if (state != "queued" && state != "running")
            return say({Kind::unavailable, {{"", "export_failed", {{"state", state}}}}});
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

int run(const Given& given) {
    if (given.format != "zip" && given.entity.empty()) return say({Kind::invalid, {{"entity", "required"}}});
    if (given.format != "csv" && given.out.empty()) return say({Kind::invalid, {{"out", "required"}}});
    server::set_time_zone("Europe/Warsaw");
    const auto folder = Folder::open(given.data, model());
    if (folder) return say_written(write_own(given, *folder));
    const bool is_served = folder.error().complaints.front().code == "folder_in_use";
    return is_served ? export_beside(given) : say(folder.error());
}

}  // namespace

void add_export(CLI::App& app, Chosen& chosen) {
    auto* verb =
        app.add_subcommand("export", "Write records as CSV or a spreadsheet, or everything as a zip");
    auto given = std::make_shared<Given>();
    verb->add_option("--data", given->data, "the data folder")->required();
    verb->add_option("--entity", given->entity, "company, person, invoice…; not with zip");
    verb->add_option("--where", given->where, "a condition, as in lists");
    verb->add_option("--columns", given->columns, "a,b,c; the list's own when left out");
    verb->add_option("--order", given->order, "name,-rev");
    verb->add_option("--format", given->format, "csv, xlsx, or zip: everything")
        ->check(CLI::IsMember({"csv", "xlsx", "zip"}));
    verb->add_option("--language", given->language,
                     "heads and labels for people; names and codes when left out")
        ->check(CLI::IsMember({"pl", "en"}));
    verb->add_option("--out", given->out, "the file; standard output when left out (csv)");
    verb->add_option("--as", given->as, "what this login may see, instead of all");
    verb->callback([given, &chosen] { chosen = [given] { return run(*given); }; });
}

}  // namespace teczka::app
