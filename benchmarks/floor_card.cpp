// The floor of a client's card: the product answers once over a connection that notes every statement; then
// the very same statements run bare, with other ids in their place.
#include <fmt/core.h>

#include <chrono>
#include <fstream>
#include <map>
#include <random>

#include "api/office.hpp"
#include "app/model.hpp"
#include "benchmarks/floor.hpp"
#include "benchmarks/raw.hpp"
#include "core/store/machine.hpp"
#include "server/environment.hpp"
#include "server/sessions.hpp"

namespace teczka::floor {
namespace {

// An id stands for itself, or for "the company of this card".
struct Noted {
    std::string sql;
    std::map<int, Value> bindings;
    std::map<int, std::string> bytes;
};

class NotingStatement final : public store::Statement {
public:
    NotingStatement(store::Statement& inner, std::string_view sql, std::vector<Noted>& notes)
        : inner_{inner}, notes_{notes}, now_{.sql = std::string{sql}, .bindings = {}, .bytes = {}} {}
    void bind_null(int at) override {
        now_.bindings[at] = {};
        inner_.bind_null(at);
    }
    void bind(int at, std::int64_t value) override {
        now_.bindings[at] = value;
        inner_.bind(at, value);
    }
    void bind(int at, std::string_view text) override {
        now_.bindings[at] = std::string{text};
        inner_.bind(at, text);
    }
    void bind(int at, const Id& id) override {
        now_.bindings[at] = id;
        inner_.bind(at, id);
    }
    void bind_bytes(int at, std::string_view bytes) override {
        now_.bytes[at] = std::string{bytes};
        inner_.bind_bytes(at, bytes);
    }
    bool step() override {
        note();
        return inner_.step();
    }
    bool step_unique() override {
        note();
        return inner_.step_unique();
    }
    bool is_null(int column) override { return inner_.is_null(column); }
    std::int64_t integer(int column) override { return inner_.integer(column); }
    std::string_view text(int column) override { return inner_.text(column); }
    std::string_view bytes(int column) override { return inner_.bytes(column); }
    Id id(int column) override { return inner_.id(column); }
    void reset() override {
        is_noted_ = false;
        now_.bindings.clear();
        now_.bytes.clear();
        inner_.reset();
    }

private:
    void note() {
        if (!std::exchange(is_noted_, true)) notes_.push_back(now_);
    }
    store::Statement& inner_;
    std::vector<Noted>& notes_;
    Noted now_;
    bool is_noted_{};
};

class NotingConnection final : public store::Connection {
public:
    NotingConnection(store::Connection& inner, std::vector<Noted>& notes) : inner_{inner}, notes_{notes} {}
    store::Dialect dialect() const override { return inner_.dialect(); }
    store::Statement& prepare(std::string_view sql) override {
        return *kept_.emplace_back(std::make_unique<NotingStatement>(inner_.prepare(sql), sql, notes_));
    }
    void execute(std::string_view sql) override { inner_.execute(sql); }
    void begin() override { inner_.begin(); }
    void begin_read() override { inner_.begin_read(); }
    void end_read() override { inner_.end_read(); }
    void commit() override { inner_.commit(); }
    void rollback() override { inner_.rollback(); }
    void forget_statements() override { inner_.forget_statements(); }
    void limit_time(int ms) override { inner_.limit_time(ms); }

private:
    store::Connection& inner_;
    std::vector<Noted>& notes_;
    std::vector<std::unique_ptr<NotingStatement>> kept_;
};

std::vector<Id> read_ids(const std::string& path) {
    std::ifstream file{path};
    std::vector<Id> ids;
    for (std::string line; std::getline(file, line);)
        if (const auto id = Id::parse(line)) ids.push_back(*id);
    if (ids.empty()) stop("no ids in " + path);
    return ids;
}

std::vector<Noted> statements_of(const std::string& data, const std::string& login,
                                 const std::string& target) {
    server::set_time_zone("Europe/Warsaw");
    const auto reader = store::open_sqlite({.path = data});
    std::vector<Noted> notes;
    NotingConnection noting{*reader, notes};
    const auto& model = app::model();
    const auto counter = store::load_counter(*reader);
    const auto numbers = schema::load_numbers(*reader, *model.catalogue);
    auto environment = server::system_environment();
    const auto office = [&](store::Connection& connection, query::Portfolio portfolio) {
        return api::Office{.catalogue = *model.catalogue,
                           .rights = *model.rights,
                           .numbers = numbers,
                           .reader = connection,
                           .environment = environment,
                           .rights_version = counter.rights_version,
                           .cursor_key = counter.epoch,
                           .portfolio = portfolio};
    };
    const rights::Actor system{.login = "system", .is_system = true};
    const auto user = server::find_user(office(*reader, {}).context(system), *reader, "login", login);
    if (!user) stop("no user " + login);
    const auto own = query::count_portfolio(office(*reader, {}).context(user->actor), *reader);
    auto lent = office(noting, own);
    const auto outcome = api::handle({.target = target}, user->actor, lent);
    const auto* response = std::get_if<api::Response>(&outcome);
    if (response == nullptr || response->status != 200) stop("not answered: " + target);
    return notes;
}

class Replay {
public:
    Replay(Raw& raw, const std::vector<Noted>& notes, const Id& noted_id)
        : begin_{raw, "BEGIN"}, end_{raw, "COMMIT"} {
        for (const auto& note : notes) {
            auto& one = all_.emplace_back(RawStatement{raw, note.sql});
            for (const auto& [at, value] : note.bindings) bind(one, at, value, noted_id);
            for (const auto& [at, bytes] : note.bytes)
                sqlite3_bind_blob(one.statement, at, bytes.data(), static_cast<int>(bytes.size()),
                                  SQLITE_TRANSIENT);
        }
    }
    void read(const Id& id) {
        begin_.run();
        for (auto& one : all_) {
            for (const int at : one.ids)
                sqlite3_bind_blob(one.statement, at, id.bytes.data(), 16, SQLITE_STATIC);
            while (one.statement.step()) ++rows_;  // its columns are decoded by then
            sqlite3_reset(one.statement);
        }
        end_.run();
    }
    std::int64_t rows() const { return rows_; }

private:
    struct One {
        explicit One(RawStatement&& given) : statement{std::move(given)} {}
        RawStatement statement;
        std::vector<int> ids;
    };
    static void bind(One& one, int at, const Value& value, const Id& noted_id) {
        if (const auto* id = std::get_if<Id>(&value)) {
            if (*id == noted_id)
                one.ids.push_back(at);
            else
                sqlite3_bind_blob(one.statement, at, id->bytes.data(), 16, SQLITE_TRANSIENT);
        } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
            sqlite3_bind_int64(one.statement, at, *number);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            sqlite3_bind_text(one.statement, at, text->data(), static_cast<int>(text->size()),
                              SQLITE_TRANSIENT);
        }
    }

    RawStatement begin_, end_;
    std::vector<One> all_;
    std::int64_t rows_{};
};

}  // namespace

void read_cards(const std::string& data, const std::string& ids_file, const std::string& login, int seconds) {
    const auto ids = read_ids(ids_file);
    const auto notes = statements_of(
        data, login, "/api/v1/company/" + ids.front().to_text() + "?with=employments:20,activities:20");
    Raw raw{data, SQLITE_OPEN_READONLY};
    raw.run("PRAGMA cache_size=-1024; PRAGMA temp_store=MEMORY;");
    Replay replay{raw, notes, ids.front()};
    std::mt19937_64 chance{7};
    const auto began = std::chrono::steady_clock::now();
    const auto until = began + std::chrono::seconds{seconds};
    std::int64_t cards = 0;
    while (std::chrono::steady_clock::now() < until) {
        for (int i = 0; i < 20; ++i, ++cards) replay.read(ids[chance() % ids.size()]);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{{\"per_second\":{:.1f},\"statements\":{},\"rows_a_card\":{:.1f}}}\n",
               static_cast<double>(cards) / took.count(), notes.size(),
               static_cast<double>(replay.rows()) / static_cast<double>(cards));
}

void show_statements(const std::string& data, const std::string& login, const std::string& target) {
    Raw raw{data, SQLITE_OPEN_READONLY};
    for (const auto& note : statements_of(data, login, target)) {
        fmt::print("{}\n", note.sql);
        RawStatement plan{raw, "EXPLAIN QUERY PLAN " + note.sql};
        while (plan.step()) fmt::print("    {}\n", plan.text(3));
    }
}

}  // namespace teczka::floor
